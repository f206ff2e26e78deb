"""The short way of lists and the serializers give the same bytes, and a list costs the same queries at any length."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.api import fastrows
from access.api.viewsets import ListMixin
from access.principals import system_scope
from reports.demo import indicators
from tests.api import world
from tests.api.endpoints import operations

MOST_QUERIES = 12


@pytest.fixture
def caller(land):
    world.fill(land)
    with system_scope("test data"):
        indicators.load()
    return world.everything_in(land.committee)


def lists():
    return [
        operation for operation in operations() if issubclass(operation.view, ListMixin) and operation.action == "list"
    ]


def test_both_ways_give_identical_bytes(caller, monkeypatch):
    compared = 0
    for operation in lists():
        if fastrows.short_way(operation.view.serializer_class, operation.view.model) is None:
            continue
        for order in operation.view.ordering_fields:
            path = f"{operation.path}?ordering={order}&page_size=1000"
            fast = caller.get(path)
            with monkeypatch.context() as patch:
                patch.setattr(operation.view, "slow", True)
                slow = caller.get(path)
            assert fast.json()["results"], operation
            assert fast.content == slow.content, operation
        compared += 1
    assert compared


@pytest.mark.parametrize(
    "path", ["/areas/", "/units/", "/organizations/", "/instructors/", "/entitlements/", "/payments/"]
)
def test_long_lists_take_the_short_way(path):
    view = next(operation.view for operation in lists() if operation.path.endswith(path))
    assert fastrows.short_way(view.serializer_class, view.model) is not None


def test_a_list_costs_the_same_queries_at_any_length(caller):
    for operation in lists():
        counts = []
        for size in (1, 1000):
            with CaptureQueriesContext(connection) as found:
                assert caller.get(f"{operation.path}?page_size={size}").status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1] <= MOST_QUERIES, f"{operation}: {counts}"
