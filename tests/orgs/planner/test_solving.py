"""The search among few columns: what it leaves out is proved by reduced costs, or searched as well."""

import numpy as np
import pytest

from orgs.rules.planner import solving
from orgs.rules.planner.solving import Solver

FREE = float("inf")


def knapsack():
    """Cover ten with pieces of seven, six and five, or dearer single ones; the relaxation is below the best."""
    pieces = {0: 7.0, 1: 6.0, 2: 5.0, 3: 1.0}
    return Solver(np.array([1, 1, 2, 10], dtype=float), [(10, FREE, pieces)]), np.array([8.0, 7.0, 6.0, 2.0])


def best_by_trying(costs):
    found = []
    for a in range(2):
        for b in range(2):
            for c in range(3):
                found += [
                    (costs @ np.array([a, b, c, d]), (a, b, c, d))
                    for d in range(11)
                    if 7 * a + 6 * b + 5 * c + d >= 10
                ]
    return min(found)[0]


@pytest.mark.parametrize("narrow", [0.0, 0.1, 0.5, 1.0, 9.0])
def test_the_best_is_found_and_proved_however_narrow_the_first_search(monkeypatch, narrow):
    monkeypatch.setattr(solving, "NARROW", narrow)
    solver, costs = knapsack()
    best, bound = solver.improved(costs, np.array([0.0, 0.0, 0.0, 10.0]), grave=1)
    assert (costs @ best, bound) == (best_by_trying(costs), best_by_trying(costs))


def test_what_a_narrow_search_leaves_out_is_never_claimed_as_proved():
    solver, costs = knapsack()
    known = np.array([0.0, 0.0, 0.0, 10.0])
    solver.highs.changeColsCost(len(costs), solver.every, costs)
    for left_out in range(3):
        reduced = np.array([0.0, 0.0, 0.0, 0.0])
        reduced[left_out] = 1.0
        _best, bound = solver._searched(costs, known, 11.0, reduced, 0.5)
        assert bound <= best_by_trying(costs)
    every = np.array([1.0, 1.0, 1.0, 0.0])  # only the dear ones are left
    _best, bound = solver._searched(costs, known, 11.0, every, 0.5)
    assert bound == 12


def test_a_held_objective_stays_where_it_was():
    solver, costs = knapsack()
    solver.hold(np.array([1.0, 1.0, 0.0, 0.0]), 0)
    best, _bound = solver.improved(costs, np.array([0.0, 0.0, 0.0, 10.0]), grave=1)
    assert list(best) == [0.0, 0.0, 2.0, 0.0]
