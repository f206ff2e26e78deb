"""Settling what an outside register (外部名册) says differently: somebody looked into it, and says what came of it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import OperatingStatus, RegisterTaskState
from enterprises.models import RegisterTask, StatusFact, Unit
from enterprises.rules import contact, registers
from enterprises.services import locking

VIEW, SETTLE = "enterprises.view_registertask", "enterprises.settle_registertask"
State = RegisterTaskState


@transaction.atomic
def settle_register_task(
    *, task: RegisterTask, outcome: str, on: date, by: Principal, reason: str = "", unit: Unit | None = None
) -> RegisterTask:
    """Settle a difference: registered, visited, not ours (with the reason), or cancelled indeed. The ledger is changed by its own acts.

    Raises:
        Denied: ``by`` may not settle tasks there.
        Conflict: it is settled already.
        ValidationError: the outcome does not fit, or what it says has not been done: no such unit, no visit, still operating.
    """
    policy.check(by, SETTLE, task)
    rows = RegisterTask.objects.visible_to(by, SETTLE).select_for_update(of=("self",)).select_related("row", "unit")
    row: RegisterTask | None = rows.filter(pk=task.pk).first()
    if row is None:
        raise policy.Denied(SETTLE, target=task)
    refusal = registers.check_outcome(row.kind, row.state, outcome, reason)
    if refusal is not None and refusal.code == "task_settled":
        errors.conflict(refusal)
    errors.require(refusal, field="reason" if refusal is not None and refusal.code == "reason_missing" else "outcome")
    errors.require(contact.check_fit(reason), field="reason")
    locking.check_day("on", _("办结日期"), on, by=by)
    row.unit = _evidence(row, outcome, unit, on, by)
    row.state, row.reason, row.settled_on, row.settled_by_id = outcome, reason.strip()[:200], on, by.user_id
    row.save(update_fields=["unit", "state", "reason", "settled_on", "settled_by"])
    audit.record(
        by, "enterprises.register_task_settled", row, register=row.row.register, outcome=outcome, unit=row.unit_id
    )
    return row


def _evidence(row: RegisterTask, outcome: str, unit: Unit | None, on: date, by: Principal) -> Unit | None:
    """Insist that what the outcome says has been done; return the unit that the task is about."""
    found = unit if unit is not None else row.unit
    if outcome == State.REGISTERED:
        if found is None and row.row.uscc:
            found = Unit.objects.visible_to(by, "enterprises.view_unit").standing().filter(uscc=row.row.uscc).first()
        if found is None or (row.row.uscc and found.uscc != row.row.uscc):
            errors.refuse(Refusal("not_registered", N_("台账中还没有这家单位，请先登记。")), field="outcome")
    elif outcome == State.VISITED and found is not None:
        if not found.visits.of(unit=found).filter(visited_on__gte=row.opened_on).exists():
            errors.refuse(Refusal("not_visited", N_("名册日期之后还没有走访这家单位，请先登记走访。")), field="outcome")
    elif outcome == State.CONFIRMED and found is not None:
        said = StatusFact.objects.of(unit=found).as_of(on)
        if said.filter(status=OperatingStatus.OPERATING).exists():
            message = N_("台账中该单位仍在经营，请先登记停业、迁出或注销。")
            errors.refuse(Refusal("still_operating", message), field="outcome")
    return found
