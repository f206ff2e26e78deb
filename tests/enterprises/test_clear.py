"""The clear ledger (五个清): the table of lights, schemes by area and day, lists and shares in one statement."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from access import policy
from access.choices import Role
from access.principals import acting, system_scope
from access.registries import clear_checks
from enterprises import services
from enterprises.choices import Light
from enterprises.models import ClearLedgerScheme, ContactLink, Unit, Visit
from enterprises.queries import clear
from enterprises.queries.pieces import Piece
from enterprises.rules import clear as rules
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import unit

VIEW = "enterprises.view_unit"
ITEM = rules.Item("staff", "职工队伍情况清", ("staff", "phone"), 365)
ASKED = {"staff": True, "phone": True}
ONLY_STAFF = (rules.Item("staff", "职工清", ("staff",), 30), rules.Item("code", "代码清", ("code",)))


@pytest.mark.parametrize(
    ("holds", "days_ago", "expected"),
    [
        (ASKED, 0, Light.ON), (ASKED, 364, Light.ON), (ASKED, 365, Light.ON), (ASKED, 366, Light.PART),
        (ASKED, None, Light.PART), ({"staff": True, "phone": False}, 0, Light.OFF), ({"staff": True}, 0, Light.OFF),
        ({}, None, Light.OFF),
    ],
)  # fmt: skip
def test_a_light_is_on_when_all_is_known_and_fresh(holds, days_ago, expected):
    confirmed = None if days_ago is None else TODAY - timedelta(days=days_ago)
    assert rules.light(ITEM, holds, confirmed, TODAY) == expected


def test_without_a_limit_any_age_is_fresh():
    assert rules.light(rules.Item("a", "甲", ("code",)), {"code": True}, None, TODAY) == Light.ON


@pytest.mark.parametrize(
    "data",
    [
        [], [{"key": "a", "label": "甲", "checks": []}], [{"key": "a", "label": " ", "checks": ["code"]}],
        [{"key": "a", "label": "甲", "checks": ["nothing"]}], [{"key": "a", "label": "甲", "checks": ["code"], "most_days": -1}],
        [{"key": "a", "label": "甲", "checks": ["code"]}] * 2,
        [{"key": str(n), "label": "甲", "checks": ["code"]} for n in range(9)],
    ],
)  # fmt: skip
def test_a_scheme_that_cannot_be_is_refused(data):
    with pytest.raises(ValueError, match=r".*"):
        rules.items_from_data(data, ["code", "staff"])


def test_stored_items_are_read_as_they_were():
    data = [rules.item_to_data(item) for item in rules.DEFAULT]
    assert rules.items_from_data(data, [check.code for check in clear_checks.items()]) == rules.DEFAULT


def whole(area, **more):
    values = {"industry_section": "C", "address": "东街1号", "owner": "示例业主", "contact_phone": "13900000000"}
    survey = services.Survey(staff=20, formal=0)
    return unit(area, on=TODAY - timedelta(days=30), survey=survey, **(values | more))


def told(made, by, on=TODAY):
    with acting(by):
        rows = clear.with_lights(clear.with_grounds(Unit.objects.visible_to(by, VIEW), on), on)
        one = rows.get(pk=made.pk)
        text = clear.counted(one.lights_text)
        assert clear.texts(Piece([made.pk], on, by)) == {made.pk: text}  # as files read it
        return {row["label"]: row["state"] for row in clear.lights(one, on)}, text


def test_the_page_of_a_unit_and_the_list_say_the_same(land, east):
    for made in (whole(land.first), whole(land.first, address="", owner=""), unit(land.second)):
        for on in (TODAY, TODAY + timedelta(days=700)):
            lights, text = told(made, east, on)
            assert text == f"{sum(state == 'on' for state in lights.values())}/{len(lights)}"
    lights, text = told(whole(land.first), east)
    assert text == "4/5"  # nobody covers it
    assert lights["党组织情况清"] == "off"


def test_what_is_missing_is_named_with_where_to_put_it_right(land, east):
    made = whole(land.first, address="")
    with acting(east):
        one = clear.with_grounds(Unit.objects.visible_to(east, VIEW), TODAY).get(pk=made.pk)
        light = clear.lights(one, TODAY)[0]
    assert (light["state"], light["hint"], light["url"]) == ("off", "缺：地址", f"/enterprises/{made.pk}/edit/")


def test_a_visit_makes_old_knowledge_fresh(land, east):
    made, later = whole(land.first), TODAY + timedelta(days=500)
    assert told(made, east, later)[0]["职工队伍情况清"] == "part"
    with system_scope("t"):
        Visit.objects.create(client_uuid=uuid4(), unit=made, visited_on=later - timedelta(days=365), outcome="done")
    assert told(made, east, later)[0]["职工队伍情况清"] == "on"
    assert told(made, east, later + timedelta(days=1))[0]["职工队伍情况清"] == "part"


def publish(area, by, items=ONLY_STAFF, since=TODAY, origin="示例通知"):
    with acting(by):
        return services.set_scheme(area=area, items=items, since=since, origin=origin, by=by)


def test_the_nearest_scheme_of_the_day_decides(land, committee, east):
    made, other = whole(land.first), unit(land.west)
    publish(land.county, committee, since=date(2015, 1, 1))
    publish(land.east, committee, items=ONLY_STAFF[:1], since=date(2015, 6, 1))
    assert told(made, east)[1] == "1/1"
    assert told(made, east, date(2015, 5, 31))[1].endswith("/2")
    assert told(other, committee)[1].endswith("/2")
    assert told(made, east, date(2014, 12, 31))[1].endswith("/5")


def test_a_new_scheme_ends_the_one_before_and_none_begins_twice(land, committee):
    first = publish(land.county, committee, since=date(2015, 1, 1))
    publish(land.county, committee, since=date(2015, 6, 1))
    first.refresh_from_db()
    assert first.until == date(2015, 6, 1)
    with pytest.raises(ValidationError, match="换一个日期"):
        publish(land.county, committee, since=date(2015, 6, 1))
    assert ClearLedgerScheme.objects.count() == 2


def test_only_the_committee_publishes_and_bad_schemes_write_nothing(land, committee, east):
    with pytest.raises(policy.Denied):
        publish(land.east, east)
    for more in ({"items": ()}, {"origin": " "}, {"items": (rules.Item("a", "", ("code",)),)}):
        with pytest.raises(ValidationError):
            publish(land.county, committee, **more)
    assert not ClearLedgerScheme.objects.exists()


def test_shares_per_street_open_into_their_rows(land, committee, django_assert_max_num_queries):
    publish(land.county, committee, since=date(2015, 1, 1))
    for area in (land.first, land.second):
        whole(area)
    unit(land.first)
    unit(land.west)
    with acting(committee):
        with django_assert_max_num_queries(6):
            streets, items = clear.progress(committee, TODAY)
        found = {one.area.name: (one.clear, one.total, one.by_item) for one in streets}
        assert found == {"东街道": (2, 3, {"staff": 2, "code": 3}), "西街道": (0, 1, {"staff": 0, "code": 1})}
        assert [item.key for item in items] == ["staff", "code"]
        for value, number in (("clear", 2), ("unclear", 1), ("staff", 1), ("code", 0)):
            rows = Unit.objects.visible_to(committee, VIEW).under(land.east.path)
            assert clear.with_light(rows, value, TODAY).count() == number, value


def test_the_pages_show_lights_and_publish_a_scheme(land, client):
    user = AssignmentFactory(role=Role.COMMITTEE, body=land.committee).user
    client.force_login(user)
    made = whole(land.first)
    assert "党组织情况清" in client.get(f"/enterprises/{made.pk}/").content.decode()
    assert "/5" in client.get("/enterprises/").content.decode()
    assert made.name not in client.get("/enterprises/?lights=clear").content.decode()
    sent = {
        "area": land.county.pk,
        "since": "2015-01-01",
        "origin": "示例通知",
        "label_0": "职工清",
        "checks_0": ["staff"],
    }
    assert client.get("/enterprises/clear/scheme/").status_code == 200
    assert client.post("/enterprises/clear/scheme/", sent)["Location"] == "/enterprises/clear/"
    page = client.get("/enterprises/clear/").content.decode()
    assert "职工清" in page
    assert "东街道" in page
    assert made.name in client.get(f"/enterprises/?area={land.east.pk}&lights=clear").content.decode()
    assert client.post("/enterprises/clear/scheme/", sent | {"label_0": ""}).status_code == 422


@pytest.mark.parametrize(("state", "light"), [("applied", "on"), ("sent", "part"), ("declined", "part")])
def test_a_link_that_was_confirmed_without_changes_makes_old_knowledge_fresh(land, east, state, light):
    made, later = whole(land.first), TODAY + timedelta(days=500)
    with system_scope("t"):
        sent = timezone.make_aware(datetime.combine(later - timedelta(days=10), time(9)))
        ContactLink.objects.create(
            unit=made, token_digest="0" * 64, state=state, expires_at=sent + timedelta(days=7), sent_at=sent,
            decided_on=None if state == "sent" else later,
        )  # fmt: skip
    assert told(made, east, later)[0]["职工队伍情况清"] == light


@pytest.mark.parametrize(("days", "is_clear"), [(365, True), (366, False)])
def test_the_list_knows_how_old_a_visit_may_be(land, east, days, is_clear):
    made, later = whole(land.first), TODAY + timedelta(days=800)
    with system_scope("t"):
        Visit.objects.create(client_uuid=uuid4(), unit=made, visited_on=later - timedelta(days=days), outcome="done")
    with acting(east):
        stale = clear.with_light(Unit.objects.visible_to(east, VIEW), "staff", later)
        assert stale.exists() is not is_clear
