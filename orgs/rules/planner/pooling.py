"""The planner's exact model: how many units of each kind go to each seat, solved objective by objective.

Units of one kind (community, industry, members, place before) are interchangeable, and what a unit costs at a seat depends
on the two alone. So a seat takes a *pool* of units for a number of branches. For a threshold of three a pool can be split
into branches of two to the norm's units exactly when it brings three formal members and two units with formal members for
each branch, one of them of the seat's community; ``splitting`` does it.

Source: 支部工作条例第四条 (three formal members; neighbours, like industries, moderate size).
"""

import math
from collections import Counter
from dataclasses import dataclass

import highspy
import numpy as np

from orgs.rules.planner.kinds import SMALLEST, Kind, Place
from orgs.rules.planner.plans import Cost, Step
from orgs.rules.planner.starting import first_answer
from orgs.rules.planner.town import Seat, Town

PAIRS = (("blocked", "fallback"), ("mix", "distance"), ("branches", "change"))  # solved together, graver first
MOST_NODES = 2_000  # of the branch-and-bound tree for each objective: a limit by work, not by clock
SEED = 20_260_101
TOLERANCE = 1e-6  # of the solver's bound, which is a float; objectives are whole numbers


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
        return [(place.kind, number) for number, place in enumerate(self.places) if place.seat == seat]

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
        own: dict[int, float] = {number: 1 for kind, number in weighty if kind.area == seat.area}
        self.rows.append((0, free, own | {branches: -1}))

    def _hosts_have_room(self) -> None:
        for seat, host in self.hosts.items():
            room = max(0, self.town.limits.joint_max_units - host.units)
            self.rows.append((0, room, {number: 1.0 for _, number in self._at(seat)}))

    def highest(self) -> np.ndarray:
        """Return the upper bound of each column."""
        units = [self.kinds[place.kind] for place in self.places]
        return np.array(units + [sum(self.kinds.values()) // SMALLEST] * len(self.seats), dtype=float)

    def objective(self, name: str) -> np.ndarray:
        """Return what one unit or branch in each column adds to an objective."""
        units = [getattr(cost_of(place, self.town), name) for place in self.places]
        return np.array(units + [int(name == "branches")] * len(self.seats), dtype=float)


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
    solver = _solver(model)
    best = np.zeros(len(model.column))
    for counted in first_answer(town, kinds):
        for at, number in counted.items():
            best[model.column[at]] = number
    steps: list[Step] = []
    for names in PAIRS:
        graver, lighter = (model.objective(name) for name in names)
        most = sum(kinds.values())  # no objective counts more: units, or branches of at least two of them
        best, bound = _improved(solver, graver * (most + 1) + lighter, best)
        for name, costs, proved in zip(
            names, (graver, lighter), _bounds(bound, float(graver @ best), most), strict=True
        ):
            steps.append(Step(name, round(float(costs @ best)), proved))
            _hold(solver, costs, steps[-1].value)
    units = {place: int(best[number]) for number, place in enumerate(model.places) if best[number]}
    branches = {seat: int(best[model.column[seat]]) for seat in model.seats if best[model.column[seat]]}
    return Pools(units, branches, tuple(steps))


def _solver(model: _Model) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    options = {
        "threads": 1,
        "random_seed": SEED,
        "mip_max_nodes": MOST_NODES,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5,  # objectives are whole numbers
        "mip_heuristic_run_feasibility_jump": False,  # a first answer is given
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    highest = model.highest()
    number, none = len(highest), np.array([], dtype=np.int32)
    solver.addCols(number, np.zeros(number), np.zeros(number), highest, 0, none, none, np.array([], dtype=float))
    every = np.arange(number, dtype=np.int32)
    solver.changeColsIntegrality(number, every, np.full(number, highspy.HighsVarType.kInteger))
    starts = np.cumsum([0, *(len(columns) for _, _, columns in model.rows)], dtype=np.int32)
    solver.addRows(
        len(model.rows),
        np.array([low for low, _, _ in model.rows], dtype=float),
        np.array([high for _, high, _ in model.rows], dtype=float),
        int(starts[-1]),
        starts[:-1],
        np.array([column for _, _, columns in model.rows for column in columns], dtype=np.int32),
        np.array([value for _, _, columns in model.rows for value in columns.values()], dtype=float),
    )
    return solver


def _improved(solver: highspy.Highs, costs: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, int]:
    """Minimize from a known solution; return the best found and below what nothing goes."""
    value = round(float(costs @ known))
    if not value:
        return known, 0
    number = len(costs)
    solver.changeColsCost(number, np.arange(number, dtype=np.int32), costs)
    start = highspy.HighsSolution()
    start.col_value = list(known)
    solver.setSolution(start)
    solver.run()
    found = np.rint(np.array(solver.getSolution().col_value))
    is_better = len(found) == number and costs @ found <= value  # else the limit came before the start was taken
    best = found if is_better else known
    bound = max(0, math.ceil(solver.getInfo().mip_dual_bound - TOLERANCE))
    return best, min(bound, round(float(costs @ best)))


def _bounds(bound: int, graver: float, most: int) -> tuple[int, int]:
    """Take a bound of both objectives apart; the lighter is only bounded where the graver is proved."""
    proved, rest = divmod(bound, most + 1)
    return (proved, rest) if proved >= round(graver) else (proved, 0)


def _hold(solver: highspy.Highs, costs: np.ndarray, value: int) -> None:
    """Keep an objective at what was reached."""
    counted = np.flatnonzero(costs).astype(np.int32)
    if value:
        solver.addRow(-highspy.kHighsInf, value, len(counted), counted, costs[counted])
    else:
        solver.changeColsBounds(len(counted), counted, np.zeros(len(counted)), np.zeros(len(counted)))
