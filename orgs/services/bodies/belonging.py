"""Member units of a committee (成员单位) and the people who hold a duty in a body."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, policy
from access.models import Body, Person
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import BodyPostKind
from orgs.models import BodyMember, BodyPost
from orgs.models.seats import line_of
from orgs.services import locks
from orgs.services.bodies.seats import take


@transaction.atomic
def add_member(
    *, committee: Body, member: Body, on: date, by: Principal, duties: str = "", document: str = ""
) -> BodyMember:
    """Make a body member unit of a committee from a day on; again with other duties from a later day.

    Raises:
        Denied: the committee lies outside what ``by`` may do.
        ValidationError: a body of its own, a day in the future, or words that cannot be stored.
        Conflict: the committee is closed.
    """
    committee, area = take(committee, by)
    locks.not_in_future(_("开始日期"), on, by=by)
    if member.pk == committee.pk:
        errors.refuse(_("机构不能是自己的成员单位。"), field="member", code="itself")
    for field, text in (("duties", duties), ("document", document)):
        errors.require(contact.check_fit(text), field=field)
    row = dated.record(
        BodyMember, key={"area": area, "committee": committee, "member": member}, since=on, by=by,
        values={"duties": duties.strip(), "document": document.strip(), "line_code": line_of(member)},
    )  # fmt: skip
    audit.record(by, "orgs.member_unit_added", row, committee=committee.pk, member=member.pk, on=str(on))
    return row


@transaction.atomic
def end_member(*, row: BodyMember, on: date, by: Principal) -> None:
    """End that a body is member unit; the day no longer counts.

    Raises:
        Denied: the committee lies outside what ``by`` may do.
        ValidationError: a day in the future.
        Conflict: it is no member unit on that day.
    """
    take(row.committee, by)
    locks.not_in_future(_("结束日期"), on, by=by)
    key = {"area_id": row.area_id, "committee_id": row.committee_id, "member_id": row.member_id}
    _require_standing(BodyMember.objects.of(area=row.area_id).live().filter(pk=row.pk).exists(), row, on)
    dated.end(BodyMember, key=key, on=on, by=by)
    audit.record(by, "orgs.member_unit_ended", row, committee=row.committee_id, member=row.member_id, on=str(on))


@transaction.atomic
def appoint_to_body(
    *, body: Body, person: Person, kind: BodyPostKind, on: date, by: Principal, department: str = ""
) -> BodyPost:
    """Record the duty that a person has in a body from a day on; another duty takes the place of the former one.

    Raises:
        Denied: body or person lies outside what ``by`` may do.
        ValidationError: a part-time deputy without a department, a second secretary, a day in the future.
        Conflict: the body is closed.
    """
    body, area = take(body, by)
    policy.check(by, "access.view_person", person)
    locks.not_in_future(_("任职日期"), on, by=by)
    errors.require(contact.check_fit(department), field="department")
    if kind == BodyPostKind.PART_DEPUTY and not department.strip():
        errors.refuse(_("兼职副书记须写明所在单位和职务。"), field="department", code="required")
    standing = BodyPost.objects.of(area=area).live().filter(body=body, holds_until__gt=on)
    if kind == BodyPostKind.SECRETARY and standing.filter(kind=kind).exclude(person=person).exists():
        errors.refuse(_("该机构在此期间已有书记，请先结束前任任职。"), field="kind", code="secretary_held")
    row = dated.record(
        BodyPost, key={"area": area, "body": body, "person": person}, since=on, by=by,
        values={"kind": BodyPostKind(kind), "department": department.strip()},
    )  # fmt: skip
    audit.record(by, "orgs.body_post_taken", row, body=body.pk, person=person.pk, kind=str(kind), on=str(on))
    return row


@transaction.atomic
def end_body_post(*, row: BodyPost, on: date, by: Principal) -> None:
    """End a duty on a day, which no longer counts.

    Raises:
        Denied: the body lies outside what ``by`` may do.
        ValidationError: a day in the future.
        Conflict: it does not stand on that day.
    """
    take(row.body, by)
    locks.not_in_future(_("结束日期"), on, by=by)
    key = {"area_id": row.area_id, "body_id": row.body_id, "person_id": row.person_id}
    _require_standing(BodyPost.objects.of(area=row.area_id).live().filter(pk=row.pk).exists(), row, on)
    dated.end(BodyPost, key=key, on=on, by=by)
    audit.record(by, "orgs.body_post_ended", row, body=row.body_id, person=row.person_id, on=str(on))


def _require_standing(stands: bool, row: BodyMember | BodyPost, on: date) -> None:
    if not stands or on <= row.since or (row.until is not None and on > row.until):
        errors.conflict(_("这条记录在%(on)s不在有效期内，请刷新后重试。"), code="not_standing", on=on.isoformat())
