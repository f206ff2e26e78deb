"""Reading sensitive parts of a unit in clear: an act with a reason and an audit line."""

from django.db import transaction

from access import audit, errors, policy
from access.choices import AuditResult
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Unit


@transaction.atomic
def reveal_phone(*, unit: Unit, reason: str, by: Principal) -> str:
    """Return the contact's telephone number in clear.

    Raises:
        Denied: ``by`` may not read it here.
        ValidationError: no reason given.
    """
    policy.check(by, "enterprises.view_sensitive", unit)
    if not reason.strip():
        errors.refuse(Refusal("reason_missing", N_("查看联系电话须说明理由。")), field="reason")
    audit.record(by, "enterprises.phone_revealed", unit, result=AuditResult.READ, reason=reason.strip()[:200])
    return unit.contact_phone
