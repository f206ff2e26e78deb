"""Rectification of weak organizations (整顿): list, lead, plan, tell each month, extend, accept, or end with the organization."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import RectificationKind, RectificationStage, RectificationStep
from orgs.models import PartyOrg, Rectification
from orgs.rules import rectifying as rules
from orgs.services import locks

Step = RectificationStep


@dataclass(frozen=True)
class Listing:
    """Why an organization is listed, what is to be done, and until when."""

    on: date
    kind: RectificationKind
    problems: str
    due_on: date


@transaction.atomic
def list_for_rectification(*, org: PartyOrg, listing: Listing, by: Principal) -> Rectification:
    """List an organization for rectification (列入整顿).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no problems named, a day in the future, or a last day that does not lie after it.
        Conflict: it is not active, or a rectification is under way.
    """
    org = locks.lock_org(org, permission=rules.LIST, by=by)
    locks.require_active(org, on=listing.on)
    locks.not_in_future(_("列入日期"), listing.on, by=by)
    errors.require(rules.check_due(listing.on, listing.due_on), field="due_on")
    if Rectification.objects.of(org=org).open().exists():
        errors.conflict(_("“%(org)s”已有进行中的整顿。"), code="rectification_open", org=org.name)
    row = Rectification.objects.create(
        org=org, kind=listing.kind, problems=_text(listing.problems, "problems"), listed_on=listing.on,
        due_on=listing.due_on, created_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "orgs.rectification_listed", org, rectification=row.pk, kind=listing.kind, on=str(listing.on))
    return row


@transaction.atomic
def assign_leader(
    *, rectification: Rectification, leader: str, on: date, by: Principal, leader_post: str = ""
) -> Rectification:
    """Say which leader answers for it; another one until the plan is approved.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: no leader, or a day out of order.
    """
    row = _take(rectification, Step.LEAD, by)
    row.leader, row.leader_post = _text(leader, "leader"), leader_post.strip()
    errors.require(contact.check_fit(row.leader_post), field="leader_post")
    return _keep(row, Step.LEAD, on, by, text=row.leader)


@transaction.atomic
def approve_plan(*, rectification: Rectification, plan: str, on: date, by: Principal) -> Rectification:
    """Approve the plan (整顿方案); from now on each month asks for an entry.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: no plan, or a day out of order.
    """
    row = _take(rectification, Step.PLAN, by)
    row.plan, row.planned_on = _text(plan, "plan"), on
    return _keep(row, Step.PLAN, on, by)


@transaction.atomic
def tell_progress(*, rectification: Rectification, text: str, on: date, by: Principal) -> Rectification:
    """Add an entry to the ledger (整顿台账).

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: no text, or a day out of order.
    """
    row = _take(rectification, Step.REPORT, by)
    row.reported_on = on
    return _keep(row, Step.REPORT, on, by, text=_text(text, "text"))


@transaction.atomic
def extend_rectification(
    *, rectification: Rectification, due_on: date, reason: str, on: date, by: Principal
) -> Rectification:
    """Set a later last day with the reason.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: no reason, a day that is not later, or a day out of order.
    """
    row = _take(rectification, Step.EXTEND, by)
    errors.require(rules.check_extension(row.due_on, due_on), field="due_on")
    row.due_on = due_on
    return _keep(row, Step.EXTEND, on, by, text=f"{due_on.isoformat()} {_text(reason, 'reason')}")


@transaction.atomic
def accept_rectification(*, rectification: Rectification, result: str, on: date, by: Principal) -> Rectification:
    """Accept the result and take the organization off the list (验收销号).

    Raises:
        Denied: it lies outside what ``by`` may do, or ``by`` wrote the ledger.
        Conflict: it stands at another stage, or the ledger is empty.
        ValidationError: no result, or a day out of order.
    """
    row = _take(rectification, Step.CLOSE, by)
    if row.reported_on is None:
        errors.conflict(_("整顿台账还没有进展记录，不能验收。"), code="ledger_empty")
    if by.user_id is not None and by.user_id in rules.tellers(row.log):
        raise policy.Denied(rules.LIST, target=rectification)
    row.closed_on, row.result = on, _text(result, "result")
    return _keep(row, Step.CLOSE, on, by, text=row.result)


@transaction.atomic
def end_with_organization(*, rectification: Rectification, reason: str, on: date, by: Principal) -> Rectification:
    """End it because the organization was merged or revoked.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage, or the organization still exists.
        ValidationError: no reason, or a day out of order.
    """
    row = _take(rectification, Step.DISSOLVE, by)
    if row.org.ended_on is None or row.org.ended_on > on:
        errors.conflict(_("“%(org)s”尚未合并或撤销，请先办理。"), code="org_still_active", org=row.org.name)
    row.closed_on, row.result = on, _text(reason, "reason")
    return _keep(row, Step.DISSOLVE, on, by, text=row.result)


def _take(rectification: Rectification, step: RectificationStep, by: Principal) -> Rectification:
    """Return the rectification, its organization locked first, where the step may follow.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
    """
    permission = rules.MOVES[step].permission
    policy.check(by, permission, rectification)
    org = locks.lock_org(rectification.org, permission=permission, by=by)
    rows = Rectification.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: Rectification | None = rows.filter(pk=rectification.pk).first()
    if row is None:
        raise policy.Denied(permission, target=rectification)
    row.org = org
    refusal = rules.check_step(RectificationStage(row.stage), step)
    if refusal is not None:
        errors.conflict(refusal)
    return row


def _keep(row: Rectification, step: RectificationStep, on: date, by: Principal, *, text: str = "") -> Rectification:
    """Save a locked rectification after a step, with its line in the log and its trace.

    Raises:
        ValidationError: a day in the future, or before the step before.
    """
    locks.not_in_future(_("日期"), on, by=by)
    before = date.fromisoformat(row.log[-1]["on"]) if row.log else row.listed_on
    errors.require(contact.check_order((_("上一步日期"), before), (_("日期"), on)), field="on")
    row.stage, row.version = rules.MOVES[step].after, row.version + 1
    line = {"step": step.value, "on": on.isoformat(), "by": by.name[:80], "user": by.user_id, "text": text}
    row.log = [*row.log, line]
    row.save()
    audit.record(by, f"orgs.rectification_{step}", row, on=str(on))
    return row


def _text(given: str, field: str) -> str:
    if not given.strip():
        errors.refuse(Refusal("text_missing", N_("请填写说明。")), field=field)
    errors.require(contact.check_fit(given), field=field)
    return given.strip()
