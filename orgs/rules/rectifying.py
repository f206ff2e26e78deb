"""The rectification of weak organizations (整顿): its steps, and the months of which nobody told anything.

Source: source 003 调整书记、合并撤销、督促限期整改; domain 4.6: one leader, one plan, one ledger, an entry each month.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from access.outcome import N_, Refusal
from orgs.choices import RectificationStage, RectificationStep

Stage, Step = RectificationStage, RectificationStep
LIST, TELL = "orgs.grade_org", "orgs.rectify_org"


@dataclass(frozen=True)
class Move:
    """From which stages a step leads to which one, and the permission it takes."""

    before: frozenset[RectificationStage]
    after: RectificationStage
    permission: str


def _move(permission: str, after: RectificationStage, *before: RectificationStage) -> Move:
    return Move(frozenset(before), after, permission)


MOVES: dict[RectificationStep, Move] = {
    Step.LEAD: _move(LIST, Stage.LED, Stage.LISTED, Stage.LED),
    Step.PLAN: _move(LIST, Stage.PLANNED, Stage.LED),
    Step.REPORT: _move(TELL, Stage.PLANNED, Stage.PLANNED),
    Step.CLOSE: _move(LIST, Stage.CLOSED, Stage.PLANNED),
    Step.EXTEND: _move(LIST, Stage.PLANNED, Stage.PLANNED),
    Step.DISSOLVE: _move(LIST, Stage.DISSOLVED, Stage.LISTED, Stage.LED, Stage.PLANNED),
}
FINAL = frozenset({Stage.CLOSED, Stage.DISSOLVED})


def check_step(stage: RectificationStage, step: RectificationStep) -> Refusal | None:
    """Refuse a step that cannot follow; no stage is skipped. Source: domain 4.6."""
    if stage in MOVES[step].before:
        return None
    message = N_("本次整顿现为“%(stage)s”，不能办理“%(step)s”，请刷新后查看。")
    return Refusal("rectification_step", message, {"stage": str(stage.label), "step": str(step.label)})


def steps_from(stage: RectificationStage) -> tuple[RectificationStep, ...]:
    """Return the steps that may follow a stage, in the order in which they are offered. Source: domain 4.6."""
    return tuple(step for step, move in MOVES.items() if stage in move.before)


def check_due(listed_on: date, due_on: date) -> Refusal | None:
    """Refuse a last day that does not lie after the day of listing. Source: source 003 督促限期整改."""
    if due_on > listed_on:
        return None
    params = {"due": due_on.isoformat(), "listed": listed_on.isoformat()}
    return Refusal("due_before_listing", N_("整顿期限%(due)s应晚于列入日期%(listed)s。"), params)


def check_extension(due_on: date, until: date) -> Refusal | None:
    """Refuse an extension that does not go beyond the last day that holds. Source: domain 4.6 extended."""
    if until > due_on:
        return None
    params = {"until": until.isoformat(), "due": due_on.isoformat()}
    return Refusal("no_extension", N_("新的期限%(until)s应晚于原期限%(due)s。"), params)


def last_whole_month(on: date) -> date:
    """Return the first day of the last whole month before a day. Source: domain 4.6 monthly report."""
    return (on.replace(day=1) - timedelta(days=1)).replace(day=1)


def silent_months(planned_on: date, reported: Collection[date], on: date) -> tuple[date, ...]:
    """Return the first days of the whole months after that of the plan, up to a day, of which nothing was told.

    Source: domain 4.6 "monthly report": the month of the plan and the month that still runs ask for nothing.
    """
    told = {(day.year, day.month) for day in reported}
    found, month = [], last_whole_month(on)
    while month > planned_on:
        if (month.year, month.month) not in told:
            found.append(month)
        month = last_whole_month(month)
    return tuple(reversed(found))


def tellers(log: Collection[Mapping[str, Any]]) -> frozenset[int]:
    """Return who wrote the ledger; they do not accept the result. Source: domain 4.6 acceptance by the upper level."""
    return frozenset(line["user"] for line in log if line["step"] == Step.REPORT and line["user"] is not None)


def told_on(log: Collection[Mapping[str, Any]]) -> tuple[date, ...]:
    """Return the days of the entries about the progress. Source: domain 4.6 monthly report."""
    return tuple(date.fromisoformat(line["on"]) for line in log if line["step"] == Step.REPORT)
