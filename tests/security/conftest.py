"""The two districts, committed once for all modules here (none of which empties the database), and visitors to them."""

import pytest
from django.test import Client

from access.choices import Role
from config.requests import CalmRequest
from tests.factories import districts


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    yield from districts.committed(django_db_blocker)


@pytest.fixture(autouse=True)
def same_request_as_the_server(monkeypatch):
    monkeypatch.setattr("django.test.client.WSGIRequest", CalmRequest)


@pytest.fixture
def browser(world, db):
    """Sign a browser in for a role of street 1."""

    def enter(role):
        client = Client(raise_request_exception=False)
        client.force_login(world.users[role], backend="access.backends.PolicyBackend")
        client.defaults |= {"HTTP_AUTHORIZATION": f"Bearer {world.secrets[role]}"} if role == Role.API_CLIENT else {}
        return client

    return enter
