"""Owners' attitudes with the opinion on recommendations, and turns of duty: small records, each act checked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import User
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.choices import Opinion, OwnerAttitude
from orgs.models import DutyTurn, LifeRecord, OwnerRecord
from orgs.queries import owners as reads
from tests.factories.orgs import DAY, TODAY

pytestmark = pytest.mark.django_db


def owners():
    return list(OwnerRecord.objects.as_system("test").order_by("pk"))


@pytest.fixture
def signed_in(world):
    def enter(key):
        client = Client()
        with system_scope("test"):
            client.force_login(User.objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return enter


def test_an_attitude_holds_until_the_next_and_each_day_has_one(world, east):
    unit = world.unit()
    first = services.record_owner(unit=unit, attitude=OwnerAttitude.RELUCTANT, on=DAY, by=east)
    services.record_owner(unit=unit, attitude=OwnerAttitude.SUPPORTS, on=TODAY, by=east)
    said = {on: reads.select(east, on).get().attitude for on in (DAY, TODAY - timedelta(days=1), TODAY)}
    assert said == {DAY: "reluctant", TODAY - timedelta(days=1): "reluctant", TODAY: "supports"}
    assert reads.select(east, DAY - timedelta(days=1)).count() == 0
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_ownerrecord SET attitude = 'neutral' WHERE id = %s", [first.pk])


def test_an_opinion_names_what_it_is_on_and_one_against_the_attitude_says_why(world, east):
    given = {"unit": world.unit(), "on": TODAY, "by": east, "opinion": Opinion.RECOMMEND}
    with pytest.raises(ValidationError, match="推荐事项"):
        services.record_owner(**given, attitude=OwnerAttitude.SUPPORTS)
    with pytest.raises(ValidationError, match="理由"):
        services.record_owner(**given, attitude=OwnerAttitude.RELUCTANT, purpose="政协委员")
    assert owners() == []
    services.record_owner(**given, attitude=OwnerAttitude.RELUCTANT, purpose="政协委员", note="已承诺支持")
    assert [row.opinion for row in owners()] == ["recommend"]


def test_who_may_not_and_a_day_to_come_write_nothing(world, east):
    unit = world.unit()
    with pytest.raises(ValidationError):
        services.record_owner(unit=unit, attitude="supports", on=TODAY + timedelta(days=1), by=east)
    for key in ("west", "leader"):
        with pytest.raises(Denied):
            services.record_owner(unit=unit, attitude="supports", on=TODAY, by=world.act_as(key))
    assert owners() == []


def test_a_turn_of_duty_takes_the_place_of_what_stood_and_ends_after_it_begins(world, east):
    given = {"area": world.east, "by": east, "on": DAY}
    services.set_duty(**given, name="甲", until=TODAY)
    services.set_duty(**{**given, "on": DAY + timedelta(days=10)}, name="乙", until=TODAY)
    live = DutyTurn.objects.as_system("test").live()
    assert [live.as_of(day).get().name for day in (DAY, DAY + timedelta(days=10))] == ["甲", "乙"]
    with pytest.raises(ValidationError):
        services.set_duty(**given, name="丙", until=DAY)
    with pytest.raises(ValidationError):
        services.set_duty(**given, name=" ", until=TODAY)
    for key in ("west", "leader"):
        with pytest.raises(Denied):
            services.set_duty(**{**given, "by": world.act_as(key)}, name="丙", until=TODAY)


def test_the_pages_show_figures_that_open_into_their_rows(world, east, signed_in):
    unit, today = world.unit(name="示例甲有限公司"), timezone.localdate()
    world.single(by=east, unit=world.unit(formal=3))
    client = signed_in("east")
    sent = {"unit": unit.pk, "on": today, "attitude": "supports", "opinion": "none"}
    assert client.post(reverse("orgs:record_owner"), sent).status_code == 302
    assert "示例甲有限公司" in client.get(f"{reverse('orgs:owners')}?attitude=supports").content.decode()
    assert "示例甲有限公司" not in client.get(f"{reverse('orgs:owners')}?attitude=neutral").content.decode()
    turn = {"area": world.east.pk, "name": "示例副主席", "on": today, "until": today + timedelta(days=30)}
    assert client.post(reverse("orgs:set_duty"), turn).status_code == 302
    assert "正在轮值" in client.get(reverse("orgs:duties")).content.decode()
    leader = signed_in("leader")
    assert [leader.get(reverse(name)).status_code for name in ("orgs:owners", "orgs:record_owner")] == [403, 403]


def test_the_panel_names_the_owners_of_the_units_that_an_organization_covers(world, east, signed_in):
    unit = world.unit(formal=3, name="示例甲有限公司")
    org = world.single(by=east, unit=unit)
    address = reverse("orgs:panel", args=[org.pk, "orgs.owners"])
    assert "还没有出资人态度记录" in signed_in("east").get(address).content.decode()
    services.record_owner(unit=unit, attitude="supports", on=TODAY, by=east)
    assert "示例甲有限公司" in signed_in("east").get(address).content.decode()


def test_the_interface_records_life_puts_it_right_and_withdraws_it(world, east, signed_in):
    org, client, today = world.single(by=east), signed_in("east"), timezone.localdate().isoformat()
    post = lambda path, body: client.post(f"/api/v1/{path}", body, content_type="application/json")  # noqa: E731
    sent = {"org": org.pk, "kind": "outreach", "on": today, "topic": "宣传", "figures": {"brochures": 30}}
    wrong = post("life-records/", {**sent, "figures": {"yuan": 5}})
    assert wrong.status_code == 400
    made = post("life-records/", sent).json()
    assert (made["figures"], made["kind"]) == ({"brochures": 30}, "outreach")
    told = {"on": today, "topic": "宣传", "figures": {"brochures": 40}, "reason": "登错"}
    right = post(f"life-records/{made['id']}/correct/", told).json()
    assert (right["figures"], right["series"]) == ({"brochures": 40}, made["series"])
    assert post(f"life-records/{made['id']}/correct/", told).status_code == 409
    listed = client.get(f"/api/v1/life-records/?kind=outreach&since={today}&until={today}").json()["results"]
    assert [row["id"] for row in listed] == [right["id"]]
    assert post(f"life-records/{right['id']}/withdraw/", {"reason": "误登"}).status_code == 200
    assert LifeRecord.objects.as_system("test").live().count() == 0
    assert signed_in("west").get(f"/api/v1/life-records/{right['id']}/").status_code == 404
    unit = world.unit()
    owner = post("owner-records/", {"unit": unit.pk, "on": today, "attitude": "supports"})
    duty = post("duty-turns/", {"area": world.east.pk, "name": "甲", "on": today, "until": "2100-01-01"})
    assert (owner.status_code, duty.status_code) == (201, 201)
    assert client.get("/api/v1/owner-records/?attitude=supports").json()["results"][0]["id"] == owner.json()["id"]
    assert signed_in("leader").get("/api/v1/owner-records/").status_code == 403
