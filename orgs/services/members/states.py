"""Special states of members: entered with what is known, ended when the member is back (流动、失联、口袋、隐性)."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import MemberStage, SpecialState
from orgs.models import Member, MemberState
from orgs.rules import members as rules
from orgs.services import locks
from orgs.services.members import keeping


@dataclass(frozen=True)
class Marked:
    """What is known of a special state; ``contact_on`` and ``lost_reason`` where the state asks for them."""

    state: SpecialState
    contact_on: date | None = None
    lost_reason: str = ""
    note: str = ""
    action: str = ""


@transaction.atomic
def mark(*, member: Member, marked: Marked, on: date, by: Principal) -> Member:
    """Enter a special state from a day on; another state before it ends that day.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: not a member yet, away for less than six months, or a field that the state asks for is missing.
        Conflict: the member has left the roster.
    """
    member = keeping.lock_member(member, permission=keeping.KEEP, by=by)
    locks.not_in_future(_("日期"), on, by=by)
    if keeping.candidate(member).stage not in {MemberStage.PROBATIONARY, MemberStage.FORMAL}:
        errors.refuse(_("只有预备党员和正式党员需要登记特殊状态。"), field="state", code="no_member")
    errors.require(rules.check_state(SpecialState(marked.state), contact_on=marked.contact_on, on=on), field="contact_on")
    for field in ("note", "action"):
        errors.require(contact.check_fit(getattr(marked, field)), field=field)
    is_lost = marked.state == SpecialState.LOST
    if is_lost and not marked.lost_reason:
        errors.refuse(_("请选择失联原因。"), field="lost_reason", code="required")
    values = asdict(marked) | {
        "lost_reason": marked.lost_reason if is_lost else "", "note": marked.note.strip(), "action": marked.action.strip(),
    }  # fmt: skip
    dated.record(MemberState, key={"member": member}, values=values, since=on, by=by)
    keeping.touch(member)
    audit.record(by, "orgs.member_marked", member, state=str(marked.state), on=str(on))
    return member


@transaction.atomic
def unmark(*, member: Member, on: date, by: Principal) -> Member:
    """End the special state of a member who is back in ordinary life (恢复正常).

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: a day in the future.
        Conflict: there is no such state on that day, or the member has left the roster.
    """
    member = keeping.lock_member(member, permission=keeping.KEEP, by=by)
    locks.not_in_future(_("日期"), on, by=by)
    if not MemberState.objects.of(member=member).as_of(on).exists():
        errors.conflict(_("“%(name)s”在该日没有特殊状态。"), code="no_state", name=member.name)
    dated.end(MemberState, key={"member": member}, on=on, by=by)
    keeping.touch(member)
    audit.record(by, "orgs.member_back", member, on=str(on))
    return member
