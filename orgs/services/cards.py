"""Handing out service contact cards (发放服务联系卡)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, crypto, policy
from access.choices import AuditResult
from access.errors import refuse, require
from access.principals import Principal
from enterprises.models import Unit
from enterprises.rules import contact
from orgs.models import ContactCard, Coverage
from orgs.models.cards import PHONE_CONTEXT, phone_values
from orgs.services import locks

ISSUE = "orgs.issue_card"


@transaction.atomic
def issue_card(*, unit: Unit, number: str, contact_name: str, phone: str, on: date, by: Principal) -> ContactCard:
    """Record a card handed to a unit that a regional branch covers on that day.

    Raises:
        Denied: the unit lies outside what ``by`` may do.
        ValidationError: no regional branch covers the unit, the day is in the future, or the phone number is none.

    Source: K13 "每个非公经济和社会组织发放一张服务联系卡".
    """
    (unit,) = locks.lock_units([unit.pk], permission=ISSUE, by=by)
    locks.not_in_future(_("发放日期"), on, by=by)
    number_called = contact.normalise_phone(phone)
    if number_called:
        require(contact.check_phone(number_called), field="phone")
    covering = Coverage.objects.of(unit=unit).regional().as_of(on)
    row = covering.first()
    if row is None:
        refuse(_("“%(unit)s”当日未由区域党组织覆盖，请先纳入“1+N”。"), code="no_regional_branch", unit=unit.name)
    card = ContactCard.objects.create(
        unit=unit, org_id=row.org_id, number=number.strip(), issued_on=on, contact_name=contact_name.strip(),
        recorded_by_id=by.user_id, **phone_values(number_called),
    )  # fmt: skip
    audit.record(by, "orgs.card_issued", card, unit=unit.pk, number=card.number)
    return card


@transaction.atomic
def card_phone(*, card: ContactCard, reason: str, by: Principal) -> str:
    """Return the telephone number of a card in clear, to print it.

    Raises:
        Denied: the unit lies outside what ``by`` may do.
        ValidationError: no reason given.
    """
    policy.check(by, ISSUE, card)
    if not reason.strip():
        refuse(_("查看联系电话须说明理由。"), field="reason", code="reason_missing")
    audit.record(by, "orgs.card_phone_revealed", card, result=AuditResult.READ, reason=reason.strip()[:200])
    return crypto.decrypt(card.contact_phone_cipher, context=PHONE_CONTEXT)
