"""Moving the organization relation by letter: issued, received, confirmed (组织关系转接)."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, policy
from access.principals import Principal
from orgs.choices import LetterState, MemberEnd, MemberStage
from orgs.models import Member, MemberTransfer, PartyOrg, RelationFact
from orgs.rules import members as rules
from orgs.services import locks
from orgs.services.members import keeping
from orgs.services.rules_in_force import require

TRANSFER = "orgs.transfer_member"


@dataclass(frozen=True)
class Letter:
    """A letter of introduction: its number and days, and where it leads: an organization here, or a name outside."""

    letter_no: str
    issued_on: date
    valid_until: date
    to_org: PartyOrg | None = None
    to_name: str = ""
    reason: str = ""  # of a validity longer than is customary


@transaction.atomic
def issue_letter(*, member: Member, letter: Letter, by: Principal) -> MemberTransfer:
    """Issue a letter; a member has one under way at most.

    Raises:
        Denied: the member or the organization that receives lies outside what ``by`` may do.
        ValidationError: not a member yet, valid for too long, or no place to go to.
        Conflict: a letter is under way already, or the member has left.
    """
    member = keeping.lock_member(member, permission=TRANSFER, by=by)
    if MemberTransfer.objects.of(member=member).open().exists():
        errors.conflict(_("“%(name)s”已有办理中的组织关系转接。"), code="transfer_open", name=member.name)
    return _issue(member, letter, by=by)


@transaction.atomic
def receive_letter(*, transfer: MemberTransfer, on: date, by: Principal) -> MemberTransfer:
    """Record that the letter was handed in within its validity.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: outside the validity: an expired letter is issued anew.
        Conflict: it is not on its way.
    """
    row, member = _lock(transfer, by)
    locks.not_in_future(_("接收日期"), on, by=by)
    if row.received_on is not None:
        _out_of_step()
    errors.require(rules.check_receipt(row.issued_on, row.valid_until, on), field="on")
    row.received_on = on
    _save(row, "received_on")
    audit.record(by, "orgs.letter_received", member, transfer=row.pk, on=str(on))
    return row


@transaction.atomic
def confirm_transfer(*, transfer: MemberTransfer, on: date, by: Principal) -> MemberTransfer:
    """Confirm the receipt (回执): the relation sits in the other organization from that day on.

    Raises:
        Denied: the member or the organization that receives lies outside what ``by`` may do.
        ValidationError: before the receipt, or in the future.
        Conflict: not received, confirmed or void already, or the organization has ended.
    """
    row, member = _lock(transfer, by)
    locks.not_in_future(_("回执确认日期"), on, by=by)
    if row.received_on is None:
        _out_of_step()
    if on < row.received_on:
        errors.refuse(_("回执确认日期不能早于接收日期。"), field="on", code="dates_out_of_order")
    require(rules.check_order(keeping.candidate(member), on), field="on")
    row.confirmed_on = on
    _save(row, "confirmed_on")
    if row.to_org_id is None:
        keeping.end_membership(member, reason=MemberEnd.MOVED, on=on, by=by)
    else:
        _move(member, row.to_org_id, on=on, by=by)
    audit.record(by, "orgs.transfer_confirmed", member, transfer=row.pk, to=row.to_org_id, on=str(on))
    return row


@transaction.atomic
def reissue_letter(*, transfer: MemberTransfer, letter: Letter, by: Principal) -> MemberTransfer:
    """Issue an expired letter anew; the old one stays on record as void.

    Raises:
        Denied: the member or the organization that receives lies outside what ``by`` may do.
        ValidationError: valid for too long, or no place to go to.
        Conflict: the letter has not expired on the day of the new one.
    """
    row, member = _lock(transfer, by)
    state = rules.letter_state(
        issued_on=row.issued_on, valid_until=row.valid_until, received_on=row.received_on, confirmed_on=None,
        on=letter.issued_on,
    )  # fmt: skip
    if state != LetterState.EXPIRED:
        _out_of_step()
    row.closed_on = letter.issued_on
    _save(row, "closed_on")
    return _issue(member, letter, by=by, replaces=row)


@transaction.atomic
def cancel_transfer(*, transfer: MemberTransfer, on: date, reason: str, by: Principal) -> MemberTransfer:
    """Declare a letter void that was not confirmed (作废).

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: no reason, or a day in the future.
        Conflict: confirmed or void already.
    """
    row, member = _lock(transfer, by)
    locks.not_in_future(_("作废日期"), on, by=by)
    if not reason.strip():
        errors.refuse(_("作废介绍信须说明理由。"), field="reason", code="reason_missing")
    if on < row.issued_on:
        errors.refuse(_("作废日期不能早于开具日期。"), field="on", code="dates_out_of_order")
    row.closed_on = on
    _save(row, "closed_on")
    audit.record(by, "orgs.letter_cancelled", member, transfer=row.pk, on=str(on), reason=reason.strip()[:200])
    return row


def _issue(
    member: Member, letter: Letter, *, by: Principal, replaces: MemberTransfer | None = None
) -> MemberTransfer:  # fmt: skip
    locks.not_in_future(_("开具日期"), letter.issued_on, by=by, field="issued_on")
    stage = keeping.candidate(member).stage
    if stage not in {MemberStage.PROBATIONARY, MemberStage.FORMAL}:
        errors.refuse(_("只有预备党员和正式党员有组织关系可转接。"), field="letter_no", code="no_relation")
    keeping.require_reason(rules.check_letter(letter.issued_on, letter.valid_until), letter.reason, field="valid_until")
    if letter.to_org is None and not letter.to_name.strip():
        errors.refuse(_("请填写转入的党组织。"), field="to_name", code="no_destination")
    if letter.to_org is not None:
        policy.check(by, TRANSFER, letter.to_org)
        locks.require_active(letter.to_org, on=letter.issued_on)
        if letter.to_org.pk == member.org_id:
            errors.refuse(_("组织关系已在该党组织。"), field="to_org", code="same_org")
    row = MemberTransfer(
        member=member, to_org=letter.to_org, to_name=letter.to_org.name if letter.to_org else letter.to_name.strip(),
        note=letter.reason.strip()[:200], letter_no=letter.letter_no.strip(), issued_on=letter.issued_on, valid_until=letter.valid_until,
        replaces=replaces, created_by_id=by.user_id,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(by, "orgs.letter_issued", member, transfer=row.pk, replaces=replaces.pk if replaces else None)
    return row


def _move(member: Member, org_id: int, *, on: date, by: Principal) -> None:
    org = PartyOrg.objects.visible_to(by, TRANSFER).filter(pk=org_id).select_for_update(of=("self",)).first()
    if org is None:
        raise policy.Denied(TRANSFER)
    locks.require_active(org, on=on)
    if RelationFact.objects.of(member=member).live().filter(holds_from__gte=on).exists():
        errors.refuse(_("回执确认日期须晚于组织关系在原党组织的开始日期。"), field="on", code="dates_out_of_order")
    dated.record(RelationFact, key={"member": member}, values={"org": org, "org_name": org.name}, since=on, by=by)
    member.org, member.version = org, member.version + 1
    member.save(update_fields=["org", "version"])


def _lock(transfer: MemberTransfer, by: Principal) -> tuple[MemberTransfer, Member]:
    """Lock the member, then the letter, and insist that it is open."""
    member = keeping.lock_member(transfer.member, permission=TRANSFER, by=by)
    rows = MemberTransfer.objects.of(member=member).filter(pk=transfer.pk).select_for_update(of=("self",))
    row: MemberTransfer | None = rows.first()
    if row is None or row.confirmed_on is not None or row.closed_on is not None:
        _out_of_step()
    return row, member


def _out_of_step() -> NoReturn:
    errors.conflict(_("介绍信的状态不允许这一步，请刷新后重试。"), code="letter_state")


def _save(row: MemberTransfer, field: str) -> None:
    row.version += 1
    row.save(update_fields=[field, "version"])
