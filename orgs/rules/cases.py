"""From an uncovered unit to its cancelled ticket (一企一策、销号), and the stages of an application for an organization.

Source: 《中国共产党支部工作条例(试行)》第五条 (申请、研究批复、选举、备案), domain 2.3; source 000 "组建一个销号一个" and 动态清零.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from access.outcome import N_, Refusal
from orgs.choices import FormationMode, FormationStage, FormationStep, PlanStatus, PostKind
from orgs.rules.limits import CHAPTER_6, NATIONAL, Limits
from orgs.rules.terms import add_months

Stage, Step = FormationStage, FormationStep


@dataclass(frozen=True)
class Move:
    """From which stages a step leads to which one, and the permission it takes."""

    before: frozenset[FormationStage]
    after: FormationStage
    permission: str


def _move(permission: str, after: FormationStage, *before: FormationStage) -> Move:
    return Move(frozenset(before), after, f"orgs.{permission}_formation")


MOVES: dict[FormationStep, Move] = {
    Step.SUBMIT: _move("apply", Stage.SUBMITTED, Stage.DRAFT, Stage.RETURNED),
    Step.WITHDRAW: _move("apply", Stage.WITHDRAWN, Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED),
    Step.CONSIDER: _move("decide", Stage.UNDER_DECISION, Stage.SUBMITTED),
    Step.RETURN: _move("decide", Stage.RETURNED, Stage.SUBMITTED, Stage.UNDER_DECISION),
    Step.APPROVE: _move("decide", Stage.APPROVED, Stage.UNDER_DECISION),
    Step.ELECT: _move("apply", Stage.ELECTION_HELD, Stage.APPROVED),
    Step.FILE: _move("file", Stage.FILED, Stage.ELECTION_HELD),
    Step.ACTIVATE: _move("file", Stage.ACTIVE, Stage.FILED),
}
DONE = frozenset({Stage.ACTIVE, Stage.WITHDRAWN})
AWAITS_REPLY = frozenset({Stage.SUBMITTED, Stage.UNDER_DECISION})
BUILT = frozenset({FormationMode.SINGLE, FormationMode.JOINT})  # what ends 应建未建


def check_step(stage: FormationStage, step: FormationStep) -> Refusal | None:
    """Refuse a step that cannot follow; no stage is skipped."""
    if stage in MOVES[step].before:
        return None
    message = N_("该请示现为“%(stage)s”，不能办理“%(step)s”，请刷新后查看。")
    return Refusal("formation_step", message, {"stage": str(stage.label), "step": str(step.label)})


def check_amend(stage: FormationStage) -> Refusal | None:
    """Refuse to change an application that has been handed in, unless it was returned.

    Source: ours; whoever decides must decide on what was handed in (支部工作条例第五条 "提出申请、研究决定、批复").
    """
    if stage in MOVES[Step.SUBMIT].before:
        return None
    message = N_("该请示现为“%(stage)s”，报出以后不能修改；确需修改的，请上级退回。")
    return Refusal("formation_amend", message, {"stage": str(stage.label)})


def steps_from(stage: FormationStage) -> tuple[FormationStep, ...]:
    """Return the steps that may follow a stage."""
    return tuple(step for step, move in MOVES.items() if stage in move.before)


def reply_due(submitted_on: date, *, limits: Limits = NATIONAL) -> date:
    """Return the last day for the reply (批复).

    Source: 支部工作条例第五条 "一般应当在1个月内批复"; the same day of the next month, or its last one.
    """
    return add_months(submitted_on, limits.reply_months)


def is_reply_overdue(stage: FormationStage, submitted_on: date | None, on: date, *, limits: Limits = NATIONAL) -> bool:
    """Say whether the reply is late; its last day is still in time."""
    return stage in AWAITS_REPLY and submitted_on is not None and reply_due(submitted_on, limits=limits) < on


def check_election(*, formal: int, elected: Collection[str], limits: Limits = NATIONAL) -> Refusal | None:
    """Refuse an election result that does not fill the posts.

    Args:
        formal: formal members of the organization to be, in persons.
        elected: posts that the meeting filled, by their codes.
        limits: thresholds in force.

    Source: 支部工作条例第六章: seven formal members and more have a committee of three to five; fewer elect a secretary.
    """
    if PostKind.SECRETARY not in elected:
        return Refusal("no_secretary", N_("选举结果中没有书记。"), clause=CHAPTER_6)
    if formal >= limits.committee_from and len(elected) < limits.committee_min:
        message = N_("有正式党员%(formal)d名，应当选出不少于%(needed)d人的支部委员会，现为%(elected)d人。")
        params = {"formal": formal, "needed": limits.committee_min, "elected": len(elected)}
        return Refusal("committee_too_small", message, params, CHAPTER_6)
    return None


def check_cleared(mode: str | None, *, number: str, cleared_on: date, built_on: date | None) -> Refusal | None:
    """Refuse to cancel a ticket (销号) without its proof: an own or joint organization that covers the unit, number and date.

    Source: source 000 "组建一个销号一个"; the issue of proof is ours: no ticket without the coverage it rests on.
    """
    if mode not in BUILT or built_on is None:
        return Refusal("not_built", N_("该单位还没有单独或联合组建的党组织覆盖，不能销号。"))
    if not number.strip():
        return Refusal("no_number", N_("请填写销号批准文号。"))
    if cleared_on < built_on:
        params = {"on": cleared_on.isoformat(), "built": built_on.isoformat()}
        return Refusal("cleared_too_early", N_("销号日期（%(on)s）不能早于纳入覆盖日期（%(built)s）。"), params)
    return None


def check_measure(text: str, due_on: date, *, plan_due_on: date) -> Refusal | None:
    """Refuse a measure without words or that ends after the plan itself."""
    if not text.strip():
        return Refusal("measure_empty", N_("请写明措施内容。"))
    if due_on > plan_due_on:
        params = {"due": due_on.isoformat(), "plan": plan_due_on.isoformat()}
        return Refusal("measure_late", N_("措施期限（%(due)s）晚于组建期限（%(plan)s）。"), params)
    return None


@dataclass(frozen=True)
class Standing:
    """What a unit's case and its facts say on a day."""

    ought: bool  # 应建未建 by its facts
    built: bool  # an own or joint organization covers it
    status: PlanStatus | None  # of its latest case; None without one


def settle(standing: Standing) -> PlanStatus | None:
    """Return the state in which the facts put a unit's latest case; the same when nothing is to be done, None without a case.

    A unit that ought to be organized has an open case. A built one waits for its ticket to be cancelled; one that ought no
    longer (too few members, gone) lapses. A cancelled or lapsed case is final: its unit, back on the list, gets a new one
    (see :func:`needs_case`).
    """
    now = standing.status
    if now is None or now in FINAL:
        return now
    if standing.ought:
        return PlanStatus.OPEN if now == PlanStatus.BUILT else now
    return PlanStatus.BUILT if standing.built else PlanStatus.LAPSED


FINAL = frozenset({PlanStatus.CLEARED, PlanStatus.LAPSED})
WAITING = frozenset({PlanStatus.OPEN, PlanStatus.IN_PROGRESS})  # open cases = 应建未建


def needs_case(standing: Standing) -> bool:
    """Say whether a unit must be listed: it ought to be organized and has no case that is not final."""
    return standing.ought and (standing.status is None or standing.status in FINAL)


def invariant_holds(standings: Iterable[Standing]) -> bool:
    """Say whether open cases are exactly the units that ought to be organized and are not."""
    return all(one.ought is (one.status in WAITING) for one in standings)
