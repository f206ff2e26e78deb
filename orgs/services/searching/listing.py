"""Whom to look for, and who looks: listing, the two contracts, withdrawing (列入、两承包、撤销)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import errors, policy
from access.models import Area
from access.principals import Place, Principal
from enterprises.rules import contact
from orgs.choices import MemberStage, SearchMethod, SearchStep
from orgs.models import Member, PartyOrg, SearchTarget
from orgs.rules import searching as rules
from orgs.services import locks
from orgs.services.members import keeping
from orgs.services.searching.taking import KEEP, Said, enter, lock_target, take

LOOKS = frozenset({MemberStage.PROBATIONARY, MemberStage.FORMAL})


@dataclass(frozen=True)
class Listed:
    """Who is looked for: a name and where it comes from; the place, or the organization whose place it is."""

    name: str
    clue_from: SearchMethod
    clue: str = ""
    area: Area | None = None
    org: PartyOrg | None = None


@dataclass(frozen=True)
class Contract:
    """Who looks: an organization, and one of its members or an officer."""

    org: PartyOrg
    member: Member | None = None
    officer: str = ""


@transaction.atomic
def list_target(*, listed: Listed, on: date, by: Principal) -> SearchTarget:
    """Put somebody on the list of those who are looked for.

    Raises:
        Denied: the place or the organization lies outside what ``by`` may do.
        ValidationError: no name, no place, a day in the future, or texts that cannot be stored.
        Conflict: the same name with the same clue is looked for there already.
    """
    org = locks.lock_org(listed.org, permission=KEEP, by=by) if listed.org else None
    area = org.area if org else listed.area
    if area is None:
        errors.refuse(_("请选择辖区或党组织。"), field="area", code="required")
    if org is None:
        policy.check(by, KEEP, Place(area.path))
    locks.not_in_future(_("列入日期"), on, by=by)
    name, clue = listed.name.strip(), listed.clue.strip()
    if not name:
        errors.refuse(_("请填写姓名。"), field="name", code="required")
    for field, text in (("name", name), ("clue", clue)):
        errors.require(contact.check_fit(text), field=field)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)  # the same name twice at once: one after the other
    same = SearchTarget.objects.visible_to(by, KEEP).filter(area=area, name=name, clue=clue)
    if same.exclude(stage__in=rules.FINAL).exists():
        errors.conflict(_("“%(name)s”已按同一线索列入查找；确是另一个人的，请在线索中写明区别。"), code="listed_already", name=name)
    target = SearchTarget(
        area=area, org=org, line_code=org.line_code if org else "", name=name, clue_from=listed.clue_from, clue=clue,
        listed_on=on, last_on=on, created_by_id=by.user_id,
    )  # fmt: skip
    target.save(force_insert=True)
    enter(target, SearchStep.LIST, Said(on), by=by)
    return target


@transaction.atomic
def contract_target(*, target: SearchTarget, contract: Contract, on: date, by: Principal) -> SearchTarget:
    """Contract somebody to an organization and to one of its members or an officer (两承包); a later contract replaces it.

    Raises:
        Denied: the target or the organization lies outside what ``by`` may do.
        ValidationError: not exactly one member or officer, or a member who is not on the organization's roster.
        Conflict: already found or withdrawn, or the organization does not exist on the day.
    """
    target = lock_target(target, SearchStep.CONTRACT, on, by=by)
    org = locks.lock_org(contract.org, permission=KEEP, by=by)
    locks.require_active(org, on=on)
    officer = contract.officer.strip()
    errors.require(rules.check_contract(has_member=contract.member is not None, officer=officer), field="officer")
    errors.require(contact.check_fit(officer), field="officer")
    if contract.member is not None:
        _insist_on_member(contract.member, org)
    target.org, target.contractor, target.officer, target.line_code = org, contract.member, officer, org.line_code
    fields = ("org", "contractor", "officer", "line_code")
    take(target, SearchStep.CONTRACT, Said(on, note=org.name), by=by, fields=fields)
    return target


@transaction.atomic
def withdraw_target(*, target: SearchTarget, reason: str, on: date, by: Principal) -> SearchTarget:
    """Take somebody off the list who need not be looked for: listed twice, no member, or dead.

    Raises:
        Denied: the target lies outside what ``by`` may do.
        ValidationError: no reason, or a day out of order.
        Conflict: found or withdrawn already.
    """
    target = lock_target(target, SearchStep.WITHDRAW, on, by=by)
    if not reason.strip():
        errors.refuse(_("撤销查找须说明理由。"), field="reason", code="reason_missing")
    take(target, SearchStep.WITHDRAW, Said(on, note=reason), by=by)
    return target


def _insist_on_member(member: Member, org: PartyOrg) -> None:
    """Insist that a member stands on the organization's roster today and is a member, not an applicant.

    Raises:
        ValidationError: neither.
    """
    held: Member | None = Member.objects.of(org=org).present().filter(pk=member.pk).first()
    if held is None or keeping.candidate(held).stage not in LOOKS:
        text = _("承包党员须在“%(org)s”的名册中，并且是预备党员或正式党员。") % {"org": org.name}
        errors.refuse(text, field="member", code="not_on_roster")


