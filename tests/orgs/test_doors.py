"""REST: the same rows as the pages, ids of another street, versions, conflicts; and the race for one unit."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from access.errors import Conflict
from access.principals import Principal, acting, system_scope
from orgs import services
from orgs.models import Coverage, PartyOrg
from tests.factories import orgs as factory
from tests.factories.orgs import DAY, TODAY

API = "/api/v1/organizations/"


@pytest.fixture
def api(world):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


def _ids(answer):
    return {row["id"] for row in answer.json()["results"]}


def test_page_and_api_show_the_same_rows(api, world):
    by = world.act_as("committee")
    mine = world.single(by=by)
    theirs = world.single(by=by, unit=world.unit(world.west_community, formal=3))
    for key, seen in (("committee", {mine.pk, theirs.pk}), ("east", {mine.pk}), ("west", {theirs.pk})):
        client = api(key)
        assert _ids(client.get(API)) == seen
        assert {row.pk for row in client.get(reverse("orgs:list")).context["rows"]} == seen


def test_an_organization_of_another_street_answers_like_an_absent_one(api, world):
    org = world.single(by=world.act_as("east"))
    client = api("west")
    absent, hidden = client.get(f"{API}999999/"), client.get(f"{API}{org.pk}/")
    assert absent.status_code == hidden.status_code == 404
    assert client.get(f"{API}{org.pk}/coverage/").status_code == 404


def _single(unit, **changed):
    return {"unit": unit.pk, "name": "接口组建党支部", "on": "2015-07-01", "approval_no": "1号", **changed}


def test_forming_covering_leaving_and_revoking(api, world):
    client, unit = api("east"), world.unit(formal=3)
    made = client.post(f"{API}single/", _single(unit), content_type="application/json")
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    again = client.post(f"{API}single/", _single(unit, name="另一个"), content_type="application/json")
    assert again.status_code == 409
    assert unit.name in again.content.decode()
    extra = world.unit(formal=1)
    join = {"unit": extra.pk, "mode": "affiliated", "on": "2015-08-01"}
    assert client.post(f"{API}{pk}/join/", join, content_type="application/json").status_code == 201
    assert {row["unit"] for row in client.get(f"{API}{pk}/coverage/").json()["results"]} == {unit.pk, extra.pk}
    before = client.get(f"{API}{pk}/coverage/?as_of=2015-07-31").json()["results"]
    assert {row["unit"] for row in before} == {unit.pk}
    leave = {"unit": extra.pk, "on": "2015-08-15", "reason": "示例"}
    assert client.post(f"{API}{pk}/leave/", leave, content_type="application/json").status_code == 200
    approval = {"on": "2015-08-20", "approval_no": "2号", "reason": "示例"}
    revoke = f"{API}{pk}/revoke/"
    assert client.post(revoke, approval, content_type="application/json").status_code == 428
    stale = client.post(revoke, approval, content_type="application/json", headers={"If-Match": '"9"'})
    assert stale.status_code == 412
    done = client.post(revoke, approval, content_type="application/json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["ended_on"]) == (200, "2015-08-20")


def test_joint_regional_posts_terms_and_stars(api, world):
    client = api("committee")
    units = [world.unit(formal=2).pk, world.unit(formal=1).pk]
    base = {"on": "2015-07-01", "approval_no": "1号"}
    joint = client.post(f"{API}joint/", {**base, "name": "联", "units": units}, content_type="application/json")
    assert joint.status_code == 201, joint.content
    regional = {**base, "name": "区", "area": world.east.pk, "kind": "town", "formal": 3, "areas": [world.east_grid.pk]}
    assert client.post(f"{API}regional/", regional, content_type="application/json").status_code == 201
    single = client.post(f"{API}single/", _single(world.unit(formal=3)), content_type="application/json")
    one = f"{API}{single.json()['id']}/"
    appoint = {"person": world.person().pk, "kind": "secretary", "secretary_source": "owner", "on": "2015-07-02"}
    assert client.post(f"{one}appoint/", appoint, content_type="application/json").json()["is_owner"] is True
    elect = {"on": "2015-07-02", "entitled": 5, "present": 5}
    assert client.post(f"{one}elect/", elect, content_type="application/json").json()["ends_on"] == "2018-07-02"
    assert (
        client.post(f"{one}rate/", {"stars": 5, "on": "2015-07-02"}, content_type="application/json").status_code == 201
    )
    for below in ("posts", "terms", "events", "stars"):
        assert len(client.get(f"{one}{below}/?as_of=2015-08-01").json()["results"]) == 1
    for query, number in (("form=single", 1), ("stars=5&as_of=2015-08-01", 1), ("term=not_due&as_of=2015-08-01", 1),
                          ("active=false", 0), ("q=接口", 1), (f"area={world.west.pk}", 0)):  # fmt: skip
        assert len(client.get(f"{API}?{query}").json()["results"]) == number, query


def test_a_unit_of_another_street_in_the_body_is_refused_like_an_absent_one(api, world):
    hidden = world.unit(world.west_community, formal=3)
    client = api("east")
    answer = client.post(f"{API}single/", _single(hidden), content_type="application/json")
    assert answer.status_code == 400
    assert hidden.name not in answer.content.decode()
    assert not PartyOrg.objects.as_system("test").exists()


def test_below_the_threshold_is_refused_with_the_clause(api, world):
    answer = api("east").post(f"{API}single/", _single(world.unit(formal=2)), content_type="application/json")
    assert answer.status_code == 400
    assert "第四条" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clerks_form_for_one_unit_and_exactly_one_wins():
    world = factory.build()
    unit = world.unit(formal=3)
    started, outcomes = threading.Barrier(2), []

    def form(name):
        try:
            with system_scope("read rights"):
                by = Principal.for_user(
                    get_user_model().objects.as_system("t").get(pk=world.users["east"].pk), on=TODAY
                )
            started.wait()
            with acting(by):
                services.form_single(unit=unit, founding=world.founding(name, on=DAY), by=by)
            outcomes.append("formed")
        except Conflict as refusal:
            outcomes.append(str(refusal.messages[0]))
        finally:
            connection.close()

    clerks = [threading.Thread(target=form, args=(name,)) for name in ("甲党支部", "乙党支部")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(outcome == "formed" for outcome in outcomes) == [False, True]
    assert any(unit.name in outcome for outcome in outcomes)
    assert Coverage.objects.as_system("test").live().filter(unit=unit).count() == 1
    assert PartyOrg.objects.as_system("test").count() == 1
