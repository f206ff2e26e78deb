"""The solver, asked objective by objective: a relaxation says which columns cannot pay, the search has only the others.

A column whose reduced cost is above what a known plan leaves to gain is in no better plan. So a search among few columns
is made first, with what the relaxation allows; what it finds is proved for all columns by the reduced costs of those left out.

Source: 支部工作条例第四条 (whose norms the columns and rows are); reduced-cost fixing: Wolsey, Integer Programming (1998), 7.3.
"""

import math
from collections.abc import Sequence

import highspy
import numpy as np

MOST_NODES = 2_000  # of the branch-and-bound tree for each objective: a limit by work, not by clock
SEED = 20_260_101
TOLERANCE = 1e-6  # of the solver's bound, which is a float; objectives are whole numbers
FEASIBLE = 2  # of the solver's words for a solution: it holds
NARROW = 0.3  # of the graver objective: how much a column of the first search may cost

Row = tuple[float, float, dict[int, float]]  # lower and upper end, and columns with their factors


class Solver:
    """A mixed-integer programme over columns from 0 to ``highest``; deterministic: one thread, a fixed seed, a limit of nodes."""

    def __init__(self, highest: np.ndarray, rows: Sequence[Row]) -> None:
        self.highest = highest
        self.every = np.arange(len(highest), dtype=np.int32)
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.silent()
        for name, value in _OPTIONS.items():
            self.highs.setOptionValue(name, value)
        number, none = len(highest), np.array([], dtype=np.int32)
        self.highs.addCols(number, np.zeros(number), np.zeros(number), highest, 0, none, none, np.array([]))
        self._add(rows)

    def _add(self, rows: Sequence[Row]) -> None:
        starts = np.cumsum([0, *(len(columns) for _, _, columns in rows)], dtype=np.int32)
        self.highs.addRows(
            len(rows),
            np.array([low for low, _, _ in rows], dtype=float),
            np.array([high for _, high, _ in rows], dtype=float),
            int(starts[-1]),
            starts[:-1],
            np.array([column for _, _, columns in rows for column in columns], dtype=np.int32),
            np.array([value for _, _, columns in rows for value in columns.values()], dtype=float),
        )

    def hold(self, costs: np.ndarray, value: int) -> None:
        """Keep an objective at what was reached; columns that it forbids are out for good."""
        counted = np.flatnonzero(costs)
        if value:
            self._add([(-highspy.kHighsInf, value, {int(at): float(costs[at]) for at in counted})])
        else:
            self.highest[counted] = 0
            self._bound(self.highest)

    def improved(self, costs: np.ndarray, known: np.ndarray, *, grave: int) -> tuple[np.ndarray, int]:
        """Minimize from a known solution; return the best found and below what nothing goes.

        Args:
            costs: whole numbers, one a column.
            known: a solution.
            grave: what one of the graver objective counts in ``costs``.
        """
        value = round(float(costs @ known))
        if not value:
            return known, 0
        self.highs.changeColsCost(len(costs), self.every, costs)
        relaxed, reduced = self._relaxed()
        if math.ceil(relaxed - TOLERANCE) >= value:
            return known, value
        best, bound = self._searched(costs, known, relaxed, reduced, NARROW * grave)
        value = round(float(costs @ best))
        if bound >= value:
            return best, bound
        return self._searched(costs, best, relaxed, reduced, value - 1 - relaxed)  # to gain at least one

    def _relaxed(self) -> tuple[float, np.ndarray]:
        """Return the value without whole numbers, and what one of each column adds to it at least."""
        self._count(highspy.HighsVarType.kContinuous)
        self.highs.run()
        value = self.highs.getInfo().objective_function_value
        return value, np.array(self.highs.getSolution().col_dual)

    def _searched(
        self, costs: np.ndarray, known: np.ndarray, relaxed: float, reduced: np.ndarray, width: float
    ) -> tuple[np.ndarray, int]:
        """Search among the columns that cost at most so much more than the relaxation."""
        out = reduced > width + TOLERANCE
        self._count(highspy.HighsVarType.kInteger)
        self._bound(np.where(out, 0, self.highest))
        start = highspy.HighsSolution()
        start.col_value = list(known)
        self.highs.setSolution(start)
        self.highs.run()
        found = np.rint(np.array(self.highs.getSolution().col_value))
        proved, holds = self.highs.getInfo().mip_dual_bound, self._holds(found)
        self._bound(self.highest)
        best = found if holds and costs @ found < costs @ known else known
        others = relaxed + reduced[out].min() if out.any() else math.inf
        bound = max(0, math.ceil(min(proved, others) - TOLERANCE))
        return best, min(bound, round(float(costs @ best)))

    def _holds(self, found: np.ndarray) -> bool:
        """Tell whether the solver found a solution; the limit may come before."""
        return len(found) == len(self.every) and self.highs.getInfo().primal_solution_status == FEASIBLE

    def _count(self, how: highspy.HighsVarType) -> None:
        self.highs.changeColsIntegrality(len(self.every), self.every, np.full(len(self.every), how))

    def _bound(self, highest: np.ndarray) -> None:
        self.highs.changeColsBounds(len(self.every), self.every, np.zeros(len(self.every)), highest)


_OPTIONS = {
    "threads": 1,
    "random_seed": SEED,
    "mip_max_nodes": MOST_NODES,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # objectives are whole numbers
    "mip_heuristic_run_feasibility_jump": False,  # a first answer is given
    "mip_heuristic_run_root_reduced_cost": False,  # the narrow search is that
    "mip_heuristic_run_rins": False,
    "mip_allow_restart": False,
}
