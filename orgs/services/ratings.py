"""Stars, grades and demonstration points (星级、定级、示范点)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated
from access.errors import conflict, refuse, require
from access.principals import Principal
from orgs.choices import FormationMode, OrgStatus
from orgs.models import DemonstrationPoint, GradeRecord, PartyOrg, RatingScheme, StarRecord
from orgs.rules import ratings as rules
from orgs.rules.terms import add_months
from orgs.services import locks


@transaction.atomic
def give_stars(
    *, org: PartyOrg, stars: int, on: date, by: Principal, approval_no: str = "", scheme: RatingScheme | None = None
) -> StarRecord:
    """Give an organization stars from a day on; they lapse by the scheme's months, two years without one.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: not one to five, or the organization is not singly formed.
        Conflict: it is not active on that day.
    """
    org = _locked(org, "orgs.rate_org", on, by)
    form = FormationMode(org.form) if org.form else None
    require(rules.check_star(stars, form=form, status=OrgStatus.ACTIVE), field="stars")
    until = add_months(on, scheme.months) if scheme and scheme.months else rules.star_until(on)
    values = {"stars": stars, "year": on.year, "approval_no": approval_no, "scheme": scheme}
    _end_later(StarRecord, org, on, by)
    row = dated.record(StarRecord, key={"org": org}, values=values, since=on, until=until, by=by)
    audit.record(by, "orgs.stars_given", org, stars=stars, on=str(on), approval_no=approval_no)
    return row


@transaction.atomic
def withdraw_stars(*, org: PartyOrg, on: date, reason: str, by: Principal) -> int:
    """Take an organization's stars from a day on (降级、取消).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        Conflict: it is not active on that day, or has no stars then.
    """
    org = _locked(org, "orgs.rate_org", on, by)
    ended = dated.end(StarRecord, key={"org": org}, on=on, by=by)
    if not ended:
        conflict(_("“%(org)s”在%(on)s没有有效的星级。"), code="no_stars", org=org.name, on=on.isoformat())
    audit.record(by, "orgs.stars_withdrawn", org, on=str(on), reason=reason, ended=ended)
    return ended


@transaction.atomic
def grade(
    *, org: PartyOrg, scheme: RatingScheme, grade: str, year: int, on: date, by: Principal, approval_no: str = ""
) -> GradeRecord:
    """Grade an organization in a year's round; the grade stands until the next round.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: the scheme has no such grade, or a day before the year.
        Conflict: it is not active on that day.
    """
    org = _locked(org, "orgs.grade_org", on, by)
    built = rules.scheme_from_data(str(scheme.pk), scheme.name, scheme.levels)
    require(rules.check_grade(built, grade, status=OrgStatus.ACTIVE), field="grade")
    if on.year < year:
        refuse(_("定级日期不能早于定级年度。"), field="on", code="dates_out_of_order")
    values = {"scheme": scheme, "grade": grade, "year": year, "approval_no": approval_no}
    row = dated.record(GradeRecord, key={"org": org}, values=values, since=on, by=by)
    audit.record(by, "orgs.graded", org, grade=grade, year=year, on=str(on), approval_no=approval_no)
    return row


@transaction.atomic
def name_demonstration(
    *, org: PartyOrg, title: str, on: date, by: Principal, approval_no: str = ""
) -> DemonstrationPoint:
    """Name an organization a demonstration point from a day on (确定示范点).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no title.
        Conflict: it is not active on that day.
    """
    org = _locked(org, "orgs.rate_org", on, by)
    if not title.strip():
        refuse(_("请填写示范点名称。"), field="title", code="required")
    values = {"title": title.strip(), "approval_no": approval_no}
    row = dated.record(DemonstrationPoint, key={"org": org}, values=values, since=on, by=by)
    audit.record(by, "orgs.demonstration_named", org, on=str(on), title=title)
    return row


@transaction.atomic
def withdraw_demonstration(*, org: PartyOrg, on: date, reason: str, by: Principal) -> int:
    """Take the title of demonstration point from a day on (取消示范点).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        Conflict: it is not active on that day, or is no demonstration point then.
    """
    org = _locked(org, "orgs.rate_org", on, by)
    ended = dated.end(DemonstrationPoint, key={"org": org}, on=on, by=by)
    if not ended:
        conflict(_("“%(org)s”在%(on)s不是示范点。"), code="no_demonstration", org=org.name, on=on.isoformat())
    audit.record(by, "orgs.demonstration_withdrawn", org, on=str(on), reason=reason)
    return ended


def _locked(org: PartyOrg, permission: str, on: date, by: Principal) -> PartyOrg:
    org = locks.lock_org(org, permission=permission, by=by)
    locks.require_active(org, on=on)
    locks.not_in_future(_("评定日期"), on, by=by)
    return org


def _end_later(model: type[StarRecord], org: PartyOrg, on: date, by: Principal) -> None:
    """End what stands from a day on, so that a shorter new rating does not let the old one return after it."""
    dated.end(model, key={"org": org}, on=on, by=by)
