"""Keeping the roster: entering somebody, the next stage, a longer probation, leaving (登记、发展、离开)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from access import answers, audit, crypto, dated, errors, policy
from access.models import Person
from access.outcome import Verdict
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import MemberEnd, MemberStage
from orgs.models import Member, MemberStageFact, MemberState, MemberTransfer, PartyOrg, RelationFact
from orgs.rules import identity
from orgs.rules import members as rules
from orgs.services import locks
from orgs.services.rules_in_force import require

KEEP = "orgs.keep_member"
ONCE = "orgs_member_once_on_a_roster"


@dataclass(frozen=True)
class Entry:
    """What is asked once of somebody: the name, and the numbers where they are known; an ID number tells the birthday."""

    name: str
    born_on: date | None = None
    id_number: str = ""
    phone: str = ""


@transaction.atomic
def enrol(*, org: PartyOrg, entry: Entry, stage: MemberStage, since: date, by: Principal) -> Member:
    """Put somebody on the roster of an organization at a stage reached on a day.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: under age, a day in the future, a number that cannot be, or an ID number that is on a roster already.
        Conflict: the organization does not exist today.
    """
    org = locks.lock_org(org, permission=KEEP, by=by)
    locks.require_active(org, on=by.today or since)
    locks.not_in_future(_("阶段开始日期"), since, by=by, field="since")
    number, phone = identity.normalise(entry.id_number), contact.normalise_phone(entry.phone)
    born_on = _birthday(entry, number)
    require(rules.check_entry(born_on, since), field="since")
    if phone:
        errors.require(contact.check_phone(phone), field="phone")
    member = Member(
        org=org, name=entry.name.strip(), born_on=born_on, person=_known(number, by),
        id_cipher=crypto.encrypt(number, context="member.id"), id_index=crypto.blind_index(number), id_tail=number[-4:],
        phone_cipher=crypto.encrypt(phone, context="member.phone"), phone_index=crypto.blind_index(phone),
        phone_tail=phone[-4:], created_by_id=by.user_id,
    )  # fmt: skip
    _insert(member, by)
    dated.record(MemberStageFact, key={"member": member}, values={"stage": stage}, since=since, by=by)
    sits = {"org": org, "org_name": org.name}
    dated.record(RelationFact, key={"member": member}, values=sits, since=max(since, org.founded_on), by=by)
    audit.record(by, "orgs.member_enrolled", member, org=org.pk, stage=str(stage), since=str(since))
    return member


def _birthday(entry: Entry, number: str) -> date:
    if number:
        errors.require(identity.check_number(number), field="id_number")
        if entry.born_on is not None:
            errors.require(identity.check_birthday(number, entry.born_on), field="born_on")
        told = identity.birthday(number)
        if told is not None:
            return told
    if entry.born_on is None:
        errors.refuse(_("请填写身份证号码；没有的，填写出生日期。"), field="born_on", code="required")
    return entry.born_on


def _insert(member: Member, by: Principal) -> None:
    """Insert the row; two entries of one number at once end in one row and one sentence."""
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        if answers.constraint_sentence(error)[0] != ONCE:
            raise
        raise _on_a_roster(member, by) from error


def _on_a_roster(member: Member, by: Principal) -> ValidationError:
    """Say where the number is on a roster, as far as ``by`` may see it."""
    rows = Member.objects.visible_to(by, KEEP).present().filter(id_index=member.id_index).select_related("org")
    held = rows.first()
    if held is None:
        text = _("该身份证号码已在您职责范围以外的党组织名册中，请由原党组织开具介绍信转接组织关系。")
    else:
        text = _("该身份证号码已在“%(org)s”的名册中，请不要重复登记；组织关系变动的办理转接。") % {"org": held.org.name}
    return ValidationError({"id_number": ValidationError(text, code="on_a_roster")})


def _known(number: str, by: Principal) -> Person | None:
    """Return the person of an ID number whom ``by`` may see anyway."""
    if not number:
        return None
    rows = Person.objects.visible_to(by, "access.view_person")
    return rows.filter(id_index=crypto.blind_index(number)).first()


@transaction.atomic
def advance(
    *, member: Member, to: MemberStage, on: date, by: Principal, training_hours: int = 0, is_reviewed: bool = False,
    reason: str = "",
) -> Member:  # fmt: skip
    """Take the next stage on a day; a step earlier than is customary needs a reason.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: the rule's own sentence with clause and days; nothing is written.
        Conflict: the member has left the roster.
    """
    member = lock_member(member, permission=KEEP, by=by)
    locks.not_in_future(_("日期"), on, by=by)
    verdict = rules.check_step(candidate(member, hours=training_hours, is_reviewed=is_reviewed), to, on)
    require_reason(verdict, reason)
    values = {"stage": to, "training_hours": training_hours, "is_reviewed": is_reviewed, "note": reason.strip()[:200]}
    dated.record(MemberStageFact, key={"member": member}, values=values, since=on, by=by)
    touch(member)
    audit.record(by, "orgs.member_advanced", member, stage=str(to), on=str(on), reason=reason.strip()[:200])
    return member


@transaction.atomic
def extend_probation(*, member: Member, months: int, on: date, reason: str, by: Principal) -> Member:
    """Extend the probation of a member by six to twelve months, once.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: not on probation, extended already, or a wrong length.
        Conflict: the member has left the roster.
    """
    member = lock_member(member, permission=KEEP, by=by)
    locks.not_in_future(_("日期"), on, by=by)
    person = candidate(member)
    errors.require(rules.check_probation_extension(person, months), field="months")
    require(rules.check_order(person, on), field="on")
    values = {"stage": MemberStage.PROBATIONARY, "extended_months": months, "note": reason.strip()[:200]}
    dated.record(MemberStageFact, key={"member": member}, values=values, since=on, by=by)
    touch(member)
    audit.record(by, "orgs.probation_extended", member, months=months, on=str(on), reason=reason.strip()[:200])
    return member


@transaction.atomic
def leave_roster(*, member: Member, reason: MemberEnd, on: date, by: Principal) -> Member:
    """Take somebody off the roster on a day; what was recorded stays.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: a day in the future, before the last stage, or a letter is under way.
        Conflict: the member has left already.
    """
    member = lock_member(member, permission=KEEP, by=by)
    locks.not_in_future(_("离开日期"), on, by=by)
    if MemberTransfer.objects.of(member=member).open().exists():
        errors.refuse(_("该党员有办理中的组织关系转接，请先确认回执或作废介绍信。"), field="on", code="transfer_open")
    if MemberEnd(reason) == MemberEnd.MOVED:
        errors.refuse(_("组织关系转出须开具介绍信，回执确认后自动离开名册。"), field="reason", code="needs_letter")
    end_membership(member, reason=reason, on=on, by=by)
    return member


def end_membership(member: Member, *, reason: MemberEnd, on: date, by: Principal) -> None:
    """End stage, relation and place on the roster of a locked member.

    Raises:
        ValidationError: the day is before the last stage began.
    """
    require(rules.check_order(candidate(member), on), field="on")
    dated.end(MemberStageFact, key={"member": member}, on=on, by=by)
    dated.end(RelationFact, key={"member": member}, on=on, by=by)
    dated.end(MemberState, key={"member": member}, on=on, by=by)
    member.ended_on, member.end_reason = on, reason
    touch(member, "ended_on", "end_reason")
    audit.record(by, "orgs.member_left", member, reason=str(reason), on=str(on))


def lock_member(member: Member, *, permission: str, by: Principal) -> Member:
    """Lock a member who is on the roster and return the row as it stands.

    Raises:
        Denied: absent, or outside what ``by`` may do.
        Conflict: the member has left.
    """
    rows = Member.objects.visible_to(by, permission).select_related("org").filter(pk=member.pk)
    found: Member | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise policy.Denied(permission, target=member)
    if found.ended_on is not None:
        errors.conflict(_("“%(name)s”已不在名册中，请刷新后重试。"), code="member_gone", name=found.name)
    return found


def candidate(member: Member, *, hours: int = 0, is_reviewed: bool = False) -> rules.Candidate:
    """Return what the rules ask of a member: each stage with its first day, and what is known of training and review."""
    facts = list(MemberStageFact.objects.of(member=member).live().order_by("holds_from"))
    reached: dict[MemberStage, date] = {}
    for fact in facts:
        reached.setdefault(MemberStage(fact.stage), fact.since)
    return rules.Candidate(
        member.born_on, tuple(reached.items()), training_hours=hours, is_reviewed=is_reviewed,
        extended_months=facts[-1].extended_months if facts else 0,
    )  # fmt: skip


def require_reason(verdict: Verdict, reason: str, *, field: str = "on") -> None:
    """Insist that nothing forbids an act, and on a reason where it is not customary.

    Raises:
        ValidationError: the rule's own sentences with clause and days.
    """
    require(verdict, field=field)
    if verdict.warnings and not reason.strip():
        errors.require(verdict.warnings[0], field="reason")


def touch(member: Member, *fields: str) -> None:
    """Count one more version of a locked member, and save the named fields."""
    member.version += 1
    member.save(update_fields=["version", *fields])
