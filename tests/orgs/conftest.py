"""The small district that the tests of organizations work in."""

import pytest

from tests.factories import orgs as factory


@pytest.fixture
def world(db):
    return factory.build()


@pytest.fixture
def east(world):
    """The officer of the east street, with the scope of a request."""
    return world.act_as("east")


@pytest.fixture
def committee(world):
    return world.act_as("committee")
