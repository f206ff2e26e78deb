"""Random towns to plan, a checker that knows only the rules, and a method that tries every subset."""

import itertools
import random
from collections.abc import Iterator
from datetime import date

from orgs.rules.planner import Cost, Group, Host, Plan, PlanUnit, Seat, Town

LINES = "甲乙丙丁戊己庚辛壬癸"
RIPE = date(2027, 3, 1)


def random_town(
    seed: int, number: int, *, areas: int = 5, lines: int = 4, hosts: int = 0, planned_before: float = 0.0
) -> Town:
    """Build a town from a seed; most communities have a regional branch, not all."""
    chance = random.Random(seed)
    neighbours = {(area, area + 1) for area in range(areas - 1)}
    neighbours |= {(chance.randrange(areas), chance.randrange(areas)) for _ in range(areas // 2)}
    units = []
    for key in range(number):
        formal = chance.choice((0, 0, 1, 1, 1, 2, 2, 4))
        members = formal + chance.choice((0, 0, 1))
        seat = Seat(chance.randrange(areas), chance.choice(LINES[:lines]))
        units.append(
            PlanUnit(
                key=key,
                area=chance.randrange(areas),
                line=chance.choice(LINES[:lines]),
                formal=formal,
                members=members,
                turning=(RIPE,) * (members - formal),
                today=seat if chance.random() < planned_before else None,
            )
        )
    return Town(
        units=tuple(units),
        neighbours=frozenset(pair for pair in neighbours if pair[0] != pair[1]),
        regional={area: 1 for area in range(areas) if chance.random() < 0.8},
        hosts=tuple(
            Host(100 + number, chance.randrange(areas), chance.choice(LINES[:lines]), chance.randint(2, 6))
            for number in range(hosts)
        ),
    )


def broken_rules(plan: Plan, town: Town) -> list[str]:
    """Name every rule that a plan breaks; knows nothing of how it was made."""
    return list(_broken(plan, town))


def _places(plan: Plan, town: Town) -> Iterator[str]:
    placed = [unit.key for group in plan.groups for unit in group.units]
    placed += [unit.key for unit in (*plan.singles, *plan.regional, *plan.blocked)]
    if sorted(placed) != sorted(unit.key for unit in town.units):
        yield "every unit has exactly one place"


def _broken(plan: Plan, town: Town) -> Iterator[str]:
    yield from _places(plan, town)
    threshold, most = town.limits.min_formal_members, town.limits.joint_max_units
    for unit in town.units:
        if (unit.formal >= threshold) != (unit in plan.singles):
            yield f"{unit.key}: alone exactly from {threshold} formal members on"
    for unit in plan.regional:
        if unit.area not in town.regional:
            yield f"{unit.key}: no regional branch there"
    for group in plan.groups:
        yield from _broken_in(group, town, threshold, most)
    for host in town.hosts:
        joining = sum(len(group.units) for group in plan.groups if group.seat.host == host.key)
        if joining and host.units + joining > most:
            yield f"{host.key}: over the norm"


def _broken_in(group: Group, town: Town, threshold: int, most: int) -> Iterator[str]:
    if any(not unit.members for unit in group.units):
        yield f"{group.seat}: a unit without a member"
    if any(unit.area != group.seat.area and not town.are_near(unit.area, group.seat.area) for unit in group.units):
        yield f"{group.seat}: not near"
    if group.seat.host is not None:
        return
    if not 2 <= len(group.units) <= most:
        yield f"{group.seat}: {len(group.units)} units"
    if sum(unit.formal for unit in group.units) < threshold:
        yield f"{group.seat}: too few formal members"
    if not any(unit.area == group.seat.area and unit.formal for unit in group.units):
        yield f"{group.seat}: nobody of the seat's community"


def best_by_subsets(town: Town) -> Cost:
    """Try every way of grouping the small units; for towns of up to a dozen."""
    small = [unit for unit in town.units if unit.members and unit.formal < town.limits.min_formal_members]
    costs = {mask: _cheapest(mask, small, town) for mask in range(1, 1 << len(small))}
    best = _with_hosts(small, town)
    everybody = (1 << len(small)) - 1
    for mask in range(everybody):
        if mask not in best:
            continue
        low = 1 << next(at for at in range(len(small)) if not mask >> at & 1)
        rest = everybody & ~mask & ~low
        for taken in _subsets(rest):
            cost = costs[taken | low]
            if cost is not None:
                total = best[mask].plus(cost)
                best[mask | taken | low] = min(total, best.get(mask | taken | low, total))
    stuck = sum(not unit.members and unit.area not in town.regional for unit in town.units)
    return best[everybody].plus(Cost(blocked=stuck))


def _subsets(mask: int) -> Iterator[int]:
    part = mask
    while part:
        yield part
        part = (part - 1) & mask
    yield 0


def _cheapest(mask: int, small: list[PlanUnit], town: Town) -> Cost | None:
    units = tuple(unit for at, unit in enumerate(small) if mask >> at & 1)
    found = []
    if len(units) == 1:
        has_regional = units[0].area in town.regional
        found.append(Cost(int(not has_regional), int(has_regional), change=int(units[0].today is not None)))
    lines = {unit.line for unit in units} | {unit.today.line for unit in units if unit.today}
    for area, line in itertools.product({unit.area for unit in units}, lines):
        group = Group(Seat(area, line), units)
        if not list(_broken_in(group, town, town.limits.min_formal_members, town.limits.joint_max_units)):
            found.append(group.cost())
    return min(found, default=None)


def _with_hosts(small: list[PlanUnit], town: Town) -> dict[int, Cost]:
    states = {0: Cost()}
    for host in town.hosts:
        seat, room = Seat(host.area, host.line, host.key), max(0, town.limits.joint_max_units - host.units)
        for mask, cost in list(states.items()):
            near = [at for at, unit in enumerate(small) if not mask >> at & 1 and town.are_near(unit.area, host.area)]
            for taken in itertools.chain.from_iterable(
                itertools.combinations(near, size) for size in range(1, room + 1)
            ):
                joined = mask | sum(1 << at for at in taken)
                total = cost.plus(Group(seat, tuple(small[at] for at in taken)).cost())
                states[joined] = min(total, states.get(joined, total))
    return states
