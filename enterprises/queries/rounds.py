"""Survey rounds as pages show them: the rounds, how far each has come, and one officer's list."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from access import policy
from access.choices import AreaLevel
from access.models import Area
from access.outcome import Rate
from access.principals import Place, Principal
from access.registries import Waiting
from enterprises.choices import RoundStatus, VisitOutcome
from enterprises.models import RoundTask, SurveyRound, Unit
from enterprises.querysets import RoundTaskQuerySet

VIEW = "enterprises.view_unit"
VISIT = "enterprises.visit_unit"
RUN = "enterprises.run_round"
MOST = 300  # tasks of one list that a page shows
MOST_NAMED = 60  # of the rest of a round that still runs
REST = Q(closed_code="") | Q(revisit_on__isnull=False)
COUNTS = {
    "units": Count("pk"),
    "rest": Count("pk", filter=REST),
    "again": Count("pk", filter=Q(revisit_on__isnull=False)),
    "holes": Count("pk", filter=REST & Q(officer__isnull=True)),
}


@dataclass
class Line:
    """How far units of one place, or of one officer, have come."""

    label: str
    units: int = 0
    rest: int = 0
    again: int = 0
    holes: int = 0
    area: Area | None = None
    inside: list["Line"] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        """Add counted tasks."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + row[name])

    @property
    def done(self) -> Rate:
        """Settled units of all."""
        return Rate(self.units - self.rest, self.units)


@dataclass(frozen=True)
class Progress:
    """How far a round has come: as a whole, by street with its communities, by officer, by outcome."""

    whole: Line
    streets: list[Line]
    officers: list[Line]
    outcomes: list[tuple[str, int]]


def listed(principal: Principal) -> list[SurveyRound]:
    """Return the rounds that concern the principal's areas, latest first, each with ``progress`` of what is in sight."""
    rows = list(SurveyRound.objects.concerning(principal, VIEW).select_related("area", "lead")[:100])
    tasks = RoundTask.objects.visible_to(principal, VIEW).filter(round__in=rows).order_by()
    counted = {one["round"]: one for one in tasks.values("round").annotate(**COUNTS)}
    for row in rows:
        row.progress = Line(row.name)
        row.progress.add(counted.get(row.pk, dict.fromkeys(COUNTS, 0)))
    return rows


def progress(row: SurveyRound, principal: Principal) -> Progress:
    """Return how far a round has come in what the principal sees; officers stand by place and name, never by rank."""
    tasks = RoundTask.objects.visible_to(principal, VIEW).filter(round=row).order_by()
    placed = list(tasks.values("area_path").annotate(**COUNTS))
    ids = {int(part) for one in placed for part in one["area_path"].split(".") if part}
    areas = {area.pk: area for area in Area.objects.filter(pk__in=ids)}
    whole = Line(row.name)
    streets: dict[int, Line] = {}
    for one in sorted(placed, key=lambda one: one["area_path"]):
        whole.add(one)
        _into(streets, _chain(one["area_path"], areas), one)
    people = tasks.values("officer", name=F("officer__name")).annotate(**COUNTS).order_by("name", "officer")
    officers = []
    for one in people:
        line = Line(one["name"] or "")
        line.add(one)
        officers.append(line)
    said = dict(tasks.exclude(closed_code="").values_list("closed_code").annotate(Count("pk")))
    outcomes = [(str(code.label), said[code]) for code in VisitOutcome if code in said]
    return Progress(whole, list(streets.values()), officers, outcomes)


def _chain(path: str, areas: dict[int, Area]) -> list[Area]:
    """Return the street and the community of a place."""
    found = [areas[int(part)] for part in path.split(".") if part and int(part) in areas]
    wide = {AreaLevel.PROVINCE, AreaLevel.PREFECTURE, AreaLevel.COUNTY}
    return [area for area in found if area.level not in wide][:2]


def _into(streets: dict[int, Line], chain: list[Area], row: dict[str, Any]) -> None:
    if not chain:
        return
    street = streets.setdefault(chain[0].pk, Line(chain[0].name, area=chain[0]))
    street.add(row)
    if len(chain) > 1:
        known = next((line for line in street.inside if line.area == chain[1]), None)
        if known is None:
            known = Line(chain[1].name, area=chain[1])
            street.inside.append(known)
        known.add(row)


def mine(principal: Principal) -> RoundTaskQuerySet:
    """Return what remains on the principal's own list in open rounds."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(round__state=RoundStatus.OPEN).unsettled()
    return rows.filter(officer=principal.user_id) if principal.user_id else rows.none()


def my_list(principal: Principal, on: date) -> list[RoundTask]:
    """Return one's own list: revisits that are due, then the untouched ones by place and address, then later revisits."""
    rows = list(
        mine(principal)
        .select_related("unit__area", "round")
        .order_by("area_path", "unit__address", "unit__pinyin", "pk")[:MOST]
    )
    for row in rows:
        row.is_due = row.revisit_on is not None and row.revisit_on <= on
        row.turn = 0 if row.is_due else (1 if row.revisit_on is None else 2)
    return sorted(rows, key=lambda row: row.turn)


def done_today(principal: Principal, on: date) -> int:
    """Return how many units of the principal's list were visited on a day."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(officer=principal.user_id, coded_on=on)
    return int(rows.count())


def street_list(principal: Principal) -> int:
    """Return how many units in sight are on nobody's list in open rounds."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(round__state=RoundStatus.OPEN, officer__isnull=True)
    return int(rows.unsettled().count())


def rest(row: SurveyRound, principal: Principal, *, only_holes: bool = False) -> list[RoundTask]:
    """Return what is open in a round, named, with its officer."""
    most = MOST_NAMED if row.is_open else MOST
    return list(tasks_of(row, principal, only_holes=only_holes)[:most])


def tasks_of(row: SurveyRound | None, principal: Principal, *, only_holes: bool = False) -> RoundTaskQuerySet:
    """Return everything that is open in a round, or only what is on nobody's list, by place."""
    tasks = RoundTask.objects.visible_to(principal, VIEW).filter(round=row).unsettled()
    tasks = tasks.filter(officer__isnull=True) if only_holes else tasks
    return tasks.select_related("unit__area", "officer").order_by("area_path", "unit__pinyin", "pk")


def waiting(principal: Principal) -> Waiting | tuple[int, int]:
    """Return what waits on the principal's own list; overdue is what lies beyond its round's end or its day of revisit."""
    if principal.today is None:
        return 0, 0
    rows = mine(principal).order_by()
    late = Q(round__ends_on__lt=principal.today) | Q(revisit_on__lt=principal.today)
    return Waiting(rows, rows.filter(late))


def may_run(row: SurveyRound, principal: Principal) -> bool:
    """Say whether the principal runs a round: holds the permission where its area lies."""
    return policy.can_on(principal, RUN, Place(row.area.path))


def parts_asked(unit: Unit, principal: Principal) -> set[str]:
    """Return which known data the open rounds that have a unit ask; nothing when it is in none."""
    tasks = RoundTask.objects.visible_to(principal, VIEW).filter(unit=unit, round__state=RoundStatus.OPEN)
    return {part for parts in tasks.order_by("pk").values_list("round__parts", flat=True) for part in parts}
