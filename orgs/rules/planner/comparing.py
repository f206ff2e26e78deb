"""Two plans of the same units side by side: what is organized, by how many branches, and what is short.

Source: 支部工作条例第四条 (the thresholds whose change is weighed); source 001 "单建、联建、1+N".
"""

from orgs.rules.planner.plans import Plan
from orgs.rules.planner.town import Town


def figures(plan: Plan, town: Town) -> dict[str, int]:
    """Count what a plan proposes, in units, branches and persons.

    ``covered`` are the units that have a branch by it, the regional one included; ``organizations`` are the branches to be
    formed; ``short_members`` are the formal members that the units with members outside of any group lack to stand alone.

    Source: 支部工作条例第四条 (three formal members).
    """
    groups = [group for group in plan.groups if group.units]
    new = [group for group in groups if group.seat.host is None]
    grouped, joining = sum(len(one.units) for one in new), sum(len(one.units) for one in groups if one.seat.host)
    left = [unit for unit in (*plan.regional, *plan.blocked) if unit.members]
    return {
        "units": len(town.units),
        "covered": len(plan.singles) + grouped + joining + len(plan.regional),
        "organizations": len(plan.singles) + len(new),
        "singles": len(plan.singles),
        "groups": len(new),
        "grouped": grouped,
        "joining": joining,
        "regional": len(plan.regional),
        "blocked": len(plan.blocked),
        "short_units": len(left),
        "short_members": sum(max(0, town.limits.min_formal_members - unit.formal) for unit in left),
    }


def compared(mine: Plan, my_town: Town, theirs: Plan, their_town: Town) -> list[tuple[str, int, int]]:
    """Return each figure of one plan beside that of the other, then what each costs.

    Source: 支部工作条例第四条.
    """
    one, other = figures(mine, my_town), figures(theirs, their_town)
    rows = [(name, number, other[name]) for name, number in one.items()]
    cost, their_cost = mine.cost()._asdict(), theirs.cost()._asdict()
    return rows + [(name, cost[name], their_cost[name]) for name in ("fallback", "mix", "distance", "change")]
