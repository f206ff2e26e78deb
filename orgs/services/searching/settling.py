"""What becomes of the relation of somebody who was found: onto the roster, or it stays where it is (关系转入、不转)."""

from dataclasses import replace
from datetime import date
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from access import dated, errors
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import MemberStage, SearchStep
from orgs.models import Member, PartyOrg, RelationFact, SearchTarget
from orgs.services.members import Entry, enrol, keeping
from orgs.services.searching.listing import LOOKS
from orgs.services.searching.taking import Said, lock_target, take


@transaction.atomic
def enrol_found(
    *, target: SearchTarget, entry: Entry, stage: MemberStage, since: date, on: date, by: Principal, from_name: str = ""
) -> SearchTarget:
    """Put somebody who was found on the roster of the contracted organization; numbers go there and nowhere else.

    The name is the target's, whatever ``entry`` says. The stage holds ``since`` its day; ``on`` the relation came from ``from_name``.

    Raises:
        Denied: the target or its organization lies outside what ``by`` may do.
        ValidationError: not a member's stage, or what the roster refuses.
        Conflict: not found, or settled already.
    """
    target = lock_target(target, SearchStep.MOVE, on, by=by)
    if stage not in LOOKS:
        errors.refuse(_("只有预备党员和正式党员有组织关系可转入。"), field="stage", code="no_relation")
    errors.require(contact.check_fit(from_name), field="from_name")
    if since > on:
        errors.refuse(_("阶段开始日期不能晚于关系转入日期。"), field="since", code="dates_out_of_order")
    org = cast("PartyOrg", target.org)  # nobody is found without a contract
    member = enrol(org=org, entry=replace(entry, name=target.name), stage=stage, since=since, by=by)
    _relation_came(member, from_name.strip() or _("转入前不详"), on=on, by=by)
    _settle(target, member, on, by)
    return target


@transaction.atomic
def link_found(*, target: SearchTarget, member: Member, on: date, by: Principal) -> SearchTarget:
    """Record that somebody who was found stands on the roster of the contracted organization already.

    Raises:
        Denied: the target or the member lies outside what ``by`` may do.
        ValidationError: on another roster: a letter of transfer comes first; or the member of another target.
        Conflict: not found, settled already, or the member has left the roster.
    """
    target = lock_target(target, SearchStep.MOVE, on, by=by)
    held = keeping.lock_member(member, permission=keeping.KEEP, by=by)
    if held.org_id != target.org_id:
        errors.refuse(_("该党员不在承包党组织的名册中，请先办理组织关系转接。"), field="member", code="other_roster")
    if keeping.candidate(held).stage not in LOOKS:
        errors.refuse(_("只有预备党员和正式党员有组织关系可转入。"), field="member", code="no_relation")
    if SearchTarget.objects.visible_to(by, keeping.KEEP).filter(member=held).exists():
        errors.refuse(_("该党员已对应另一个查找对象。"), field="member", code="linked_already")
    _settle(target, held, on, by)
    return target


@transaction.atomic
def stay(*, target: SearchTarget, note: str, on: date, by: Principal) -> SearchTarget:
    """Record that the relation of somebody who was found stays where it is, and where that is.

    Raises:
        Denied: the target lies outside what ``by`` may do.
        ValidationError: it does not say where and why, or a day out of order.
        Conflict: not found, or settled already.
    """
    target = lock_target(target, SearchStep.STAY, on, by=by)
    if not note.strip():
        errors.refuse(_("请写明组织关系在哪里、为什么不转。"), field="note", code="required")
    take(target, SearchStep.STAY, Said(on, note=note), by=by)
    return target


def _settle(target: SearchTarget, member: Member, on: date, by: Principal) -> None:
    target.member = member
    take(target, SearchStep.MOVE, Said(on), by=by, fields=("member",))


def _relation_came(member: Member, from_name: str, *, on: date, by: Principal) -> None:
    """Say where the relation sat before the day on which it came; the roster's entry put it here from the stage on."""
    first = RelationFact.objects.of(member=member).live().order_by("holds_from").first()
    if first is not None and first.since < on:
        values = {"org": None, "org_name": from_name}
        dated.record(RelationFact, key={"member": member}, values=values, since=first.since, until=on, by=by)
