"""Joining the Party: each step at its boundary day; letters and absence."""

from datetime import date, timedelta

import pytest

from orgs.choices import LetterState
from orgs.choices import MemberStage as Stage
from orgs.rules.members import (
    Candidate,
    check_decision,
    check_letter,
    check_probation_extension,
    check_step,
    is_away,
    letter_state,
    letter_until,
    next_due,
    probation_end,
)

BORN = date(2000, 2, 29)
DAY = timedelta(days=1)
WAY = (
    (Stage.APPLICANT, date(2024, 1, 10)),
    (Stage.ACTIVIST, date(2024, 6, 30)),
    (Stage.TARGET, date(2025, 7, 1)),
    (Stage.PROBATIONARY, date(2025, 10, 31)),
)


def person(steps, **more):
    return Candidate(BORN, WAY[:steps], **more)


def codes(verdict):
    return [refusal.code for refusal in verdict.refusals], [warning.code for warning in verdict.warnings]


def test_applying_is_possible_from_the_eighteenth_birthday_on():
    born = date(2008, 2, 29)
    child = Candidate(born, ())
    assert codes(check_step(child, Stage.APPLICANT, date(2026, 2, 27))) == (["too_young"], [])
    assert check_step(child, Stage.APPLICANT, date(2026, 2, 28)).is_allowed


@pytest.mark.parametrize("to", [Stage.TARGET, Stage.PROBATIONARY, Stage.FORMAL, Stage.APPLICANT])
def test_no_stage_is_skipped_or_taken_twice(to):
    assert codes(check_step(person(1), to, date(2026, 1, 1))) == (["stage_order"], [])


def test_the_way_begins_with_the_application_and_ends_with_the_formal_member():
    assert codes(check_step(Candidate(BORN, ()), Stage.ACTIVIST, date(2026, 1, 1))) == (["stage_order"], [])
    done = Candidate(BORN, (*WAY, (Stage.FORMAL, date(2026, 10, 31))))
    assert all(codes(check_step(done, to, date(2027, 1, 1))) == (["stage_order"], []) for to in Stage)


def test_a_step_before_the_last_one_is_refused():
    assert codes(check_step(person(1), Stage.ACTIVIST, date(2024, 1, 9))) == (["stage_dates"], [])


def test_an_activist_chosen_within_three_months_is_a_warning():
    assert codes(check_step(person(1), Stage.ACTIVIST, date(2024, 4, 9))) == ([], ["too_soon"])
    assert codes(check_step(person(1), Stage.ACTIVIST, date(2024, 4, 10))) == ([], [])


def test_a_target_needs_a_whole_year_as_activist():
    assert codes(check_step(person(2), Stage.TARGET, date(2025, 6, 29))) == (["too_soon"], [])
    assert check_step(person(2), Stage.TARGET, date(2025, 6, 30)).is_allowed


def test_admission_names_everything_that_is_missing_at_once():
    bare = check_step(person(3, training_hours=23), Stage.PROBATIONARY, date(2025, 10, 31))
    assert codes(bare) == (["training_short", "not_reviewed"], [])
    assert check_step(person(3, training_hours=24, is_reviewed=True), Stage.PROBATIONARY, date(2025, 10, 31)).is_allowed


def test_probation_lasts_a_year_from_the_branch_meeting_and_longer_where_extended():
    assert probation_end(person(4)) == date(2026, 10, 31)
    assert codes(check_step(person(4), Stage.FORMAL, date(2026, 10, 30))) == (["probation_runs"], [])
    assert check_step(person(4), Stage.FORMAL, date(2026, 10, 31)).is_allowed
    assert probation_end(person(4, extended_months=6)) == date(2027, 4, 30)
    assert probation_end(person(3)) is None


@pytest.mark.parametrize(("months", "code"), [(5, "extension_length"), (6, None), (12, None), (13, "extension_length")])
def test_probation_is_extended_by_half_a_year_to_a_year(months, code):
    refusal = check_probation_extension(person(4), months)
    assert (refusal.code if refusal else None) == code


def test_probation_is_extended_once_and_only_while_it_runs():
    assert check_probation_extension(person(4, extended_months=6), 6).code == "extended_already"
    assert check_probation_extension(person(3), 6).code == "not_on_probation"


def test_the_committee_decides_within_three_months_in_special_cases_six():
    met = date(2025, 11, 30)
    assert check_decision(met, date(2026, 2, 28)) is None
    assert check_decision(met, date(2026, 3, 1)).code == "decision_late"
    assert check_decision(met, date(2026, 5, 30), is_special=True) is None
    assert check_decision(met, date(2026, 5, 31), is_special=True).code == "decision_late"
    assert check_decision(met, met - DAY).code == "decision_late"


def test_what_is_due_next_follows_the_stage():
    assert next_due(person(1)) == date(2024, 2, 10)
    assert next_due(person(1), talked_on=date(2024, 1, 20)) is None
    assert next_due(person(2)) == date(2024, 12, 30)
    assert next_due(person(2), examined_on=[date(2024, 12, 1)]) == date(2025, 6, 1)
    assert next_due(person(4)) == date(2026, 10, 31)
    assert next_due(Candidate(BORN, ())) is None


def test_a_letter_counts_on_its_last_day_and_is_expired_the_day_after():
    letter = {
        "issued_on": date(2026, 1, 1),
        "valid_until": date(2026, 3, 31),
        "received_on": None,
        "confirmed_on": None,
    }
    assert letter_state(**letter, on=date(2025, 12, 31)) == LetterState.DRAFTED
    assert letter_state(**letter, on=date(2026, 3, 31)) == LetterState.IN_TRANSIT
    assert letter_state(**letter, on=date(2026, 4, 1)) == LetterState.EXPIRED
    came = letter | {"received_on": date(2026, 4, 2)}
    assert letter_state(**came, on=date(2026, 4, 2)) == LetterState.RECEIVED
    assert letter_state(**came | {"confirmed_on": date(2026, 4, 5)}, on=date(2026, 4, 5)) == LetterState.CONFIRMED


def test_a_member_is_away_after_six_months():
    assert not is_away(date(2026, 8, 31), date(2027, 2, 27))
    assert is_away(date(2026, 8, 31), date(2027, 2, 28))


@pytest.mark.parametrize(("until", "refused", "warned"), [
    (date(2026, 2, 28), ["letter_validity"], []),
    (date(2026, 3, 1), [], []),
    (date(2026, 5, 30), [], []),
    (date(2026, 6, 1), [], []),
    (date(2026, 6, 2), [], ["letter_long"]),
    (date(2026, 9, 1), [], ["letter_long"]),
    (date(2026, 9, 2), ["letter_validity"], []),
])  # fmt: skip
def test_a_letter_is_valid_for_three_months_by_custom_and_six_at_most(until, refused, warned):
    found = check_letter(date(2026, 3, 1), until)
    assert [one.code for one in found.refusals] == refused
    assert [one.code for one in found.warnings] == warned
    assert letter_until(date(2026, 3, 1)) == date(2026, 5, 30)
