"""Rows are kept by permission, not only by area: the first ring does not lean on the second."""

import pytest

from access.choices import Role
from access.principals import open_scope
from enterprises.models import Unit
from tests.factories.access import principal
from tests.factories.enterprises import unit


@pytest.mark.parametrize(("permission", "seen"), [("enterprises.view_unit", 1), ("enterprises.amend_unit", 0)])
def test_a_leader_reads_units_and_finds_none_to_amend(land, permission, seen):
    unit(land.first)
    leader = principal(Role.LEADER, land.committee)
    open_scope(leader)
    assert Unit.objects.visible_to(leader, permission).count() == seen
