"""Organization life: what is due in which period, for whom."""

from datetime import date

import pytest

from orgs.choices import LifeKind, OrgNature
from orgs.rules.assemblies import CUSTOM, Frequency, needs, period_of

FOUNDED = date(2020, 1, 1)


def missing(on, held=(), **more):
    given = {"since": FOUNDED, "has_committee": True, "has_groups": True} | more
    return {need.kind: need.missing for need in needs(held=held, on=on, **given)}


@pytest.mark.parametrize(
    ("day", "months", "period"),
    [
        (date(2026, 12, 31), 1, (date(2026, 12, 1), date(2027, 1, 1))),
        (date(2026, 3, 31), 3, (date(2026, 1, 1), date(2026, 4, 1))),
        (date(2026, 10, 1), 3, (date(2026, 10, 1), date(2027, 1, 1))),
        (date(2026, 7, 1), 6, (date(2026, 7, 1), date(2027, 1, 1))),
        (date(2026, 6, 30), 12, (date(2026, 1, 1), date(2027, 1, 1))),
    ],
)
def test_periods_are_those_of_the_calendar(day, months, period):
    assert period_of(day, months) == period


@pytest.mark.parametrize("months", [0, -3, 5, 24])
def test_a_period_that_does_not_fill_a_year_is_refused(months):
    with pytest.raises(ValueError, match="does not fill a year"):
        period_of(FOUNDED, months)


def test_everything_customary_is_due_and_what_was_held_counts_in_its_own_period():
    on = date(2026, 5, 20)
    assert missing(on) == dict.fromkeys(CUSTOM, 1)
    held = [(LifeKind.MEMBERS_MEETING, date(2026, 4, 1)), (LifeKind.THEME_DAY, date(2026, 4, 30))]
    found = missing(on, held)
    assert found[LifeKind.MEMBERS_MEETING] == 0
    assert found[LifeKind.THEME_DAY] == 1


def test_a_branch_without_committee_or_groups_owes_neither_of_their_meetings():
    found = missing(date(2026, 5, 20), has_committee=False, has_groups=False)
    assert {LifeKind.COMMITTEE_MEETING, LifeKind.GROUP_MEETING}.isdisjoint(found)


def test_a_functional_organization_and_one_not_founded_yet_owe_nothing():
    assert missing(date(2026, 5, 20), nature=OrgNature.FUNCTIONAL) == {}
    assert missing(date(2019, 12, 31)) == {}


def test_a_period_of_which_less_than_half_was_left_asks_nothing():
    late = missing(date(2026, 5, 31), since=date(2026, 5, 20))
    assert LifeKind.THEME_DAY not in late
    assert LifeKind.MEMBERS_MEETING not in late
    assert LifeKind.APPRAISAL in late
    assert LifeKind.THEME_DAY in missing(date(2026, 6, 1), since=date(2026, 5, 20))
    half = {day: missing(date(2026, 5, 31), since=date(2026, 5, day)) for day in (16, 17)}
    assert LifeKind.MEMBERS_MEETING in half[16]
    assert LifeKind.MEMBERS_MEETING not in half[17]


def test_a_place_may_set_its_own_frequency():
    twice = {LifeKind.LESSON: Frequency(2, 12)}
    assert missing(date(2026, 5, 20), [(LifeKind.LESSON, date(2026, 1, 5))], frequencies=twice) == {LifeKind.LESSON: 1}
