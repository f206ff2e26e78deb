import pytest

from tests.orgs.plans import street as streets


@pytest.fixture
def street(world, east):
    return streets.build(world, east)
