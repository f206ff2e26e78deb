"""Warnings: each planted event asks for exactly one thing, by the rule and by what is read from the ledger alike."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from access import registries
from access.errors import Conflict
from access.policy import Denied
from access.principals import system_scope
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs import services
from orgs.choices import FormationMode, PlanStatus, WatchKind
from orgs.models import FormationCase, PartyOrg, UnitDecision
from orgs.queries import watching as reads
from orgs.rules.watching import TOLD, UnitStanding, of_joint, of_unit
from tests.factories.orgs import DAY, TODAY


def asked(by, on=TODAY):
    """Return everything that somebody is asked about: (kind, name)."""
    return [
        (kind.value, str(alert.about))
        for kind, rows in reads.listed(by, on).items() for alert in reads.alerts(kind, list(rows), on)
    ]  # fmt: skip


def counted(by, unit, on=TODAY, **counts):
    """Let the register know new counts of a unit."""
    row = Unit.objects.visible_to(by, "enterprises.view_unit").get(pk=unit.pk)
    register.survey(unit=row, answers=Survey(**counts), on=on, by=by)


@pytest.mark.parametrize(
    ("formal", "kind"),
    [
        ([], WatchKind.JOINT_SINGLE), ([9], WatchKind.JOINT_SINGLE), ([0], WatchKind.JOINT_SINGLE),
        ([1, 1], WatchKind.JOINT_SHORT), ([2, 0], WatchKind.JOINT_SHORT), ([2, 1], None), ([1, 1, 1], None),
    ],
)  # fmt: skip
def test_a_joint_organization_of_one_unit_or_of_two_members_asks_for_one_thing(formal, kind):
    assert of_joint(formal) == kind


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (UnitStanding(FormationMode.JOINT, 3, 2, turned=False), WatchKind.OWN_BRANCH),
        (UnitStanding(FormationMode.JOINT, 3, 2, turned=True), WatchKind.OWN_BRANCH),  # one thing, not two
        (UnitStanding(FormationMode.JOINT, 3, 3, turned=True), None),  # decided when it joined
        (UnitStanding(FormationMode.JOINT, 2, 1, turned=True), None),
        (UnitStanding(None, 2, 2, turned=True), WatchKind.TURNED_FORMAL),
        (UnitStanding(None, 2, 2, turned=False), None),
        (UnitStanding(None, 3, 2, turned=True), None),  # on the list of cases
        (UnitStanding(FormationMode.SINGLE, 2, 2, turned=True), None),
    ],
)
def test_a_unit_asks_for_one_thing(standing, kind):
    assert of_unit(standing) == kind


def test_the_ledger_is_read_as_the_rule_says_for_every_course_of_two_counts(world, east):
    """Members before and after, in a joint branch and uncovered: the query finds what the rule says."""
    courses = list(product([False, True], [(1, 1), (2, 0), (2, 1), (3, 0)], [(1, 0), (2, 0), (3, 0), (3, 1)]))
    wanted = set()
    for number, (is_joint, (formal, probationary), (then, still)) in enumerate(courses):
        unit = world.unit(formal=formal, probationary=probationary, name=f"单位{number}", since=DAY - timedelta(days=9))
        if is_joint:
            world.joint(
                by=east, units=[unit, world.unit(formal=3, name=f"友邻{number}", since=DAY - timedelta(days=9))],
                reason="书记人选未定",
            )
        counted(east, unit, formal=then, probationary=still)
        turned = then > formal and still < probationary
        mode = FormationMode.JOINT if is_joint else None
        if kind := of_unit(UnitStanding(mode, then, min(formal, then), turned=turned)):
            wanted.add((kind.value, unit.name))
    assert sorted(wanted) == sorted(asked(east))
    assert {kind for kind, _name in wanted} == {"own_branch", "turned_formal"}


def test_the_third_formal_member_of_a_joint_units_asks_once_and_goes_when_the_member_goes(world, east):
    unit = world.unit(formal=2)
    world.joint(by=east, units=[unit, world.unit(formal=1)])
    assert asked(east) == []
    counted(east, unit, formal=3)
    assert asked(east) == [("own_branch", unit.name)]
    counted(east, unit, on=TODAY, formal=3)  # counted again, nothing new
    assert asked(east) == [("own_branch", unit.name)]
    counted(east, unit, formal=2)
    assert asked(east) == []


def test_a_unit_without_an_organization_that_comes_to_three_is_a_case_and_no_warning(world, east):
    unit = world.unit(formal=2, probationary=1)
    counted(east, unit, formal=3, probationary=0)
    assert asked(east) == []
    cases = FormationCase.objects.as_system("test").filter(unit=unit)
    assert [case.status for case in cases] == [PlanStatus.OPEN]


@pytest.mark.parametrize(("days", "told"), [(0, True), (TOLD.days - 1, True), (TOLD.days, False)])
def test_a_member_who_turned_formal_is_told_for_ninety_days(world, east, days, told):
    unit = world.unit(formal=1, probationary=1)
    counted(east, unit, formal=2, probationary=0)
    assert asked(east, TODAY + timedelta(days=days)) == ([("turned_formal", unit.name)] if told else [])


def test_a_joint_organization_that_loses_its_members_or_units_asks_for_one_thing(world, east):
    units = [world.unit(formal=2), world.unit(formal=1)]
    org = world.joint(by=east, units=units)
    counted(east, units[0], formal=1)
    assert asked(east) == [("joint_short", org.name)]
    services.leave(org=org, unit=units[1], on=TODAY, by=east, reason="moved")
    assert asked(east) == [("joint_single", org.name)]


def test_units_out_of_sight_count_in_a_joint_organization(world, committee):
    units = [world.unit(formal=2), world.unit(world.west_community, formal=1)]
    org = world.joint(by=committee, units=units)
    east = world.act_as("east")
    assert PartyOrg.objects.visible_to(east, "orgs.view_org").filter(pk=org.pk).exists()
    assert asked(east) == []


def test_suspended_units_ask_for_nothing(world, east):
    unit = world.unit(formal=1, probationary=1, status="suspended")
    counted(east, unit, formal=2, probationary=0)
    assert asked(east) == []


def test_a_decision_ends_the_warning_until_the_number_changes(world, east):
    unit, first, second = world.unit(formal=1, probationary=1), TODAY - timedelta(days=20), TODAY - timedelta(days=10)
    world.joint(by=east, units=[unit, world.unit(formal=2)])
    counted(east, unit, on=first, formal=3)
    row = services.decide_on_unit(unit=unit, kind=WatchKind.OWN_BRANCH, answer=" 年底前单建 ", on=first, by=east)
    assert (row.figure, row.answer, row.recorded_by_id) == (3, "年底前单建", east.user_id)
    assert asked(east, first) == asked(east, second) == []
    with pytest.raises(Conflict):
        services.decide_on_unit(unit=unit, kind=WatchKind.OWN_BRANCH, answer="再来一次", on=first, by=east)
    counted(east, unit, on=second, formal=4)
    assert asked(east) == [("own_branch", unit.name)]


def test_a_decision_on_a_joint_organization_holds_until_the_number_changes(world, east):
    units = [world.unit(formal=2), world.unit(formal=1)]
    org = world.joint(by=east, units=units)
    counted(east, units[0], formal=1)
    services.decide_on_org(org=org, answer="吸收邻近单位", on=TODAY, by=east)
    assert asked(east) == []
    with pytest.raises(Conflict):
        services.decide_on_org(org=org, answer="再来一次", on=TODAY, by=east)
    counted(east, units[0], formal=0)
    assert asked(east) == [("joint_short", org.name)]


@pytest.mark.parametrize("words", ["", "   ", "坏\x00字"])
def test_a_decision_needs_words_that_can_be_kept(world, east, words):
    unit = world.unit(formal=1, probationary=1)
    counted(east, unit, formal=2, probationary=0)
    with pytest.raises(ValidationError) as refusal:
        services.decide_on_unit(unit=unit, kind=WatchKind.TURNED_FORMAL, answer=words, on=TODAY, by=east)
    assert set(refusal.value.message_dict) == {"answer"}
    assert asked(east) == [("turned_formal", unit.name)]


def test_nobody_decides_out_of_sight_and_nobody_changes_a_decision(world, east):
    unit = world.unit(formal=1, probationary=1)
    counted(east, unit, formal=2, probationary=0)
    west = world.principal("west")
    with pytest.raises(Denied):
        services.decide_on_unit(unit=unit, kind=WatchKind.TURNED_FORMAL, answer="越界", on=TODAY, by=west)
    world.act_as("east")
    services.decide_on_unit(unit=unit, kind=WatchKind.TURNED_FORMAL, answer="留意", on=TODAY, by=east)
    with pytest.raises(DatabaseError), transaction.atomic(), system_scope("test"):
        UnitDecision.objects.as_system("test").update(answer="改")


def test_the_work_item_counts_what_the_page_shows_of_units(world, east):
    unit = world.unit(formal=1, probationary=1)
    counted(east, unit, formal=2, probationary=0)
    assert list(registries.work_items.get("orgs.watch_units").waiting(east).rows) == [unit]


@pytest.fixture
def page(world, monkeypatch):
    """A browser of the officer of the east street, on the day of the tests."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_zone: TODAY)
    browser = Client()
    browser.force_login(world.users["east"], backend="access.backends.PolicyBackend")
    return browser


def test_the_page_shows_warnings_and_takes_a_decision(world, east, page):
    unit = world.unit(formal=1, probationary=1)
    counted(east, unit, formal=2, probationary=0)
    shown = page.get(reverse("orgs:warnings")).content.decode()
    act = reverse("orgs:decide_on_unit", args=[unit.pk, "turned_formal"])
    assert act in shown
    assert page.post(act, {"answer": ""}).status_code == 422
    assert page.post(act, {"answer": "与友邻联建"}).status_code == 302
    shown = page.get(reverse("orgs:warnings")).content.decode()
    assert act not in shown
    assert "与友邻联建" in shown
    assert page.post(act, {"answer": "再来一次"}).status_code == 422
    assert page.get(act).status_code == 200  # says that it is gone


@pytest.mark.parametrize("kind", ["joint_short", "nothing"])
def test_an_address_of_no_kind_of_unit_is_absent(world, east, page, kind):
    assert page.get(reverse("orgs:decide_on_unit", args=[world.unit(formal=2).pk, kind])).status_code == 404


@pytest.mark.parametrize("query", ["", "?kind=own_branch", "?kind=joint_short&page=9", "?kind=x", "?area=999999999"])
def test_the_list_is_read_with_any_question(page, query):
    assert page.get(f"{reverse('orgs:warnings')}{query}").status_code == 200
