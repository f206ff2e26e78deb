"""The number of statements of a page: the same for ten and for a thousand rows, and at most twelve."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import AreaVersion
from access.principals import system_scope
from reports.demo import indicators
from tests.factories import orgs

MOST = 12
FEW, MANY = 10, 1_000
FRAME = ("SAVEPOINT", "RELEASE", 'UPDATE "django_session"', "SELECT set_config('role'")  # of session and savepoints
PAGES = (
    "/enterprises/", "/enterprises/?q=示例", "/enterprises/?status=operating", "/orgs/", "/orgs/tree/", "/instructors/",
    "/funding/", "/reports/coverage/", "/api/v1/units/", "/api/v1/units/?page_size=1000", "/api/v1/organizations/",
)  # fmt: skip


@pytest.fixture
def world(db):
    made = orgs.build()
    with system_scope("test data"):
        indicators.load()
        for area in (made.district, made.east, made.west, made.east_community, made.west_community):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=(orgs.OPENED, None)
            )
    return made


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.users["committee"])
    return client


def asked(client, path):
    client.get(path)  # the first request of a session writes it
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(FRAME)]


def grow(world, units):
    """Make units, a tenth of them with an organization of their own."""
    by = world.act_as("committee")
    for number in range(units):
        unit = world.unit(formal=3)
        if number % 10 == 0:
            world.single(by=by, unit=unit)


def test_pages_ask_the_same_for_a_thousand_rows_as_for_ten(world, client):
    grow(world, FEW)
    few = {path: asked(client, path) for path in PAGES}
    grow(world, MANY - FEW)
    many = {path: asked(client, path) for path in PAGES}
    told = {path: (len(few[path]), len(many[path])) for path in PAGES}
    assert {path: both for path, both in told.items() if both[0] != both[1]} == {}
    more = {path: both[1] for path, both in told.items() if both[1] > MOST}
    assert {path: number for path, number in more.items() if number > MOST} == {}
