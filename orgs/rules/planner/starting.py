"""A first answer without search: each community by itself, the rest where a neighbour has room; the solver improves on it.

Source: 支部工作条例第四条 "地域相邻": a unit joins neighbours first.
"""

from collections import Counter

from orgs.rules.planner.kinds import SMALLEST, Kind, Place
from orgs.rules.planner.town import Seat, Town

Start = tuple[Counter[Place], Counter[Seat]]  # units at places, branches at seats


def first_answer(town: Town, kinds: Counter[Kind]) -> Start:
    """Return units at places and branches at seats that break no rule; quick, not the best."""
    left, placed, branches = Counter(kinds), Counter[Place](), Counter[Seat]()
    for area in sorted({kind.area for kind in kinds}):
        _form(area, [kind for kind in left if kind.area == area], left, placed, branches, town)
    for kind in sorted(+left, key=_order):
        _where_room_is(kind, left, placed, branches, town)
    for area in sorted({kind.area for kind in +left}):
        _form(area, [kind for kind in left if town.are_near(kind.area, area)], left, placed, branches, town)
    for kind, number in (+left).items():
        placed[Place(kind, None)] = number
    return placed, branches


def _order(kind: Kind) -> tuple[int, str, int]:
    return kind.area, kind.line, kind.formal


def _form(
    area: int, from_: list[Kind], left: Counter[Kind], placed: Counter[Place], branches: Counter[Seat], town: Town
) -> None:
    """Form as many branches in a community as its weighty units allow, with all of them in."""
    weighty = sorted(
        (kind for kind in from_ if kind.formal and left[kind]), key=lambda kind: (kind.area != area, _order(kind))
    )
    units = sum(left[kind] for kind in weighty)
    formal = sum(left[kind] * kind.formal for kind in weighty)
    own = sum(left[kind] for kind in weighty if kind.area == area)
    number = min(units // SMALLEST, formal // town.limits.min_formal_members, own)
    if not number or units > number * town.limits.joint_max_units:
        return
    lines = Counter[str]()
    for kind in weighty:
        lines[kind.line] += left[kind]
    seat = Seat(area, min(lines, key=lambda line: (-lines[line], line)))
    branches[seat] += number
    for kind in weighty:
        placed[Place(kind, seat)] += left.pop(kind)


def _where_room_is(
    kind: Kind, left: Counter[Kind], placed: Counter[Place], branches: Counter[Seat], town: Town
) -> None:
    taken = Counter[Seat]()
    for place, number in placed.items():
        if place.seat is not None:
            taken[place.seat] += number
    most = town.limits.joint_max_units
    room = {seat: number * most - taken[seat] for seat, number in branches.items()}
    hosts = {Seat(host.area, host.line, host.key): host.units for host in town.hosts}
    room |= {seat: most - units - taken[seat] for seat, units in hosts.items()}
    for seat in sorted(room, key=lambda seat: (seat.line != kind.line, seat.area != kind.area, seat.area, seat.line)):
        number = min(left[kind], max(0, room[seat]))
        if number and town.are_near(seat.area, kind.area):
            placed[Place(kind, seat)] += number
            left[kind] -= number
