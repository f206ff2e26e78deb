from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.choices import OrgNature, OrgType, TermStatus
from orgs.rules import terms
from orgs.rules.limits import Limits

T = TermStatus


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 8, 31), -6, date(2024, 2, 29)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, expected):
    assert terms.add_months(day, months) == expected


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 600))
def test_going_forth_and_back_by_months_loses_at_most_the_end_of_a_month(day, months):
    back = terms.add_months(terms.add_months(day, months), -months)
    assert back == day or (back < day and day.day > 28 and (day - back).days <= 3)


@pytest.mark.parametrize(
    ("org_type", "elected", "end"),
    [
        (OrgType.COMMITTEE, date(2020, 3, 10), date(2025, 3, 10)),
        (OrgType.GENERAL_BRANCH, date(2020, 3, 10), date(2023, 3, 10)),
        (OrgType.BRANCH, date(2020, 3, 10), date(2023, 3, 10)),
        (OrgType.BRANCH, date(2024, 2, 29), date(2027, 2, 28)),
        (OrgType.GROUP, date(2020, 3, 10), None),
    ],
)
def test_a_committee_is_elected_for_five_years_a_branch_for_three(org_type, elected, end):
    assert terms.term_end(elected, org_type=org_type, nature=OrgNature.REGULAR) == end


@pytest.mark.parametrize("nature", list(OrgNature))
def test_temporary_and_functional_organizations_hold_no_terms(nature):
    end = terms.term_end(date(2020, 3, 10), org_type=OrgType.BRANCH, nature=nature)
    assert (end is None) is (nature in {OrgNature.TEMPORARY, OrgNature.FUNCTIONAL})


def test_a_village_branch_may_have_five_years_by_setting():
    limits = Limits(term_years={OrgType.BRANCH: 5})
    end = terms.term_end(date(2020, 3, 10), org_type=OrgType.BRANCH, nature=OrgNature.REGULAR, limits=limits)
    assert end == date(2025, 3, 10)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2022, 9, 9), T.NOT_DUE),
        (date(2022, 9, 10), T.DUE_SOON),  # six months ahead
        (date(2022, 12, 9), T.DUE_SOON),
        (date(2022, 12, 10), T.DUE_3M),
        (date(2023, 3, 9), T.DUE_1M),  # the last day
        (date(2023, 3, 10), T.OVERDUE),  # the end day
    ],
)
def test_a_term_comes_due_day_by_day(on, status):
    assert terms.term_status(date(2023, 3, 10), on=on) == status


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2023, 3, 9), T.DUE_1M),
        (date(2023, 3, 10), T.EXTENDED),
        (date(2023, 12, 31), T.EXTENDED),
        (date(2024, 1, 1), T.OVERDUE),
    ],
)
def test_an_approved_extension_holds_until_its_own_end(on, status):
    assert terms.term_status(date(2023, 3, 10), on=on, extended_to=date(2024, 1, 1)) == status


def test_without_a_term_nothing_is_due():
    assert terms.term_status(None, on=date(2023, 1, 1)) == T.EXEMPT


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (date(2023, 3, 10), "extension_order"),
        (date(2023, 3, 11), None),
        (date(2024, 3, 10), None),  # one year
        (date(2024, 3, 11), "extension_too_long"),
    ],
)
def test_an_extension_is_at_most_one_year(to, code):
    refusal = terms.check_extension(date(2023, 3, 10), to)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()


def test_what_has_no_term_is_not_extended():
    assert terms.check_extension(None, date(2024, 1, 1)).code == "no_term"


@pytest.mark.parametrize(
    ("elected", "previous", "code"),
    [
        (date(2020, 6, 30), None, "term_before_founding"),
        (date(2020, 7, 1), None, None),
        (date(2023, 7, 1), date(2020, 7, 1), None),
        (date(2020, 7, 1), date(2020, 7, 1), "term_order"),
        (date(2020, 7, 2), date(2020, 7, 1), None),
    ],
)
def test_elections_follow_the_founding_and_each_other(elected, previous, code):
    refusal = terms.check_term(elected, founded_on=date(2020, 7, 1), previous_elected_on=previous)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()
