"""Formation in the two districts: a case on the list and an application for its unit, of every relation."""

from datetime import timedelta

from orgs.models import Application, FormationCase, OrgDecision, UnitDecision
from tests.factories.districts.world import World


def make_formation(world: World, at: str, rows: dict, line: str = "") -> None:
    """Plant an application that was submitted, and the case of the unit with its plan."""

    def told(what: str) -> str:
        return world.token(at, what)

    rows["application"] = Application.objects.create(
        area=rows["area"], line_code=line, name=told("apply-name"), form="single", size=1, reason=told("apply-reason"),
        secretary=told("apply-secretary"), stage="submitted", submitted_on=world.since,
        log=[{"step": "submit", "on": world.since.isoformat(), "by": told("apply-by"), "text": told("apply-text")}],
    )  # fmt: skip
    rows["case"] = FormationCase.objects.create(
        unit=rows["unit"], listed_on=world.since, origin="found", status="in_progress", obstacle="no_secretary",
        form="single", leader=told("case-leader"), leader_post=told("case-post"), instructor=told("case-instructor"),
        due_on=world.since + timedelta(days=30), application=rows["application"],
        measures=[{"text": told("case-measure"), "due_on": world.since.isoformat(), "done_on": None}],
        log=[{"step": "plan", "on": world.since.isoformat(), "by": told("case-by")}],
    )  # fmt: skip
    rows["unit_decision"] = UnitDecision.objects.create(
        unit=rows["unit"], kind="own_branch", figure=3, answered_on=world.since, answer=told("unit-decision")
    )
    rows["org_decision"] = OrgDecision.objects.create(
        org=rows["org"], kind="joint_short", figure=2, answered_on=world.since, answer=told("org-decision")
    )
