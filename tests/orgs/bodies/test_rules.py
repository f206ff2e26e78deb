"""Steps of tasks: every state and step, and the boundary of the day."""

from datetime import date, timedelta
from itertools import product

import pytest

from orgs.choices import TaskSource, TaskState, TaskStep
from orgs.rules import bodies as rules

DUE = date(2015, 9, 1)
MAY = {
    TaskState.OPEN: {TaskStep.REPORT, TaskStep.CANCEL},
    TaskState.RETURNED: {TaskStep.REPORT, TaskStep.CANCEL},
    TaskState.REPORTED: {TaskStep.CONFIRM, TaskStep.RETURN, TaskStep.CANCEL},
    TaskState.CONFIRMED: set(),
    TaskState.CANCELLED: set(),
}


@pytest.mark.parametrize(("state", "step"), list(product(TaskState, TaskStep)))
def test_a_step_follows_only_where_the_table_lets_it(state, step):
    assert (rules.check_step(state, step) is None) is (step in MAY[state])
    assert (step in rules.steps_from(state)) is (step in MAY[state])


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_only_what_is_to_do_is_overdue_and_only_after_its_day(state, days, late):
    to_do = state in {TaskState.OPEN, TaskState.RETURNED}
    assert rules.is_overdue(state, DUE, on=DUE + timedelta(days=days)) is (late and to_do)


@pytest.mark.parametrize(
    ("owner", "refused"), [("1.2.", False), ("1.2.3.", False), ("1.", True), ("1.4.", True), ("1.21.", True)]
)
def test_a_task_goes_to_the_same_level_or_down(owner, refused):
    assert (rules.check_below("1.2.", owner) is not None) is refused


@pytest.mark.parametrize(("source", "has_meeting"), list(product(TaskSource, (True, False))))
def test_a_decision_has_its_meeting_and_nothing_else_has_one(source, has_meeting):
    fits = (source == TaskSource.DECISION) is has_meeting and source != TaskSource.LETTER  # targets come with their letter
    assert (rules.check_source(source, has_meeting=has_meeting) is None) is fits
