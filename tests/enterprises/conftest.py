"""A district with two streets, and people in it."""

import pytest

from access.choices import Role
from access.models import User
from tests.factories.access import BodyFactory, principal
from tests.factories.enterprises import unit
from tests.factories.two_streets import district


@pytest.fixture
def land(db):
    return district()


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


@pytest.fixture
def sign_in(client):
    def enter(by):
        client.force_login(User.objects.as_system("test").get(pk=by.user_id), backend="access.backends.PolicyBackend")
        return client

    return enter
