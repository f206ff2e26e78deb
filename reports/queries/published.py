"""Computing published figures from the ledger: each key is one query whose rows can be listed; a key without a query is "not yet"."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Min, Q, QuerySet, Sum

from access.choices import BodyKind
from access.models import Area, Body
from enterprises.choices import UnitKind
from enterprises.models import MassOrgFact, MembersFact, Unit, Visit
from funding.choices import PolicyShape
from funding.models import Payment, PolicyVersion
from funding.rules.policies import ANY
from instructors.models import Dispatch, Instructor
from orgs.choices import CoverageEndReason, FormationMode, LifeEventKind, PostKind
from orgs.models import (
    ContactCard,
    Coverage,
    DemonstrationPoint,
    GradeRecord,
    LifeEvent,
    Pairing,
    PartyOrg,
    Post,
    Rectification,
    StarRecord,
)
from reports.choices import FigureStatus
from reports.models import IndicatorDefinition
from reports.queries import figures, helped, life, searched
from reports.queries.state import Moment
from reports.rules.figures import compare
from reports.rules.published import REGISTER, Place, Published


@dataclass(frozen=True)
class Computed:
    """What the application answers, and the rows behind it (None where the figure is a share or a rate in force)."""

    value: int | Decimal | str
    rows: QuerySet | None = None


@dataclass(frozen=True)
class Line:
    """One published figure with what the application computes."""

    number: int
    published: Published
    computed: Computed | None
    status: FigureStatus


Query = Callable[[Place, Area, str], Computed]
_QUERIES: dict[str, Query] = {}


def computes(*keys: str) -> Callable[[Query], Query]:
    """Register the query of a key (the part before a colon)."""

    def register(query: Query) -> Query:
        _QUERIES.update(dict.fromkeys(keys, query))
        return query

    return register


def lines() -> list[Line]:
    """Return every published figure with its computed value and status."""
    areas = {
        area.code: area
        for area in Area.objects.filter(code__in={f.place.county_code for f in REGISTER if f.place.county_code})
    }
    with figures.as_counter():
        return [_line(number, figure, areas) for number, figure in enumerate(REGISTER, start=1)]


def line(number: int) -> Line:
    """Return one line of the register.

    Raises:
        IndexError: no such line.
    """
    if number < 1:
        raise IndexError(number)
    published = REGISTER[number - 1]
    areas = {area.code: area for area in Area.objects.filter(code=published.place.county_code)}
    with figures.as_counter():
        return _line(number, published, areas)


def total(line: Line) -> int:
    """Return how many rows stand behind a line, in the reader's sight or not."""
    if line.computed is None or line.computed.rows is None:
        return 0
    with figures.as_counter():
        return line.computed.rows.count()


def _line(number: int, published: Published, areas: dict[str, Area]) -> Line:
    area = areas.get(published.place.county_code)
    name, _colon, argument = published.key.partition(":")
    query = _QUERIES.get(name)
    if query is None or area is None:
        return Line(number, published, None, FigureStatus.NOT_YET)
    computed = query(published.place, area, argument)
    return Line(number, published, computed, _status(published, computed))


def _status(published: Published, computed: Computed) -> FigureStatus:
    if isinstance(published.published, str) or isinstance(computed.value, str):
        return FigureStatus.HOLDS if str(published.published) == str(computed.value) else FigureStatus.DIFFERS
    return compare(published.published, published.bound, computed.value)


def _counted(rows: QuerySet) -> Computed:
    opened = rows.as_system() if hasattr(rows, "as_system") else rows
    return Computed(opened.count(), opened)


def _below(area: Area, field: str = "area_path") -> Q:
    return Q(**{f"{field}__gte": area.path, f"{field}__lt": area.path[:-1] + "/"})


def _bodies_of(kind: str) -> Query:
    def query(place: Place, area: Area, _argument: str) -> Computed:
        open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=place.on)
        founded = Q(founded_on__isnull=True) | Q(founded_on__lte=place.on)
        return _counted(Body.objects.filter(_below(area, "home__path"), open_then, founded, kind=kind))

    return query


_QUERIES["member_units"] = _bodies_of(BodyKind.MEMBER_UNIT)
_QUERIES["stations"] = _bodies_of(BodyKind.STATION)
_QUERIES["managing_bodies"] = _bodies_of(BodyKind.MANAGING_COMMITTEE)


@computes("survey_months")
def _survey_months(place: Place, area: Area, _argument: str) -> Computed:
    rows = Visit.objects.filter(_below(area), visited_on__year=place.on.year).as_system()
    span = rows.aggregate(first=Min("visited_on"), last=Max("visited_on"))
    return Computed(f"{span['first']:%Y-%m}—{span['last']:%Y-%m}" if span["first"] else "", rows)


def _figure(code: str, place: Place, area: Area) -> figures.Figure:
    definition = IndicatorDefinition.objects.in_force(place.on).get(code=code)
    return figures.figure(definition, Moment(place.on), figures.Frame(area.path))


@computes("coverage_percent")
def _coverage_percent(place: Place, area: Area, _argument: str) -> Computed:
    return Computed(_figure("ORG_STRICT", place, area).rate.percent or 0)


@computes("goal")
def _goal(place: Place, area: Area, argument: str) -> Computed:
    return Computed(_figure(argument, place, area).rate.percent or 0)


def _orgs(place: Place, area: Area) -> QuerySet:
    return PartyOrg.objects.filter(_below(area)).active_on(place.on)


def _formed(mode: str, kind: str) -> Query:
    def query(place: Place, area: Area, _argument: str) -> Computed:
        covering = Coverage.objects.filter(mode=mode, unit__kind=kind).as_of(place.on).as_system()
        return _counted(_orgs(place, area).filter(pk__in=covering.values("org")))

    return query


_QUERIES["single_enterprise"] = _formed(FormationMode.SINGLE, UnitKind.ENTERPRISE)
_QUERIES["single_social"] = _formed(FormationMode.SINGLE, UnitKind.SOCIAL)
_QUERIES["joint_enterprise"] = _formed(FormationMode.JOINT, UnitKind.ENTERPRISE)
_QUERIES["joint_social"] = _formed(FormationMode.JOINT, UnitKind.SOCIAL)


@computes("regional_units")
def _regional_units(place: Place, area: Area, _argument: str) -> Computed:
    covered = Coverage.objects.filter(mode=FormationMode.REGIONAL).as_of(place.on).as_system()
    return _counted(Unit.objects.filter(_below(area), pk__in=covered.values("unit")))


@computes("owner_secretaries")
def _owner_secretaries(place: Place, area: Area, _argument: str) -> Computed:
    return _counted(Post.objects.filter(_below(area), kind=PostKind.SECRETARY, is_owner=True).as_of(place.on))


@computes("split_off")
def _split_off(place: Place, area: Area, _argument: str) -> Computed:
    left = Coverage.objects.filter(
        _below(area), mode=FormationMode.JOINT, end_reason=CoverageEndReason.SPLIT_OFF, valid__endswith__lte=place.on
    )
    return _counted(left.live())


@computes("visited_units")
def _visited_units(place: Place, area: Area, _argument: str) -> Computed:
    visits = Visit.objects.filter(visited_on__lte=place.on).as_system()
    return _counted(Unit.objects.filter(_below(area), pk__in=visits.values("unit")))


@computes("graded")
def _graded(place: Place, area: Area, _argument: str) -> Computed:
    year = GradeRecord.objects.filter(_below(area), year=place.on.year).live().as_system()
    return _counted(PartyOrg.objects.filter(pk__in=year.values("org")))


@computes("secretary_changes")
def _secretary_changes(place: Place, area: Area, _argument: str) -> Computed:
    changed = Post.objects.filter(_below(area), kind=PostKind.SECRETARY, ended_reason__contains="整改").live()
    return _counted(changed.filter(valid__endswith__lte=place.on))


@computes("merged_or_revoked")
def _merged_or_revoked(place: Place, area: Area, _argument: str) -> Computed:
    ends = (LifeEventKind.MERGE, LifeEventKind.REVOKE)
    return _counted(LifeEvent.objects.filter(_below(area), kind__in=ends, on__year=place.on.year, on__lte=place.on))


@computes("new_orgs")
def _new_orgs(place: Place, area: Area, _argument: str) -> Computed:
    first = place.on.replace(month=1, day=1)
    return _counted(
        LifeEvent.objects.filter(_below(area), kind=LifeEventKind.FOUNDING, on__gte=first, on__lte=place.on)
    )


@computes("instructors")
def _instructors(place: Place, area: Area, _argument: str) -> Computed:
    serving = Dispatch.objects.as_of(place.on).as_system()
    return _counted(Instructor.objects.filter(_below(area), pk__in=serving.values("instructor")))


@computes("guided_units")
def _guided_units(place: Place, area: Area, _argument: str) -> Computed:
    serving = Dispatch.objects.filter(unit__isnull=False).as_of(place.on).as_system()
    return _counted(Unit.objects.filter(_below(area), pk__in=serving.values("unit")))


@computes("members")
def _members(place: Place, area: Area, _argument: str) -> Computed:
    covered = Coverage.objects.as_of(place.on).as_system()
    rows = MembersFact.objects.filter(_below(area), unit__in=covered.values("unit"), formal__gt=0)
    rows = rows.as_of(place.on).as_system()
    total = rows.aggregate(total=Sum("formal") + Sum("probationary"))["total"] or 0
    return Computed(total, rows)


_QUERIES |= {
    "regional": lambda place, area, _argument: _counted(_orgs(place, area).filter(form=FormationMode.REGIONAL)),
    "organizations": lambda place, area, _argument: _counted(_orgs(place, area)),
    "grids": lambda place, area, _argument: _counted(Area.objects.under(area.path).open_on(place.on).filter(level="grid")),
    "mass": lambda place, area, kind: _counted(MassOrgFact.objects.filter(_below(area), kind=kind).as_of(place.on)),
    "stars": lambda place, area, stars: _counted(StarRecord.objects.filter(_below(area), stars=int(stars)).as_of(place.on)),
    "demonstration": lambda place, area, _argument: _counted(DemonstrationPoint.objects.filter(_below(area)).as_of(place.on)),
    "cards": lambda place, area, _argument: _counted(ContactCard.objects.filter(_below(area), issued_on__lte=place.on)),
    "ordered": lambda place, area, _argument: _counted(
        Rectification.objects.filter(_below(area), kind="deadline", listed_on__year=place.on.year, listed_on__lte=place.on)
    ),
    "pairings": lambda place, area, _argument: _counted(Pairing.objects.filter(_below(area)).as_of(place.on)),
    "difficulties": lambda place, area, kind: _counted(helped.solved(place.on, area, kind)),
    "helped": lambda place, area, kind: _counted(helped.units(place.on, area, kind)),
    "effect": lambda place, area, kind: Computed(*helped.effect(place.on, area, kind)),
    "life": lambda place, area, kind: _counted(life.held(place.on, area, kind)),
    "life_sum": lambda place, area, asked: Computed(*life.added_up(place.on, area, asked)),
    **{key: lambda place, area, _kind, ask=ask: Computed(*ask(place.on, area)) for key, ask in searched.FIGURES.items()},
}


@computes("tariff")
def _tariff(place: Place, area: Area, argument: str) -> Computed:
    shape, key = (PolicyShape.STARTUP, ANY) if argument == "startup" else (PolicyShape.ANNUAL_BY_TYPE, argument)
    rows = PolicyVersion.objects.in_force(place.on).filter(policy__area=area, spec__shape=shape)
    amounts = [row.as_policy().amounts.get(key) for row in rows.select_related("policy")]
    return Computed(next((amount for amount in amounts if amount is not None), Decimal(0)), rows)


@computes("paid_yuan")
def _paid_yuan(place: Place, area: Area, _argument: str) -> Computed:
    three_years = place.on.replace(year=place.on.year - 3)
    rows = Payment.objects.filter(_below(area)).paid(three_years, place.on).as_system()
    return Computed(rows.aggregate(total=Sum("amount_yuan"))["total"] or Decimal(0), rows)
