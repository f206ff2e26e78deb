"""Only declared filters are read: nothing made from the model's own names opens a hidden column (P4)."""

import random

import pytest

from access.api.viewsets import ScopedViewSet
from tests.api.endpoints import operations

LOOKUPS = (
    "", "__startswith", "__istartswith", "__regex", "__iregex", "__gt", "__lt", "__isnull", "__in", "__contains", "__exact",
    "__endswith", "__range", "__pk", "__id", "__year", "__trigram_similar",
)  # fmt: skip
OTHERS = (
    "_connector",
    "_negated",
    "search",
    "q",
    "fields",
    "group_by",
    "include",
    "expand",
    "limit",
    "offset",
    "page",
    "or",
    "filter",
)
QUICK = 25


def names_of(model, depth):
    """Return the lookups that the ORM would understand, to a depth of relations."""
    found = []
    for field in model._meta.get_fields():
        found.append(field.name)
        if field.is_relation and field.related_model is not None and depth > 1:
            found += [f"{field.name}__{below}" for below in names_of(field.related_model, depth - 1)]
    return found


def lists():
    return [one for one in operations() if one.action == "list" and issubclass(one.view, ScopedViewSet)]


def undeclared(operation, depth):
    declared = set(operation.parameters())
    made = (name + lookup for name in names_of(operation.view.model, depth) for lookup in LOOKUPS)
    return sorted({*made, *OTHERS} - declared)


def assert_refused(caller, operation, names):
    for name in names:
        answer = caller.get(f"{operation.path}?{name}=1")
        assert answer.status_code == 400, f"{operation} {name}"
        assert answer.json()["code"] == "unknown_parameter", f"{operation} {name}"
        order = caller.get(f"{operation.path}?ordering={name}")
        assert order.status_code == 400 or name in operation.view.ordering_fields, f"{operation} {name}"


def test_undeclared_filters_and_orders_are_refused(officer):
    dice = random.Random(1)
    for operation in lists():
        names = undeclared(operation, depth=2)
        assert_refused(officer, operation, dice.sample(names, min(QUICK, len(names))))


@pytest.mark.full
def test_undeclared_filters_and_orders_are_refused_to_depth_three(officer):
    dice = random.Random(2)
    for operation in lists():
        names = undeclared(operation, depth=3)
        assert_refused(officer, operation, dice.sample(names, min(1500, len(names))))
