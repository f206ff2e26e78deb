"""Reading a member's numbers in clear: an act with a reason and an audit line."""

from dataclasses import dataclass

from django.db import transaction

from access import audit, errors, policy
from access.choices import AuditResult
from access.outcome import N_, Refusal
from access.principals import Principal
from orgs.models import Member

REVEAL = "orgs.reveal_member"


@dataclass(frozen=True)
class Numbers:
    """The two numbers in clear, "" where not known."""

    id_number: str
    phone: str


@transaction.atomic
def reveal_numbers(*, member: Member, reason: str, by: Principal) -> Numbers:
    """Return the ID number and the telephone number of a member in clear.

    Raises:
        Denied: ``by`` may not read them here.
        ValidationError: no reason given.
    """
    policy.check(by, REVEAL, member)
    if not reason.strip():
        errors.refuse(Refusal("reason_missing", N_("查看证件号码和手机号码须说明理由。")), field="reason")
    audit.record(by, "orgs.member_revealed", member, result=AuditResult.READ, reason=reason.strip()[:200])
    return Numbers(member.id_number, member.phone)
