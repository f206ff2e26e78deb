"""Making a plan: units alone, pools of the small ones split into branches, the rest to the regional branch."""

from collections.abc import Callable

from orgs.rules.planner.kinds import SMALLEST, Kind, kinds_of
from orgs.rules.planner.plans import Cost, Group, Plan, Step, joined
from orgs.rules.planner.pooling import Pools, pooled
from orgs.rules.planner.town import PlanUnit, Seat, Town


def plan(town: Town) -> Plan:
    """Propose where every uncovered unit goes; the same town gives the same plan.

    Units with three formal members stand alone (应当); those with fewer members form joint branches within the norm; the
    others, and those without a member, go to the regional branch of their community where there is one.

    Source: 党章第三十条; 支部工作条例第二章; source 001 "单建、联建、1+N"; the order of objectives: design of the planner.
    """
    parts = [_planned(part) for part in town.parts()]
    return joined(parts)


def _planned(town: Town) -> Plan:
    units = sorted(town.units, key=lambda unit: unit.key)
    singles = tuple(unit for unit in units if unit.formal >= town.limits.min_formal_members)
    small = [unit for unit in units if unit.members > 0 and unit.formal < town.limits.min_formal_members]
    without = [unit for unit in units if not unit.members]
    stuck = sum(unit.area not in town.regional for unit in without)
    pools = pooled(town, kinds_of(small)) if small else Pools({}, {}, tuple(Step(name, 0, 0) for name in Cost._fields))
    waiting: dict[Kind, list[PlanUnit]] = {}
    for unit in small:
        waiting.setdefault(Kind(unit.area, unit.line, unit.formal, unit.today), []).append(unit)
    taken: dict[Seat, list[PlanUnit]] = {}
    for place, number in pools.units.items():
        if place.seat is not None:
            taken.setdefault(place.seat, []).extend(waiting[place.kind][:number])
            del waiting[place.kind][:number]
    groups: list[Group] = []
    for seat, pool in sorted(taken.items(), key=lambda item: (item[0].area, item[0].line, item[0].host or 0)):
        groups += split(seat, pool, pools.branches[seat], town) if seat.host is None else [Group(seat, tuple(pool))]
    rest = sorted([unit for units in waiting.values() for unit in units] + without, key=lambda unit: unit.key)
    first, *others = pools.steps
    return Plan(
        singles=singles,
        groups=tuple(groups),
        regional=tuple(unit for unit in rest if unit.area in town.regional),
        blocked=tuple(unit for unit in rest if unit.area not in town.regional),
        steps=(Step(first.name, first.value + stuck, first.bound + stuck), *others),
    )


def split(seat: Seat, pool: list[PlanUnit], branches: int, town: Town) -> list[Group]:
    """Split a seat's pool into branches that each reach the threshold with a unit of the seat's community.

    Raises:
        ValueError: the pool does not suffice for so many branches.
    """
    own_first = sorted(pool, key=lambda unit: (unit.area != seat.area, unit.area, unit.line, unit.key))
    twos = [unit for unit in own_first if unit.formal > 1]
    groups = [[unit] for unit in twos[:branches]]
    groups += [[] for _ in range(branches - len(groups))]
    left = twos[branches:] + [unit for unit in own_first if unit.formal == 1]
    for group in groups:
        if not any(unit.area == seat.area for unit in group):
            _give(group, left, lambda unit: unit.area == seat.area)
    for group in groups:
        while sum(unit.formal for unit in group) < town.limits.min_formal_members or len(group) < SMALLEST:
            _give(group, left, lambda unit: unit.formal == 1, lambda unit: True)
    for unit in left + [unit for unit in own_first if not unit.formal]:
        room = [group for group in groups if len(group) < town.limits.joint_max_units]
        if not room:
            raise ValueError(f"{len(pool)} units do not fit into {branches} branches")
        max(room, key=lambda group: (_alike(unit, group), -len(group))).append(unit)
    return [Group(seat, tuple(sorted(group, key=lambda unit: unit.key))) for group in groups]


def _give(group: list[PlanUnit], left: list[PlanUnit], *wishes: Callable[[PlanUnit], bool]) -> None:
    """Move the first unit that fulfils the first fulfillable wish."""
    for wish in wishes:
        for unit in left:
            if wish(unit):
                left.remove(unit)
                group.append(unit)
                return
    raise ValueError("the pool does not suffice for so many branches")


def _alike(unit: PlanUnit, group: list[PlanUnit]) -> int:
    return sum((other.area == unit.area) + (other.line == unit.line) for other in group)
