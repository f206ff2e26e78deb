"""The double search for members (双找): its steps, what each asks for, and how the figures are put together.

Source: source 003 (组织找党员、党员找组织; 两公开两承包; 三查三找); domain 4.5. The order of the steps is the source's, that the
search is given up only after all six ways is our reading of 三查三找: a custom, so that a written reason replaces a way not tried.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from access.outcome import N_, Refusal, Verdict
from orgs.choices import HiddenKind, SearchMethod, SearchStage, SearchStep

Stage, Step, Method = SearchStage, SearchStep, SearchMethod
SOURCE = N_("三查三找（沈阳市大东区2012年做法）")
CHECKS = (Method.PHONE_CARDS, Method.RETIRED_ARCHIVES, Method.UNEMPLOYMENT)  # 三查
ASKS = (Method.RELATIVES, Method.FRIENDS, Method.NEIGHBOURS)  # 三找
WAYS = (*CHECKS, *ASKS)


@dataclass(frozen=True)
class Move:
    """From which stages a step leads to which one."""

    before: frozenset[SearchStage]
    after: SearchStage


def _move(after: SearchStage, *before: SearchStage) -> Move:
    return Move(frozenset(before), after)


MOVES: dict[SearchStep, Move] = {
    Step.CONTRACT: _move(Stage.CONTRACTED, Stage.LISTED, Stage.CONTRACTED, Stage.CHECKED, Stage.NOT_FOUND),
    Step.CHECK: _move(Stage.CHECKED, Stage.CONTRACTED, Stage.CHECKED, Stage.NOT_FOUND),
    Step.FIND: _move(Stage.FOUND, Stage.CHECKED),
    Step.GIVE_UP: _move(Stage.NOT_FOUND, Stage.CHECKED),
    Step.MOVE: _move(Stage.MOVED, Stage.FOUND),
    Step.STAY: _move(Stage.STAYS, Stage.FOUND),
    Step.WITHDRAW: _move(Stage.WITHDRAWN, Stage.LISTED, Stage.CONTRACTED, Stage.CHECKED, Stage.NOT_FOUND),
}
FINAL = frozenset({Stage.MOVED, Stage.STAYS, Stage.WITHDRAWN})


def check_step(stage: SearchStage, step: SearchStep) -> Refusal | None:
    """Refuse a step that cannot follow; nobody is found without a look on record."""
    if step in MOVES and stage in MOVES[step].before:
        return None
    message = N_("该对象现为“%(stage)s”，不能办理“%(step)s”，请刷新后查看。")
    return Refusal("search_step", message, {"stage": str(stage.label), "step": str(step.label)})


def steps_from(stage: SearchStage) -> tuple[SearchStep, ...]:
    """Return the steps that may be taken from a stage."""
    return tuple(step for step, move in MOVES.items() if stage in move.before)


def check_day(on: date, last_on: date) -> Refusal | None:
    """Refuse a day before the entry made last; two entries may bear one day."""
    if on >= last_on:
        return None
    message = N_("日期（%(on)s）不能早于最近一次登记（%(last)s）。")
    return Refusal("search_order", message, {"on": on.isoformat(), "last": last_on.isoformat()})


def check_contract(*, has_member: bool, officer: str) -> Refusal | None:
    """Refuse a contract without one member of the organization or one officer who looks (两承包: 支部和党员各承包)."""
    if has_member != bool(officer):
        return None
    message = N_("请选择承包党员，或填写承包干部，二者选一。")
    return Refusal("two_contracts", message, clause=N_("两公开两承包（沈阳市大东区2012年做法）"))


def check_hidden(kind: str, why: str) -> Refusal | None:
    """Refuse a kind of hidden member without why, or a reason without kind."""
    if bool(kind) == bool(why):
        return None
    if kind:
        message = N_("登记为“%(kind)s”的，请写明原因。")
        return Refusal("hidden_why", message, {"kind": str(HiddenKind(kind).label)})
    return Refusal("hidden_kind", N_("写明了原因的，请选择口袋党员或隐性党员。"))


def missing_ways(tried: Collection[str]) -> tuple[SearchMethod, ...]:
    """Return which of the three checks and three finds (三查三找) nobody has tried, in their order."""
    return tuple(way for way in WAYS if way not in tried)


def check_giving_up(tried: Collection[str]) -> Verdict:
    """Warn where somebody is given up before all six ways were tried."""
    missing = missing_ways(tried)
    if not missing:
        return Verdict()
    message = N_("还没有试过：%(ways)s。")
    ways = "、".join(str(way.label) for way in missing)
    return Verdict(warnings=(Refusal("ways_left", message, {"ways": ways}, SOURCE),))

