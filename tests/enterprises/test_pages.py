"""The register's pages as people of several roles meet them."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.choices import Role
from access.models import AuditEvent
from enterprises.models import Difficulty, Unit, Visit
from tests.factories.access import AssignmentFactory
from tests.factories.enterprises import code, unit


def signed_in(role, body):
    client = Client(raise_request_exception=True)
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


@pytest.fixture
def officer(land):
    return signed_in(Role.STREET_OFFICER, land.east_body)


def test_the_list_shows_ones_own_street_and_finds_by_name_code_and_initials(land, officer):
    mine = unit(land.first, name="东方机械(示例)有限公司")
    other = unit(land.west, name="西方机械(示例)有限公司")
    address = reverse("enterprises:list")
    page = officer.get(address).content.decode()
    assert mine.name in page
    assert other.name not in page
    for term in ("方机", "dfjx", mine.uscc[3:12], mine.uscc.lower(), "东方机械(示例)"):
        assert mine.name in officer.get(address, {"q": term}).content.decode(), term
    for term in ("西方", "xfjx", other.uscc, "机方"):
        assert mine.name not in officer.get(address, {"q": term}).content.decode(), term


def test_every_page_of_a_unit_answers_and_a_strange_one_is_absent(land, officer):
    mine, other = unit(land.first), unit(land.west)
    for name in ("unit", "amend", "move", "close", "reopen", "visit", "phone"):
        assert officer.get(reverse(f"enterprises:{name}", args=[mine.pk])).status_code == 200, name
        assert officer.get(reverse(f"enterprises:{name}", args=[other.pk])).status_code == 404, name
        assert officer.get(reverse(f"enterprises:{name}", args=[10**17])).status_code == 404, name
    assert officer.get(reverse("enterprises:base", args=[mine.pk])).status_code == 403


def test_a_unit_is_registered_through_the_form(land, officer):
    address = reverse("enterprises:register")
    data = {"uscc": code(), "name": "门口新开有限公司", "kind": "enterprise", "area": land.first.pk, "on": "2015-10-01"}
    answer = officer.post(address, data | {"staff": "5", "formal": "3"})
    made = Unit.objects.as_system("t").get(name="门口新开有限公司")
    assert answer.headers["Location"] == made.get_absolute_url()
    page = officer.get(made.get_absolute_url()).content.decode()
    assert "在营" in page


def test_a_refused_form_keeps_what_was_typed_and_a_held_code_leaves_a_trace(land, officer):
    there = unit(land.west)
    data = {
        "uscc": there.uscc,
        "name": "重复登记有限公司",
        "kind": "enterprise",
        "area": land.first.pk,
        "on": "2015-10-01",
    }
    answer = officer.post(reverse("enterprises:register"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "西街道" in page
    assert "重复登记有限公司" in page
    assert there.name not in page
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.code_held").count() == 1


def test_an_area_of_another_street_is_no_choice(land, officer):
    data = {"uscc": code(), "name": "别处有限公司", "kind": "enterprise", "area": land.west.pk, "on": "2015-10-01"}
    answer = officer.post(reverse("enterprises:register"), data)
    assert answer.status_code == 422
    assert not Unit.objects.as_system("t").exists()


def test_a_visit_form_confirms_in_one_post(land, officer):
    mine = unit(land.first)
    address = reverse("enterprises:visit", args=[mine.pk])
    shown = officer.get(address).context["form"].initial
    data = {name: value for name, value in shown.items() if value is not None}
    answer = officer.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Visit.objects.as_system("t").get().changed == []


@pytest.mark.parametrize("button", [{}, {"unchanged": "1"}])
def test_a_difficulty_told_at_the_door_is_raised_with_the_visit_and_shown_with_it(land, officer, button):
    mine = unit(land.first)
    address = reverse("enterprises:visit", args=[mine.pk])
    shown = officer.get(address).context["form"].initial
    data = {name: value for name, value in shown.items() if value is not None} | button
    half = officer.post(address, data | {"difficulty_text": "运费上涨"})
    assert (half.status_code, list(half.context["form"].errors)) == (422, ["difficulty_kind"])
    whole = data | {"difficulty_kind": "transport", "difficulty_text": "运费上涨"}
    page = officer.post(address, whole, follow=True).content.decode()
    officer.post(address, whole)
    row = Difficulty.objects.as_system("t").get()
    assert (row.visit_id, row.text) == (Visit.objects.as_system("t").get().pk, "运费上涨")
    assert "这次走访反映的困难" in page
    assert reverse("enterprises:difficulty", args=[row.pk]) in page


def test_the_second_of_two_editors_is_told(land, officer):
    mine = unit(land.first, name="旧名有限公司")
    address = reverse("enterprises:amend", args=[mine.pk])
    data = {"uscc": mine.uscc, "kind": "enterprise", "on": "2015-10-01", "version": 1}
    assert officer.post(address, data | {"name": "甲改名有限公司"}).status_code == 302
    answer = officer.post(address, data | {"name": "乙改名有限公司"})
    assert answer.status_code == 422
    assert "已由他人修改" in answer.content.decode()
    assert Unit.objects.as_system("t").get(pk=mine.pk).name == "甲改名有限公司"


def test_a_phone_number_is_revealed_for_a_reason_and_audited(land, officer):
    mine = unit(land.first, contact_phone="13800001234")
    address = reverse("enterprises:phone", args=[mine.pk])
    assert "13800001234" not in officer.get(mine.get_absolute_url()).content.decode()
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert "13800001234" in officer.post(address, {"reason": "约定走访时间"}).content.decode()
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.phone_revealed").count() == 1


@pytest.mark.parametrize("cursor", ["x", "a1", "b999999999999999999", "a1'--", "c5"])
def test_a_lost_cursor_leads_to_the_first_page(land, officer, cursor):
    mine = unit(land.first)
    assert mine.name in officer.get(reverse("enterprises:list"), {"cursor": cursor}).content.decode()


def test_pages_follow_each_other_both_ways(land, officer, monkeypatch):
    names = sorted(unit(land.first).pinyin for _ in range(7))
    monkeypatch.setattr("enterprises.queries.listing.page.__kwdefaults__", {"cursor": "", "columns": (), "size": 3})
    address, seen, cursors, cursor = reverse("enterprises:list"), [], [], ""
    for _ in range(3):
        page = officer.get(address, {"cursor": cursor} if cursor else {}).context["page"]
        seen += [row.pinyin for row in page]
        cursors.append(cursor)
        cursor = page.next_cursor
    assert seen == names
    assert not cursor
    back = officer.get(address, {"cursor": page.previous_cursor}).context["page"]
    assert [row.pinyin for row in back] == names[3:6]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    skipped = ("SAVEPOINT", "RELEASE", 'UPDATE "django_session"', "SELECT set_config('role'")
    return len([one for one in captured.captured_queries if not one["sql"].startswith(skipped)])


@pytest.mark.parametrize("address", ["", "?q=示例&status=operating&size=small&todo=incomplete", "unit"])
def test_queries_of_a_page_do_not_grow_with_rows(land, officer, address):
    mine = unit(land.first)
    address = mine.get_absolute_url() if address == "unit" else reverse("enterprises:list") + address
    few = queries_of(officer, address)
    for _ in range(12):
        unit(land.first)
    assert queries_of(officer, address) == few <= 12


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 403), (Role.LEADER, 200), (Role.FINANCE, 200)])
def test_roles_meet_the_door_of_the_list(land, role, status):
    client = signed_in(role, land.committee)
    assert client.get(reverse("enterprises:list")).status_code == status
    assert client.get(reverse("enterprises:register")).status_code == 403


def test_a_number_sent_twice_is_one_visit(land, officer):
    mine = unit(land.first)
    number = str(uuid.uuid4())
    data = {"version": 1, "client_uuid": number, "outcome": "door_closed", "visited_on": "2015-10-01"}
    for _ in range(2):
        assert officer.post(reverse("enterprises:visit", args=[mine.pk]), data).status_code == 302
    assert Visit.objects.as_system("t").count() == 1


def test_everything_wrong_with_a_form_is_said_in_one_round(land, officer):
    data = {
        "uscc": "91150425MA0N00000X",
        "name": "",
        "kind": "social_org",
        "founded_on": "2999-01-01",
        "area": land.first.pk,
        "on": "2999-01-01",
        "staff": "2",
        "formal": "3",
        "longitude": "118.1",
    }
    answer = officer.post(reverse("enterprises:register"), data)
    wrong = set(answer.context["form"].errors)
    assert answer.status_code == 422
    assert wrong == {"uscc", "name", "kind", "founded_on", "on", "formal", "latitude"}
    page = answer.content.decode()
    assert 'href="#id_formal"' in page
    assert 'value="118.1"' in page


def test_a_held_code_is_said_together_with_what_else_is_wrong(land, officer):
    there = unit(land.west)
    data = {"uscc": there.uscc, "name": "又一家", "kind": "enterprise", "area": land.first.pk, "on": "2015-10-01"}
    answer = officer.post(reverse("enterprises:register"), data | {"staff": "1", "formal": "2"})
    assert set(answer.context["form"].errors) == {"uscc", "formal"}
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.code_held").count() == 1


def test_impossible_counts_of_a_visit_are_said_beside_a_missing_day(land, officer):
    mine = unit(land.first)
    address = reverse("enterprises:visit", args=[mine.pk])
    shown = officer.get(address).context["form"].initial
    data = {name: value for name, value in shown.items() if value is not None} | {"visited_on": ""}
    answer = officer.post(address, data | {"staff": "1", "formal": "4"})
    assert set(answer.context["form"].errors) == {"visited_on", "formal"}
