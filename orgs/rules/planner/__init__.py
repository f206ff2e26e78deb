"""Formation planner: which uncovered units form a branch alone, which together, which the regional branch takes."""

from orgs.rules.planner.arranging import Alternative, Explanation, check_group, explain, moved_to
from orgs.rules.planner.comparing import compared, figures
from orgs.rules.planner.making import plan
from orgs.rules.planner.plans import Cost, Group, Plan, Proposal, Step, placements
from orgs.rules.planner.town import Host, PlanUnit, Seat, Town

__all__ = [
    "Alternative",
    "Cost",
    "Explanation",
    "Group",
    "Host",
    "Plan",
    "PlanUnit",
    "Proposal",
    "Seat",
    "Step",
    "Town",
    "check_group",
    "compared",
    "explain",
    "figures",
    "moved_to",
    "placements",
    "plan",
]
