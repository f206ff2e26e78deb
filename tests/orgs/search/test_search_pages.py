"""The double search by pages: quick entry, one target's page with its next act, figures that open into rows, who sees names."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import system_scope
from orgs.choices import SearchStage
from orgs.models import LimitSetting, ReportInCount, SearchNotice, SearchTarget
from orgs.queries import searching as reads
from orgs.rules.limits import NATIONAL
from orgs.services import reporting_in
from orgs.services import searching as acts
from tests.factories.orgs import TODAY
from tests.orgs.search.searches import DAY, OFFICER, at, branch, contracted, enrolled, found, listed, stored

NAME = "独一无二的名字"


@pytest.fixture
def page(world):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


@pytest.fixture
def org(world):
    return branch(world, name="示例承包党支部")


@pytest.fixture
def east(world, org):
    return world.act_as("east")


def text(client, name, *args, query=""):
    answer = client.get(reverse(f"orgs:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def only():
    with system_scope("test"):
        return SearchTarget.objects.as_system("test").get()


def test_somebody_goes_from_the_quick_entry_to_the_roster_by_pages(page, world, org):
    client, today = page("east"), timezone.localdate().isoformat()
    form = text(client, "list_target")
    assert f'value="{today}"' in form
    assert f'<option value="{world.east.pk}" selected>' in form
    answer = client.post(reverse("orgs:list_target"), {
        "name": NAME, "clue_from": "retired", "clue": "", "area": world.east_community.pk, "on": "2015-03-01",
    })  # fmt: skip
    target = only()
    assert answer.headers["Location"] == target.get_absolute_url()
    steps = (
        ("contract_target", {"org": org.pk, "officer": OFFICER}), ("look_for", {"method": "friends", "result": "clue"}),
        ("find_target", {"hidden_kind": "hidden", "hidden_why": "怕影响工作"}),
        ("enrol_found", {"stage": "formal", "since": "1990-07-01", "born_on": "1960-02-29", "from_name": "原厂党支部"}),
    )  # fmt: skip
    for name, given in steps:
        shown = text(client, "search_target", target.pk)
        assert f'class="btn btn-primary" href="{reverse(f"orgs:{name}", args=[target.pk])}"' in shown or name == "find_target"
        assert shown.count("btn-primary") == 1
        text(client, name, target.pk)
        answer = client.post(reverse(f"orgs:{name}", args=[target.pk]), {"on": "2015-03-02", **given})
        assert answer.headers["Location"] == target.get_absolute_url(), answer.content.decode()
    shown = text(client, "search_target", target.pk)
    assert "怕影响工作" in shown
    assert "btn-primary" not in shown
    assert stored(target).stage == SearchStage.MOVED


@pytest.mark.parametrize("name", ["look_for", "find_target", "give_up_target", "target_stays", "enrol_found", "link_found"])
def test_a_step_that_cannot_follow_is_a_sentence_on_its_form(page, world, org, east, name):
    target, member = listed(world, east), enrolled(org, east)
    given = {
        "on": "2015-03-02", "method": "friends", "result": "clue", "note": "在原单位", "reason": "线索已断", "stage": "formal",
        "since": "1990-07-01", "born_on": "1960-02-29", "member": member.pk,
    }  # fmt: skip
    answer = page("east").post(reverse(f"orgs:{name}", args=[target.pk]), given)
    assert (answer.status_code, "现为“已列入”" in answer.content.decode()) == (422, True)


def test_the_way_that_nobody_tried_is_filled_in_first(page, world, org, east):
    target = contracted(world, org, east)
    client = page("east")
    assert '<option value="phone_cards" selected>' in text(client, "look_for", target.pk)
    acts.look(target=target, method="phone_cards", result="nothing", on=DAY, by=world.act_as("east"))
    assert '<option value="retired" selected>' in text(client, "look_for", target.pk)
    assert text(client, "search_target", target.pk).count("还没有试过") == 5


def test_every_figure_opens_into_as_many_rows_as_it_says(page, world, org, east):
    for number, stage in enumerate(SearchStage):
        at(world, org, east, stage, name=f"人员{number}")
    found(world, org, east, "pocket", "信在家中", name="口袋")
    client = page("committee")
    answer = client.get(reverse("orgs:search"))
    told = {str(label): (number, address) for label, number, address in answer.context["kpis"]}
    assert {label: number for label, (number, _address) in told.items()} == {
        "列入查找": 8, "正在查找": 2, "已找到": 4, "其中口袋、隐性党员": 1, "关系已转入": 1,
    }  # fmt: skip
    for number, address in told.values():
        assert client.get(reverse("orgs:search") + address).context["page_obj"].paginator.count == number
    inside = client.get(f"{reverse('orgs:search')}?area={world.west.pk}").context["kpis"]
    assert [number for _label, number, _address in inside] == [0] * 5
    withdrawn = client.get(f"{reverse('orgs:search')}?stage=withdrawn").context["page_obj"]
    assert withdrawn.paginator.count == 1


def test_names_are_shown_to_who_keeps_the_roster_only(page, world, org, east):
    target = contracted(world, org, east, name=NAME)
    report = reporting_in.report_in(
        area=world.east_community, reporting=reporting_in.Reporting(NAME, "示例局"), on=DAY, by=world.act_as("east")
    )
    for key in ("east", "committee"):
        client = page(key)
        assert NAME in text(client, "search")
        assert NAME in text(client, "search_target", target.pk)
        assert NAME in text(client, "reported_in")
    west = page("west")
    for name in ("search", "reported_in"):
        assert NAME not in text(west, name)
        assert page("leader").get(reverse(f"orgs:{name}")).status_code == 403
    for name in ("search_target", "look_for", "contract_target", "withdraw_target"):
        assert west.get(reverse(f"orgs:{name}", args=[target.pk])).status_code == 404
    assert west.post(reverse("orgs:report_in_feedback", args=[report.pk]), {"feedback": "好", "on": "2015-05-05"}).status_code == 404


@pytest.mark.parametrize(("ago", "told"), [(29, False), (30, True), (31, True)])
def test_who_is_contracted_without_an_entry_for_thirty_days_is_told_of(world, org, east, ago, told):
    contracted(world, org, east, on=TODAY - timedelta(days=ago))
    waiting = reads.idle_waiting(world.act_as("east"))
    assert (waiting.rows.count(), waiting.overdue.count()) == (int(told), int(told))
    assert NATIONAL.search_idle_days == 30


@pytest.mark.parametrize("stage", SearchStage)
def test_only_who_is_being_looked_for_stands_still(world, org, east, stage):
    at(world, org, east, stage)
    assert reads.idle_waiting(world.act_as("east")).rows.count() == (stage in {"contracted", "checked"})


def test_the_nearest_area_sets_after_how_many_days_it_is_told(world, org, east):
    contracted(world, org, east, on=TODAY - timedelta(days=20))
    for area, days, told in ((world.district, 10, 1), (world.west, 5, 1), (world.east, 21, 0), (world.east_community, 20, 1)):
        with system_scope("test"):
            LimitSetting.objects.create(
                area=area, valid=DateRange(date(2015, 1, 1), None), data={"search_idle_days": days}, origin="示例"
            )
        assert reads.idle_waiting(world.act_as("east")).rows.count() == told


def test_the_work_of_the_day_names_what_waits(world, org, east):
    for number, stage in enumerate((SearchStage.LISTED, SearchStage.FOUND, SearchStage.STAYS)):
        at(world, org, east, stage, name=f"人员{number}")
    by = world.act_as("east")
    assert [reads.to_contract(by).rows.count(), reads.to_settle(by).rows.count()] == [1, 1]
    assert reads.to_settle(world.act_as("west")).rows.count() == 0


def test_the_panel_of_the_organization_counts_what_it_is_contracted_to_find(page, world, org, east):
    found(world, org, east, "hidden", "未亮身份")
    shown = text(page("east"), "panel", org.pk, "orgs.search")
    assert f'?org={org.pk}&amp;group=hidden">1<' in shown
    assert "还没有承包查找对象" in text(page("east"), "panel", branch(world, "east").pk, "orgs.search")


def test_a_notice_is_of_an_organization_or_of_the_body_through_which_one_acts(page, world, org):
    client, address = page("east"), reverse("orgs:publish_search")
    form = text(client, "publish_search")
    with system_scope("test"):
        body = world.act_as("east").held[0].body_id
    assert f'<option value="{body}" selected>' in form
    given = {"kind": "notice", "on": "2015-05-04", "place": "社区公告栏"}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "org": org.pk, "body": body}).status_code == 422
    assert client.post(address, {**given, "body": body}).status_code == 302
    assert client.post(address, {**given, "kind": "letter", "org": org.pk}).status_code == 302
    shown = text(client, "search_notices")
    assert shown.count("社区公告栏") == 2
    assert "社区公告栏" not in text(page("west"), "search_notices")
    with system_scope("test"):
        assert SearchNotice.objects.as_system("test").count() == 2


def test_members_are_looked_up_by_name_on_the_rosters_that_one_keeps(page, world, org, east):
    enrolled(org, east, NAME)
    address = f"{reverse('orgs:choices', args=['members'])}?permission=orgs.keep_member&q={NAME[:2]}"
    assert [one["label"] for one in page("east").get(address).json()["results"]] == [f"{NAME} · {org}"]
    for key in ("west", "leader"):
        assert page(key).get(address).json() == {"results": []}
    other = address.replace("orgs.keep_member", "orgs.view_org")
    assert page("leader").get(other).json() == {"results": []}


def test_who_reports_in_is_registered_answered_and_counted_apart_from_numbers(page, world):
    client, place = page("east"), world.east_community.pk
    assert f'<option value="{place}" selected>' in text(client, "report_in")
    named = {"area": place, "name": NAME, "work_unit": "示例局", "is_local": "on", "post": "楼道长", "on": "2015-05-04"}
    assert client.post(reverse("orgs:report_in"), named).status_code == 302
    assert client.post(reverse("orgs:report_in"), named).status_code == 422
    numbers = {"area": place, "reported": 20, "own_members": 9, "own_reported": 8, "note": "汇总表", "on": "2015-05-04"}
    assert client.post(reverse("orgs:count_reported"), {**numbers, "own_members": ""}).status_code == 422
    assert client.post(reverse("orgs:count_reported"), numbers).status_code == 302
    answer = client.get(reverse("orgs:reported_in"))
    told, rate = answer.context["told"], answer.context["rate"]
    assert (told.named, told.counted, told.total, rate.part, rate.whole) == (1, 20, 21, 9, 9)
    row = answer.context["page_obj"].object_list[0]
    reply = {"feedback": "每周值守", "post": "楼道长", "on": "2015-05-05"}
    assert client.post(reverse("orgs:report_in_feedback", args=[row.pk]), reply).status_code == 302
    assert "每周值守" in text(client, "reported_in", query="?answered=yes")
    assert NAME not in text(client, "reported_in", query="?answered=no")
    with system_scope("test"):
        assert ReportInCount.objects.as_system("test").live().count() == 1
