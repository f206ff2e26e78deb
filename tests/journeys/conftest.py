"""The small world in which people make their journeys, committed before the browser opens."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.models import AreaVersion
from access.principals import system_scope
from reports.demo import indicators
from tests.factories import funding, instructors
from tests.journeys.officers import Officer
from tests.journeys.visitors import DESK, Visitor


@pytest.fixture
def purse(web):
    """Give a district with policies, indicators and an appointed instructor; ``web`` first, since it empties afterwards."""
    made = funding.build()
    world, today = made.world, timezone.localdate()
    with system_scope("test data"):
        indicators.load()
        for area in (world.district, world.east, world.west, world.east_community, world.west_community):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=DateRange(date(2010, 1, 1), None)
            )
        body = world.users["east"].assignments.as_system("test data").get().body
    land = instructors.District(
        world.district, world.east, world.west, world.east_community, world.east_grid, {"street": body}
    )
    letter = (today - timedelta(days=30), today + timedelta(days=365))
    instructors.instructor(land, on=letter[0], letter=letter)
    return made


@pytest.fixture
def visitor(chromium, web):
    """Make visitors; at the end none of them may have met an error in the console or a violated policy."""
    visitors = []

    def make(user=None, device=DESK):
        one = Visitor(chromium, web, device=device)
        visitors.append(one)
        if user is not None:
            one.sign_in(user)
        return one

    yield make
    faults = [fault for one in visitors for fault in one.faults]
    for one in visitors:
        one.context.close()
    assert not faults


@pytest.fixture
def officer(chromium, web):
    """Make officers with phones; at the end none of them may have met an error in the page."""
    officers = []

    def make(user):
        officers.append(Officer(chromium, web, user))
        return officers[-1]

    yield make
    faults = [fault for one in officers for fault in one.faults]
    for one in officers:
        one.context.close()
    assert not faults
