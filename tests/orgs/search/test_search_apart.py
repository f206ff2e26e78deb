"""Whom the search is open to: the secretary of the contracted organization, and nobody without the grant of the roster."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.policy import Denied
from access.principals import Principal, open_scope, system_scope
from orgs import services
from orgs.models import ReportIn, ReportInCount, SearchEntry, SearchNotice, SearchTarget
from orgs.services import reporting_in
from orgs.services import searching as acts
from tests.factories.orgs import TODAY
from tests.orgs.search.searches import DAY, FOUNDED, OFFICER, branch, checked, enrolled, listed, stored

MODELS = (SearchTarget, SearchEntry, SearchNotice, ReportIn, ReportInCount)


def rows_by_sql():
    found = []
    for model in MODELS:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            found.append(cursor.fetchone()[0])
    return found


def everything(world, org, by):
    """Put a row of every kind into the east street."""
    target = checked(world, org, by)
    acts.publish(publication=acts.Publication("notice", "公告栏", org=org), on=DAY, by=by)
    given = reporting_in.Reporting("示例在职党员", "示例局")
    reporting_in.report_in(area=world.east_community, reporting=given, on=DAY, by=by)
    numbers = reporting_in.Counted(5, "汇总表")
    reporting_in.count_reported(area=world.east_community, counted=numbers, on=DAY, by=by)
    return target


@pytest.fixture
def secretary(world):
    """Return the account of a secretary, and the organization."""
    org = branch(world)
    with system_scope("test"):
        user = world.user(Role.SECRETARY, world.east, "secretary")
        user.person.refresh_from_db()
        user.assignments.as_system("test").get().body.areas.clear()
    by = world.act_as("east")
    services.appoint(org=org, person=user.person, kind="secretary", on=FOUNDED, by=by, secretary_source="employee")
    return user, org


def test_a_secretary_searches_for_the_own_organization_and_sees_no_other_search(world, secretary):
    user, org = secretary
    other = branch(world, "east", name="东街另一党支部")
    hidden = everything(world, other, world.act_as("east"))
    me = Principal.for_user(user, on=TODAY)
    open_scope(me)
    assert rows_by_sql() == [0] * len(MODELS)
    mine = listed(world, me, name="示例老党员", area=None, org=org)
    contract = acts.Contract(org, enrolled(org, me, "示例承包党员"))
    acts.contract_target(target=mine, contract=contract, on=DAY, by=me)
    acts.look(target=mine, method="friends", result="clue", on=DAY, by=me)
    assert rows_by_sql() == [1, 3, 0, 0, 0]
    assert list(SearchTarget.objects.visible_to(me, "orgs.view_member")) == [mine]
    for act in (
        lambda: acts.look(target=hidden, method="friends", result="clue", on=DAY, by=me),
        lambda: acts.contract_target(target=mine, contract=acts.Contract(other, officer=OFFICER), on=DAY, by=me),
        lambda: listed(world, me, name="外面的人"),
        lambda: reporting_in.count_reported(
            area=world.east_community, counted=reporting_in.Counted(1, "表"), on=date(2015, 6, 1), by=me
        ),
    ):
        with pytest.raises(Denied):
            act()


def test_the_search_leaves_the_sight_of_a_secretary_whose_organization_looks_no_more(world, secretary):
    user, org = secretary
    target = checked(world, org, world.act_as("east"))
    other = branch(world, "east")
    acts.contract_target(
        target=target, contract=acts.Contract(other, officer=OFFICER), on=DAY, by=world.act_as("east")
    )
    open_scope(Principal.for_user(user, on=TODAY))
    assert rows_by_sql()[:2] == [0, 0]
    assert stored(target).org_id == other.pk


def test_a_secretary_enters_somebody_with_the_own_organization_filled_in(world, secretary):
    user, org = secretary
    client = Client()
    client.force_login(user)
    form = client.get(reverse("orgs:list_target")).content.decode()
    assert f'<option value="{org.pk}" selected>' in form
    today = timezone.localdate().isoformat()
    answer = client.post(reverse("orgs:list_target"), {"name": "示例老党员", "clue_from": "visit", "org": org.pk, "on": today})
    assert answer.status_code == 302
    assert org.name in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role not in {
    Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER, Role.SECRETARY,
}])  # fmt: skip
def test_a_role_without_the_grant_of_the_roster_sees_no_name(world, role):
    target = everything(world, branch(world), world.act_as("east"))
    with system_scope("test"):
        user = world.user(role, world.east, "reader")
    me = Principal.for_user(user, on=TODAY)
    open_scope(me)
    assert [model.objects.visible_to(me, "orgs.view_member").count() for model in MODELS] == [0] * len(MODELS)
    with pytest.raises(Denied):
        acts.look(target=target, method="visit", result="clue", on=DAY, by=me)
