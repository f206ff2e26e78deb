"""A district with two streets, and people in it."""

from types import SimpleNamespace

import pytest

from access.choices import BodyKind, Role
from tests.factories.access import AreaFactory, BodyFactory, principal
from tests.factories.enterprises import unit


@pytest.fixture
def land(db):
    county = AreaFactory(county=True, code="110101", name="示例区")
    east = AreaFactory(parent=county, name="东街道")
    west = AreaFactory(parent=county, name="西街道")
    return SimpleNamespace(
        county=county,
        east=east,
        west=west,
        first=AreaFactory(parent=east, community=True, name="东一社区"),
        second=AreaFactory(parent=east, community=True, name="东二社区"),
        park=AreaFactory(parent=county, park=True, name="示例园区"),
        committee=BodyFactory(home=county, kind=BodyKind.WORK_COMMITTEE, name="区非公工委"),
        east_body=BodyFactory(home=east, name="东街道党工委"),
        west_body=BodyFactory(home=west, name="西街道党工委"),
    )


@pytest.fixture
def committee(land):
    return principal(Role.COMMITTEE, land.committee)


@pytest.fixture
def east(land):
    return principal(Role.STREET_OFFICER, land.east_body)


@pytest.fixture
def west(land):
    return principal(Role.STREET_OFFICER, land.west_body)


@pytest.fixture
def officers(land):
    """Two officers of the first community, one of the east street; none of the west street."""
    body = BodyFactory(home=land.first, name="东一社区党委")
    found = [principal(Role.COMMUNITY_OFFICER, body) for _ in range(2)]
    return [*found, principal(Role.STREET_OFFICER, land.east_body)]


@pytest.fixture
def units(land):
    made = [unit(land.first) for _ in range(4)]
    return [*made, unit(land.second), unit(land.west)]
