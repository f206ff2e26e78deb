"""How a difficulty (实际困难) goes from raised to closed: a table of steps, and who may not confirm.

Source: source 001 K13 "切实解决非公经济和社会组织实际困难 … 解决实际困难238个"; domain 4.2 (type, department, resolved date, effect).
That closing is confirmed by the raiser's side in a second step is our own guard against figures that nobody felt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from access.outcome import N_, Refusal
from enterprises.choices import DifficultyState, DifficultyStep
from enterprises.rules.survey import MAX_COUNT

State, Step = DifficultyState, DifficultyStep
MOST_YUAN = Decimal("999999999999.99")


@dataclass(frozen=True)
class Actor:
    """Who did a step: the account, and the person behind it where that is known."""

    user: int | None
    person: int | None

    def is_same(self, other: Self) -> bool:
        """Say whether both are one account or one person."""
        return (self.user is not None and self.user == other.user) or (
            self.person is not None and self.person == other.person
        )


@dataclass(frozen=True)
class Move:
    """From which states a step leads to which one; None stays where it is."""

    before: frozenset[DifficultyState]
    after: DifficultyState | None
    permission: str


def _move(permission: str, after: DifficultyState | None, *before: DifficultyState) -> Move:
    return Move(frozenset(before), after, f"enterprises.{permission}_difficulty")


MOVES: dict[DifficultyStep, Move] = {
    Step.RAISE: _move("raise", State.RAISED),
    Step.ASSIGN: _move("assign", State.ASSIGNED, State.RAISED, State.ASSIGNED),
    Step.LOG: _move("handle", None, State.ASSIGNED, State.SOLVED),
    Step.SOLVE: _move("handle", State.SOLVED, State.ASSIGNED),
    Step.CONFIRM: _move("confirm", State.CLOSED, State.SOLVED),
    Step.SEND_BACK: _move("confirm", State.ASSIGNED, State.SOLVED),
    Step.WITHDRAW: _move("raise", State.WITHDRAWN, State.RAISED, State.ASSIGNED),
}
OPEN = frozenset({State.RAISED, State.ASSIGNED, State.SOLVED})
BY_HANDLER = frozenset({Step.LOG, Step.SOLVE})  # the other steps are taken where the unit is
WITH_HANDLER = frozenset({State.ASSIGNED})  # the body in charge is awaited; a deadline counts while it is


def check_step(state: DifficultyState, step: DifficultyStep) -> Refusal | None:
    """Refuse a step that cannot follow."""
    if state in MOVES[step].before:
        return None
    message = N_("该困难现为“%(state)s”，不能%(step)s，请刷新后查看。")
    return Refusal("difficulty_step", message, {"state": str(state.label), "step": str(step.label)})


def check_confirmer(solvers: Iterable[Actor], confirmer: Actor) -> Refusal | None:
    """Refuse whoever said it is solved and confirms it too, by another account as well."""
    if confirmer.user is not None and not any(confirmer.is_same(solver) for solver in solvers):
        return None
    return Refusal("confirms_own", N_("办结人不能确认自己办结的困难，须由反映一方的其他人确认。"))


def check_due(raised_on: date, due_on: date) -> Refusal | None:
    """Refuse a deadline before the difficulty was raised."""
    if due_on >= raised_on:
        return None
    params = {"due": due_on.isoformat(), "raised": raised_on.isoformat()}
    return Refusal("due_too_early", N_("办理期限（%(due)s）早于反映日期（%(raised)s）。"), params)


def check_effect(yuan: Decimal | None, persons: int | None) -> Refusal | None:
    """Refuse effects that cannot be."""
    if yuan is not None and not 0 <= yuan <= MOST_YUAN:
        return Refusal("effect_yuan", N_("帮扶金额应在0元以上。"))
    if persons is not None and not 0 <= persons <= MAX_COUNT:
        return Refusal("effect_persons", N_("惠及人数应在0人以上。"))
    return None


def is_overdue(state: DifficultyState, due_on: date | None, on: date) -> bool:
    """Say whether the body in charge is late; the deadline's own day is still in time."""
    return state in WITH_HANDLER and due_on is not None and due_on < on
