"""A plan of formation in the two districts, with a line for the unit, of every relation."""

from orgs.models import PlanDraft, PlanLine
from tests.factories.districts.world import World


def make_plan(world: World, at: str, rows: dict, line: str = "") -> None:
    """Plant a hand-picked plan that sends the unit to the regional branch."""
    draft = rows["plan"] = PlanDraft.objects.create(
        area=rows["area"], line_code=line, is_picked=True, facts_on=world.since,
        limits={"joint_max_units": 5, "min_formal_members": 3, "source": world.token(at, "plan-source")},
        ground={"neighbours": [], "regional": {str(rows["area"].pk): rows["org"].pk}, "hosts": []},
        groups=[
            {"area": rows["area"].pk, "line": "C", "host": None, "application": None,
             "reason": world.token(at, "plan-reason")},
        ],
        steps=[[name, 0, 0] for name in ("blocked", "fallback", "mix", "distance", "branches", "change")],
    )  # fmt: skip
    rows["plan_line"] = PlanLine.objects.create(
        draft=draft, unit=rows["unit"], community=rows["area"], industry="C", formal=0, members=0, place="regional"
    )
