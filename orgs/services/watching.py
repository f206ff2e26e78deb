"""Deciding what a change of members or units asks for (动态预警): in words, once."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors
from access.errors import conflict
from access.principals import Principal
from enterprises.models import Unit
from enterprises.rules import contact
from orgs.choices import WatchKind
from orgs.models import OrgDecision, PartyOrg, UnitDecision
from orgs.models import asking as reads
from orgs.services import locks

PLAN = "orgs.plan_formation"


@transaction.atomic
def decide_on_unit(*, unit: Unit, kind: WatchKind, answer: str, on: date, by: Principal) -> UnitDecision:
    """Record the decision on a warning about a unit.

    Raises:
        Denied: the unit lies outside what ``by`` may do.
        ValidationError: no words, or words that cannot be stored.
        Conflict: the facts do not ask for it any more, or somebody decided meanwhile.
    """
    (unit,) = locks.lock_units([unit.pk], permission=PLAN, by=by)
    asking = reads.units(Unit.objects.visible_to(by, PLAN).filter(pk=unit.pk), kind, on)
    (alert,) = reads.alerts(kind, list(asking), on) or (None,)
    row: UnitDecision = _decide(UnitDecision, alert, answer, on, by)
    return row


@transaction.atomic
def decide_on_org(*, org: PartyOrg, answer: str, on: date, by: Principal) -> OrgDecision:
    """Record the decision on the warning about a joint organization.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no words, or words that cannot be stored.
        Conflict: the facts do not ask for it any more, or somebody decided meanwhile.
    """
    org = locks.lock_org(org, permission=PLAN, by=by)
    asked = reads.joint(PartyOrg.objects.visible_to(by, PLAN).filter(pk=org.pk), on).get(org.pk)
    row: OrgDecision = _decide(OrgDecision, reads.Alert(*asked, org=org) if asked else None, answer, on, by)
    return row


def _decide(model: Any, alert: reads.Alert | None, answer: str, on: date, by: Principal) -> Any:
    if alert is None:
        conflict(_("这条预警已经解除或已有研判意见，请刷新后查看。"), code="not_asked")
    if not answer.strip():
        errors.refuse(_("请写明研判意见。"), field="answer", code="required")
    errors.require(contact.check_fit(answer), field="answer")
    row = model.objects.create(
        **{model.scope_parent: alert.about}, kind=alert.kind, figure=alert.figure, answered_on=on, answer=answer.strip(),
        recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "orgs.warning_decided", alert.about, kind=alert.kind, figure=alert.figure)
    return row
