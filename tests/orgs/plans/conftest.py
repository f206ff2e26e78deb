import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from access.principals import system_scope
from tests.orgs.plans import street as streets


@pytest.fixture
def street(world, east):
    return streets.build(world, east)


@pytest.fixture
def api(world):
    """Return how an account of the district asks: act(key, path, **values), or reads without values."""

    def ask(key, path, version=None, values=None):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        if values is None:
            return client.get(path)
        headers = {"If-Match": f'"{version}"'} if version else {}
        return client.post(path, values, content_type="application/json", headers=headers)

    return ask
