"""The planner's exact model: how many units of each kind go to each seat, solved objective by objective.

Units of one kind (community, industry, members, place before) are interchangeable, and what a unit costs at a seat depends
on the two alone. So a seat takes a *pool* of units for a number of branches. For a threshold of three a pool can be split
into branches of two to the norm's units exactly when it brings three formal members and two units with formal members for
each branch, one of them of the seat's community; ``splitting`` does it.

Source: 支部工作条例第四条 (three formal members; neighbours, like industries, moderate size).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from orgs.rules.planner.kinds import SMALLEST, Kind, Place
from orgs.rules.planner.plans import Cost, Step
from orgs.rules.planner.solving import Solver
from orgs.rules.planner.starting import first_answer
from orgs.rules.planner.town import Seat, Town

PAIRS = (("blocked", "fallback"), ("mix", "distance"), ("branches", "change"))  # solved together, graver first


@dataclass(frozen=True)
class Pools:
    """How many units of each kind go where, for how many branches, and what is proved."""

    units: dict[Place, int]
    branches: dict[Seat, int]
    steps: tuple[Step, ...]


class _Model:
    """A mixed-integer programme whose columns are places (units) and seats (branches)."""

    def __init__(self, town: Town, kinds: Counter[Kind]) -> None:
        self.town, self.kinds = town, kinds
        new = [Seat(area, line) for area in sorted({kind.area for kind in kinds}) for line in self._lines(area)]
        self.hosts = {Seat(host.area, host.line, host.key): host for host in town.hosts}
        self.seats = new
        ordered = sorted(kinds, key=_order)
        self.places = [Place(kind, None) for kind in ordered]
        self.places += [
            Place(kind, seat) for seat in (*new, *self.hosts) for kind in ordered if town.are_near(kind.area, seat.area)
        ]
        self.here: dict[Seat | None, list[tuple[Kind, int]]] = {}
        for number, place in enumerate(self.places):
            self.here.setdefault(place.seat, []).append((place.kind, number))
        self.costs = np.array([cost_of(place, town) for place in self.places], dtype=float)
        self.column: dict[Place | Seat, int] = {place: number for number, place in enumerate(self.places)}
        self.column |= {seat: len(self.places) + number for number, seat in enumerate(new)}
        self.rows: list[tuple[float, float, dict[int, float]]] = []
        self._each_unit_once()
        for seat in new:
            self._branches_hold(seat)
        self._hosts_have_room()

    def _lines(self, area: int) -> list[str]:
        return sorted({kind.line for kind in self.kinds if self.town.are_near(kind.area, area)})

    def _at(self, seat: Seat) -> list[tuple[Kind, int]]:
        return self.here.get(seat, [])

    def _each_unit_once(self) -> None:
        found: dict[Kind, dict[int, float]] = {kind: {} for kind in self.kinds}
        for number, place in enumerate(self.places):
            found[place.kind][number] = 1
        self.rows += [(self.kinds[kind], self.kinds[kind], columns) for kind, columns in found.items()]

    def _branches_hold(self, seat: Seat) -> None:
        limits, branches, here = self.town.limits, self.column[seat], self._at(seat)
        weighty = [(kind, number) for kind, number in here if kind.formal]
        free = float("inf")
        formal: dict[int, float] = {number: kind.formal for kind, number in weighty}
        self.rows.append((0, free, formal | {branches: -limits.min_formal_members}))
        self.rows.append((0, free, {number: 1.0 for _, number in weighty} | {branches: -SMALLEST}))
        self.rows.append((-free, 0, {number: 1.0 for _, number in here} | {branches: -limits.joint_max_units}))
        for kind, number in here:
            if self.kinds[kind] < limits.joint_max_units:
                self.rows.append((-free, 0, {number: 1.0, branches: -self.kinds[kind]}))
        own: dict[int, float] = {number: 1 for kind, number in weighty if kind.area == seat.area}
        self.rows.append((0, free, own | {branches: -1}))

    def _hosts_have_room(self) -> None:
        for seat, host in self.hosts.items():
            room = max(0, self.town.limits.joint_max_units - host.units)
            self.rows.append((0, room, {number: 1.0 for _, number in self._at(seat)}))

    def highest(self) -> np.ndarray:
        """Return the upper bound of each column."""
        units = [self.kinds[place.kind] for place in self.places]
        return np.array(units + [self._most_branches(seat) for seat in self.seats], dtype=float)

    def _most_branches(self, seat: Seat) -> int:
        """Return how many branches a seat can have: its community's weighty units, and all members near it, bound them."""
        weighty = [kind for kind, _ in self._at(seat) if kind.formal]
        formal = sum(self.kinds[kind] * kind.formal for kind in weighty)
        own = sum(self.kinds[kind] for kind in weighty if kind.area == seat.area)
        units = sum(self.kinds[kind] for kind in weighty)
        return min(own, units // SMALLEST, formal // self.town.limits.min_formal_members)

    def objective(self, name: str) -> np.ndarray:
        """Return what one unit or branch in each column adds to an objective."""
        of_a_branch = np.full(len(self.seats), float(name == "branches"))
        return np.concatenate([self.costs[:, Cost._fields.index(name)], of_a_branch])


def _order(kind: Kind) -> tuple[int, str, int, tuple[int, str, int]]:
    today = kind.today
    return kind.area, kind.line, kind.formal, (today.area, today.line, today.host or 0) if today else (0, "", 0)


def cost_of(place: Place, town: Town) -> Cost:
    """Count what one unit at a place costs, the branch itself left out."""
    kind, seat = place
    change = int(kind.today is not None and kind.today != seat)
    if seat is None:
        has_regional = kind.area in town.regional
        return Cost(blocked=int(not has_regional), fallback=int(has_regional), change=change)
    return Cost(mix=int(kind.line != seat.line), distance=int(kind.area != seat.area), change=change)


def pooled(town: Town, kinds: Counter[Kind]) -> Pools:
    """Place units of too few members: objective by objective, each held while the next is improved.

    Deterministic: one thread, a fixed seed and a limit of nodes; what the limit leaves unproved shows in the bound.
    """
    model = _Model(town, kinds)
    solver = Solver(model.highest(), model.rows)
    best = np.zeros(len(model.column))
    for counted in first_answer(town, kinds):
        for at, number in counted.items():
            best[model.column[at]] = number
    steps: list[Step] = []
    for names in PAIRS:
        graver, lighter = (model.objective(name) for name in names)
        most = sum(kinds.values())  # no objective counts more: units, or branches of at least two of them
        best, bound = solver.improved(graver * (most + 1) + lighter, best, grave=most + 1)
        for name, costs, proved in zip(
            names, (graver, lighter), _bounds(bound, float(graver @ best), most), strict=True
        ):
            steps.append(Step(name, round(float(costs @ best)), proved))
            solver.hold(costs, steps[-1].value)
    units = {place: int(best[number]) for number, place in enumerate(model.places) if best[number]}
    branches = {seat: int(best[model.column[seat]]) for seat in model.seats if best[model.column[seat]]}
    return Pools(units, branches, tuple(steps))


def _bounds(bound: int, graver: float, most: int) -> tuple[int, int]:
    """Take a bound of both objectives apart; the lighter is only bounded where the graver is proved."""
    proved, rest = divmod(bound, most + 1)
    return (proved, rest) if proved >= round(graver) else (proved, 0)
