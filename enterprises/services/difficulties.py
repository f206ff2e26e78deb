"""Difficulties (实际困难): each step checks who may, locks the row, asks the table of steps, adds to the log and leaves its trace."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Body
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import DifficultyOrigin, DifficultyState, DifficultyStep
from enterprises.models import Difficulty, Unit, Visit
from enterprises.rules import contact
from enterprises.rules import difficulties as rules
from enterprises.services import locking

Step = DifficultyStep


@transaction.atomic
def raise_difficulty(
    *, unit: Unit, kind: str, text: str, on: date, by: Principal, origin: str = DifficultyOrigin.ENTERPRISE,
    visit: Visit | None = None, raiser: str = "",
) -> Difficulty:  # fmt: skip
    """Write down a difficulty of a unit: met at a visit, said in a forum, or told by the unit itself.

    Raises:
        Denied: ``by`` may not raise difficulties of the unit.
        ValidationError: nothing was said, a day that lies ahead, or a visit to another unit.
    """
    unit = locking.take(unit, rules.MOVES[Step.RAISE].permission, by=by)
    locking.check_day("on", _("反映日期"), on, by=by)
    said = _text("text", text, N_("请写明困难内容。"))
    if visit is not None and (visit.unit_id != unit.pk or origin != DifficultyOrigin.VISIT):
        errors.refuse(Refusal("other_visit", N_("所选走访不是这个单位的走访。")), field="visit")
    row = Difficulty(
        unit=unit, unit_name=unit.name, kind=kind, text=said, origin=origin, visit=visit, raised_on=on,
        raised_by_id=by.user_id, raiser=(raiser.strip() or by.name)[:80], log=[_line(Step.RAISE, on, by, "")],
    )  # fmt: skip
    row.clean_fields(exclude=["area_path", "line_code", "handler_path", "handler_line"])
    row.save()
    audit.record(by, "enterprises.difficulty_raised", unit, difficulty=row.pk, kind=kind, origin=origin)
    return row


@transaction.atomic
def assign_difficulty(
    *, difficulty: Difficulty, body: Body, due_on: date, on: date, by: Principal, note: str = ""
) -> Difficulty:
    """Put a body in charge with a deadline; again for another body or deadline.

    Raises:
        Denied: ``by`` may not assign difficulties there.
        Conflict: it has gone another way meanwhile.
        ValidationError: a deadline before it was raised, or a closed body.
    """
    row = _take(difficulty, Step.ASSIGN, by)
    errors.require(rules.check_due(row.raised_on, due_on), field="due_on")
    if body.closed_on is not None:
        errors.refuse(Refusal("body_closed", N_("该机构已撤销，请另选承办机构。")), field="body")
    row.body, row.due_on = body, due_on
    told = _("%(body)s，%(due)s前") % {"body": body.name, "due": due_on.isoformat()}
    return _done(row, Step.ASSIGN, on, by, "；".join(filter(None, [told, note.strip()])), body=body.pk)


@transaction.atomic
def log_difficulty(*, difficulty: Difficulty, text: str, on: date, by: Principal) -> Difficulty:
    """Write down what was done; lines are added and never changed.

    Raises:
        Denied: ``by`` does not handle difficulties there.
        Conflict: nobody is in charge, or it is closed.
        ValidationError: nothing was said.
    """
    row = _take(difficulty, Step.LOG, by)
    return _done(row, Step.LOG, on, by, _text("text", text, N_("请写明办理情况。")))


@transaction.atomic
def solve_difficulty(
    *, difficulty: Difficulty, result: str, on: date, by: Principal, effect_yuan: Decimal | None = None,
    effect_persons: int | None = None,
) -> Difficulty:  # fmt: skip
    """Say that it is solved, with result and effect; it counts when the raiser's side has confirmed.

    Raises:
        Denied: ``by`` does not handle difficulties there.
        Conflict: it is not in anybody's hands.
        ValidationError: no result, effects below zero, a day before it was raised.
    """
    row = _take(difficulty, Step.SOLVE, by)
    said = _text("result", result, N_("请写明办理结果。"))
    errors.require(contact.check_order((_("反映日期"), row.raised_on), (_("办结日期"), on)), field="on")
    errors.require(rules.check_effect(effect_yuan, effect_persons))
    row.solved_on, row.solved_by_id, row.result = on, by.user_id, said
    row.effect_yuan, row.effect_persons = effect_yuan, effect_persons
    return _done(row, Step.SOLVE, on, by, said)


@transaction.atomic
def confirm_difficulty(*, difficulty: Difficulty, on: date, by: Principal, note: str = "") -> Difficulty:
    """Confirm for the side that raised it: the difficulty is closed and counts.

    Raises:
        Denied: ``by`` does not stand on that side, or said that it was solved.
        Conflict: it is not waiting for confirmation.
        ValidationError: a day before it was solved.
    """
    row = _take(difficulty, Step.CONFIRM, by)
    solvers = [rules.Actor(line["user"], line["person"]) for line in row.log if line["step"] == Step.SOLVE]
    errors.require(rules.check_confirmer(solvers, rules.Actor(by.user_id, by.person_id)))
    if row.solved_on is not None:
        errors.require(contact.check_order((_("办结日期"), row.solved_on), (_("确认日期"), on)), field="on")
    row.closed_on, row.closed_by_id = on, by.user_id
    return _done(row, Step.CONFIRM, on, by, note.strip())


@transaction.atomic
def send_back_difficulty(*, difficulty: Difficulty, reason: str, on: date, by: Principal) -> Difficulty:
    """Say for the side that raised it that it is not solved: the body in charge has it again.

    Raises:
        Denied: ``by`` does not stand on that side.
        Conflict: it is not waiting for confirmation.
        ValidationError: no reason.
    """
    row = _take(difficulty, Step.SEND_BACK, by)
    said = _text("reason", reason, N_("请说明原因。"))
    row.solved_on = row.solved_by_id = row.effect_yuan = row.effect_persons = None
    row.result = ""
    return _done(row, Step.SEND_BACK, on, by, said)


@transaction.atomic
def withdraw_difficulty(*, difficulty: Difficulty, reason: str, on: date, by: Principal) -> Difficulty:
    """Take it back: it was entered by mistake or is no more.

    Raises:
        Denied: ``by`` may not raise difficulties of the unit.
        Conflict: it has been solved or closed.
        ValidationError: no reason.
    """
    row = _take(difficulty, Step.WITHDRAW, by)
    return _done(row, Step.WITHDRAW, on, by, _text("reason", reason, N_("请说明原因。")))


def _take(difficulty: Difficulty, step: DifficultyStep, by: Principal) -> Difficulty:
    permission = rules.MOVES[step].permission
    policy.check(by, permission, difficulty)
    rows = Difficulty.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: Difficulty | None = rows.filter(pk=difficulty.pk).first()
    if row is None or (step not in rules.BY_HANDLER and not _is_of_unit_side(row, permission, by)):
        raise policy.Denied(permission, target=difficulty)
    refusal = rules.check_step(DifficultyState(row.state), step)
    if refusal is not None:
        errors.conflict(refusal)
    return row


def _is_of_unit_side(row: Difficulty, permission: str, by: Principal) -> bool:
    """Say whether the actor stands where the unit does, and not only in the body in charge."""
    return Unit.objects.visible_to(by, permission).filter(pk=row.unit_id).exists()


def _done(row: Difficulty, step: DifficultyStep, on: date, by: Principal, text: str, **detail: Any) -> Difficulty:
    locking.check_day("on", _("日期"), on, by=by)
    after = rules.MOVES[step].after
    row.state = after if after is not None else row.state
    row.log = [*row.log, _line(step, on, by, text)]
    row.save(
        update_fields=[
            "state", "body", "due_on", "log", "solved_on", "solved_by", "result", "effect_yuan", "effect_persons",
            "closed_on", "closed_by",
        ]
    )  # fmt: skip
    audit.record(by, f"enterprises.difficulty_{step}", row, unit=row.unit_id, **detail)
    return row


def _line(step: DifficultyStep, on: date, by: Principal, text: str) -> dict[str, Any]:
    return {
        "step": step.value, "on": on.isoformat(), "by": by.name[:80], "user": by.user_id, "person": by.person_id,
        "text": text[:500],
    }  # fmt: skip


def _text(field: str, text: str, missing: str) -> str:
    said = text.strip()
    if not said:
        errors.refuse(Refusal("text_missing", missing), field=field)
    errors.require(contact.check_fit(said), field=field)
    return said
