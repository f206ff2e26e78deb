"""Lists and dossiers of organizations."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from access.models import Area, Person
from access.principals import Principal
from orgs.choices import PostKind, TermStatus
from orgs.models import Coverage, LifeEvent, OrgGrid, PartyOrg, Post, StarRecord, Term
from orgs.querysets import PartyOrgQuerySet
from orgs.rules.terms import WITHOUT_TERMS, term_status

VIEW = "orgs.view_org"
DUE = (TermStatus.DUE_SOON, TermStatus.DUE_3M)
NO_TERM = "no_term"
TO_ELECT = "to_elect"  # overdue or soon due: what the work list counts


@dataclass(frozen=True)
class Wanted:
    """What a list of organizations was asked for, of which day."""

    on: date
    q: str = ""
    org_type: str = ""
    form: str = ""
    area: Area | None = None
    term: str = ""
    stars: int | None = None
    state: str = "active"


def select(wanted: Wanted, principal: Principal) -> PartyOrgQuerySet:
    """Return the visible organizations that were asked for, in the order of names."""
    rows = PartyOrg.objects.visible_to(principal, VIEW)
    rows = rows.ended_by(wanted.on) if wanted.state == "ended" else rows.active_on(wanted.on)
    plain = {"org_type": wanted.org_type, "form": wanted.form}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.q:
        rows = rows.matching(wanted.q)
    if wanted.area is not None:
        rows = rows.filter(area_path__gte=wanted.area.path, area_path__lt=f"{wanted.area.path[:-1]}/")
    if wanted.stars:
        rows = rows.with_stars(wanted.stars, on=wanted.on)
    return _by_term(rows, wanted).order_by("pinyin", "pk")


def _by_term(rows: PartyOrgQuerySet, wanted: Wanted) -> PartyOrgQuerySet:
    if wanted.term == NO_TERM:
        return rows.without_term()
    if wanted.term == TO_ELECT:
        return rows.in_term_status(TermStatus.OVERDUE, *DUE, on=wanted.on)
    return rows.in_term_status(TermStatus(wanted.term), on=wanted.on) if wanted.term in TermStatus.values else rows


def with_summary(rows: PartyOrgQuerySet, on: date) -> PartyOrgQuerySet:
    """Add what lists show of a day: ``units``, ``secretary_id``, ``ends_on``, ``extended_until``, ``stars_now``."""
    covered = Coverage.objects.of_org(OuterRef("pk")).as_of(on).order_by().values("org")
    secretary = Post.objects.of(org=OuterRef("pk")).as_of(on).filter(kind=PostKind.SECRETARY)
    term = Term.objects.of(org=OuterRef("pk")).filter(elected_on__lte=on).order_by("-elected_on")
    stars = StarRecord.objects.of(org=OuterRef("pk")).as_of(on)
    number = Subquery(covered.annotate(n=Count("unit", distinct=True)).values("n"), output_field=IntegerField())
    return rows.annotate(
        units=Coalesce(number, 0),
        secretary_id=Subquery(secretary.values("person_id")[:1]),
        ends_on=Subquery(term.values("ends_on")[:1]),
        extended_until=Subquery(term.values("extended_until")[:1]),
        stars_now=Subquery(stars.values("stars")[:1]),
    ).select_related("area")


def finish(rows: list[PartyOrg], on: date) -> list[PartyOrg]:
    """Put the secretary's name and the state of the term on rows of :func:`with_summary`."""
    names = people({row.secretary_id for row in rows if row.secretary_id})
    for row in rows:
        row.secretary = names.get(row.secretary_id, "")
        row.term = state_of_term(row, row.ends_on, row.extended_until, on)
    return rows


def state_of_term(org: PartyOrg, ends_on: date | None, extended_until: date | None, on: date) -> TermStatus | None:
    """Return where an organization's term stands; None when it ought to have one and none is recorded."""
    if org.nature in WITHOUT_TERMS:
        return TermStatus.EXEMPT
    return term_status(ends_on, on=on, extended_to=extended_until) if ends_on else None


def people(ids: set[int]) -> dict[int, str]:
    """Return names by id: whoever sees an organization may know who holds its posts, and nothing more."""
    return Person.objects.names(ids)


def covered_units(org: PartyOrg, principal: Principal, on: date) -> QuerySet[Coverage]:
    """Return the coverage in force on a day whose units the principal sees, in the order of the units' names."""
    rows = Coverage.objects.visible_to(principal, VIEW).as_of(on).filter(org=org)
    return rows.select_related("unit", "unit__area").order_by("unit__pinyin", "unit_id")


def hidden_units(org: PartyOrg, on: date, shown: int) -> int:
    """Return how many units the organization covers beyond those that are shown (另有 n 家)."""
    return Coverage.objects.of_org(org).as_of(on).count() - shown


def posts_of(org: PartyOrg, principal: Principal, on: date) -> list[Post]:
    """Return the posts held on a day with ``person_name``, the secretary first."""
    order = {kind: number for number, kind in enumerate(PostKind.values)}
    rows = list(Post.objects.visible_to(principal, VIEW).as_of(on).filter(org=org).order_by("valid", "pk"))
    names = people({row.person_id for row in rows})
    for row in rows:
        row.person_name = names.get(row.person_id, "")
    return sorted(rows, key=lambda row: order[row.kind])


def grids_of(org: PartyOrg, principal: Principal, on: date) -> QuerySet[OrgGrid]:
    """Return the grids held on a day."""
    return OrgGrid.objects.visible_to(principal, VIEW).as_of(on).filter(org=org).select_related("grid").order_by("grid")


def events_of(org: PartyOrg, principal: Principal) -> list[LifeEvent]:
    """Return the events of an organization's life, newest first, with ``other_name``."""
    rows = LifeEvent.objects.visible_to(principal, VIEW).filter(org=org).select_related("approved_by")
    found = list(rows.order_by("-on", "-pk"))
    names = PartyOrg.objects.names(row.other_id for row in found if row.other_id)
    for row in found:
        row.other_name = names.get(row.other_id, "")
    return found


def life_events(rows: list[LifeEvent]) -> list[dict[str, Any]]:
    """Tell the events of an organization's life as the timeline shows them."""
    return [
        {"on": row.on, "title": row.get_kind_display(), "icon": "flag", "url": "",
         "text": " ".join(filter(None, (row.other_name, row.detail.get("new", ""), row.detail.get("reason", "")))),
         "by": " ".join(filter(None, (str(row.approved_by or ""), row.approval_no)))}
        for row in rows
    ]  # fmt: skip


def children(parent: PartyOrg | None, principal: Principal, on: date) -> Any:
    """Return the visible organizations directly below one; below None, those whose superior is not visible."""
    rows = PartyOrg.objects.visible_to(principal, VIEW).active_on(on)
    if parent is not None:
        rows = rows.filter(parent=parent)
    else:
        mine = PartyOrg.objects.visible_to(principal, VIEW).active_on(on).filter(pk=OuterRef("parent_id"))
        rows = rows.filter(~Exists(mine))
    below = PartyOrg.objects.visible_to(principal, VIEW).active_on(on).filter(parent=OuterRef("pk"))
    return rows.annotate(has_children=Exists(below)).select_related("area").order_by(F("pinyin"), "pk")


def due(principal: Principal, on: date) -> tuple[int, int]:
    """Count the organizations whose term is due or overdue, and of them the overdue."""
    rows = PartyOrg.objects.visible_to(principal, VIEW).active_on(on)
    overdue = rows.in_term_status(TermStatus.OVERDUE, on=on).count()
    return rows.in_term_status(TermStatus.OVERDUE, *DUE, on=on).count(), overdue
