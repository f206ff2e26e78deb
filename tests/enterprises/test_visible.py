"""Rows are kept by permission, not only by area: the first ring does not lean on the second."""

from datetime import date

import pytest

from access.choices import Role
from access.errors import ScopeNotDeclared
from access.principals import open_scope
from enterprises.models import StatusFact, Unit
from tests.factories.access import principal
from tests.factories.enterprises import unit

TODAY = date(2015, 10, 1)


@pytest.mark.parametrize(("permission", "seen"), [("enterprises.view_unit", 1), ("enterprises.amend_unit", 0)])
def test_a_leader_reads_units_and_finds_none_to_amend(land, permission, seen):
    unit(land.first)
    leader = principal(Role.LEADER, land.committee)
    open_scope(leader)
    assert Unit.objects.visible_to(leader, permission).count() == seen


def test_rows_of_a_root_in_hand_are_still_judged_by_row_level_security(land, east, west):
    mine, other = unit(land.first), unit(land.first)
    for by, seen in ((east, {mine.pk}), (west, set())):
        open_scope(by)
        assert set(StatusFact.objects.of(unit=mine).values_list("unit_id", flat=True)) == seen
        assert StatusFact.objects.of(unit_id__in=[mine.pk, other.pk]).count() == 2 * len(seen)
        assert Unit.objects.visible_to(by, "enterprises.view_unit").operating(TODAY).count() == 2 * len(seen)


@pytest.mark.parametrize("root", [{"recorded_by": 1}, {"unit__name": "甲"}, {"unit": None}, {"status": "operating"}])
def test_rows_are_opened_by_the_relation_from_which_they_have_their_place_only(root):
    with pytest.raises(ScopeNotDeclared, match="not seen with"):
        StatusFact.objects.of(**root)


def test_what_is_told_beyond_the_scope_is_a_name_or_a_yes(land, west):
    hidden = unit(land.first)
    open_scope(west)
    assert not Unit.objects.visible_to(west, "enterprises.view_unit").exists()
    assert Unit.objects.names([hidden.pk]) == {hidden.pk: hidden.name}
    assert Unit.objects.names([]) == {}
    assert Unit.objects.filter(pk=hidden.pk).taken()
    assert not Unit.objects.filter(pk=0).taken()
