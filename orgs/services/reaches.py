"""What a secretary reaches: the organization and the units it covers, for as long as both relations hold."""

from collections.abc import Iterable
from datetime import date

from access.models import Person, Reach
from access.services.reaches import end_reach, open_reach
from enterprises.models import Unit
from orgs.choices import PostKind
from orgs.models import Coverage, PartyOrg, Post

ORG, UNIT = "orgs.org", "enterprises.unit"


def _because(org: PartyOrg, person_id: int, unit_id: int | None = None) -> str:
    return f"post:{org.pk}:{person_id}" + (f":{unit_id}" if unit_id else "")


def open_for_secretary(org: PartyOrg, person: Person, *, since: date, until: date | None = None) -> None:
    """Let a secretary reach the organization and its units from a day on."""
    open_reach(person=person, resource=ORG, target=org, since=since, until=until, because=_because(org, person.pk))
    rows = Coverage.objects.of_org(org).touching(since).select_related("unit")
    for row in rows:
        begins = max(since, row.since)
        ends = min((day for day in (until, row.until) if day is not None), default=None)
        if ends is None or begins < ends:
            because = _because(org, person.pk, row.unit_id)
            open_reach(person=person, resource=UNIT, target=row.unit, since=begins, until=ends, because=because)


def end_for_secretary(org: PartyOrg, person_id: int, *, on: date) -> None:
    """End what a secretary reaches through this post."""
    end_reach(because=_because(org, person_id), on=on)
    prefix = f"{_because(org, person_id)}:"
    rows = Reach.objects.filter(person_id=person_id, because__startswith=prefix, superseded_at__isnull=True)
    for because in set(rows.values_list("because", flat=True)):
        end_reach(because=because, on=on)


def open_for_units(org: PartyOrg, units: Iterable[Unit], *, since: date) -> None:
    """Let the secretaries of an organization reach units that it comes to cover."""
    posts = [post for post in _secretaries(org) if post.until is None or post.until > since]
    for unit in units if posts else ():
        for post in posts:
            because = _because(org, post.person_id, unit.pk)
            begins = max(since, post.since)
            open_reach(person=post.person, resource=UNIT, target=unit, since=begins, until=post.until, because=because)


def end_for_units(org: PartyOrg, unit_ids: Iterable[int], *, on: date) -> None:
    """End what the secretaries reach of units that the organization no longer covers."""
    people = {post.person_id for post in _secretaries(org)}
    for unit_id in unit_ids if people else ():
        for person_id in people:
            end_reach(because=_because(org, person_id, unit_id), on=on)


def _secretaries(org: PartyOrg) -> list[Post]:
    rows = Post.objects.of(org=org).live().filter(kind=PostKind.SECRETARY)
    return list(rows.select_related("person").order_by("pk"))
