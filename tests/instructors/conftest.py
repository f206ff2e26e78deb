"""A district for every test of instructors."""

import pytest

from tests.factories import instructors as make


@pytest.fixture
def world(db):
    """Give a district with one account per part in the procedure."""
    return make.district()
