"""A person's hand on a plan: move a unit, and hear at once what the rules say and what else was possible.

Source: 支部工作条例第四条 "地域相邻、行业相近、规模适当、便于管理"; norms (一般) are warnings that a reason can overcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from access.outcome import N_, Refusal, Verdict
from orgs.rules.formation import Situation, check_joint
from orgs.rules.limits import CHAPTER_2
from orgs.rules.nearness import not_near
from orgs.rules.planner.plans import Cost, Group, Plan, Proposal
from orgs.rules.planner.town import PlanUnit, Town


@dataclass(frozen=True)
class Alternative:
    """Another place for a unit: a group of the plan (by its number), or the regional branch when it is None.

    ``cost`` is what the plan costs more (or, negative, less) with the unit there; ``verdict`` what the rules say of both
    groups that the move touches.
    """

    group: int | None
    cost: Cost
    verdict: Verdict


@dataclass(frozen=True)
class Explanation:
    """Why a unit is proposed what it is.

    ``short`` are the formal members it lacks to stand alone, in persons; ``ripe_on`` is the day on which its probationary
    members close that gap, None when they do not.
    """

    proposal: Proposal
    short: int
    ripe_on: date | None
    alternatives: tuple[Alternative, ...]


def check_group(group: Group, town: Town, names: Mapping[int, str], *, reason: str = "") -> Verdict:
    """Check the units of one joint branch as formation will; distance is a norm, so it warns."""
    far = tuple(not_near(names[unit.key]) for unit in group.units if not town.are_near(unit.area, group.seat.area))
    if group.seat.host is not None:
        covered = next(host.units for host in town.hosts if host.key == group.seat.host) + len(group.units)
        return Verdict(warnings=far + _crowded(covered, town))
    situations = [Situation(names[unit.key], unit.formal, unit.members) for unit in group.units]
    return check_joint(situations, reason=reason, limits=town.limits) + Verdict(warnings=far)


def _crowded(units: int, town: Town) -> tuple[Refusal, ...]:
    if units <= town.limits.joint_max_units:
        return ()
    message = N_("联合党支部覆盖单位一般不超过%(limit)d个，现为%(units)d个。")
    return (
        Refusal("joint_too_many_units", message, {"units": units, "limit": town.limits.joint_max_units}, CHAPTER_2),
    )


def moved_to(plan: Plan, town: Town, key: int, group: int | None) -> Plan:
    """Return the plan with one unit in another group, or with the regional branch (None); nothing is proved of it any more.

    A group that loses its last unit disappears only from what is counted: its number stays, so that others keep theirs.

    Raises:
        KeyError: no such unit among those that can be moved.
        IndexError: no such group.
    """
    unit = next((one for one in _movable(plan) if one.key == key), None)
    if unit is None:
        raise KeyError(key)
    if group is not None and not 0 <= group < len(plan.groups):
        raise IndexError(group)
    groups = [replace(one, units=tuple(other for other in one.units if other.key != key)) for one in plan.groups]
    regional = tuple(other for other in plan.regional if other.key != key)
    blocked = tuple(other for other in plan.blocked if other.key != key)
    if group is not None:
        units = tuple(sorted((*groups[group].units, unit), key=lambda one: one.key))
        groups[group] = replace(groups[group], units=units)
    elif unit.area in town.regional:
        regional += (unit,)
    else:
        blocked += (unit,)
    return replace(plan, groups=tuple(groups), regional=regional, blocked=blocked, steps=())


def _movable(plan: Plan) -> list[PlanUnit]:
    return [unit for group in plan.groups for unit in group.units] + [*plan.regional, *plan.blocked]


def explain(plan: Plan, town: Town, key: int, names: Mapping[int, str]) -> Explanation:
    """Explain one line of a plan with the groups near it that it could move to.

    Raises:
        KeyError: no such unit in the plan.
    """
    unit = next((one for one in (*plan.singles, *_movable(plan)) if one.key == key), None)
    if unit is None:
        raise KeyError(key)
    short = max(0, town.limits.min_formal_members - unit.formal)
    days = sorted(unit.turning)
    ripe_on = days[short - 1] if 0 < short <= len(days) else None
    if unit in plan.singles:
        return Explanation(Proposal.SINGLE, short, ripe_on, ())
    here = next((number for number, group in enumerate(plan.groups) if unit in group.units), None)
    found = [
        _alternative(plan, town, unit, here, number, names)
        for number, group in enumerate(plan.groups)
        if number != here and town.are_near(unit.area, group.seat.area)
    ]
    if here is not None:
        found.append(_alternative(plan, town, unit, here, None, names))
    ordered = sorted(found, key=lambda one: (not one.verdict.is_allowed, one.cost, one.group is None))
    return Explanation(_proposal(plan, unit, here), short, ripe_on, tuple(ordered))


def _proposal(plan: Plan, unit: PlanUnit, here: int | None) -> Proposal:
    if here is not None:
        return Proposal.JOINT if plan.groups[here].seat.host is None else Proposal.JOIN
    return Proposal.REGIONAL if unit in plan.regional else Proposal.BLOCKED


def _alternative(
    plan: Plan, town: Town, unit: PlanUnit, here: int | None, there: int | None, names: Mapping[int, str]
) -> Alternative:
    other = moved_to(plan, town, unit.key, there)
    touched = [other.groups[number] for number in (here, there) if number is not None and other.groups[number].units]
    verdict = Verdict()
    for group in touched:
        verdict += check_group(group, town, names)
    difference = Cost(*(new - old for new, old in zip(other.cost(), plan.cost(), strict=True)))
    return Alternative(there, difference, verdict)
