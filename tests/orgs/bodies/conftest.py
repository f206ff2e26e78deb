"""The bodies of the small district."""

import pytest
from django.test import Client

from access.choices import Role
from access.models import Body, IndustryLine
from access.principals import system_scope
from tests.factories.orgs import TODAY


def body_of(by):
    """Return the body through which somebody holds a role."""
    return Body.objects.get(pk=by.held[0].body_id)


@pytest.fixture
def bodies(world):
    """Return the district's and both streets' bodies by key."""
    return {key: body_of(world.principal(key)) for key in ("committee", "east", "west")}


@pytest.fixture
def trade(world):
    """A member unit of the district on an industry line, with an account."""
    with system_scope("test data"):
        line = IndustryLine.objects.create(code="trade", name="商务")
    world.user(Role.MEMBER_UNIT, world.district, "trade")
    body = body_of(world.principal("trade"))
    body.line = line
    with system_scope("test data"):
        body.save(update_fields=["line"])
    return body


@pytest.fixture
def browse(world, monkeypatch):
    """Return a browser of somebody, on the day of the tests."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_zone: TODAY)

    def of(key):
        browser = Client()
        browser.force_login(world.users[key], backend="access.backends.PolicyBackend")
        return browser

    return of
