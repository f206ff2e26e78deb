from datetime import date

import pytest

from instructors.choices import DispatchTarget
from instructors.rules import dispatch, visits
from instructors.rules.steps import DEFAULT, HEFEI, Limits

LETTER = {"letter_from": date(2024, 1, 1), "letter_until": date(2026, 1, 1)}


@pytest.mark.parametrize(
    ("staff", "limits", "warned"),
    [
        ([], HEFEI, []),
        ([10, 20, 30], DEFAULT, []),
        ([10, 20, 30, 40], DEFAULT, ["load_above_norm"]),
        ([10] * 5, DEFAULT, ["load_above_norm"]),
        ([10] * 6, DEFAULT, ["load_heavy"]),
        ([10, 49], HEFEI, ["load_no_big_unit"]),
        ([10, 50], HEFEI, []),
        ([None], HEFEI, ["load_no_big_unit"]),
        ([None] * 6, HEFEI, ["load_heavy", "load_no_big_unit"]),
    ],
)
def test_a_load_beyond_the_norm_is_a_warning(staff, limits, warned):
    found = dispatch.check_load(staff, limits=limits)
    assert [warning.code for warning in found] == warned
    assert all(warning.render() for warning in found)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (date(2024, 1, 1), date(2026, 1, 1), None),
        (date(2024, 1, 1), None, None),
        (date(2023, 12, 31), None, "dispatch_outside_letter"),
        (date(2025, 12, 31), None, None),
        (date(2026, 1, 1), None, "dispatch_outside_letter"),
        (date(2024, 1, 1), date(2026, 1, 2), "dispatch_outside_letter"),
        (date(2024, 5, 1), date(2024, 5, 1), "dispatch_order"),
    ],
)
def test_a_dispatch_lies_within_the_letter(starts, ends, code):
    refusal = dispatch.check_dates(starts_on=starts, ends_on=ends, **LETTER)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()


@pytest.mark.parametrize(
    ("ends", "until"),
    [(None, date(2026, 1, 1)), (date(2025, 1, 1), date(2025, 1, 1)), (date(2027, 1, 1), date(2026, 1, 1))],
)
def test_a_dispatch_never_outlives_the_letter(ends, until):
    assert dispatch.effective_until(ends, LETTER["letter_until"]) == until


@pytest.mark.parametrize("target", list(DispatchTarget))
@pytest.mark.parametrize("others", [0, 1])
def test_a_grid_has_one_instructor_and_nobody_comes_twice(target, others):
    verdict = dispatch.check_target(target, is_there_already=False, others=others)
    assert verdict.is_allowed
    assert bool(verdict.warnings) is (target == DispatchTarget.GRID and others > 0)
    assert not dispatch.check_target(target, is_there_already=True, others=others).is_allowed


@pytest.mark.parametrize(
    ("last", "months", "due"),
    [
        (None, 1, date(2024, 2, 29)),
        (date(2024, 3, 31), 1, date(2024, 4, 30)),
        (date(2023, 12, 1), 1, date(2024, 2, 29)),  # a visit before the dispatch does not count
        (date(2024, 2, 15), 3, date(2024, 5, 15)),
    ],
)
def test_the_next_visit_is_due_so_many_months_after_the_last(last, months, due):
    found = visits.due_on(dispatched_on=date(2024, 1, 31), last_visit_on=last, limits=Limits(visit_months=months))
    assert found == due


@pytest.mark.parametrize(("on", "late"), [(date(2024, 2, 28), 0), (date(2024, 2, 29), 0), (date(2024, 3, 1), 1)])
def test_a_visit_is_late_from_the_day_after_it_was_due(on, late):
    assert visits.days_late(date(2024, 2, 29), on=on) == late


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 1, 31), "visit_outside_dispatch"),
        (date(2024, 2, 1), None),
        (date(2024, 5, 31), None),
        (date(2024, 6, 1), "visit_outside_dispatch"),
        (date(2024, 7, 2), "visit_in_future"),
    ],
)
def test_a_visit_lies_in_the_dispatch_and_not_in_the_future(on, code):
    days = {"dispatched_on": date(2024, 2, 1), "until": date(2024, 6, 1), "today": date(2024, 7, 1)}
    refusal = visits.check_visit(on, **days)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()
