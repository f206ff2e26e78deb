"""Acts of the register move cases at once, the calendar moves them once a day, and a check finds what is out of step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access import tasks
from access.principals import system_scope
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs.choices import CaseOrigin, PlanStatus
from orgs.models import FormationCase
from orgs.models.gaps import out_of_step
from tests.factories.orgs import TODAY


def cases(unit):
    return [row.status for row in FormationCase.objects.as_system("test").filter(unit=unit).order_by("pk")]


def found(on=TODAY):
    return set(Unit.objects.as_system("test").filter(out_of_step(on)).values_list("pk", flat=True))


def seen(by, unit):
    return Unit.objects.visible_to(by, "enterprises.view_unit").get(pk=unit.pk)


def test_a_survey_that_finds_the_third_member_lists_the_unit_in_its_own_transaction(world, east):
    unit = world.unit(formal=2)
    register.survey(unit=seen(east, unit), answers=Survey(formal=3), on=TODAY, by=east)
    (row,) = FormationCase.objects.as_system("test").filter(unit=unit)
    assert (row.status, row.origin, row.listed_on) == (PlanStatus.OPEN, CaseOrigin.RIPENED, TODAY)
    register.survey(unit=seen(east, unit), answers=Survey(staff=20), on=TODAY, by=east)
    assert cases(unit) == [PlanStatus.OPEN]


@pytest.mark.parametrize(("status", "reason"), [("suspended", "seasonal"), ("closed", "bankrupt")])
def test_a_unit_that_stops_falls_off_the_list_and_comes_back_when_it_goes_on(world, east, status, reason):
    unit = world.unit(formal=2)
    register.survey(unit=seen(east, unit), answers=Survey(formal=3), on=TODAY, by=east)
    register.close(unit=seen(east, unit), status=status, reason=reason, on=TODAY, by=east)
    assert cases(unit) == [PlanStatus.LAPSED]
    if status == "suspended":
        register.reopen(unit=seen(east, unit), reason="resumed", on=TODAY, by=east)
        assert cases(unit) == [PlanStatus.LAPSED, PlanStatus.OPEN]
    assert found() == set()


def test_what_begins_by_the_calendar_is_listed_by_the_daily_task(world):
    today = timezone.localdate()
    ripe, small = world.unit(formal=3), world.unit(formal=2)
    tomorrow = world.unit(formal=3, since=today + timedelta(days=1))
    assert found(today) == {ripe.pk}
    assert tasks.turn_day() == 0
    assert [cases(unit) for unit in (ripe, small, tomorrow)] == [[PlanStatus.OPEN], [], []]
    assert found(today) == set()


def test_the_check_finds_a_unit_without_its_case_and_a_case_without_its_unit(world, east):
    missing, planted = world.unit(formal=3), world.unit(formal=1)
    with system_scope("test"):
        FormationCase.objects.create(unit=planted, listed_on=TODAY, origin=CaseOrigin.FOUND)
    assert found() == {missing.pk, planted.pk}


def test_a_unit_listed_for_a_joint_branch_is_out_of_step_once_nobody_applies_for_it(world, east):
    unit = world.unit(formal=1)
    with system_scope("test"):
        FormationCase.objects.create(unit=unit, listed_on=TODAY, origin=CaseOrigin.PLANNED)
    assert found() == {unit.pk}
