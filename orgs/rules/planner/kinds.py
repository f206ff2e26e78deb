"""Kinds of units that the planner cannot tell apart, and places for them.

Source: 支部工作条例第四条 (units of one community, industry and number of members weigh the same there).
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from orgs.rules.planner.town import PlanUnit, Seat

SMALLEST = 2  # units of a joint branch


class Kind(NamedTuple):
    """Units that the planner cannot tell apart."""

    area: int
    line: str
    formal: int
    today: Seat | None


class Place(NamedTuple):
    """Units of a kind at a seat; no seat is the regional branch, or nothing where there is none."""

    kind: Kind
    seat: Seat | None


def kinds_of(units: Iterable[PlanUnit]) -> Counter[Kind]:
    """Count units by kind."""
    return Counter(Kind(unit.area, unit.line, unit.formal, unit.today) for unit in units)
