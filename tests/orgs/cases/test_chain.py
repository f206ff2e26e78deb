"""From an uncovered unit to its cancelled ticket: the whole way, each boundary day, and every act in a wrong state."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.choices import Role
from access.errors import Conflict
from access.models import Body
from access.policy import Denied
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs import services
from orgs.choices import FormationMode, FormationStage, Obstacle, PlanStatus, PostKind
from orgs.models import Application, Coverage, FormationCase, LifeEvent, Post, Term
from orgs.queries import units as queries
from orgs.services import Approval
from orgs.services.cases import applying, concluding, planning
from orgs.services.cases.applying import Draft, Reply
from orgs.services.cases.concluding import Elected, Result
from orgs.services.cases.listing import refresh
from orgs.services.cases.planning import Measure, Plan
from tests.factories.orgs import TODAY

ASKED, REPLIED, MET, FILED = (date(2015, 8, day) for day in (3, 10, 17, 24))
PLAN = Plan(
    Obstacle.NO_SECRETARY,
    FormationMode.SINGLE,
    "示例领导",
    date(2015, 10, 1),
    measures=[Measure("选派书记人选", date(2015, 9, 15))],
)


def cases_of(by, *units):
    refresh(Unit.objects.visible_to(by, "enterprises.view_unit"), on=ASKED, by=by)
    rows = FormationCase.objects.visible_to(by, "orgs.view_formation").filter(unit__in=units)
    return list(rows.order_by("pk"))


def drafted(by, *units, **values):
    form = FormationMode.SINGLE if len(units) == 1 else FormationMode.JOINT
    draft = Draft(**{"name": "中共示例公司支部委员会", "form": form} | values)
    return applying.draft_application(cases=cases_of(by, *units), draft=draft, on=ASKED, by=by)


def reply(by, on=REPLIED, number="示例〔2015〕8号"):
    return Reply(on, number, Body.objects.get(pk=by.held[0].body_id))


def approved(by, *units, **values):
    application = drafted(by, *units, **values)
    applying.submit_application(application=application, on=ASKED, by=by)
    applying.consider_application(application=application, on=REPLIED, by=by)
    return applying.approve_application(application=application, reply=reply(by), by=by)


def elected(world, on=MET, entitled=3, present=3, **values):
    who = world.person(world.east_community)
    return Result(on, entitled, present, [Elected(PostKind.SECRETARY, who, "executive")], **values)


def filed(world, by, committee, *units):
    application = approved(by, *units)
    concluding.elect_application(application=application, result=elected(world), by=by)
    return concluding.file_application(application=application, number="示例备1号", on=FILED, by=committee)


def gaps():
    return set(queries.ought_and_is_not(Unit.objects.as_system("test"), TODAY).values_list("pk", flat=True))


def case_of(unit):
    return FormationCase.objects.as_system("test").filter(unit=unit).latest("pk")


def test_a_unit_goes_from_the_list_to_its_cancelled_ticket(world, committee):
    unit = world.unit(formal=3)
    (case,) = cases_of(committee, unit)
    planning.plan_case(case=case, plan=PLAN, by=committee)
    assert case_of(unit).next_due_on == date(2015, 9, 15)
    application = filed(world, committee, committee, unit)
    assert gaps() == {unit.pk}
    org = concluding.activate_application(application=application, by=committee)
    assert gaps() == set()
    assert (org.name, org.founded_on, org.form) == ("中共示例公司支部委员会", REPLIED, FormationMode.SINGLE)
    assert LifeEvent.objects.of(org=org).get().approval_no == "示例〔2015〕8号"
    assert Term.objects.of(org=org).get().elected_on == MET
    assert Post.objects.of(org=org).get().kind == PostKind.SECRETARY
    assert case_of(unit).status == PlanStatus.BUILT
    clearer = other_committee(world)
    cleared = concluding.clear_case(case=case_of(unit), number="示例销1号", on=TODAY, by=clearer)
    assert (cleared.status, cleared.cleared_on, cleared.cleared_no) == (PlanStatus.CLEARED, TODAY, "示例销1号")
    assert cleared.coverage == Coverage.objects.of(unit=unit).get()
    assert [line["step"] for line in cleared.log] == ["plan", "applied", "built", "cleared"]


def other_committee(world):
    world.user(Role.COMMITTEE, world.district, "other")
    return world.act_as("other")


def test_a_joint_application_founds_one_organization_for_all_its_units(world, committee):
    world.unit(formal=3)
    units = [world.unit(formal=2), world.unit(formal=2)]
    cases = [FormationCase.objects.create(unit=unit, listed_on=ASKED, origin="found") for unit in units]
    draft = Draft("示例联合党支部", FormationMode.JOINT)
    application = applying.draft_application(cases=cases, draft=draft, on=ASKED, by=committee)
    applying.submit_application(application=application, on=ASKED, by=committee)
    applying.consider_application(application=application, on=REPLIED, by=committee)
    applying.approve_application(application=application, reply=reply(committee), by=committee)
    concluding.elect_application(application=application, result=elected(world, entitled=4, present=4), by=committee)
    concluding.file_application(application=application, number="", on=FILED, by=committee)
    org = concluding.activate_application(application=application, by=committee)
    assert set(Coverage.objects.of_org(org).values_list("unit_id", flat=True)) == {unit.pk for unit in units}
    assert {case_of(unit).status for unit in units} == {PlanStatus.BUILT}


def test_who_founded_an_organization_does_not_cancel_its_ticket(world, committee):
    unit = world.unit(formal=3)
    concluding.activate_application(application=filed(world, committee, committee, unit), by=committee)
    with pytest.raises(Denied):
        concluding.clear_case(case=case_of(unit), number="示例销1号", on=TODAY, by=committee)
    assert case_of(unit).status == PlanStatus.BUILT


def test_a_street_neither_files_nor_cancels(world, committee):
    unit = world.unit(formal=3)
    east = world.act_as("east")
    application = approved(east, unit)
    concluding.elect_application(application=application, result=elected(world), by=east)
    with pytest.raises(Denied):
        concluding.file_application(application=application, number="", on=FILED, by=east)
    with pytest.raises(Denied):
        concluding.clear_case(case=case_of(unit), number="示例销1号", on=TODAY, by=east)


def test_a_withdrawn_application_frees_its_units(world, east):
    unit = world.unit(formal=3)
    application = drafted(east, unit)
    with pytest.raises(Conflict):
        drafted(east, unit)
    applying.withdraw_application(application=application, reason="名称有误", on=ASKED, by=east)
    assert case_of(unit).application_id is None
    assert drafted(east, unit).pk != application.pk


ACTS = {
    "submit": lambda a, by, world: applying.submit_application(application=a, on=ASKED, by=by),
    "consider": lambda a, by, world: applying.consider_application(application=a, on=REPLIED, by=by),
    "return": lambda a, by, world: applying.return_application(application=a, reason="材料不全", on=REPLIED, by=by),
    "approve": lambda a, by, world: applying.approve_application(application=a, reply=reply(by), by=by),
    "withdraw": lambda a, by, world: applying.withdraw_application(application=a, reason="误报", on=REPLIED, by=by),
    "elect": lambda a, by, world: concluding.elect_application(application=a, result=elected(world), by=by),
    "file": lambda a, by, world: concluding.file_application(application=a, number="", on=FILED, by=by),
    "activate": lambda a, by, world: concluding.activate_application(application=a, by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", ["draft", "active", "withdrawn"])
def test_an_act_in_a_wrong_state_changes_nothing(world, committee, act, stage):
    unit = world.unit(formal=3)
    application = drafted(committee, unit) if stage != "active" else filed(world, committee, committee, unit)
    if stage == "active":
        concluding.activate_application(application=application, by=committee)
    if stage == "withdrawn":
        applying.withdraw_application(application=application, reason="误报", on=ASKED, by=committee)
    if stage == "draft" and act in {"submit", "withdraw"}:
        pytest.skip("follows a draft")
    before = Application.objects.as_system("test").filter(pk=application.pk).values().get()
    with pytest.raises(Conflict):
        ACTS[act](application, committee, world)
    assert Application.objects.as_system("test").filter(pk=application.pk).values().get() == before


@pytest.mark.parametrize(
    ("result", "field"),
    [
        ({"entitled": 5, "present": 3}, "present"),
        ({"entitled": 3, "present": 4}, "present"),
        ({"on": REPLIED - timedelta(days=1)}, "on"),
    ],
)
def test_an_election_says_its_faults_by_field(world, east, result, field):
    application = approved(east, world.unit(formal=3))
    with pytest.raises(ValidationError) as told:
        concluding.elect_application(application=application, result=elected(world, **result), by=east)
    assert field in told.value.message_dict
    assert Application.objects.as_system("test").get().stage == FormationStage.APPROVED


@pytest.mark.parametrize(
    ("number", "on", "field"),
    [("示例〔2015〕8号", ASKED - timedelta(days=1), "on"), ("  ", REPLIED, "approval_no")],
)
def test_a_reply_has_a_number_and_a_day_not_before_the_application(world, east, number, on, field):
    application = drafted(east, world.unit(formal=3))
    applying.submit_application(application=application, on=ASKED, by=east)
    applying.consider_application(application=application, on=ASKED, by=east)
    with pytest.raises(ValidationError) as told:
        applying.approve_application(application=application, reply=reply(east, on, number), by=east)
    assert field in told.value.message_dict


def test_a_unit_whose_members_left_before_the_reply_founds_nothing(world, committee):
    unit = world.unit(formal=3)
    application = filed(world, committee, committee, unit)
    register.survey(
        unit=Unit.objects.visible_to(committee, "enterprises.view_unit").get(pk=unit.pk),
        answers=Survey(formal=2), on=REPLIED, by=committee,
    )  # fmt: skip
    with pytest.raises(ValidationError):
        concluding.activate_application(application=application, by=committee)
    assert Application.objects.as_system("test").get().stage == FormationStage.FILED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"leader": " "}, "leader"),
        ({"due_on": ASKED - timedelta(days=1), "measures": ()}, "due_on"),
        ({"measures": [Measure(" ", date(2015, 9, 1))]}, "measures"),
        ({"measures": [Measure("谈话", date(2015, 10, 2))]}, "measures"),
    ],
)
def test_a_plan_says_its_faults_by_field_and_is_not_stored(world, east, change, field):
    unit = world.unit(formal=3)
    (case,) = cases_of(east, unit)
    with pytest.raises(ValidationError) as told:
        planning.plan_case(case=case, plan=replace(PLAN, **change), by=east)
    assert field in told.value.message_dict
    assert case_of(unit).status == PlanStatus.OPEN


def test_two_who_plan_one_case_end_in_one_path(world, east):
    (case,) = cases_of(east, world.unit(formal=3))
    planning.plan_case(case=case, plan=PLAN, by=east, version=case.version)
    with pytest.raises(Conflict):
        planning.plan_case(case=case, plan=PLAN, by=east, version=case.version)


def test_revoking_the_organization_reopens_what_was_cancelled(world, committee):
    unit = world.unit(formal=3)
    org = concluding.activate_application(application=filed(world, committee, committee, unit), by=committee)
    clearer = other_committee(world)
    concluding.clear_case(case=case_of(unit), number="示例销1号", on=TODAY, by=clearer)
    services.revoke(org=org, approval=Approval(on=TODAY, approval_no="示例〔2015〕9号", reason="示例"), by=clearer)
    refresh(Unit.objects.visible_to(clearer, "enterprises.view_unit"), on=TODAY, by=clearer)
    assert (case_of(unit).status, case_of(unit).origin) == (PlanStatus.OPEN, "reopened")
    assert gaps() == {unit.pk}
