"""A district with an officer's phone."""

import pytest

from tests.enterprises.phone.carrier import Phone
from tests.factories import orgs


@pytest.fixture
def world(db):
    return orgs.build()


@pytest.fixture
def phone(world):
    return Phone(world)
