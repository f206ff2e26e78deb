"""What a regional branch offers its units (四个一): its venue, and the forums it holds."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors
from access.outcome import N_
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import FormationMode, LifeKind
from orgs.models import LifeRecord, PartyOrg, Venue
from orgs.rules.records import Entry
from orgs.services import locks, records
from orgs.services.founding import require_form

KEEP = "orgs.keep_four_ones"
NOT_REGIONAL = N_("“%(org)s”不是区域党组织，“四个一”只适用于区域党组织。")


@transaction.atomic
def set_venue(
    *, org: PartyOrg, name: str, on: date, by: Principal, address: str = "", is_shared: bool = False
) -> Venue:
    """Record the venue that a regional branch uses from a day on.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a day in the future, or a name that cannot be stored.
        Conflict: not a regional branch, or not active on that day.
    """
    org = _regional(org, on, _("启用日期"), by)
    errors.require(contact.check_fit(name), field="name")
    values = {"name": name.strip(), "address": address.strip(), "is_shared": is_shared}
    row = dated.record(Venue, key={"org": org}, values=values, since=on, by=by)
    audit.record(by, "orgs.venue_set", org, venue=row.pk, on=str(on))
    return row


@transaction.atomic
def record_forum(
    *, org: PartyOrg, on: date, topic: str, units_present: int, people_present: int, by: Principal
) -> LifeRecord:
    """Record a forum with the units of a regional branch.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a day in the future, or a topic that cannot be stored.
        Conflict: not a regional branch, or not active on that day.
    """
    org = _regional(org, on, _("召开日期"), by)
    entry = Entry(LifeKind.FORUM, on, topic, attended=people_present, figures={"units": units_present})
    return records.write(org, entry, by=by)


def _regional(org: PartyOrg, on: date, label: str, by: Principal) -> PartyOrg:
    org = locks.lock_org(org, permission=KEEP, by=by)
    require_form(org, FormationMode.REGIONAL, _(NOT_REGIONAL))
    locks.not_in_future(label, on, by=by)
    locks.require_active(org, on=on)
    return org
