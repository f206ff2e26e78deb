"""The small district in which subsidies are paid."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from access.principals import system_scope
from tests.factories import funding


@pytest.fixture
def purse(db):
    return funding.build()


@pytest.fixture
def page(purse):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=purse.world.users[key].pk))
        return client

    return signed_in
