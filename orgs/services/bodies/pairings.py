"""Pairing a body with an organization (结对共建)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors
from access.models import Body
from access.principals import Principal
from enterprises.rules import contact
from orgs.models import Pairing, PartyOrg
from orgs.rules.bodies import KEEP
from orgs.services import locks


@transaction.atomic
def pair(*, body: Body, org: PartyOrg, on: date, by: Principal, content: str = "", document: str = "") -> Pairing:
    """Pair a body with an organization from a day on; again with other contents from a later day.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a closed body, a day in the future, or words that cannot be stored.
        Conflict: the organization is not active on that day.
    """
    org = locks.lock_org(org, permission=KEEP, by=by)
    locks.not_in_future(_("开始日期"), on, by=by)
    locks.require_active(org, on=on)
    if body.closed_on is not None:
        errors.refuse(_("“%(body)s”已撤销。"), field="body", code="body_closed", body=body.name)
    for field, text in (("content", content), ("document", document)):
        errors.require(contact.check_fit(text), field=field)
    row = dated.record(
        Pairing, key={"body": body, "org": org}, since=on, by=by,
        values={"content": content.strip(), "document": document.strip()},
    )  # fmt: skip
    audit.record(by, "orgs.paired", org, body=body.pk, on=str(on))
    return row


@transaction.atomic
def end_pairing(*, row: Pairing, on: date, by: Principal) -> None:
    """End a pairing on a day, which no longer counts.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a day in the future.
        Conflict: it does not stand on that day.
    """
    org = locks.lock_org(row.org, permission=KEEP, by=by)
    locks.not_in_future(_("结束日期"), on, by=by)
    stands = Pairing.objects.of(org=org).live().filter(pk=row.pk, holds_from__lt=on, holds_until__gte=on).exists()
    if not stands:
        errors.conflict(_("这条记录在%(on)s不在有效期内，请刷新后重试。"), code="not_standing", on=on.isoformat())
    dated.end(Pairing, key={"body_id": row.body_id, "org_id": row.org_id}, on=on, by=by)
    audit.record(by, "orgs.pairing_ended", org, body=row.body_id, on=str(on))
