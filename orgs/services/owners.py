"""The owner's attitude with the opinion for recommendations (P6), and who of the federation is on duty (Q9)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, policy
from access.models import Area
from access.principals import Place, Principal
from enterprises.models import Unit
from enterprises.rules import contact
from orgs.choices import Opinion, OwnerAttitude
from orgs.models import DutyTurn, OwnerRecord
from orgs.services import locks

KEEP = "orgs.keep_owner"


@transaction.atomic
def record_owner(
    *, unit: Unit, attitude: OwnerAttitude, on: date, by: Principal, opinion: Opinion = Opinion.NONE, purpose: str = "",
    note: str = "",
) -> OwnerRecord:  # fmt: skip
    """Record how the owner of a unit stands to Party building from a day on, and the opinion when a recommendation is asked.

    Raises:
        Denied: the unit lies outside what ``by`` may do.
        ValidationError: a day in the future, an opinion on nothing, or a recommendation without a reason of an owner who
            does not support.
    """
    (unit,) = locks.lock_units([unit.pk], permission=KEEP, by=by)
    locks.not_in_future(_("登记日期"), on, by=by)
    for field, text in (("purpose", purpose), ("note", note)):
        errors.require(contact.check_fit(text), field=field)
    if opinion != Opinion.NONE and not purpose.strip():
        errors.refuse(_("有推荐意见的，请写明推荐事项。"), field="purpose", code="required")
    if opinion == Opinion.RECOMMEND and attitude == OwnerAttitude.RELUCTANT and not note.strip():
        errors.refuse(_("出资人不支持党建工作而同意推荐的，请写明理由。"), field="note", code="reason_missing")
    values = {"attitude": attitude, "opinion": opinion, "purpose": purpose.strip(), "note": note.strip()}
    dated.end(OwnerRecord, key={"unit": unit}, on=on, by=by)
    row = dated.record(OwnerRecord, key={"unit": unit}, values=values, since=on, by=by)
    audit.record(by, "orgs.owner_recorded", unit, record=row.pk, attitude=attitude, opinion=opinion, on=str(on))
    return row


@transaction.atomic
def set_duty(
    *, area: Area, name: str, on: date, until: date, by: Principal, employer: str = "", task: str = ""
) -> DutyTurn:
    """Say which vice-chair of the federation is on duty in an area over a period; it takes the place of what stood then.

    Raises:
        Denied: the area lies outside what ``by`` may do.
        ValidationError: no name, or the period ends before it begins.
    """
    policy.check(by, KEEP, Place(area.path))
    if not name.strip():
        errors.refuse(_("请填写轮值副主席。"), field="name", code="required")
    for field, text in (("name", name), ("employer", employer), ("task", task)):
        errors.require(contact.check_fit(text), field=field)
    Area.objects.select_for_update().get(pk=area.pk)
    values = {"name": name.strip(), "employer": employer.strip(), "task": task.strip()}
    row = dated.record(DutyTurn, key={"area": area}, values=values, since=on, until=until, by=by)
    audit.record(by, "orgs.duty_set", area, turn=row.pk, on=str(on), until=str(until))
    return row
