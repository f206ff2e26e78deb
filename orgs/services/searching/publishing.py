"""The two publications (两公开): a public notice and an open letter of an organization or a body."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area, Body
from access.principals import Place, Principal
from enterprises.rules import contact
from orgs.choices import NoticeKind
from orgs.models import PartyOrg, SearchNotice
from orgs.services import locks
from orgs.services.searching.taking import KEEP


@dataclass(frozen=True)
class Publication:
    """What was published where, by an organization or by a body."""

    kind: NoticeKind
    place: str
    org: PartyOrg | None = None
    body: Body | None = None


@transaction.atomic
def publish(*, publication: Publication, on: date, by: Principal) -> SearchNotice:
    """Record one of the two publications.

    Raises:
        Denied: the organization or the body's place lies outside what ``by`` may do.
        ValidationError: not exactly one publisher, no place, or a day in the future.
        Conflict: the organization does not exist on the day.
    """
    given, place = publication, publication.place.strip()
    if (given.org is None) == (given.body is None):
        errors.refuse(_("请选择发布的党组织或工作机构（一项）。"), field="body", code="one_publisher")
    locks.not_in_future(_("发布日期"), on, by=by)
    if not place:
        errors.refuse(_("请填写发布范围。"), field="place", code="required")
    errors.require(contact.check_fit(place), field="place")
    area, line = _placed(given, on, by)
    row = SearchNotice(
        area=area, line_code=line, org=given.org, body=given.body, kind=given.kind, published_on=on, place=place,
        recorded_by_id=by.user_id,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(by, "orgs.search_published", row, kind=str(given.kind), on=str(on))
    return row


def _placed(given: Publication, on: date, by: Principal) -> tuple[Area, str]:
    if given.org is not None:
        org = locks.lock_org(given.org, permission=KEEP, by=by)
        locks.require_active(org, on=on)
        return org.area, org.line_code
    home = cast("Body", given.body).home  # one of the two, as the caller insists
    policy.check(by, KEEP, Place(home.path))
    return home, ""
