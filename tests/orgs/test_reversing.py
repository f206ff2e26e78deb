"""Taking events back: by the upper level, the last one only, with everything it cut short; and the tree of any day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from access import dated
from access.errors import Conflict
from access.models import Reach
from access.policy import Denied
from access.principals import system_scope
from enterprises.models import MembersFact
from orgs import services
from orgs.choices import FormationMode
from orgs.choices import LifeEventKind as Kind
from orgs.models import Coverage, LifeEvent, PartyOrg, Post, StarRecord, Term
from orgs.queries import tree
from orgs.rules import life
from orgs.services import Approval, Election
from tests.factories.orgs import DAY, TODAY

LATER = date(2015, 8, 1)
DOCUMENT = Approval(on=LATER, approval_no="示例〔2015〕2号", reason="示例")
BACK = Approval(on=TODAY, approval_no="示例〔2015〕9号", reason="批复有误")
YES = "orgs.view_org"


def last(org):
    return LifeEvent.objects.of(org=org).order_by("on", "pk").last()


def held(org, on):
    return {(row.unit_id, row.mode) for row in Coverage.objects.of_org(org).as_of(on)}


@pytest.fixture
def led(world, committee):
    """Return a single organization with secretary, term and stars."""
    org = world.single(by=committee)
    services.appoint(
        org=org, person=world.person(), kind="secretary", secretary_source="employee", on=DAY, by=committee
    )
    services.elect(org=org, election=Election(on=DAY), by=committee)
    services.give_stars(org=org, stars=4, on=DAY, by=committee)
    return org


def test_a_revoked_organization_comes_back_with_all_that_its_end_cut_short(world, led, committee):
    before = held(led, LATER)
    person = Post.objects.of(org=led).live().get().person_id
    services.revoke(org=led, approval=DOCUMENT, by=committee)
    assert not held(led, LATER)
    services.reverse_event(org=led, event=last(led), approval=BACK, by=committee)
    led.refresh_from_db()
    assert led.ended_on is None
    assert held(led, LATER) == before
    assert held(led, TODAY) == before
    assert Post.objects.of(org=led).as_of(TODAY).get().ended_reason == ""
    assert StarRecord.objects.of(org=led).as_of(TODAY).get().valid.upper == date(2017, 7, 1)
    assert Term.objects.of(org=led).get().closed_on is None
    assert Reach.objects.in_force(person, "orgs.org", TODAY).exists()
    assert Reach.objects.in_force(person, "enterprises.unit", TODAY).exists()
    assert [event.kind for event in LifeEvent.objects.of(org=led).order_by("pk")] == ["founding", "revoke", "reverse"]


def test_a_reversed_end_may_come_again_but_not_twice_at_once(world, led, committee):
    services.revoke(org=led, approval=DOCUMENT, by=committee)
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeEvent.objects.create(org=led, kind=Kind.REVOKE, on=LATER)
    event = last(led)
    services.reverse_event(org=led, event=event, approval=BACK, by=committee)
    with pytest.raises(Conflict):
        services.reverse_event(org=led, event=event, approval=BACK, by=committee)
    services.revoke(org=led, approval=BACK, by=committee)
    led.refresh_from_db()
    assert led.ended_on == TODAY


def test_a_merge_is_taken_back_with_its_units(world, committee):
    org, into = world.joint(by=committee), world.joint(by=committee)
    mine, theirs = held(org, LATER), held(into, LATER)
    services.merge(org=org, into=into, approval=DOCUMENT, by=committee)
    assert len(held(into, TODAY)) == 4
    services.reverse_event(org=org, event=last(org), approval=BACK, by=committee)
    assert (held(org, TODAY), held(into, TODAY)) == (mine, theirs)


def test_a_merge_stands_once_something_later_stands_on_it(world, committee):
    org, into = world.joint(by=committee), world.joint(by=committee)
    services.merge(org=org, into=into, approval=DOCUMENT, by=committee)
    services.rename(org=into, name="示例新名称党支部", approval=BACK, by=committee)
    with pytest.raises(Conflict):
        services.reverse_event(org=org, event=last(org), approval=BACK, by=committee)
    org.refresh_from_db()
    assert org.ended_on == LATER


def test_a_unit_organized_anew_keeps_the_end_from_being_taken_back(world, committee):
    unit = world.unit(formal=3)
    org = world.single(by=committee, unit=unit)
    services.revoke(org=org, approval=DOCUMENT, by=committee)
    world.single(by=committee, unit=unit, on=TODAY)
    with pytest.raises(Conflict, match="已由其他党组织覆盖"):
        services.reverse_event(org=org, event=last(org), approval=BACK, by=committee)


def test_names_and_types_go_back_one_after_the_other(world, committee):
    org = world.single(by=committee, name="示例甲党支部")
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    renamed = last(org)
    services.change_type(org=org, org_type="general_branch", approval=DOCUMENT, by=committee)
    with pytest.raises(Conflict, match="须先撤回后一次变更"):
        services.reverse_event(org=org, event=renamed, approval=BACK, by=committee)
    services.reverse_event(org=org, event=last(org), approval=BACK, by=committee)
    services.reverse_event(org=org, event=renamed, approval=BACK, by=committee)
    org.refresh_from_db()
    assert (org.name, org.org_type) == ("示例甲党支部", "branch")


@pytest.mark.parametrize("missing", ["approval_no", "reason"])
@pytest.mark.parametrize("act", ["rename", "reverse"])
def test_no_act_without_number_and_reason(world, committee, act, missing):
    org = world.single(by=committee)
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    bare = Approval(on=TODAY, **{"approval_no": "1号", "reason": "示例", missing: " "})
    acts = {
        "rename": lambda: services.rename(org=org, name="示例丙党支部", approval=bare, by=committee),
        "reverse": lambda: services.reverse_event(org=org, event=last(org), approval=bare, by=committee),
    }
    with pytest.raises(ValidationError) as refusal:
        acts[act]()
    assert list(refusal.value.error_dict) == [missing]


def test_a_street_takes_nothing_back_and_a_founding_stays(world, committee):
    org = world.single(by=committee)
    with pytest.raises(Conflict):
        services.reverse_event(org=org, event=last(org), approval=BACK, by=committee)
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    with pytest.raises(Denied):
        services.reverse_event(org=org, event=last(org), approval=BACK, by=world.act_as("east"))


@pytest.mark.parametrize(("on", "code"), [(LATER - timedelta(days=1), "reversal_order"), (LATER, None), (TODAY, None)])
def test_a_reversal_does_not_lie_before_its_event(on, code):
    events = [life.Event(1, Kind.FOUNDING, DAY), life.Event(2, Kind.RENAME, LATER)]
    refusal = life.check_reversal(events, 2, on)
    assert (refusal.code if refusal else None) == code
    assert life.check_reversal([*events, life.Event(3, Kind.SPLIT, LATER)], 3, on).code == "not_reversible"


def test_a_unit_that_splits_off_leaves_the_past_of_the_joint_branch(world, committee):
    first, second = world.unit(formal=2), world.unit(formal=2)
    org = world.joint(by=committee, units=[first, second])
    rows = held(org, DAY)
    dated.record(
        MembersFact, key={"unit": first}, values={"formal": 3, "probationary": 0}, since=LATER, by=committee
    )  # fmt: skip
    new = services.split_off(unit=first, org=org, founding=world.founding(on=LATER), by=committee)
    assert held(org, LATER - timedelta(days=1)) == rows
    assert held(org, LATER) == {(second.pk, FormationMode.JOINT)}
    assert held(new, LATER) == {(first.pk, FormationMode.SINGLE)}


def test_the_tree_of_a_day_shows_names_types_and_organizations_of_that_day(world, committee):
    org = world.single(by=committee, name="示例甲党支部")
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    services.change_type(org=org, org_type="general_branch", approval=DOCUMENT, by=committee)
    services.revoke(org=org, approval=BACK, by=committee)
    shown = [
        (on, [(row.name_then, row.type_then) for row in tree.children(None, committee, on)])
        for on in (DAY - timedelta(days=1), DAY, LATER - timedelta(days=1), LATER, TODAY - timedelta(days=1), TODAY)
    ]
    old, new = ("示例甲党支部", "branch"), ("示例乙党支部", "general_branch")
    assert [rows for _day, rows in shown] == [[], [old], [old], [new], [new], []]


def test_the_pages_of_the_tree_and_of_a_reversal(world, committee):
    org = world.single(by=committee, name="示例甲党支部")
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["committee"].pk))
    assert "示例甲党支部" in client.get(reverse("orgs:tree"), {"as_of": "2015-07-31"}).content.decode()
    assert "示例乙党支部" in client.get(reverse("orgs:tree"), {"as_of": "2015-08-01"}).content.decode()
    assert client.get(reverse("orgs:tree"), {"by": "body"}).status_code == 200
    assert "撤回变更" in client.get(org.get_absolute_url()).content.decode()
    address = reverse("orgs:reverse", args=[org.pk])
    assert client.get(address).status_code == 200
    org.refresh_from_db()
    given = {"on": "2015-09-01", "approval_no": "9号", "reason": "批复有误", "version": org.version}
    assert client.post(address, given).status_code == 302
    with system_scope("test"):
        assert PartyOrg.objects.as_system("test").get(pk=org.pk).name == "示例甲党支部"
    answer = client.post(address, given)
    assert (answer.status_code, "没有可以撤回的变更" in answer.content.decode()) == (422, True)


def test_the_endpoint_reads_the_system_of_a_day_and_takes_back(world, committee):
    org = world.single(by=committee, name="示例甲党支部")
    services.rename(org=org, name="示例乙党支部", approval=DOCUMENT, by=committee)
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["committee"].pk))
    for day, name in (("2015-07-31", "示例甲党支部"), ("2015-08-01", "示例乙党支部")):
        found = client.get("/api/v1/organizations/tree/", {"as_of": day}).json()["results"]
        assert [row["name"] for row in found if row["id"] == org.pk] == [name]
    org.refresh_from_db()
    given = {"event": last(org).pk, "on": "2015-09-01", "approval_no": "9号", "reason": "批复有误"}
    more = {"content_type": "application/json", "headers": {"If-Match": f'"{org.version}"'}}
    address = f"/api/v1/organizations/{org.pk}/reverse/"
    assert client.post(address, {**given, "event": 1}, **more).status_code == 400
    answer = client.post(address, given, **more)
    assert (answer.status_code, answer.json()["name"]) == (200, "示例甲党支部"), answer.content
