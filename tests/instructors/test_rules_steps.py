import itertools
from datetime import date

import pytest

from access.choices import Role
from instructors.choices import Stage, Step
from instructors.rules import steps

S = Stage
ALLOWED = {
    (S.DRAFT, Step.SUBMIT): S.SUBMITTED,
    (S.RETURNED, Step.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, Step.PASS_FIRST): S.FIRST_PASSED,
    (S.SUBMITTED, Step.RETURN): S.RETURNED,
    (S.SUBMITTED, Step.REJECT): S.REJECTED,
    (S.FIRST_PASSED, Step.PASS_SECOND): S.SECOND_PASSED,
    (S.FIRST_PASSED, Step.RETURN): S.RETURNED,
    (S.FIRST_PASSED, Step.REJECT): S.REJECTED,
    (S.SECOND_PASSED, Step.START_TRAINING): S.TRAINING,
    (S.TRAINING, Step.FINISH_TRAINING): S.TRAINED,
    (S.TRAINING, Step.REJECT): S.REJECTED,
    (S.TRAINED, Step.APPOINT): S.APPOINTED,
    (S.APPOINTED, Step.DISPATCH): S.SERVING,
    (S.APPOINTED, Step.RECALL): S.RECALLED,
    (S.APPOINTED, Step.RESIGN): S.RESIGNED,
    (S.APPOINTED, Step.END): S.ENDED,
    (S.SERVING, Step.DISPATCH): S.SERVING,
    (S.SERVING, Step.RENEW): S.SERVING,
    (S.SERVING, Step.RECALL): S.RECALLED,
    (S.SERVING, Step.RESIGN): S.RESIGNED,
    (S.SERVING, Step.END): S.ENDED,
}


@pytest.mark.parametrize(("stage", "step"), list(itertools.product(Stage, Step)))
def test_every_step_from_every_stage(stage, step):
    refusal = steps.check_step(stage, step, reason="理由")
    assert (refusal is None) is ((stage, step) in ALLOWED)
    if refusal is None:
        assert steps.next_stage(stage, step) == ALLOWED[stage, step]
    else:
        assert refusal.code == "instructor_step"
        with pytest.raises(KeyError):
            steps.next_stage(stage, step)


def test_the_way_of_the_source_leads_from_application_to_service():
    stage = S.DRAFT
    way = (Step.SUBMIT, Step.PASS_FIRST, Step.PASS_SECOND, Step.START_TRAINING, Step.FINISH_TRAINING, Step.APPOINT)
    for step in (*way, Step.DISPATCH):
        assert steps.check_step(stage, step) is None
        stage = steps.next_stage(stage, step)
    assert stage == S.SERVING


def test_no_letter_without_training():
    refusal = steps.check_step(S.SECOND_PASSED, Step.APPOINT)
    assert refusal.render() == "指导员现为“复审通过”，不能办理“发放聘书”，程序不得跳越。"


@pytest.mark.parametrize("reason", ["", "  "])
def test_stopping_somebody_needs_a_reason(reason):
    asked = {step for stage, step in ALLOWED if steps.check_step(stage, step, reason=reason)}
    assert asked == {Step.RETURN, Step.REJECT, Step.RECALL, Step.RESIGN}


def test_both_reviews_lie_with_different_bodies():
    first, second = steps.roles_for(Step.PASS_FIRST), steps.roles_for(Step.PASS_SECOND)
    assert first == {Role.MEMBER_UNIT, Role.STREET_OFFICER}
    assert second == {Role.ORG_DEPT}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_take_a_step_is_read_off_the_table(role):
    for stage, step in itertools.product(Stage, Step):
        move = steps.STEPS[stage].get(step)
        assert steps.may_take(stage, step, {role}) is (move is not None and role in move.roles)


def test_buttons_follow_the_table():
    assert steps.steps_open_to(S.SUBMITTED, {Role.STREET_OFFICER}) == (Step.PASS_FIRST, Step.RETURN, Step.REJECT)
    assert steps.steps_open_to(S.SUBMITTED, {Role.ORG_DEPT}) == ()
    assert steps.steps_open_to(S.SERVING, {Role.INSTRUCTOR}) == (Step.RESIGN,)


def test_an_instructor_is_a_formal_member():
    assert steps.check_applicant(is_formal_member=True) is None
    assert steps.check_applicant(is_formal_member=False).code == "not_formal_member"


@pytest.mark.parametrize(
    ("reviewer", "earlier", "code"),
    [(1, (), "own_review"), (2, (), None), (2, (2,), "same_reviewer"), (3, (2,), None), (1, (1,), "own_review")],
)
def test_nobody_reviews_himself_or_twice(reviewer, earlier, code):
    refusal = steps.check_reviewer(reviewer=reviewer, applicant=1, earlier=earlier)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("hours", "passed", "code"),
    [(0, True, "training_short"), (7, True, "training_short"), (8, True, None), (8, False, "training_failed")],
)
def test_training_has_its_hours_and_is_passed(hours, passed, code):
    refusal = steps.check_training(hours=hours, has_passed=passed)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("starts", "ends", "hours", "trained", "code"),
    [
        (date(2024, 1, 1), date(2026, 1, 1), 8, None, None),
        (date(2024, 1, 1), date(2026, 1, 2), 8, None, "letter_too_long"),
        (date(2024, 1, 1), date(2024, 1, 1), 8, None, "letter_order"),
        (date(2024, 1, 1), date(2024, 1, 2), 8, None, None),
        (date(2024, 1, 1), date(2025, 1, 1), 7, None, "training_short"),
        (date(2024, 1, 1), date(2025, 1, 1), 8, date(2024, 1, 1), None),
        (date(2024, 1, 1), date(2025, 1, 1), 8, date(2024, 1, 2), "letter_before_training"),
        (date(2024, 2, 29), date(2026, 2, 28), 8, None, None),
        (date(2024, 2, 29), date(2026, 3, 1), 8, None, "letter_too_long"),
    ],
)
def test_a_letter_follows_the_training_and_holds_two_years_at_most(starts, ends, hours, trained, code):
    refusal = steps.check_letter(starts_on=starts, ends_on=ends, hours=hours, trained_on=trained)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()
