"""Payments of a batch that was sent (到账、退票、冲正); the ledger follows each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import refuse
from access.principals import Principal
from funding.choices import Action, PaymentStatus, PostingKind
from funding.models import Batch, Entitlement, Payment
from funding.rules import steps
from funding.services import batches, chain, ledger
from funding.services.chain import Act

PAY = "funding.pay_payment"


@transaction.atomic
def pay(*, payment: Payment, on: date, by: Principal, voucher_no: str = "", version: int | None = None) -> Payment:
    """Record that a payment arrived (登记到账).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not at the bank, or is recorded already.
        ValidationError: ``by`` applied, reviewed, approved or checked it.
    """
    batch = batches.lock(payment.batch, PAY, by, None)
    return _pay(batch, [payment.pk], Act(Action.PAY, on, by), voucher_no, version)[0]


@transaction.atomic
def pay_batch(*, batch: Batch, on: date, by: Principal, voucher_no: str = "") -> list[Payment]:
    """Record that every payment of a batch that is at the bank arrived.

    Raises:
        Denied: outside what ``by`` may do.
        ValidationError: ``by`` acted in one of the chains with another hand; or nothing is at the bank.
    """
    batch = batches.lock(batch, PAY, by, None)
    sent = Payment.objects.visible_to(by, PAY).filter(batch=batch, status=PaymentStatus.SENT)
    ids = list(sent.values_list("pk", flat=True))
    if not ids:
        refuse(_("批次中没有等待到账的拨付。"), code="nothing_sent")
    return _pay(batch, ids, Act(Action.PAY, on, by), voucher_no, None)


@transaction.atomic
def fail(*, payment: Payment, reason: str, on: date, by: Principal, version: int | None = None) -> Payment:
    """Record that a payment came back (登记退票).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not at the bank.
        ValidationError: no reason.
    """
    return _noted(payment, Act(Action.FAIL, on, by, reason), version, note=reason)


@transaction.atomic
def resend(*, payment: Payment, on: date, by: Principal, version: int | None = None) -> Payment:
    """Send a payment that came back once more (重新送银行).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it did not come back.
        ValidationError: ``by`` acted in the chain with another hand.
    """
    return _noted(payment, Act(Action.RESEND, on, by), version, note="")


@transaction.atomic
def reverse(*, payment: Payment, reason: str, on: date, by: Principal, version: int | None = None) -> Payment:
    """Undo a payment recorded by mistake (冲正): a reversing entry; the entitlement is approved again.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not paid, or was reversed before.
        ValidationError: no reason, or ``by`` had another hand in the chain (the payer does not reverse).
    """
    act = Act(Action.REVERSE, on, by, reason)
    payment, item = _locked(payment, by, version)
    chain.require_step(steps.PAYMENT, PaymentStatus(payment.status), act)
    chain.take([item], act, payer_id=None, checker_id=None, paid_on=None)
    _set([payment], act, note=reason)
    ledger.reverse(ledger.entry_of(payment, PostingKind.PAY), on=on, by=by, memo=reason)
    ledger.spend(item.budget_id, -payment.amount_yuan)
    return payment


def _pay(batch: Batch, ids: Sequence[int], act: Act, voucher_no: str, version: int | None) -> list[Payment]:
    rows = Payment.objects.visible_to(act.by, PAY).filter(pk__in=ids, batch=batch)
    payments = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(payments) != len(set(ids)):
        raise policy.Denied(PAY)
    if version is not None:
        chain.require_version(payments[0], version)
    for payment in payments:
        chain.require_step(steps.PAYMENT, PaymentStatus(payment.status), act)
    items = chain.lock([payment.entitlement_id for payment in payments], permission=PAY, by=act.by)
    chain.take(items, act, payer_id=chain.require_person(act.by), paid_on=act.on)
    _set(payments, act, paid_on=act.on, voucher_no=voucher_no.strip()[:40])
    by_id = {item.pk: item for item in items}
    posted = [(by_id[payment.entitlement_id], payment.amount_yuan, payment) for payment in payments]
    ledger.post(PostingKind.PAY, posted, on=act.on, by=act.by)
    by_budget: dict[int | None, Decimal] = defaultdict(Decimal)
    for item, amount, _payment in posted:
        by_budget[item.budget_id] += amount
    for budget_id, amount in sorted(by_budget.items(), key=lambda pair: pair[0] or 0):
        ledger.spend(budget_id, amount)
    return payments


def _noted(payment: Payment, act: Act, version: int | None, *, note: str) -> Payment:
    payment, item = _locked(payment, act.by, version)
    chain.require_step(steps.PAYMENT, PaymentStatus(payment.status), act)
    chain.note([item], act)
    _set([payment], act, note=note)
    return payment


def _locked(payment: Payment, by: Principal, version: int | None) -> tuple[Payment, Entitlement]:
    batches.lock(payment.batch, PAY, by, None)
    (item,) = chain.lock([payment.entitlement_id], permission=PAY, by=by)
    found = Payment.objects.visible_to(by, PAY).select_for_update(of=("self",)).get(pk=payment.pk)
    chain.require_version(found, version)
    return found, item


def _set(payments: Sequence[Payment], act: Act, **values: Any) -> None:
    to = steps.next_status(steps.PAYMENT, PaymentStatus(payments[0].status), act.action)
    rows = Payment.objects.visible_to(act.by, PAY).filter(pk__in=[payment.pk for payment in payments])
    rows.update(status=to, version=F("version") + 1, **values)
    for payment in payments:
        payment.status, payment.version = to, payment.version + 1
        for name, value in values.items():
            setattr(payment, name, value)
        audit.record(act.by, f"funding.payment_{act.action}", payment, on=str(act.on), reason=act.reason)
