"""One-time links (确认链接): issuing and revoking one, answering by its token, and applying the answer through the usual acts."""

import hashlib
import json
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from access import audit, crypto, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import FactSource, LinkState
from enterprises.models import ContactLink, Unit
from enterprises.rules import contact
from enterprises.rules.survey import MAX_COUNT
from enterprises.services import locking, registration, visiting
from enterprises.services.inputs import Findings, Identity, Survey

INVITE, AMEND = "enterprises.invite_contact", "enterprises.amend_unit"
GOOD_FOR = timedelta(days=7)
CONTEXT = "link.phone"
TEXTS = {"contact_name": 60, "address": 200, "business": 200}
MOST_NAME = 60


@transaction.atomic
def issue_link(*, unit: Unit, at: datetime, by: Principal) -> tuple[ContactLink, str]:
    """Make a link for the unit's contact; the token is returned once and only its digest is kept.

    Raises:
        Denied: ``by`` may not invite contacts here.
        IntegrityError: one is open already.
    """
    unit = locking.take(unit, INVITE, by=by)
    expired = ContactLink.objects.of(unit=unit).filter(state=LinkState.OPEN, expires_at__lte=at)
    expired.update(state=LinkState.REVOKED)
    token = secrets.token_urlsafe(32)
    row = ContactLink.objects.create(
        unit=unit, token_digest=digest(token), issued_by_id=by.user_id, expires_at=at + GOOD_FOR
    )
    audit.record(by, "enterprises.link_issued", unit, link=row.pk)
    return row, token


@transaction.atomic
def revoke_link(*, link: ContactLink, on: date, by: Principal) -> ContactLink:
    """Let a link end before it is used, or lay its answer aside.

    Raises:
        Denied: ``by`` may not invite contacts here.
        Conflict: it has been decided.
    """
    row = _take(link, INVITE, by)
    state = LinkState.REVOKED if row.state == LinkState.OPEN else LinkState.DECLINED
    return _decided(row, state, on, by)


@transaction.atomic
def apply_answer(*, link: ContactLink, on: date, by: Principal) -> ContactLink:
    """Write what the contact sent through amending and counting, with the source "enterprise".

    Raises:
        Denied: ``by`` may not amend the unit.
        Conflict: it has been decided, or nothing was sent yet.
        ValidationError: the rules refuse a value.
    """
    row = _take(link, AMEND, by)
    if row.state != LinkState.SENT:
        errors.conflict(Refusal("nothing_sent", N_("对方还没有填写。")))
    unit = locking.take(row.unit, AMEND, by=by)
    said = dict(row.answer)
    changes: dict[str, Any] = {name: said[name] for name in TEXTS if said.get(name)}
    if said.get("phone_cipher"):
        changes["contact_phone"] = crypto.decrypt(said["phone_cipher"], context=CONTEXT)
    if changes:
        given = Identity.of(unit, **changes)
        registration.amend(unit=unit, identity=given, on=on, by=by, version=None, source=FactSource.ENTERPRISE)
    if said.get("staff") is not None:
        answers = Survey(staff=said["staff"])
        visiting.survey(unit=unit, answers=answers, on=on, by=by, source=FactSource.ENTERPRISE)
    return _decided(row, LinkState.APPLIED, on, by)


def open_link(token: str) -> dict[str, Any] | None:
    """Return the basic data behind an open link, None for anything else: unknown, used, revoked and expired look alike."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT enterprises_contact_link(%s)", [digest(token)])
        found: dict[str, Any] | str | None = cursor.fetchone()[0]
    told: dict[str, Any] | None = json.loads(found) if isinstance(found, str) else found
    return told


def answer_link(*, token: str, sender: str, staff: int | None = None, phone: str = "", **texts: str) -> bool:
    """Keep what the contact sent, once; say whether the link was still open.

    Raises:
        ValidationError: a telephone number or a text that cannot be.
    """
    findings = Findings()
    for name, value in {**texts, "sender": sender}.items():
        findings.add(name, contact.check_fit(value))
        if len(value) > (most := TEXTS.get(name, MOST_NAME)):
            findings.add(name, Refusal("too_long", N_("不能超过%(most)d个字。"), {"most": most}))
    if phone:
        findings.add("phone", contact.check_phone(phone))
    if staff is not None and not 0 <= staff <= MAX_COUNT:
        findings.add("staff", Refusal("staff_range", N_("从业人员应在0人以上。")))
    findings.raise_if_any()
    answer: dict[str, Any] = {name: texts[name].strip() for name in TEXTS if texts.get(name, "").strip()}
    if staff is not None:
        answer["staff"] = staff
    if phone:
        number = contact.normalise_phone(phone)
        answer |= {"phone_cipher": crypto.encrypt(number, context=CONTEXT), "phone_tail": number[-4:]}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT enterprises_answer_contact_link(%s, %s::jsonb, %s)",
            [digest(token), json.dumps(answer, ensure_ascii=False), sender.strip()],
        )
        return cursor.fetchone()[0] is not None


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _take(link: ContactLink, permission: str, by: Principal) -> ContactLink:
    policy.check(by, permission, link)
    rows = ContactLink.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: ContactLink = rows.get(pk=link.pk)
    if row.state not in {LinkState.OPEN, LinkState.SENT}:
        message = N_("该确认链接已办结（%(state)s），请刷新后查看。")
        errors.conflict(Refusal("link_decided", message, {"state": row.get_state_display()}))
    return row


def _decided(row: ContactLink, state: LinkState, on: date, by: Principal) -> ContactLink:
    row.state, row.decided_on, row.decided_by_id = state, on, by.user_id
    row.save(update_fields=["state", "decided_on", "decided_by"])
    audit.record(by, f"enterprises.link_{state}", row, unit=row.unit_id)
    return row
