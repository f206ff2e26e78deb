"""The four ones: quarters at their edges, parts of a quarter, the records behind each light, who sees and keeps them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import registries
from access.errors import Conflict
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.choices import FourOne, Light
from orgs.models import LifeRecord, Venue
from orgs.queries import four_ones
from orgs.rules.four_ones import Quarter, Standing, lights, quarter_named, quarter_of
from tests.factories.orgs import DAY, TODAY

Q3 = Quarter(date(2015, 7, 1), date(2015, 10, 1))  # 92 days, half of it 46
WHOLE = Standing(date(2010, 1, 1), None, True, 1, 2, 2, 5, 5)
ON = date(2015, 9, 1)


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2015, 6, 30), "2015Q2"), (date(2015, 7, 1), "2015Q3"), (date(2015, 9, 30), "2015Q3"), (date(2015, 10, 1), "2015Q4"),
     (date(2015, 12, 31), "2015Q4"), (date(2016, 1, 1), "2016Q1")],
)  # fmt: skip
def test_a_quarter_begins_and_ends_on_its_days(day, name):
    assert quarter_of(day).name == name
    assert quarter_named(name) == quarter_of(day)


@pytest.mark.parametrize("name", ["", "2015", "2015Q0", "2015Q5", "Q1", "0000Q1", "9999Q4", "二〇Q1"])
def test_a_name_that_is_no_quarter_is_none(name):
    assert quarter_named(name) is None


def test_all_four_lights_are_met():
    assert set(lights(WHOLE, Q3, on=ON).values()) == {Light.MET}


@pytest.mark.parametrize(
    ("changed", "one"),
    [
        ({"has_venue": False}, FourOne.VENUE),
        ({"grids_led": 1}, FourOne.INSTRUCTOR),
        ({"units_with_card": 4}, FourOne.CARD),
    ],
)
def test_one_thing_missing_puts_out_one_light(changed, one):
    judged = lights(replace(WHOLE, **changed), Q3, on=ON)
    assert [key for key, light in judged.items() if light == Light.MISSING] == [one]


@pytest.mark.parametrize(
    ("on", "light"),
    [(date(2015, 9, 30), Light.PENDING), (date(2015, 10, 1), Light.MISSING), (date(2016, 1, 1), Light.MISSING)],
)
def test_a_forum_is_missing_only_when_its_quarter_is_over(on, light):
    assert lights(replace(WHOLE, forums=0), Q3, on=on)[FourOne.FORUM] == light


@pytest.mark.parametrize(
    ("founded", "light"),
    [(date(2015, 8, 15), Light.MISSING), (date(2015, 8, 16), Light.MISSING), (date(2015, 8, 17), Light.NOT_ASKED)],
)
def test_less_than_half_a_quarter_asks_for_no_forum(founded, light):
    assert lights(replace(WHOLE, forums=0, founded_on=founded), Q3, on=date(2015, 11, 1))[FourOne.FORUM] == light
    assert lights(replace(WHOLE, forums=1, founded_on=founded), Q3, on=date(2015, 11, 1))[FourOne.FORUM] == Light.MET


@pytest.mark.parametrize(
    ("ended", "light"),
    [(date(2015, 7, 1), Light.NOT_ASKED), (date(2015, 8, 15), Light.NOT_ASKED), (date(2015, 8, 16), Light.MISSING)],
)
def test_a_branch_that_ended_early_owes_no_forum(ended, light):
    assert lights(replace(WHOLE, forums=0, ended_on=ended), Q3, on=date(2015, 11, 1))[FourOne.FORUM] == light


@pytest.fixture
def branch(world, committee):
    world.unit(where=world.east_grid)
    world.unit(where=world.east_grid)
    return world.regional(by=committee, areas=[world.east_grid], name="东街区域党支部")


def row_of(org, on=TODAY):
    return four_ones.shown([org], quarter_of(on), on=on)[0]


def lights_of(org, on=TODAY):
    return {one["one"]: one["light"] for one in row_of(org, on)["lights"]}


def test_each_record_lights_its_light(world, branch, committee, monkeypatch):
    assert lights_of(branch) == {
        FourOne.VENUE: Light.MISSING, FourOne.FORUM: Light.PENDING, FourOne.INSTRUCTOR: Light.MISSING,
        FourOne.CARD: Light.MISSING,
    }  # fmt: skip
    services.set_venue(org=branch, name="东街党群服务中心", on=TODAY, by=committee)
    assert lights_of(branch)[FourOne.VENUE] == Light.MET
    assert lights_of(branch, TODAY - timedelta(days=1))[FourOne.VENUE] == Light.MISSING
    services.record_forum(org=branch, on=DAY, topic="用工", units_present=2, people_present=6, by=committee)
    assert lights_of(branch)[FourOne.FORUM] == Light.MET
    units = [pair[0] for pair in four_ones.Coverage.objects.of_org(branch).as_of(TODAY).values_list("unit_id")]
    for number, pk in enumerate(units):
        unit = four_ones.Coverage.objects.of(unit=pk).as_of(TODAY).get().unit
        services.issue_card(unit=unit, number=str(number), contact_name="甲", phone="", on=TODAY, by=committee)
        assert row_of(branch)["standing"].units_with_card == number + 1
    assert lights_of(branch)[FourOne.CARD] == Light.MET
    sent = {world.east_grid.pk: [{"name": "乙", "since": DAY, "until": TODAY}]}
    monkeypatch.setitem(registries.facts._entries, four_ones.LEADERS, lambda grids, on: sent)
    assert set(lights_of(branch).values()) == {Light.MET}


def test_a_forum_counts_in_the_quarter_of_its_day_only(world, branch, committee):
    services.record_forum(org=branch, on=DAY, topic="用工", units_present=2, people_present=6, by=committee)
    assert row_of(branch, TODAY)["standing"].forums == 1
    assert row_of(branch, date(2015, 10, 1))["standing"].forums == 0


def test_forums_are_recorded_once_and_never_changed(world, branch, committee):
    given = {"org": branch, "on": DAY, "topic": "用工", "units_present": 2, "people_present": 6, "by": committee}
    row = services.record_forum(**given)
    with pytest.raises(DatabaseError), transaction.atomic():
        services.record_forum(**given)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_liferecord SET topic = 'x' WHERE id = %s", [row.pk])


def test_only_regional_branches_and_only_who_may(world, branch, committee):
    joint = world.joint(by=committee)
    with pytest.raises(Conflict):
        services.set_venue(org=joint, name="示例", on=TODAY, by=committee)
    with pytest.raises(ValidationError):
        services.set_venue(org=branch, name="示例", on=TODAY + timedelta(days=1), by=committee)
    with pytest.raises(Denied):
        services.set_venue(org=branch, name="示例", on=TODAY, by=world.act_as("west"))
    with system_scope("test"):
        assert (Venue.objects.as_system("test").count(), LifeRecord.objects.as_system("test").count()) == (0, 0)


def test_pages_and_endpoint_show_the_lights(world, branch, committee):
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["east"].pk))
    text = client.get(reverse("orgs:four_ones")).content.decode()
    assert "东街区域党支部" in text
    assert "未达到" in text
    today = timezone.localdate().isoformat()
    venue = client.post(reverse("orgs:set_venue", args=[branch.pk]), {"name": "党群服务中心", "on": today})
    forum = {"topic": "用工", "on": today, "units_present": 2, "people_present": 6}
    held = client.post(reverse("orgs:record_forum", args=[branch.pk]), forum)
    assert (venue.status_code, held.status_code) == (302, 302)
    text = client.get(reverse("orgs:four_ones_of", args=[branch.pk])).content.decode()
    for words in ("党群服务中心", "用工", "没有指导员", "东一网格"):
        assert words in text
    found = client.get(f"/api/v1/organizations/{branch.pk}/four_ones/").json()
    assert found["lights"] == {"venue": "met", "forum": "met", "instructor": "missing", "card": "missing"}
    assert (found["forums"], found["grids"], found["grids_led"], found["units"]) == (1, 1, 0, 2)
    later = reverse("orgs:panel", args=[branch.pk, "orgs.four_ones"])
    assert later in client.get(branch.get_absolute_url()).content.decode()
    part, alone = client.get(later, headers={"hx-request": "true"}), client.get(later)
    assert "每个网格一名指导员" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "每个网格一名指导员" in alone.content.decode()
    assert "<html" in alone.content.decode()
    assert client.get(reverse("orgs:panel", args=[branch.pk, "orgs.nothing"])).status_code == 404
    assert client.get(reverse("orgs:four_ones"), {"quarter": "nonsense"}).status_code == 200
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["west"].pk))
    assert client.get(reverse("orgs:four_ones_of", args=[branch.pk])).status_code == 404
    assert "东街区域党支部" not in client.get(reverse("orgs:four_ones")).content.decode()
