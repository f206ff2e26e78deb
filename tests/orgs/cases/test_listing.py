"""The list of units to be organized follows the facts: each planted event moves exactly one case."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from access.principals import system_scope
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs import services
from orgs.choices import CaseOrigin, PlanStatus
from orgs.models import FormationCase
from orgs.queries import units as queries
from orgs.services import Approval
from orgs.services.cases.listing import Refreshed, let_go, refresh
from tests.factories.orgs import DAY, TODAY

STILL = Refreshed(0, 0)  # acts have moved the cases themselves
NEXT = TODAY + timedelta(days=1)


def _refresh(by, on=TODAY):
    return refresh(Unit.objects.visible_to(by, "enterprises.view_unit"), on=on, by=by)


def _cases(unit=None):
    rows = FormationCase.objects.as_system("test").order_by("pk")
    return list(rows.filter(unit=unit) if unit else rows)


def _holds(on=TODAY):
    """Open cases are exactly the units that ought to be organized and are not."""
    open_cases = FormationCase.objects.as_system("test").waiting().values_list("unit_id", flat=True)
    ought = queries.ought_and_is_not(Unit.objects.as_system("test"), on).values_list("pk", flat=True)
    return sorted(open_cases) == sorted(ought)


def test_units_that_ought_to_be_organized_are_listed_once_however_often_it_runs(world, east):
    ripe = [world.unit(formal=3), world.unit(formal=9)]
    world.unit(formal=2), world.unit(formal=3, status="suspended")
    assert _refresh(east).listed == 2
    assert _refresh(east) == STILL
    assert [case.unit_id for case in _cases()] == [unit.pk for unit in ripe]
    assert {(case.status, case.origin, case.listed_on) for case in _cases()} == {
        (PlanStatus.OPEN, CaseOrigin.FOUND, TODAY)
    }
    assert _holds()


def test_nobody_lists_units_out_of_sight(world, east):
    world.unit(world.west_community, formal=3)
    assert _refresh(east).listed == 0


def test_a_case_follows_its_unit_from_the_list_to_built_and_back(world, east):
    unit = world.unit(formal=3)
    _refresh(east)
    org = world.single(by=east, unit=unit)
    assert _refresh(east) == STILL
    assert [case.status for case in _cases(unit)] == [PlanStatus.BUILT]
    assert _holds()
    services.revoke(org=org, approval=Approval(on=TODAY, approval_no="示例〔2015〕9号", reason="示例"), by=east)
    assert _refresh(east) == STILL
    assert [case.status for case in _cases(unit)] == [PlanStatus.OPEN]
    assert _holds()


@pytest.mark.parametrize("formal", [2, 0])
def test_a_unit_whose_third_formal_member_left_falls_off_the_list_and_comes_back_as_ripened(world, east, formal):
    unit = world.unit(formal=3)
    _refresh(east)
    for count in (formal, 3):
        register.survey(
                unit=Unit.objects.visible_to(east, "enterprises.view_unit").get(pk=unit.pk),
                        answers=Survey(formal=count), on=TODAY, by=east)  # fmt: skip
        assert _refresh(east) == STILL
        assert _holds()
    assert [(case.status, case.origin) for case in _cases(unit)] == [
        (PlanStatus.LAPSED, CaseOrigin.FOUND), (PlanStatus.OPEN, CaseOrigin.RIPENED),
    ]  # fmt: skip


def test_after_a_cancelled_ticket_a_revoked_organization_brings_a_new_case_that_names_the_former(
    world, east, committee
):
    unit = world.unit(formal=3)
    _refresh(committee)
    org = world.single(by=committee, unit=unit)
    _refresh(committee)
    (case,) = _cases(unit)
    coverage = unit.coverage.of(unit=unit).get()
    FormationCase.objects.as_system("test").filter(pk=case.pk).update(
        status=PlanStatus.CLEARED,
        cleared_on=TODAY,
        cleared_no="示例",
        coverage=coverage,
        cleared_by=world.users["committee"],
    )
    assert _refresh(committee) == STILL
    services.revoke(org=org, approval=Approval(on=TODAY, approval_no="示例〔2015〕9号", reason="示例"), by=committee)
    assert _refresh(committee) == STILL
    old, new = _cases(unit)
    assert (old.status, new.status, new.origin, new.former_id) == (
        PlanStatus.CLEARED, PlanStatus.OPEN, CaseOrigin.REOPENED, old.pk,
    )  # fmt: skip


def test_listing_asks_as_many_statements_for_many_units_as_for_few(world, east, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as few:
        world.unit(formal=3)
        _refresh(east)
    for _number in range(12):
        world.unit(formal=3)
    with django_assert_max_num_queries(60):
        _refresh(east)
    assert few


def test_the_database_keeps_one_unfinished_case_a_unit(world, east):
    unit = world.unit(formal=3)
    _refresh(east)
    with pytest.raises(IntegrityError, match="orgs_formationcase_one_open"), transaction.atomic():
        FormationCase.objects.create(unit=unit, listed_on=DAY, origin=CaseOrigin.FOUND)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "cleared"}, "orgs_formationcase_cleared_whole"),
        ({"status": "lapsed"}, "orgs_formationcase_lapsed_has_day"),
        ({"due_on": date(2015, 8, 31)}, "orgs_formationcase_due_after_listed"),
    ],
)
def test_the_database_refuses_cases_that_say_half(world, east, values, constraint):
    unit = world.unit(formal=3)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        FormationCase.objects.create(**{"unit": unit, "listed_on": TODAY, "origin": CaseOrigin.FOUND} | values)


def test_units_that_leave_the_register_take_their_untouched_cases_with_them_and_no_others(world, east):
    touched, untouched, other = (world.unit(formal=3) for _number in range(3))
    _refresh(east)
    with system_scope("test"):
        FormationCase.objects.as_system("test").filter(unit=touched).update(version=2)
    let_go(ids=[touched.pk, untouched.pk], by=east)
    assert [case.unit_id for case in _cases()] == [touched.pk, other.pk]
