"""Changing an application: while it is at home, by whoever applies, and never so that the rules are broken."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.policy import Denied
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs.choices import FormationMode, FormationStage, OrgType
from orgs.models import Application
from orgs.rules import cases as rules
from orgs.services.cases import applying, concluding
from orgs.services.cases.applying import Draft
from tests.orgs.cases.test_chain import ASKED, FILED, REPLIED, drafted, elected, reply

BETTER = Draft("中共示例公司第一支部", FormationMode.SINGLE, reason="有3名正式党员", secretary="示例书记")


def amend(application, by, draft=BETTER, **more):
    return applying.amend_application(application=application, draft=draft, on=REPLIED, by=by, **more)


def stored():
    return Application.objects.as_system("test").get()


def test_every_stage_says_whether_it_may_be_changed():
    found = {stage for stage in FormationStage if rules.check_amend(stage) is None}
    assert found == {FormationStage.DRAFT, FormationStage.RETURNED}


def test_a_draft_is_changed_and_what_was_returned_goes_up_again_corrected(world, committee):
    row = drafted(committee, world.unit(formal=3))
    amend(row, committee, version=row.version)
    applying.submit_application(application=row, on=ASKED, by=committee)
    applying.return_application(application=row, reason="名称不规范", on=REPLIED, by=committee)
    amend(row, committee, replace(BETTER, name=" 中共示例公司支部委员会 "))
    applying.submit_application(application=row, on=REPLIED, by=committee)
    row = stored()
    assert (row.name, row.secretary, row.stage) == ("中共示例公司支部委员会", "示例书记", FormationStage.SUBMITTED)
    assert [line["step"] for line in row.log] == ["amend", "submit", "return", "amend", "submit"]


STEPS = (
    lambda a, by, world: applying.submit_application(application=a, on=ASKED, by=by),
    lambda a, by, world: applying.consider_application(application=a, on=REPLIED, by=by),
    lambda a, by, world: applying.approve_application(application=a, reply=reply(by), by=by),
    lambda a, by, world: concluding.elect_application(application=a, result=elected(world), by=by),
    lambda a, by, world: concluding.file_application(application=a, number="", on=FILED, by=by),
    lambda a, by, world: concluding.activate_application(application=a, by=by),
)


def test_once_handed_in_nothing_is_changed(world, committee):
    row = drafted(committee, world.unit(formal=3))
    for step in STEPS:
        step(row, committee, world)
        before = Application.objects.as_system("test").values().get()
        with pytest.raises(Conflict, match="不能修改"):
            amend(row, committee)
        assert Application.objects.as_system("test").values().get() == before


def test_two_who_change_one_draft_end_in_one_of_them(world, committee):
    row = drafted(committee, world.unit(formal=3))
    amend(row, committee, version=row.version)
    with pytest.raises(Conflict):
        amend(row, committee, replace(BETTER, name="另一个名称"), version=row.version)
    assert stored().name == BETTER.name


def test_form_and_units_stay_and_the_rules_are_asked_anew(world, committee):
    unit = world.unit(formal=3)
    row = drafted(committee, unit)
    amend(row, committee, replace(BETTER, form=FormationMode.JOINT))
    assert stored().form == FormationMode.SINGLE
    with pytest.raises(ValidationError):
        amend(
            row, committee, replace(BETTER, org_type=OrgType.COMMITTEE, reason=" ")
        )  # against a norm, without a reason
    seen = Unit.objects.visible_to(committee, "enterprises.view_unit").get(pk=unit.pk)
    register.survey(unit=seen, answers=Survey(formal=2), on=ASKED, by=committee)
    with pytest.raises(ValidationError, match="3名"):
        amend(row, committee)
    assert stored().org_type == OrgType.BRANCH


def test_another_street_changes_nothing(world, east):
    row = drafted(east, world.unit(formal=3))
    with pytest.raises(Denied):
        amend(row, world.act_as("west"))
