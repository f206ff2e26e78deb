"""Pages of rounds and visits: opening with its burden, dealing, the list, one tap, extra questions, what a visit changed."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.models import Assignment
from enterprises import services
from enterprises.models import AnswerFact, Question, RoundTask, ScaleFact, SurveyRound, Visit
from tests.enterprises.rounds import met, opened, task_of
from tests.factories.access import LONG_AGO, AreaFactory, AssignmentFactory, BodyFactory


def ours(by, area, **more):
    today = timezone.localdate()
    return opened(by, area, starts_on=today - timedelta(days=9), ends_on=today + timedelta(days=9), **more)


def test_a_round_is_designed_with_its_burden_and_opened(land, committee, officers, units, sign_in):
    client, address = sign_in(committee), reverse("enterprises:open_round")
    assert client.get(address).status_code == 200
    today = timezone.localdate()
    data = {
        "name": "第一轮", "area": land.county.pk, "starts_on": today, "ends_on": today + timedelta(days=30),
        "kinds": ["enterprise"], "base": "", "parts": ["staff", "members"], "coverage": "",
    }  # fmt: skip
    shown = client.post(address, data | {"foresee": "1"})
    burden = shown.context["burden"]
    assert (burden.units, burden.fields, burden.answers, burden.hours) == (6, 6, 36, 1)
    assert not SurveyRound.objects.exists()
    answer = client.post(address, data)
    row = SurveyRound.objects.get()
    assert answer.url == reverse("enterprises:round", args=[row.pk])
    assert row.lead == land.committee
    page = client.get(answer.url)
    assert f"{row.lead}牵头" in page.content.decode()
    assert page.context["progress"].whole.holes == 1
    assert [line.label for line in page.context["progress"].streets] == ["东街道", "西街道"]


@pytest.mark.parametrize("act", ["deal", "close_round"])
def test_a_closed_round_says_so_instead_of_showing_a_form(land, committee, officers, units, sign_in, act):
    row, client = ours(committee, land.county), sign_in(committee)
    address = reverse(f"enterprises:{act}", args=[row.pk])
    assert client.get(address).status_code == 200
    client.post(reverse("enterprises:close_round", args=[row.pk]), {"on": timezone.localdate()})
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("enterprises:round", args=[row.pk]), 302)]
    assert "该摸底轮次已结束" in answer.content.decode()


def test_a_body_of_the_rounds_area_answers_for_it_and_none_from_elsewhere(land, committee, officers, units, sign_in):
    client, address = sign_in(committee), reverse("enterprises:open_round")
    elsewhere = BodyFactory(home=AreaFactory(county=True))
    closed = BodyFactory(home=land.first, closed_on=timezone.localdate())
    data = {
        "name": "第一轮", "area": land.county.pk, "starts_on": "2026-01-01", "ends_on": "2026-02-01", "base": "",
        "parts": ["staff"], "coverage": "",
    }  # fmt: skip
    for body in (elsewhere, closed):
        refused = client.post(address, data | {"lead": body.pk})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["lead"])
    assert not SurveyRound.objects.exists()
    client.post(address, data | {"lead": land.east_body.pk})
    assert SurveyRound.objects.get().lead == land.east_body


def test_the_list_of_an_officer_leads_to_the_next_unit_and_one_tap_settles_it(
    land, committee, officers, units, sign_in
):
    ours(committee, land.county)
    client = sign_in(officers[0])
    page = client.get(reverse("enterprises:tasks"))
    assert len(page.context["rows"]) == 2
    unit = page.context["next"].unit
    address = reverse("enterprises:visit", args=[unit.pk]) + "?list=1"
    form = client.get(address).context["form"]
    data = {
        name: form.get_initial_for_field(form.fields[name], name)
        for name in ("version", "client_uuid", "visited_on", "outcome")
    }
    done = client.post(address, data | {"unchanged": "1", "staff": "999"})
    assert done.url == reverse("enterprises:tasks")
    visit = Visit.objects.as_system("test").get()
    assert (visit.outcome, visit.changed, visit.task.closed_code) == ("done", [], "done")
    assert not ScaleFact.objects.as_system("test").exists()
    assert [row.unit_id for row in client.get(done.url).context["rows"]] != [unit.pk]


def test_an_extra_question_is_asked_kept_and_shown_in_the_list(land, committee, officers, units, sign_in):
    client = sign_in(committee)
    asked = {
        "label": "党建活动场地", "kind": "choice", "options": "自有\n\n 共用 ", "synonyms": "",
        "hint": "", "lowest": "", "highest": "", "show_field": "staff", "show_op": "ge", "show_value": "１０", "in_list": "on",
    }  # fmt: skip
    assert client.post(reverse("enterprises:design_question"), asked).status_code == 302
    address = reverse("enterprises:visit", args=[units[0].pk])
    form = client.get(address).context["form"]
    assert form.fields["extra_djhdcd"].choices[-2:] == [("zy", "自有"), ("gy", "共用")]
    data = {
        name: form.get_initial_for_field(form.fields[name], name)
        for name in ("version", "client_uuid", "visited_on", "outcome")
    }
    assert client.post(address, data | {"staff": "9", "extra_djhdcd": "zy"}).status_code == 302
    assert not AnswerFact.objects.as_system("test").exists()
    met(committee, units[0], on=committee.today, answers=services.Survey(staff=12, extra={"djhdcd": "zy"}))
    page = client.get(reverse("enterprises:list"), {"answer_djhdcd": "zy", "as_of": committee.today})
    assert [row["unit"].pk for row in page.context["rows"]] == [units[0].pk]
    assert "自有" in page.content.decode()
    assert not client.get(reverse("enterprises:list"), {"answer_djhdcd": "gy"}).context["rows"]


@pytest.mark.parametrize(
    "label", ["职工人数", "企业员工总数", "党员数", "是否建立工会", "统一社会信用代码", "本单位从业人员（人）"]
)
def test_a_question_that_is_asked_already_is_refused_with_the_known_one_named(land, committee, sign_in, label):
    data = {"label": label, "kind": "number", "options": "", "synonyms": "", "hint": ""}
    answer = sign_in(committee).post(reverse("enterprises:design_question"), data)
    assert answer.status_code == 422
    assert "是同一内容" in str(answer.context["form"].errors["label"])
    assert not Question.objects.exists()


def test_a_visit_tells_what_it_changed(land, committee, officers, units, sign_in):
    client = sign_in(officers[0])
    address = reverse("enterprises:visit", args=[units[0].pk]) + "?list=1"
    form = client.get(address).context["form"]
    data = {
        name: form.get_initial_for_field(form.fields[name], name)
        for name in ("version", "client_uuid", "visited_on", "outcome")
    }
    answer = client.post(address, data | {"staff": "30", "formal": "2"})
    assert "next=1" in answer.url
    rows = {row.label: (row.before, row.after) for row in client.get(answer.url).context["rows"]}
    assert rows["从业人员"] == ("", "30")
    assert rows["正式党员"][1] == "2"


def test_lists_are_dealt_checked_and_closed_on_their_pages(land, committee, officers, units, sign_in):
    row = ours(committee, land.county)
    client = sign_in(committee)
    deal = reverse("enterprises:deal", args=[row.pk])
    assert client.get(deal).status_code == 200
    assert client.post(deal, {"source": "none", "officers": [officers[0].user_id]}).status_code == 422
    west = AssignmentFactory(role=Role.STREET_OFFICER, body=BodyFactory(home=land.west)).user
    assert client.post(deal, {"source": "none", "officers": [west.pk]}).status_code == 302
    assert task_of(row, units[5]).officer_id == west.pk
    address = reverse("enterprises:visit", args=[units[0].pk])
    sign_in(officers[0])
    form = client.get(address).context["form"]
    data = {
        name: form.get_initial_for_field(form.fields[name], name)
        for name in ("version", "client_uuid", "visited_on", "outcome")
    }
    client.post(address, data | {"staff": "30"})
    sign_in(committee)
    checks = reverse("enterprises:round_checks", args=[row.pk])
    assert client.get(checks).status_code == 200
    assert client.post(checks, {"size": "1", "seed": "5"}).status_code == 302
    task = task_of(row, units[0])
    one = reverse("enterprises:back_check", args=[row.pk, task.pk])
    assert client.get(one).status_code == 200
    assert client.post(one, {"on": timezone.localdate(), "staff": "25", "note": ""}).status_code == 302
    assert "30 → 25" in client.get(checks).content.decode()
    assert client.get(reverse("enterprises:round_base", args=[row.pk])).status_code == 200
    close = reverse("enterprises:close_round", args=[row.pk])
    assert "5" in client.get(close).context["warning"]
    assert client.post(close, {"on": timezone.localdate()}).status_code == 302
    page = client.get(reverse("enterprises:round", args=[row.pk]))
    assert page.context["round"].report["rest"] == 5


def test_a_street_sees_the_round_of_its_district_but_does_not_close_it(land, committee, east, officers, units, sign_in):
    row = ours(committee, land.county)
    client = sign_in(east)
    assert client.get(reverse("enterprises:round", args=[row.pk])).context["progress"].whole.units == 5
    assert client.get(reverse("enterprises:close_round", args=[row.pk])).status_code == 403
    assert RoundTask.objects.as_system("test").filter(round=row).count() == 6
    assert Assignment.objects.as_system("test").exists()


def test_the_list_of_an_officer_who_left_is_named_and_handed_over(land, committee, officers, units, sign_in):
    until = DateRange(LONG_AGO, timezone.localdate())
    body = BodyFactory(home=land.second, name="东二社区党委")
    gone = AssignmentFactory(role=Role.COMMUNITY_OFFICER, body=body, valid=until).user_id
    row = ours(committee, land.county)  # dealt out on a day on which they still visited
    held = RoundTask.objects.as_system("test").filter(round=row, officer_id=gone)
    assert held.count() == 1
    client = sign_in(committee)
    page = client.get(reverse("enterprises:round", args=[row.pk]))
    assert [(pk, number) for pk, _name, number in page.context["left"]] == [(gone, 1)]
    address = reverse("enterprises:deal", args=[row.pk])
    assert f"{address}?source={gone}" in page.content.decode()
    answer = client.post(address, {"source": gone, "area": "", "officers": [officers[2].user_id]})
    assert answer.status_code == 302
    assert not held.exists()
    assert not client.get(answer.url).context["left"]


def test_a_street_deals_only_to_those_who_visit_there(land, committee, east, officers, units, sign_in):
    west = AssignmentFactory(role=Role.STREET_OFFICER, body=land.west_body).user_id
    row = ours(committee, land.county)
    form = sign_in(east).get(reverse("enterprises:deal", args=[row.pk])).context["form"]
    offered = {pk for pk, _name in form.fields["officers"].choices}
    assert {one.user_id for one in officers} <= offered
    assert west not in offered
