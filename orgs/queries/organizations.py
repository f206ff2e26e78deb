"""Lists and dossiers of organizations."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from access.models import Area, Person
from access.named import NameOf
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import PostKind, TermStatus
from orgs.models import Coverage, PartyOrg, Post, StarRecord, Term
from orgs.querysets import PartyOrgQuerySet
from orgs.rules.terms import WITHOUT_TERMS, term_status

VIEW = "orgs.view_org"
DUE = (TermStatus.DUE_SOON, TermStatus.DUE_3M, TermStatus.DUE_1M)
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
    """Add what lists show of a day: ``units``, ``secretary``, ``ends_on``, ``extended_until``, ``stars_now``."""
    covered = Coverage.objects.of_org(OuterRef("pk")).as_of(on).order_by().values("org")
    secretary = Post.objects.of(org=OuterRef("pk")).as_of(on).filter(kind=PostKind.SECRETARY).order_by()
    term = Term.objects.of(org=OuterRef("pk")).filter(elected_on__lte=on).order_by("-elected_on")
    stars = StarRecord.objects.of(org=OuterRef("pk")).as_of(on).order_by()
    number = Subquery(covered.annotate(n=Count("unit", distinct=True)).values("n"), output_field=IntegerField())
    return rows.annotate(
        units=Coalesce(number, 0),
        secretary=Coalesce(
            Subquery(secretary.values(name=NameOf(Person, "person_id"))[:1]), Value("", output_field=TextField())
        ),
        ends_on=Subquery(term.values("ends_on")[:1]),
        extended_until=Subquery(term.values("extended_until")[:1]),
        stars_now=Subquery(stars.values("stars")[:1]),
    ).select_related("area")


def finish(rows: list[PartyOrg], on: date) -> list[PartyOrg]:
    """Put the state of the term on rows of :func:`with_summary`."""
    for row in rows:
        row.term = state_of_term(row, row.ends_on, row.extended_until, on)
    return rows


def state_of_term(org: PartyOrg, ends_on: date | None, extended_until: date | None, on: date) -> TermStatus | None:
    """Return where an organization's term stands; None when it ought to have one and none is recorded."""
    if org.nature in WITHOUT_TERMS:
        return TermStatus.EXEMPT
    return term_status(ends_on, on=on, extended_to=extended_until) if ends_on else None


def with_superior(rows: PartyOrgQuerySet, principal: Principal) -> PartyOrgQuerySet:
    """Add ``superior_name``: of the organization above, None where it is out of sight."""
    above = PartyOrg.objects.visible_to(principal, VIEW).filter(pk=OuterRef("parent_id")).order_by()
    return rows.annotate(superior_name=Subquery(above.values("name")[:1]))


def covered_units(org: PartyOrg, principal: Principal, on: date) -> QuerySet[Coverage]:
    """Return the coverage in force on a day whose units the principal sees, in the order of the units' names."""
    rows = Coverage.objects.visible_to(principal, VIEW).as_of(on).filter(org=org)
    return rows.select_related("unit", "unit__area").order_by("unit__pinyin", "unit_id")


def covered_number(org: PartyOrg, on: date) -> int:
    """Return how many units a visible organization covers, wherever they lie (另有 n 家)."""
    return Coverage.objects.of_org(org).as_of(on).count()


def due(principal: Principal, on: date) -> Waiting:
    """Return the organizations whose term is due or overdue, and of them the overdue."""
    rows = PartyOrg.objects.visible_to(principal, VIEW).active_on(on)
    overdue = rows.in_term_status(TermStatus.OVERDUE, on=on)
    return Waiting(rows.in_term_status(TermStatus.OVERDUE, *DUE, on=on).order_by(), overdue.order_by())
