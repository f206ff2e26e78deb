"""What the formation planner is given: uncovered units, communities and their neighbours, branches with room.

Source: 支部工作条例第四条 "按照地域相邻、行业相近、规模适当、便于管理的原则,成立联合党支部"; source 001 "单建、联建、1+N".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from orgs.rules.limits import NATIONAL, Limits

PLANNED_THRESHOLDS = (2, 3)  # formal members a branch needs; splitting a pool is proved for these only


class Seat(NamedTuple):
    """What a joint branch stands on: its community and industry line; ``host`` is the branch that exists already."""

    area: int
    line: str
    host: int | None = None


@dataclass(frozen=True, slots=True)
class PlanUnit:
    """One uncovered operating unit: its community, industry line and members, in persons.

    ``turning`` are the days on which its probationary members turn formal; ``today`` the seat of a plan made before.
    """

    key: int
    area: int
    line: str
    formal: int
    members: int
    turning: tuple[date, ...] = ()
    today: Seat | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.formal <= self.members or len(self.turning) > self.members - self.formal:
            raise ValueError(f"impossible counts: {self!r}")


@dataclass(frozen=True, slots=True)
class Host:
    """A joint branch that exists and covers ``units`` units; others may join it while the norm leaves room."""

    key: int
    area: int
    line: str
    units: int


@dataclass(frozen=True)
class Town:
    """A street, district or hand-picked set to plan.

    Args:
        units: what is to be organized; keys are unique.
        neighbours: pairs of adjacent communities, in either order.
        regional: communities that a regional branch covers, each with the key of that branch.
        hosts: joint branches with room.
        limits: thresholds in force.

    Raises:
        ValueError: two units of one key, or a threshold of formal members for which plans are not proved.
    """

    units: tuple[PlanUnit, ...]
    neighbours: frozenset[tuple[int, int]] = frozenset()
    regional: Mapping[int, int] = field(default_factory=dict, hash=False)
    hosts: tuple[Host, ...] = ()
    limits: Limits = NATIONAL

    def __post_init__(self) -> None:
        if len({unit.key for unit in self.units}) != len(self.units):
            raise ValueError("two units of one key")
        if self.limits.min_formal_members not in PLANNED_THRESHOLDS:
            raise ValueError(
                f"plans are made for thresholds {PLANNED_THRESHOLDS}, not {self.limits.min_formal_members}"
            )

    @cached_property
    def _near(self) -> dict[int, frozenset[int]]:
        near: dict[int, set[int]] = {}
        for one, other in self.neighbours:
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
        return {area: frozenset(others) for area, others in near.items()}

    def are_near(self, one: int, other: int) -> bool:
        """Tell whether two communities are the same or adjacent (地域相邻)."""
        return one == other or other in self._near.get(one, frozenset())

    def parts(self) -> list["Town"]:
        """Return towns that no neighbourhood connects; each can be planned alone."""
        areas = sorted({unit.area for unit in self.units} | {host.area for host in self.hosts})
        found = []
        for members in _connected(areas, self._near):
            units = tuple(unit for unit in self.units if unit.area in members)
            hosts = tuple(host for host in self.hosts if host.area in members)
            if units:
                found.append(Town(units, self.neighbours, self.regional, hosts, self.limits))
        return found


def _connected(areas: Iterable[int], near: Mapping[int, frozenset[int]]) -> list[set[int]]:
    left, found = set(areas), []
    while left:
        reached, edge = set(), {min(left)}
        while edge:
            reached |= edge
            edge = {other for area in edge for other in near.get(area, ()) if other in left} - reached
        left -= reached
        found.append(reached)
    return found
