"""A plan of formation for a district of 2,000 units: seconds, and how near to the best it is proved to be."""

import random
import time

from orgs.rules.planner import PlanUnit, Town, plan
from tests.orgs.planner.towns import broken_rules

STREETS, COMMUNITIES, UNITS = 20, 10, 100  # of the district; of each street; of each street
LINES = "ABCDEFGH"
MEMBERS = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3)
MOST_SECONDS = 20


def town() -> Town:
    """Build the district from a fixed seed: communities in a row with a few more neighbours, one regional branch a street."""
    chance = random.Random(7)
    units, neighbours, regional = [], set(), {}
    for street in range(STREETS):
        first = street * COMMUNITIES
        neighbours |= {(first + n, first + n + 1) for n in range(COMMUNITIES - 1)}
        neighbours |= {(first + chance.randrange(4), first + 4 + chance.randrange(6)) for _ in range(6)}
        regional |= dict.fromkeys(range(first, first + COMMUNITIES), street)
        for _ in range(UNITS):
            formal = chance.choice(MEMBERS)
            members = formal + chance.choice((0, 0, 1))
            units.append(
                PlanUnit(len(units), first + chance.randrange(COMMUNITIES), chance.choice(LINES), formal, members)
            )
    return Town(tuple(units), frozenset(neighbours), regional)


def measure() -> tuple[float, str, bool]:
    """Return the processor seconds of one plan, what is proved of it, and whether it breaks no rule."""
    one, start = town(), time.process_time()
    made = plan(one)
    spent = time.process_time() - start
    proved = ", ".join(
        f"{step.name} {step.value}" + ("" if step.is_exact else f" (>= {step.bound})") for step in made.steps
    )
    return spent, proved, not broken_rules(made, one)
