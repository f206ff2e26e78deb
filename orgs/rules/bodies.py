"""Tasks between bodies: which step follows which, who may take it, and to whom a body may give one.

Source: T3, T4 (联席会议), P2 (逐级签定责任书), P5 (任务量化到单位、到人), P12 (督查).
"""

from dataclasses import dataclass
from datetime import date

from access.outcome import N_, Refusal
from orgs.choices import LetterResult, TaskSource, TaskState, TaskStep

VIEW, KEEP, REPORT = "orgs.view_body_work", "orgs.keep_body_work", "orgs.report_task"
State, Step = TaskState, TaskStep
OF_OWNER = frozenset({Step.REPORT})  # the others are taken by the body that gave the task
LAST_MONTH = 12
NEEDS_WORDS = frozenset({Step.REPORT, Step.RETURN, Step.CANCEL})


@dataclass(frozen=True)
class Move:
    """From which states a step leads to which one."""

    before: frozenset[TaskState]
    after: TaskState


MOVES: dict[TaskStep, Move] = {
    Step.ASSIGN: Move(frozenset(), State.OPEN),
    Step.REPORT: Move(frozenset({State.OPEN, State.RETURNED}), State.REPORTED),
    Step.CONFIRM: Move(frozenset({State.REPORTED}), State.CONFIRMED),
    Step.RETURN: Move(frozenset({State.REPORTED}), State.RETURNED),
    Step.CANCEL: Move(frozenset({State.OPEN, State.RETURNED, State.REPORTED}), State.CANCELLED),
}
FINAL = frozenset({State.CONFIRMED, State.CANCELLED})


def check_step(state: TaskState, step: TaskStep) -> Refusal | None:
    """Refuse a step that cannot follow."""
    if state in MOVES[step].before:
        return None
    message = N_("这项任务现为“%(state)s”，不能“%(step)s”，请刷新后查看。")
    return Refusal("task_step", message, {"state": str(state.label), "step": str(step.label)})


def steps_from(state: TaskState) -> tuple[TaskStep, ...]:
    """Return the steps that may follow a state."""
    return tuple(step for step, move in MOVES.items() if state in move.before)


def check_below(issuer_path: str, owner_path: str) -> Refusal | None:
    """Refuse to give a task outside the area of the body that gives it.

    Args:
        issuer_path: path of the area for which the giving body answers, with its closing dot.
        owner_path: that of the body which is to do it.

    Source: P2 逐级: duties go down level by level, never up or aside.
    """
    if owner_path.startswith(issuer_path):
        return None
    return Refusal("not_below", N_("责任单位不在交办机构的辖区内，任务只能向本级或下级机构交办。"))


def check_source(source: TaskSource, *, has_meeting: bool) -> Refusal | None:
    """Refuse a decision without its meeting, a meeting under another source, and a target without its letter."""
    if source == TaskSource.LETTER:
        return Refusal("target_of_a_letter", N_("责任书目标随责任书一并签订，请从“签订责任书”登记。"))
    if (source == TaskSource.DECISION) == has_meeting:
        return None
    if has_meeting:
        return Refusal("meeting_of_decisions", N_("只有“会议议定”的任务才有对应的会议。"))
    return Refusal("decision_of_a_meeting", N_("会议议定的任务须从会议记录中登记。"))


def check_signing(*, upper: int, lower: int, parent: int | None, is_member_unit: bool) -> Refusal | None:
    """Refuse a letter that leaves out a level: it is signed with the body directly below, or with a member unit.

    Args:
        upper: the body that signs above.
        lower: the body that answers.
        parent: the body directly above ``lower``; ``None`` when none is on file.
        is_member_unit: whether ``lower`` is member unit of ``upper`` on the day of signing.

    Source: P2 逐级签定责任书.
    """
    if upper == lower:
        return Refusal("with_itself", N_("责任书由上下级机构签订，不能与自己签订。"))
    if parent == upper or is_member_unit:
        return None
    return Refusal("not_level_by_level", N_("责任书逐级签订：只能与直接下级机构或成员单位签订。"), clause=N_("逐级签定责任书"))


def check_result(result: LetterResult, *, year: int, on: date, unfinished: int) -> Refusal | None:
    """Refuse a yearly check before December of the year, and "done" while targets are not confirmed.

    Args:
        result: what the check finds.
        year: the year of the letter.
        on: day of the check.
        unfinished: targets that are neither confirmed nor cancelled.

    Source: P2; the month is the product's.
    """
    if on < date(year, LAST_MONTH, 1):
        return Refusal("year_not_over", N_("%(year)s年度的责任书从当年12月起考核。"), {"year": year})
    if result == LetterResult.DONE and unfinished:
        return Refusal("targets_open", N_("还有%(number)d项目标没有确认办结，考核结果不能为“完成”。"), {"number": unfinished})
    return None


def is_overdue(state: TaskState, due_on: date, *, on: date) -> bool:
    """Say whether a task that is still to do has passed its day; the due day itself is in time."""
    return state in MOVES[Step.REPORT].before and due_on < on
