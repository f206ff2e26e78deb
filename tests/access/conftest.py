"""Two districts of one city with their bodies and people: the small world in which the permissions layer is tried."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone

from access.choices import AreaLevel, BodyKind, Role
from access.models import Area, AuditEvent, Body, User
from access.principals import Principal, system_scope
from access.services import sign_in
from tests.factories.access import TODAY, AreaFactory, AssignmentFactory, BodyFactory, UserFactory

PASSWORD = "Correct-Horse-9"


@dataclass
class World:
    """What the tests talk about."""

    province: Area
    east: Area
    west: Area
    east_street: Area
    east_street_2: Area
    west_street: Area
    community: Area
    east_body: Body
    west_body: Body
    street_body: Body
    street_2_body: Body

    def account(self, role, body, **more) -> User:
        """Return an account that holds a role through a body."""
        user = UserFactory(area=body.home, **more)
        AssignmentFactory(user=user, role=role, body=body)
        return user

    def principal(self, role, body, *, on=TODAY) -> Principal:
        """Return the principal of such an account."""
        return Principal.for_user(self.account(role, body), on=on)


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with the least work, so that hundreds of passwords can be tried."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["tests.access.conftest.QuickArgon2"]
    sign_in._nobody.cache_clear()
    yield
    sign_in._nobody.cache_clear()


@pytest.fixture
def world(db):
    province = AreaFactory(level=AreaLevel.PROVINCE, name="示例省", code="99")
    east, west = (
        AreaFactory(county=True, parent=province, name=name, code=code)
        for name, code in (("东区", "990101"), ("西区", "990102"))
    )
    east_street = AreaFactory(parent=east, name="东一街道", code="990101001")
    east_street_2 = AreaFactory(parent=east, name="东二街道", code="990101002")
    west_street = AreaFactory(parent=west, name="西一街道", code="990102001")
    community = AreaFactory(community=True, parent=east_street, name="东一社区", code="990101001001")
    return World(
        province,
        east,
        west,
        east_street,
        east_street_2,
        west_street,
        community,
        BodyFactory(home=east, name="东区工委", kind=BodyKind.WORK_COMMITTEE),
        BodyFactory(home=west, name="西区工委", kind=BodyKind.WORK_COMMITTEE),
        BodyFactory(home=east_street, name="东一街道党工委"),
        BodyFactory(home=east_street_2, name="东二街道党工委"),
    )


@pytest.fixture
def admins(world):
    """The three administrators of the east district, each with a principal."""
    accounts = {
        "system": world.account(Role.SYSTEM_ADMIN, world.east_body),
        "security": world.account(Role.SECURITY_ADMIN, world.east_body),
        "audit": world.account(Role.AUDITOR, world.east_body),
    }
    principals = {f"{name}_by": Principal.for_user(user, on=TODAY) for name, user in accounts.items()}
    return SimpleNamespace(**accounts, **principals)


@pytest.fixture
def signed_in(client):
    """Sign a browser in for an account, past the password."""

    def enter(user):
        client.force_login(user, backend="access.backends.PolicyBackend")
        return client

    return enter


@pytest.fixture
def account(world):
    user = world.account(Role.STREET_OFFICER, world.street_body, username="zhang.san")
    with system_scope("test data"):
        user.set_password(PASSWORD)
        user.save()
    return user


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is moved."""

    class Clock:
        now = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.get_current_timezone())

        def forward(self, **by):
            self.now += timedelta(**by)

    stopped = Clock()
    monkeypatch.setattr(timezone, "now", lambda: stopped.now)
    return stopped


def attempt(client, username, password, **headers):
    """Try to sign in."""
    return client.post("/access/sign-in/", {"username": username, "password": password}, **headers)


def lines(act):
    """Count the audit lines of an act."""
    return AuditEvent.objects.filter(act=act).as_system("test").count()


def words(answer):
    """Return what a page says, without markup and spaces."""
    return re.sub(r"<script.*?</script>|<[^>]+>|\s+", "", answer.content.decode(), flags=re.DOTALL)
