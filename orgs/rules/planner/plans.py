"""What the formation planner answers: groups, what each unit is proposed, and how good that is proved to be.

Source: source 001 "单建、联建、1+N", which the proposals of a plan are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from orgs.rules.planner.town import PlanUnit, Seat, Town


class Proposal(StrEnum):
    """What is proposed for one unit."""

    SINGLE = "single"  # 单独组建
    JOINT = "joint"  # 联合组建, a new branch
    JOIN = "join"  # 加入已有联合党支部
    REGIONAL = "regional"  # 区域党支部兜底
    BLOCKED = "blocked"  # 暂无去处: no regional branch covers its community


class Cost(NamedTuple):
    """What a plan costs, the graver first; plans compare as these tuples do. All are counts of units or branches."""

    blocked: int = 0  # units that nothing can take
    fallback: int = 0  # units with members that only the regional branch takes
    mix: int = 0  # units of another industry than their branch
    distance: int = 0  # units of another community than their branch
    branches: int = 0  # branches to be formed
    change: int = 0  # units placed elsewhere than in the plan before

    def plus(self, other: "Cost") -> "Cost":
        """Add two costs."""
        return Cost(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass(frozen=True)
class Group:
    """Units that form one joint branch together, or join the branch of ``seat.host``."""

    seat: Seat
    units: tuple[PlanUnit, ...]

    @property
    def formal(self) -> int:
        """Their formal members together, in persons (without those of the host)."""
        return sum(unit.formal for unit in self.units)

    def cost(self) -> Cost:
        """Count what this group costs."""
        return Cost(
            mix=sum(unit.line != self.seat.line for unit in self.units),
            distance=sum(unit.area != self.seat.area for unit in self.units),
            branches=int(self.seat.host is None and bool(self.units)),
            change=sum(moved(unit, self.seat) for unit in self.units),
        )


class Step(NamedTuple):
    """One objective: what was reached, and below what no plan can go given the graver ones."""

    name: str
    value: int
    bound: int

    @property
    def is_exact(self) -> bool:
        """Tell whether nothing better exists."""
        return self.value == self.bound


@dataclass(frozen=True)
class Plan:
    """Where every unit of a town is proposed to go."""

    singles: tuple[PlanUnit, ...]
    groups: tuple[Group, ...]
    regional: tuple[PlanUnit, ...]
    blocked: tuple[PlanUnit, ...]
    steps: tuple[Step, ...]

    def cost(self) -> Cost:
        """Count the whole plan anew from what it proposes."""
        total = Cost(
            blocked=len(self.blocked),
            fallback=sum(unit.members > 0 for unit in self.regional),
            change=sum(moved(unit, None) for unit in (*self.regional, *self.blocked) if unit.members),
        )
        for group in self.groups:
            total = total.plus(group.cost())
        return total

    @property
    def is_exact(self) -> bool:
        """Tell whether no objective could be better."""
        return all(step.is_exact for step in self.steps)

    @property
    def first_gap(self) -> tuple[str, float]:
        """Return the first objective that is not proved best and its gap as a share of its value; empty and 0 when all are."""
        for step in self.steps:
            if not step.is_exact:
                return step.name, (step.value - step.bound) / step.value
        return "", 0.0


def moved(unit: PlanUnit, seat: Seat | None) -> bool:
    """Tell whether a unit with a place in the plan before is placed elsewhere."""
    return unit.today is not None and unit.today != seat


def joined(plans: Sequence[Plan]) -> Plan:
    """Put the plans of a town's parts together; what is proved of each is proved of all."""
    names = Cost._fields
    steps = [{step.name: step for step in plan.steps} for plan in plans]
    return Plan(
        singles=tuple(unit for plan in plans for unit in plan.singles),
        groups=tuple(group for plan in plans for group in plan.groups),
        regional=tuple(unit for plan in plans for unit in plan.regional),
        blocked=tuple(unit for plan in plans for unit in plan.blocked),
        steps=tuple(
            Step(name, sum(part[name].value for part in steps), sum(part[name].bound for part in steps))
            for name in names
        ),
    )


def placements(plan: Plan, town: Town) -> dict[int, Proposal]:
    """Return what is proposed for each unit of the town, by its key."""
    found = {unit.key: Proposal.SINGLE for unit in plan.singles}
    found |= {unit.key: Proposal.REGIONAL for unit in plan.regional}
    found |= {unit.key: Proposal.BLOCKED for unit in plan.blocked}
    for group in plan.groups:
        form = Proposal.JOINT if group.seat.host is None else Proposal.JOIN
        found |= {unit.key: form for unit in group.units}
    return {unit.key: found[unit.key] for unit in town.units}
