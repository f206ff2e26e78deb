"""Batches of payments (拨付批次): made by one clerk, checked by another, sent to the bank, settled."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, refuse
from access.models import Area
from access.principals import Place, Principal
from funding.choices import Action, BatchStatus, EntitlementStatus, PaymentStatus
from funding.models import Batch, Entitlement, Payment
from funding.rules import steps
from funding.services import chain
from funding.services.chain import Act

PAY, CONFIRM = "funding.pay_payment", "funding.confirm_batch"


@transaction.atomic
def make_batch(*, area: Area, name: str, items: Sequence[Entitlement], on: date, by: Principal) -> Batch:
    """Put approved entitlements into a new batch (列入批次).

    Raises:
        Denied: the area or an entitlement lies outside what ``by`` may do.
        Conflict: one of them is not approved, or stands in a batch already.
        ValidationError: nothing chosen, no name, or ``by`` acted in a chain before.
    """
    policy.check(by, PAY, Place(area.path))
    person = chain.require_person(by)
    if not name.strip():
        refuse(_("请填写批次名称。"), field="name", code="required")
    if not items:
        refuse(_("请选择要拨付的补助事项。"), field="items", code="no_items")
    batch = Batch(area=area, name=name.strip(), maker_id=person, made_on=on)
    batch.full_clean(exclude={"area_path", "line_code", "maker"})
    batch.save(force_insert=True)
    batch.refresh_from_db(from_queryset=Batch.objects.visible_to(by, PAY))
    rows = chain.lock([item.pk for item in items], permission=PAY, by=by)
    _require_area(area, rows)
    chain.take(rows, Act(Action.BATCH, on, by), payer_id=person)
    Payment.objects.bulk_create(
        Payment(batch=batch, entitlement=row, org_id=row.org_id, payee=row.org.name, amount_yuan=row.approved_yuan)
        for row in rows
    )
    audit.record(by, "funding.batch_made", batch, payments=len(rows), on=str(on))
    return batch


@transaction.atomic
def confirm(*, batch: Batch, on: date, by: Principal, version: int | None = None) -> Batch:
    """Check a batch (复核): by somebody whose hand was in none of its chains.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not a draft, or is empty.
        ValidationError: ``by`` acted in one of its chains.
    """
    batch, act = lock(batch, CONFIRM, by, version), Act(Action.CONFIRM, on, by)
    chain.require_step(steps.BATCH, BatchStatus(batch.status), act)
    rows = entitlements(batch, by)
    if not rows:
        conflict(_("批次中没有拨付，不能复核。"), code="empty_batch")
    person = chain.require_person(by)
    chain.note(rows, act)
    _rows(rows, by).update(checker_id=person, version=F("version") + 1)
    _move(batch, act, checker_id=person, confirmed_on=on)
    return batch


@transaction.atomic
def reopen(*, batch: Batch, reason: str, on: date, by: Principal, version: int | None = None) -> Batch:
    """Return a checked batch to its maker (退回).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not checked, or is sent already.
        ValidationError: no reason.
    """
    batch, act = lock(batch, CONFIRM, by, version), Act(Action.RETURN, on, by, reason)
    chain.require_step(steps.BATCH, BatchStatus(batch.status), act)
    rows = entitlements(batch, by)
    chain.note(rows, act)
    _rows(rows, by).update(checker_id=None, version=F("version") + 1)
    _move(batch, act, checker_id=None, confirmed_on=None)
    return batch


@transaction.atomic
def send(*, batch: Batch, on: date, by: Principal, version: int | None = None) -> Batch:
    """Send a checked batch to the bank (送银行).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not checked.
        ValidationError: ``by`` acted in one of its chains with another hand.
    """
    batch, act = lock(batch, PAY, by, version), Act(Action.SEND, on, by)
    chain.require_step(steps.BATCH, BatchStatus(batch.status), act)
    chain.note(entitlements(batch, by), act)
    _move(batch, act, sent_on=on)
    pending = Payment.objects.visible_to(by, PAY).filter(batch=batch, status=PaymentStatus.PENDING)
    pending.update(status=PaymentStatus.SENT, version=F("version") + 1)
    return batch


@transaction.atomic
def settle(*, batch: Batch, on: date, by: Principal, version: int | None = None) -> Batch:
    """Close a batch (办结) in which nothing is open any more.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not sent, or a payment is open.
    """
    batch, act = lock(batch, PAY, by, version), Act(Action.SETTLE, on, by)
    chain.require_step(steps.BATCH, BatchStatus(batch.status), act)
    open_states = (PaymentStatus.PENDING, PaymentStatus.SENT, PaymentStatus.FAILED)
    if Payment.objects.visible_to(by, PAY).filter(batch=batch, status__in=open_states).exists():
        conflict(_("批次中还有未到账的拨付，不能办结。"), code="open_payments")
    _move(batch, act, settled_on=on)
    return batch


@transaction.atomic
def cancel_batch(*, batch: Batch, reason: str, on: date, by: Principal, version: int | None = None) -> Batch:
    """Cancel a batch before it is sent (作废); its entitlements are approved again.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is sent or over.
        ValidationError: no reason.
    """
    batch, act = lock(batch, PAY, by, version), Act(Action.CANCEL, on, by, reason)
    chain.require_step(steps.BATCH, BatchStatus(batch.status), act)
    rows = entitlements(batch, by)
    if rows:
        take_out(batch, rows, Act(Action.UNBATCH, on, by, reason))
    _move(batch, act)
    return batch


@transaction.atomic
def unbatch(*, payment: Payment, reason: str, on: date, by: Principal, version: int | None = None) -> Payment:
    """Take one payment that is pending or came back out of its batch (移出批次).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is at the bank or paid.
        ValidationError: no reason, or ``by`` acted in the chain with another hand.
    """
    batch = lock(payment.batch, PAY, by, None)
    payment = Payment.objects.visible_to(by, PAY).get(pk=payment.pk)
    chain.require_version(payment, version)
    act = Act(Action.UNBATCH, on, by, reason)
    chain.require_step(steps.PAYMENT, PaymentStatus(payment.status), act)
    take_out(batch, chain.lock([payment.entitlement_id], permission=PAY, by=by), act)
    payment.refresh_from_db(from_queryset=Payment.objects.visible_to(by, PAY))
    return payment


def take_out(batch: Batch, rows: Sequence[Entitlement], act: Act) -> None:
    """Return locked entitlements of a locked batch to what is approved."""
    chain.take(rows, act, payer_id=None, checker_id=None, paid_on=None)
    standing = (
        Payment.objects.visible_to(act.by, PAY).standing().filter(batch=batch, entitlement__in=[r.pk for r in rows])
    )
    standing.update(status=PaymentStatus.CANCELLED, note=act.reason, version=F("version") + 1)


def lock(batch: Batch, permission: str, by: Principal, version: int | None) -> Batch:
    """Lock a batch.

    Raises:
        Denied: absent, or outside what ``by`` may do.
        Conflict: somebody changed it since ``version`` was read.
    """
    rows = Batch.objects.visible_to(by, permission).select_for_update(of=("self",)).select_related("area")
    found = rows.filter(pk=batch.pk).first()
    if found is None:
        raise policy.Denied(permission, target=batch)
    chain.require_version(found, version)
    return found


def entitlements(batch: Batch, by: Principal) -> list[Entitlement]:
    """Lock and return the entitlements that a locked batch pays."""
    standing = Payment.objects.visible_to(by, "funding.view_payment").standing().filter(batch=batch)
    ids = list(standing.values_list("entitlement_id", flat=True))
    rows = chain.lock(ids, permission="funding.view_entitlement", by=by)
    return [row for row in rows if row.status == EntitlementStatus.BATCHED]


def _rows(rows: Sequence[Entitlement], by: Principal) -> Any:
    return Entitlement.objects.visible_to(by, "funding.view_entitlement").filter(pk__in=[row.pk for row in rows])


def _move(batch: Batch, act: Act, **values: Any) -> None:
    to = steps.next_status(steps.BATCH, BatchStatus(batch.status), act.action)
    rows = Batch.objects.visible_to(act.by, "funding.view_payment").filter(pk=batch.pk)
    rows.update(status=to, version=F("version") + 1, **values)
    batch.refresh_from_db(from_queryset=Batch.objects.visible_to(act.by, "funding.view_payment"))
    audit.record(act.by, f"funding.batch_{act.action}", batch, on=str(act.on), reason=act.reason)


def _require_area(area: Area, rows: Sequence[Entitlement]) -> None:
    if any(row.policy.area_id != area.pk for row in rows):
        refuse(_("批次只能列入本辖区政策的补助事项。"), field="items", code="other_area")
