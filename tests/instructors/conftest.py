"""A district for every test of instructors, on a fixed day."""

import pytest
from django.utils import timezone

from tests.factories import instructors as make


@pytest.fixture
def world(db):
    """Give a district with one account per part in the procedure."""
    found = make.district()
    found.principal("committee")  # the scope of the transaction until somebody else acts
    return found


@pytest.fixture
def today(monkeypatch):
    """Let every door read the same day."""
    monkeypatch.setattr(timezone, "localdate", lambda *_args, **_kwargs: make.TODAY)
    return make.TODAY


@pytest.fixture
def signed_in(client, world, today):
    """Give a client signed in as one of the district's people."""

    def sign_in(key):
        client.force_login(world.users[key])
        return client

    return sign_in
