"""Recording the yearly assessment (年度考核) of an organization."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated
from access.errors import refuse
from access.principals import Principal
from funding.models import Assessment
from orgs.models import PartyOrg
from orgs.services import locks

ASSESS = "funding.assess_org"


@transaction.atomic
def assess(*, org: PartyOrg, year: int, has_passed: bool, on: date, by: Principal, note: str = "") -> Assessment:
    """Record whether an organization passed the assessment of a year; a later result supersedes an earlier one.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a day before the year or in the future, or an organization not founded by the year's end.
    """
    org = locks.lock_org(org, permission=ASSESS, by=by)
    locks.not_in_future(_("考核日期"), on, by=by)
    if on.year < year:
        refuse(_("考核日期不能早于考核年度。"), field="on", code="dates_out_of_order")
    if org.founded_on.year > year:
        refuse(_("该年度党组织尚未成立。"), field="year", code="founded_later")
    values = {"year": year, "has_passed": has_passed, "assessed_on": on, "assessor_id": by.person_id, "note": note}
    row = dated.record(
        Assessment, key={"org": org}, values=values, since=date(year, 1, 1), until=date(year + 1, 1, 1), by=by
    )
    audit.record(by, "funding.assessed", org, year=year, has_passed=has_passed, on=str(on))
    return row
