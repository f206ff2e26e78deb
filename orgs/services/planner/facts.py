"""What the planner is given, read from the ledger as of a day; the number of statements does not grow with the units."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from access import errors
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import MembersFact, Unit
from enterprises.querysets import UnitQuerySet
from orgs.choices import FormationMode
from orgs.models import AreaAdjacency, Coverage, FormationCase, OrgGrid, PartyOrg, PlanDraft, PlanLine
from orgs.rules.cases import BUILT
from orgs.rules.limits import NATIONAL, Limits
from orgs.rules.nearness import NEAR
from orgs.rules.planner import Host, PlanUnit, Seat, Town
from orgs.rules.planner.kinds import SMALLEST
from orgs.rules.planner.town import PLANNED_THRESHOLDS
from orgs.rules.terms import add_months
from orgs.services.rules_in_force import limits_at

PLAN = "orgs.plan_formation"
PROBATION_MONTHS = 12  # 党章第七条 "预备党员的预备期为一年"
WEIGHABLE = frozenset({"min_formal_members", "joint_max_units"})  # limits that a trial may change
MOST_JOINT = 50  # units of one joint branch in a trial
REACH = "reach"  # borders of communities between a unit and its branch; a trial may change it
REACHES = (0, 1, 2)
NEXT_DOOR = 1  # 支部工作条例第四条 "地域相邻"


@dataclass(frozen=True)
class Asked:
    """What is to be planned: an area on a day, all of it or the units picked, with other limits than those in force or not."""

    area: Area
    on: date
    picked: tuple[int, ...] = ()
    limits: tuple[tuple[str, int], ...] = ()


def town_of(asked: Asked, *, by: Principal) -> Town:
    """Return the uncovered operating units of an area with everything that bears on where they can go.

    Raises:
        ValidationError: a limit for which plans are not proved.
    """
    areas = _Areas(asked.area)
    rows = to_be_planned(Unit.objects.visible_to(by, PLAN), asked)
    units, limits = _units(rows, areas, asked, by), limits_of(asked)
    orgs = PartyOrg.objects.visible_to(by, PLAN).active_on(asked.on).filter(_inside("area_path", asked.area.path))
    return Town(
        units=tuple(units),
        neighbours=reached(neighbours(asked.area.path, asked.on), dict(asked.limits).get(REACH, NEXT_DOOR)),
        regional=_regional(orgs, areas, asked.on),
        hosts=tuple(host for host in _hosts(orgs, areas, asked.on) if host.units < limits.joint_max_units),
        limits=limits,
    )


def limits_of(asked: Asked) -> Limits:
    """Return the limits in force at the area on the day, changed as asked.

    Raises:
        ValidationError: a threshold for which plans are not proved, or a limit that a trial may not change.
    """
    limits = limits_at(asked.area.path, on=asked.on)
    wanted = dict(asked.limits)
    if wanted.pop(REACH, NEXT_DOOR) not in REACHES:
        errors.refuse(Refusal("trial_limit", N_("试算时联合范围只能是同一社区、相邻社区或隔一个社区。")), field=REACH)
    if set(wanted) - WEIGHABLE or wanted.get("min_formal_members", 3) not in PLANNED_THRESHOLDS:
        errors.refuse(Refusal("trial_limit", N_("试算时正式党员标准只能取2或3名。")), field="min_formal_members")
    if wanted.get("joint_max_units", SMALLEST) < SMALLEST:
        errors.refuse(Refusal("trial_limit", N_("联合党支部至少由2个单位组成。")), field="joint_max_units")
    return replace(limits, **wanted)  # type: ignore[arg-type]


def to_be_planned(rows: UnitQuerySet, asked: Asked) -> UnitQuerySet:
    """Keep the operating units that nothing covers, or that ought to stand alone and do not; those applied for are under way."""
    on = asked.on
    covered = Coverage.objects.of(unit=OuterRef("pk")).as_of(on)
    ripe = MembersFact.objects.of(unit=OuterRef("pk")).as_of(on).filter(formal__gte=NATIONAL.min_formal_members)
    under_way = FormationCase.objects.of(unit=OuterRef("pk")).unfinished().filter(application__isnull=False)
    wanted = ~Exists(covered) | Exists(ripe) & ~Exists(covered.filter(mode__in=BUILT))
    rows = rows.filter(_inside("area_path", asked.area.path)).operating(on).filter(wanted, ~Exists(under_way))
    return rows.filter(pk__in=asked.picked) if asked.picked else rows


def neighbours(path: str, on: date) -> frozenset[tuple[int, int]]:
    """Return the pairs of neighbouring areas inside a subtree on a day."""
    return frozenset(AreaAdjacency.objects.as_of(on).within(path).values_list("area_id", "other_id"))


def reached(pairs: Iterable[tuple[int, int]], steps: int) -> frozenset[tuple[int, int]]:
    """Return the pairs of areas between which at most so many borders lie."""
    near: dict[int, set[int]] = {}
    for one, other in pairs:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found = {(one, other) for one, others in near.items() for other in others} if steps else set()
    for _step in range(1, steps):
        found |= {(one, beyond) for one, other in found for beyond in near[other]}
    return frozenset((one, other) for one, other in found if one < other)


def _inside(column: str, path: str) -> Q:
    return Q(**{f"{column}__gte": path, f"{column}__lt": f"{path[:-1]}/"})


class _Areas:
    """The communities below an area, to say in which one a path lies."""

    def __init__(self, area: Area) -> None:
        rows = Area.objects.under(area.path).values_list("pk", "level", "path")
        self.near = {pk: path for pk, level, path in rows if level in NEAR}

    def of(self, path: str) -> int:
        """Return the community (park, zone) in which a path lies; the place itself where it lies in none."""
        ids = [int(one) for one in path.strip(".").split(".")]
        return next((pk for pk in reversed(ids) if pk in self.near), ids[-1])

    def below(self, path: str) -> list[int]:
        """Return the communities below a path."""
        return sorted(pk for pk, place in self.near.items() if place.startswith(path))


def communities_of(area: Area, paths: Iterable[str]) -> list[int]:
    """Return in which community of an area each path lies, by key; one statement."""
    areas = _Areas(area)
    return [areas.of(path) for path in paths]


def _units(rows: UnitQuerySet, areas: _Areas, asked: Asked, by: Principal) -> Iterable[PlanUnit]:
    found = list(rows.order_by("pk").values_list("pk", "area_path", "industry_section"))
    facts = MembersFact.objects.of(unit__in=[pk for pk, *_ in found]).as_of(asked.on)
    told = {fact.unit_id: fact for fact in facts}
    before = _before(asked, by)
    for pk, path, industry in found:
        fact = told.get(pk)
        formal, probationary = (fact.formal, fact.probationary) if fact is not None else (0, 0)
        turning = _turning(fact, asked.on) if fact is not None else ()
        yield PlanUnit(pk, areas.of(path), industry, formal, formal + probationary, turning, before.get(pk))


def _turning(fact: MembersFact, on: date) -> tuple[date, ...]:
    """Return by when the probationary members turn formal at the latest: a year after they were first known as such."""
    latest = add_months(fact.since, PROBATION_MONTHS)
    return (latest,) * fact.probationary if latest > on else ()


def _before(asked: Asked, by: Principal) -> dict[int, Seat]:
    """Return where the standing plan of the area puts each unit, so that nothing is changed without gain."""
    draft = PlanDraft.objects.visible_to(by, PLAN).filter(area=asked.area).standing().first()
    if draft is None:
        return {}
    rows = PlanLine.objects.of(draft=draft).filter(number__isnull=False).values_list("unit_id", "number")
    return {unit: seat_of(draft.groups[number]) for unit, number in rows}


def seat_of(group: Mapping[str, Any]) -> Seat:
    """Return the seat of a stored group."""
    return Seat(group["area"], group["line"], group["host"])


def _hosts(orgs: Any, areas: _Areas, on: date) -> Iterable[Host]:
    """Return the joint branches with the number of units they cover and the industry of most of them."""
    paths = dict(orgs.filter(form=FormationMode.JOINT).order_by("pk").values_list("pk", "area_path"))
    covered = Coverage.objects.of_org(list(paths)).as_of(on).filter(mode=FormationMode.JOINT).order_by()
    counted: dict[int, Counter[str]] = {pk: Counter() for pk in paths}
    for pk, industry, number in covered.values_list("org_id", "unit__industry_section").annotate(n=Count("pk")):
        counted[pk][industry] += number
    for pk, lines in counted.items():
        line = min(lines, key=lambda one: (-lines[one], one), default="")
        yield Host(pk, areas.of(paths[pk]), line, lines.total())


def _regional(orgs: Any, areas: _Areas, on: date) -> dict[int, int]:
    """Return the regional branch of each community: of its grids or its own, else that of the street."""
    paths = dict(orgs.filter(form=FormationMode.REGIONAL).order_by("-pk").values_list("pk", "area_path"))
    held = OrgGrid.objects.of(org__in=list(paths)).as_of(on).values_list("org_id", "grid__path")
    found: dict[int, int] = {}
    for pk, path in paths.items():
        for place in (*areas.below(path), areas.of(path)):
            found[place] = pk
    for pk, path in sorted(paths.items(), key=lambda one: len(one[1])):
        found[areas.of(path)] = pk
    for pk, path in held.order_by("-org_id", "pk"):
        found[areas.of(path)] = pk
    return found
