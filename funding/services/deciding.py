"""Review, approval and what stops or undoes an entitlement (审核、审批、退回、不予补助、作废、收回)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from access import policy
from access.principals import Principal
from funding.choices import Action, EntitlementStatus, PostingKind
from funding.models import Entitlement
from funding.services import chain, ledger
from funding.services.chain import Act

REVIEW, APPROVE = "funding.review_entitlement", "funding.approve_entitlement"


@transaction.atomic
def review(*, items: Sequence[Entitlement], on: date, by: Principal, version: int | None = None) -> list[Entitlement]:
    """Review entitlements (审核).

    Raises:
        Denied: one lies outside what ``by`` may do.
        Conflict: one is not proposed any more.
        ValidationError: ``by`` proposed one of them.
    """
    rows = _locked(items, REVIEW, by, version)
    chain.take(rows, Act(Action.REVIEW, on, by), reviewer_id=chain.require_person(by), reviewed_on=on)
    return rows


@transaction.atomic
def approve(*, items: Sequence[Entitlement], on: date, by: Principal, version: int | None = None) -> list[Entitlement]:
    """Approve entitlements (审批): the amount is held in the budget and committed in the ledger.

    Raises:
        Denied: one lies outside what ``by`` may do.
        Conflict: one is not reviewed, or is approved already.
        ValidationError: ``by`` proposed or reviewed one of them, or the budget does not reach.
    """
    rows = _locked(items, APPROVE, by, version)
    act = Act(Action.APPROVE, on, by)
    for row in rows:
        chain.require_step(chain.steps.ENTITLEMENT, EntitlementStatus(row.status), act)
    for budget_id, group in _by_budget(rows).items():
        values = {"approver_id": chain.require_person(by), "approved_on": on, "approved_yuan": chain.F("amount_yuan")}
        chain.take(group, act, budget_id=budget_id, **values)
    ledger.post(PostingKind.COMMIT, [(row, row.approved_yuan, None) for row in rows], on=on, by=by)
    return rows


@transaction.atomic
def send_back(*, item: Entitlement, reason: str, on: date, by: Principal, version: int | None = None) -> Entitlement:
    """Return an entitlement to whoever applies (退回).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: neither proposed nor reviewed.
        ValidationError: no reason.
    """
    item = chain.lock_one(item, Action.RETURN, by=by, version=version)
    chain.take([item], Act(Action.RETURN, on, by, reason))
    return item


@transaction.atomic
def turn_down(*, item: Entitlement, reason: str, on: date, by: Principal, version: int | None = None) -> Entitlement:
    """Refuse an entitlement for good (不予补助).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: neither proposed nor reviewed.
        ValidationError: no reason.
    """
    item = chain.lock_one(item, Action.REFUSE, by=by, version=version)
    chain.take([item], Act(Action.REFUSE, on, by, reason), refusal={"code": "by_person", "text": reason})
    return item


@transaction.atomic
def cancel(*, item: Entitlement, reason: str, on: date, by: Principal, version: int | None = None) -> Entitlement:
    """Cancel an entitlement (作废); what an approval held is released.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is in a batch, paid or over.
        ValidationError: no reason.
    """
    item = chain.lock_one(item, Action.CANCEL, by=by, version=version)
    was_approved = item.status == EntitlementStatus.APPROVED
    chain.take([item], Act(Action.CANCEL, on, by, reason))
    if was_approved:
        ledger.release(item)
        ledger.post(PostingKind.RELEASE, [(item, item.approved_yuan, None)], on=on, by=by)
    return item


@transaction.atomic
def claw_back(*, item: Entitlement, reason: str, on: date, by: Principal, version: int | None = None) -> Entitlement:
    """Decide that what was paid is to be given back (收回).

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not paid.
        ValidationError: no reason, or ``by`` applied, reviewed or paid.
    """
    item = chain.lock_one(item, Action.CLAW_BACK, by=by, version=version)
    chain.take([item], Act(Action.CLAW_BACK, on, by, reason))
    ledger.post(PostingKind.CLAW_BACK, [(item, item.approved_yuan, None)], on=on, by=by)
    return item


def _locked(items: Sequence[Entitlement], permission: str, by: Principal, version: int | None) -> list[Entitlement]:
    policy.check(by, permission)
    rows = chain.lock([item.pk for item in items], permission=permission, by=by)
    if version is not None:
        chain.require_version(rows[0], version)
    return rows


def _by_budget(rows: Sequence[Entitlement]) -> dict[int | None, list[Entitlement]]:
    """Group rows by the budget that they are paid from, holding their sums in it."""
    groups: dict[tuple, list[Entitlement]] = defaultdict(list)
    for row in rows:
        groups[row.policy.is_budgeted, row.policy.area_id, row.year, row.fund].append(row)
    found: dict[int | None, list[Entitlement]] = defaultdict(list)
    for _key, group in sorted(groups.items()):
        budget = ledger.budget_for(group[0])
        ledger.reserve(budget, sum((row.amount_yuan for row in group), Decimal(0)))
        for row in group:
            row.budget_id = budget.pk if budget else None
        found[budget.pk if budget else None].extend(group)
    return found
