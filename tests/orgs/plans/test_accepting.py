"""A plan taken over: cases, applications and coverage in one transaction, once however often it is asked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.policy import Denied
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs.choices import CaseOrigin, DraftState, FormationMode, FormationStage, PlanStatus
from orgs.models import Application, Coverage, FormationCase
from orgs.services.cases import applying
from orgs.services.cases.listing import refresh
from orgs.services.planner import accepting
from orgs.services.planner.accepting import ALL
from tests.factories.orgs import TODAY


@pytest.fixture
def planned(street):
    units = {
        "alone": street.unit(formal=3), "one": street.unit(formal=2), "two": street.unit(formal=1),
        "none": street.unit(formal=0), "stuck": street.unit(at=3, formal=1),
    }  # fmt: skip
    return street, street.plan(), units


def accept(planned, *parts, **more):
    street, draft, _units = planned
    return accepting.accept(draft=street.fresh(draft), parts=parts or [ALL], on=TODAY, by=street.by, **more)


def counts():
    return [model.objects.as_system("test").count() for model in (FormationCase, Application)]


def covered(unit):
    rows = Coverage.objects.as_system("test").filter(unit=unit, superseded_at__isnull=True)
    return [row.mode for row in rows]


def test_each_part_goes_the_way_that_its_form_calls_for(planned):
    street, draft, units = planned
    accept(planned)
    cases = {case.unit_id: case for case in FormationCase.objects.as_system("test")}
    assert {pk: case.origin for pk, case in cases.items()} == {
        units["alone"].pk: CaseOrigin.FOUND, units["one"].pk: CaseOrigin.PLANNED, units["two"].pk: CaseOrigin.PLANNED,
    }  # fmt: skip
    assert cases[units["one"].pk].application_id == cases[units["two"].pk].application_id
    forms = sorted(Application.objects.as_system("test").values_list("form", "size", "stage"))
    assert forms == [(FormationMode.JOINT, 2, FormationStage.DRAFT), (FormationMode.SINGLE, 1, FormationStage.DRAFT)]
    assert covered(units["none"]) == [FormationMode.REGIONAL]
    assert covered(units["stuck"]) == []
    fresh = street.fresh(draft)
    assert (fresh.state, fresh.accepted_on) == (DraftState.ACCEPTED, TODAY)


def test_asked_again_nothing_more_is_made(planned):
    accept(planned)
    before = counts()
    accept(planned)
    assert counts() == before


def test_parts_are_taken_over_one_by_one_and_the_plan_ends_with_the_last(planned):
    street, draft, units = planned
    accept(planned, f"single:{units['alone'].pk}")
    accept(planned, f"single:{units['alone'].pk}", f"regional:{units['none'].area_id}")
    assert (counts(), street.fresh(draft).state) == ([1, 1], DraftState.OPEN)
    accept(planned, f"group:{street.line(draft, units['one']).number}")
    assert (counts(), street.fresh(draft).state) == ([3, 2], DraftState.ACCEPTED)


def test_units_taken_over_are_not_planned_again_while_their_application_runs(planned):
    street, _draft, units = planned
    accept(planned)
    again = street.plan()
    assert [line.unit_id for line in again.lines.visible_to(street.by, "orgs.view_formation")] == [units["stuck"].pk]


def test_facts_that_changed_refuse_the_whole_and_write_nothing(planned):
    street, draft, units = planned
    row = Unit.objects.visible_to(street.by, "enterprises.view_unit").get(pk=units["two"].pk)
    register.survey(unit=row, answers=Survey(formal=0), on=TODAY, by=street.by)
    before = counts()
    with pytest.raises(ValidationError, match="不足3名"):
        accept(planned)
    assert counts() == before
    assert street.fresh(draft).state == DraftState.OPEN
    assert covered(units["none"]) == []


def test_an_unknown_part_or_none_is_refused(planned):
    for parts in (["group:99"], ["nonsense"], ["single:1"]):
        with pytest.raises(ValidationError, match="没有所选的部分"):
            accept(planned, *parts)
    with pytest.raises(ValidationError, match="请选择"):
        accepting.accept(draft=planned[1], parts=[], on=TODAY, by=planned[0].by)


def test_a_plan_changed_meanwhile_or_replaced_is_not_taken_over(planned):
    street, draft, _units = planned
    with pytest.raises(Conflict):
        accept(planned, version=draft.version + 1)
    street.plan()
    with pytest.raises(Conflict):
        accept(planned)
    assert counts() == [0, 0]


def test_whoever_only_reads_or_answers_elsewhere_takes_nothing_over(planned):
    street, draft, _units = planned
    for key in ("west", "leader"):
        with pytest.raises(Denied):
            accepting.accept(draft=draft, parts=[ALL], on=TODAY, by=street.world.act_as(key))


def test_a_planned_case_stays_while_its_application_runs_and_lapses_when_it_is_withdrawn(planned):
    street, _draft, units = planned
    accept(planned)
    rows = Unit.objects.visible_to(street.by, "enterprises.view_unit")
    refresh(rows, on=TODAY, by=street.by)
    case = FormationCase.objects.as_system("test").get(unit=units["one"])
    assert case.status == PlanStatus.OPEN
    application = Application.objects.visible_to(street.by, applying.APPLY).get(pk=case.application_id)
    applying.withdraw_application(application=application, reason="示例", on=TODAY, by=street.by)
    refresh(Unit.objects.visible_to(street.by, "enterprises.view_unit"), on=TODAY, by=street.by)
    case.refresh_from_db()
    assert case.status == PlanStatus.LAPSED


def test_a_unit_joins_the_branch_that_has_room(street):
    org = street.world.joint(by=street.by, on=date(2015, 8, 1))
    alone = street.unit(formal=1)
    draft = street.plan()
    accepting.accept(draft=draft, parts=[ALL], on=TODAY, by=street.by)
    row = Coverage.objects.as_system("test").get(unit=alone)
    assert (row.org_id, row.mode) == (org.pk, FormationMode.JOINT)
