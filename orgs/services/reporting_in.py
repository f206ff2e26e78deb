"""Members in service who report in at a community (在职党员到社区报到): by name, by number, and how it went."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, policy
from access.choices import AreaLevel
from access.models import Area
from access.principals import Place, Principal
from enterprises.rules import contact
from orgs.models import ReportIn, ReportInCount
from orgs.rules import reporting_in as rules
from orgs.services import locks

KEEP = "orgs.keep_member"


@dataclass(frozen=True)
class Reporting:
    """Who reported in; ``post`` is the post or service taken on."""

    name: str
    work_unit: str
    is_local: bool = True
    post: str = ""


@dataclass(frozen=True)
class Counted:
    """How many reported in by number only, and of those in service in the district itself; persons."""

    reported: int
    note: str
    own_members: int | None = None
    own_reported: int | None = None


@transaction.atomic
def report_in(*, area: Area, reporting: Reporting, on: date, by: Principal) -> ReportIn:
    """Register somebody who reported in at a community.

    Raises:
        Denied: the community lies outside what ``by`` may do.
        ValidationError: no community, no name or work unit, or a day in the future.
        Conflict: registered there on that day already.
    """
    _insist_on_community(area, by)
    locks.not_in_future(_("报到日期"), on, by=by)
    given = {name: text.strip() if isinstance(text, str) else text for name, text in asdict(reporting).items()}
    for field in ("name", "work_unit", "post"):
        errors.require(contact.check_fit(given[field]), field=field)
        if field != "post" and not given[field]:
            errors.refuse(_("请填写姓名和工作单位。"), field=field, code="required")
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    same = ReportIn.objects.visible_to(by, KEEP).filter(
        area=area, name=given["name"], work_unit=given["work_unit"], reported_on=on
    )
    if same.exists():
        errors.conflict(_("“%(name)s”已在本社区登记报到。"), code="reported_already", name=given["name"])
    row = ReportIn(area=area, reported_on=on, created_by_id=by.user_id, **given)
    row.save(force_insert=True)
    audit.record(by, "orgs.reported_in", row, on=str(on))
    return row


@transaction.atomic
def give_feedback(*, report: ReportIn, feedback: str, on: date, by: Principal, post: str = "") -> ReportIn:
    """Record how the service of somebody who reported in went; the last feedback stands, an empty ``post`` leaves what stood.

    Raises:
        Denied: the register lies outside what ``by`` may do.
        ValidationError: no feedback, or a day before the reporting in.
    """
    rows = ReportIn.objects.visible_to(by, KEEP).filter(pk=report.pk)
    row: ReportIn | None = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise policy.Denied(KEEP, target=report)
    locks.not_in_future(_("反馈日期"), on, by=by)
    if on < (row.feedback_on or row.reported_on):
        errors.refuse(_("反馈日期不能早于报到日期和上次反馈日期。"), field="on", code="dates_out_of_order")
    if not feedback.strip():
        errors.refuse(_("请填写反馈。"), field="feedback", code="required")
    for field, text in (("feedback", feedback), ("post", post)):
        errors.require(contact.check_fit(text), field=field)
    row.feedback, row.feedback_on, row.post = feedback.strip(), on, post.strip() or row.post
    row.version += 1
    row.save(update_fields=["feedback", "feedback_on", "post", "version"])
    audit.record(by, "orgs.report_in_answered", row, on=str(on))
    return row


@transaction.atomic
def count_reported(*, area: Area, counted: Counted, on: date, by: Principal) -> ReportInCount:
    """Record how many reported in at a community by number only, as it stands from a day on.

    Raises:
        Denied: the community lies outside what ``by`` may do.
        ValidationError: no community, figures that cannot be, no source, or a day in the future.
    """
    _insist_on_community(area, by)
    locks.not_in_future(_("统计日期"), on, by=by)
    own = {"own_members": counted.own_members, "own_reported": counted.own_reported}
    errors.require(rules.check_count(reported=counted.reported, **own), field="own_reported")
    if not counted.note.strip():
        errors.refuse(_("请填写数字出处。"), field="note", code="required")
    errors.require(contact.check_fit(counted.note), field="note")
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    values = {**own, "reported": counted.reported, "note": counted.note.strip()}
    row = dated.record(ReportInCount, key={"area": area}, values=values, since=on, by=by)
    audit.record(by, "orgs.report_in_counted", row, on=str(on), reported=counted.reported)
    return row


def _insist_on_community(area: Area, by: Principal) -> None:
    """Insist on the right to keep the register of an open community.

    Raises:
        Denied: it lies outside what ``by`` may do.
        ValidationError: not a community.
    """
    policy.check(by, KEEP, Place(area.path))
    if area.level != AreaLevel.COMMUNITY or area.closed_on is not None:
        errors.refuse(_("在职党员到社区报到，请选择社区。"), field="area", code="no_community")
