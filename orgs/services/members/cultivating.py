"""Keeping talks with applicants and half-yearly examinations (入党谈话、半年考察)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import CultivationKind
from orgs.models import CultivationRecord, Member
from orgs.rules import members as rules
from orgs.services import locks
from orgs.services.members import keeping


@dataclass(frozen=True)
class Cultivated:
    """A talk or an examination: on which day, by whom, and what was found."""

    kind: CultivationKind
    on: date
    held_by: str
    finding: str


@transaction.atomic
def cultivate(*, member: Member, record: Cultivated, by: Principal) -> CultivationRecord:
    """Record a talk or an examination; one of a kind a day.

    Raises:
        Denied: the member lies outside what ``by`` may do.
        ValidationError: a day in the future or outside the stages, nobody named, no words, or the day is recorded already.
        Conflict: the member has left the roster.
    """
    member = keeping.lock_member(member, permission=keeping.KEEP, by=by)
    locks.not_in_future(_("日期"), record.on, by=by)
    kind = CultivationKind(record.kind)
    errors.require(rules.check_cultivation(keeping.candidate(member), kind, record.on), field="on")
    words = {"held_by": record.held_by.strip(), "finding": record.finding.strip()}
    for field, text in words.items():
        if not text:
            errors.refuse(_("请写明谈话人或考察人和结果。"), field=field, code="required")
        errors.require(contact.check_fit(text), field=field)
    if CultivationRecord.objects.of(member=member).filter(kind=kind, held_on=record.on).exists():
        errors.refuse(_("该日已有同一事项的记录。"), field="on", code="recorded_already")
    row = CultivationRecord(member=member, kind=kind, held_on=record.on, recorded_by_id=by.user_id, **words)
    row.save(force_insert=True)
    keeping.touch(member)
    audit.record(by, "orgs.member_cultivated", member, kind=str(kind), on=str(record.on))
    return row
