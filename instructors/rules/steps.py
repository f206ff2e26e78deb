"""The way of an instructor as a table of states, and the guards of each step.

Source: source 004 "个人申请-党委(党组)初审-组织部门复审-岗前培训-发放聘书"; domain 5.1.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from access.choices import Role
from access.outcome import N_, Refusal
from instructors.choices import Stage, Step
from orgs.rules.terms import MONTHS, add_months

PROCEDURE = N_("个人申请—党委（党组）初审—组织部门复审—岗前培训—发放聘书")


@dataclass(frozen=True)
class Limits:
    """Settings of one district; hours are class hours, counts are units. Local practice [L] unless said otherwise."""

    training_hours: int = 8  # 岗前培训学时, to be set by the district [U]
    letter_years: int = 2  # 聘期, Hefei, Huaying, Qinxian
    load_norm: int = 3  # Hefei 3 each; Qianwei 87 guides for 260+ organizations
    load_warn: int = 5  # domain 5.1: warn above five, block none
    big_unit_staff: int | None = None  # Hefei: at least one unit of 50 staff; None does not ask
    visit_months: int = 1  # on site once a month


DEFAULT = Limits()
HEFEI = Limits(big_unit_staff=50)


@dataclass(frozen=True)
class Move:
    """Where a step leads and which roles may take it."""

    to: Stage
    roles: frozenset[Role]


def _move(to: Stage, *roles: Role) -> Move:
    return Move(to, frozenset(roles))


APPLICANTS = (Role.INSTRUCTOR, Role.MEMBER_UNIT, Role.STREET_OFFICER, Role.COMMITTEE)  # 个人申请、组织推荐
FIRST_REVIEWERS = (Role.MEMBER_UNIT, Role.STREET_OFFICER)  # the applicant's own 党委(党组)
MANAGERS = (Role.COMMITTEE, Role.ORG_DEPT)

STEPS: dict[Stage, dict[Step, Move]] = {  # from → {step: where to, who may}
    Stage.DRAFT: {Step.SUBMIT: _move(Stage.SUBMITTED, *APPLICANTS)},
    Stage.SUBMITTED: {
        Step.PASS_FIRST: _move(Stage.FIRST_PASSED, *FIRST_REVIEWERS),
        Step.RETURN: _move(Stage.RETURNED, *FIRST_REVIEWERS),
        Step.REJECT: _move(Stage.REJECTED, *FIRST_REVIEWERS),
    },
    Stage.RETURNED: {Step.SUBMIT: _move(Stage.SUBMITTED, *APPLICANTS)},
    Stage.FIRST_PASSED: {
        Step.PASS_SECOND: _move(Stage.SECOND_PASSED, Role.ORG_DEPT),
        Step.RETURN: _move(Stage.RETURNED, Role.ORG_DEPT),
        Step.REJECT: _move(Stage.REJECTED, Role.ORG_DEPT),
    },
    Stage.SECOND_PASSED: {Step.START_TRAINING: _move(Stage.TRAINING, *MANAGERS)},
    Stage.TRAINING: {
        Step.FINISH_TRAINING: _move(Stage.TRAINED, *MANAGERS),
        Step.REJECT: _move(Stage.REJECTED, *MANAGERS),
    },
    Stage.TRAINED: {Step.APPOINT: _move(Stage.APPOINTED, *MANAGERS)},
    Stage.APPOINTED: {
        Step.DISPATCH: _move(Stage.SERVING, Role.COMMITTEE),
        Step.RECALL: _move(Stage.RECALLED, *MANAGERS),
        Step.RESIGN: _move(Stage.RESIGNED, Role.INSTRUCTOR, Role.COMMITTEE),
        Step.END: _move(Stage.ENDED, *MANAGERS),
    },
    Stage.SERVING: {
        Step.DISPATCH: _move(Stage.SERVING, Role.COMMITTEE),
        Step.RENEW: _move(Stage.SERVING, *MANAGERS),
        Step.RECALL: _move(Stage.RECALLED, *MANAGERS),
        Step.RESIGN: _move(Stage.RESIGNED, Role.INSTRUCTOR, Role.COMMITTEE),
        Step.END: _move(Stage.ENDED, *MANAGERS),
    },
    Stage.ENDED: {},
    Stage.RECALLED: {},
    Stage.RESIGNED: {},
    Stage.REJECTED: {},
}

NEEDS_REASON = frozenset({Step.RETURN, Step.REJECT, Step.RECALL, Step.RESIGN})
REVIEWS = frozenset({Step.PASS_FIRST, Step.PASS_SECOND})
IN_FORCE = frozenset({Stage.APPOINTED, Stage.SERVING})  # holds a letter


def check_step(stage: Stage, step: Step, *, reason: str = "") -> Refusal | None:
    """Refuse a step that the stage does not have (none may be skipped), or one without the reason it needs.

    Source: source 004, the order of the five steps; rejection at each step returns with a reason (domain 5.1).
    """
    if step not in STEPS[stage]:
        message = N_("指导员现为“%(stage)s”，不能办理“%(step)s”，程序不得跳越。")
        return Refusal("instructor_step", message, {"stage": stage.label, "step": step.label}, PROCEDURE)
    if step in NEEDS_REASON and not reason.strip():
        return Refusal("reason_required", N_("办理“%(step)s”须写明理由。"), {"step": step.label})
    return None


def next_stage(stage: Stage, step: Step) -> Stage:
    """Return the stage after a step.

    Raises:
        KeyError: the stage does not have the step; ask `check_step` first.
    """
    return STEPS[stage][step].to


def roles_for(step: Step) -> frozenset[Role]:
    """Return all roles that may take a step from some stage; grants are made of this."""
    return frozenset(role for moves in STEPS.values() if step in moves for role in moves[step].roles)


def may_take(stage: Stage, step: Step, roles: Collection[Role]) -> bool:
    """Tell whether somebody who holds ``roles`` may take the step from this stage."""
    move = STEPS[stage].get(step)
    return move is not None and not move.roles.isdisjoint(roles)


def steps_open_to(stage: Stage, roles: Collection[Role]) -> tuple[Step, ...]:
    """Return the steps that somebody who holds ``roles`` may take now, in the order of the table (for buttons)."""
    return tuple(step for step in STEPS[stage] if may_take(stage, step, roles))


def check_applicant(*, is_formal_member: bool) -> Refusal | None:
    """Refuse an applicant who is no formal member. Source: domain 5.1, form, formal member."""
    if is_formal_member:
        return None
    return Refusal("not_formal_member", N_("党建工作指导员应当是正式党员。"))


def check_reviewer(*, reviewer: object, applicant: object, earlier: Collection[object] = ()) -> Refusal | None:
    """Refuse a review by the applicant, or a second review by the one who made the first.

    Args:
        reviewer: person (id) who reviews now.
        applicant: person (id) under review.
        earlier: persons (ids) who have reviewed in this round.

    Source: source 004 初审、复审 are two reviews; domain 9.5 applicant ≠ reviewer.
    """
    if reviewer == applicant:
        return Refusal("own_review", N_("不能审核本人的申请。"))
    if reviewer in earlier:
        return Refusal("same_reviewer", N_("初审和复审不能由同一人办理。"))
    return None


def check_training(*, hours: int, has_passed: bool = True, limits: Limits = DEFAULT) -> Refusal | None:
    """Refuse to certify training that is too short or not passed; ``hours`` are class hours (学时).

    Source: domain 5.1 guard "no letter without training".
    """
    if hours < limits.training_hours:
        message = N_("岗前培训%(hours)d学时，不足%(needed)d学时，不能认定培训合格。")
        return Refusal("training_short", message, {"hours": hours, "needed": limits.training_hours}, PROCEDURE)
    return None if has_passed else Refusal("training_failed", N_("岗前培训考核不合格。"), clause=PROCEDURE)


def check_letter(
    *,
    starts_on: date,
    ends_on: date,
    hours: int,
    trained_on: date | None = None,
    limits: Limits = DEFAULT,
) -> Refusal | None:
    """Refuse a letter of appointment without the training, before it, or for a period that cannot be.

    Args:
        starts_on: first day of the appointment.
        ends_on: the day on which it no longer holds.
        hours: class hours of training on file.
        trained_on: day on which the training was certified, when known.
        limits: settings in force; the term is at most ``letter_years``.

    Source: source 004 岗前培训 comes before 发放聘书; two years [L].
    """
    short = check_training(hours=hours, limits=limits)
    if short:
        return short
    if trained_on and starts_on < trained_on:
        message = N_("聘期开始（%(starts)s）不能早于培训合格日期（%(trained)s）。")
        return Refusal("letter_before_training", message, {"starts": str(starts_on), "trained": str(trained_on)})
    if ends_on <= starts_on:
        message = N_("聘期届满（%(ends)s）应晚于聘期开始（%(starts)s）。")
        return Refusal("letter_order", message, {"starts": str(starts_on), "ends": str(ends_on)})
    latest = add_months(starts_on, limits.letter_years * MONTHS)
    if ends_on > latest:
        message = N_("聘期不超过%(years)d年，最晚到%(latest)s。")
        return Refusal("letter_too_long", message, {"years": limits.letter_years, "latest": str(latest)})
    return None
