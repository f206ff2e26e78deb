"""Reading sensitive parts of a unit in clear: an act with a reason and an audit line."""

from django.db import transaction

from access import audit, errors, policy
from access.choices import AuditResult
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import LiaisonFact, Unit
from enterprises.services.observed import current


@transaction.atomic
def reveal_phone(*, unit: Unit, reason: str, by: Principal) -> str:
    """Return the contact's telephone number in clear.

    Raises:
        Denied: ``by`` may not read it here.
        ValidationError: no reason given.
    """
    _leave_trace("enterprises.phone_revealed", unit, reason, by)
    return unit.contact_phone


@transaction.atomic
def reveal_liaison_phone(*, unit: Unit, reason: str, by: Principal) -> str:
    """Return the telephone number of today's liaison person in clear, "" when there is none.

    Raises:
        Denied: ``by`` may not read it here.
        ValidationError: no reason given.
    """
    _leave_trace("enterprises.liaison_phone_revealed", unit, reason, by)
    fact = current(LiaisonFact, unit, by.today) if by.today else None
    return fact.phone if fact is not None else ""


def _leave_trace(act: str, unit: Unit, reason: str, by: Principal) -> None:
    policy.check(by, "enterprises.view_sensitive", unit)
    if not reason.strip():
        errors.refuse(Refusal("reason_missing", N_("查看联系电话须说明理由。")), field="reason")
    audit.record(by, act, unit, result=AuditResult.READ, reason=reason.strip()[:200])
