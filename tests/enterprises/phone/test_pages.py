"""Doors of phones: what officers send as JSON, and the pages on which supervisors decide."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import Device, Submission, SubmissionAside, Visit
from enterprises.services.inputs import Survey
from tests.factories import orgs


@pytest.fixture
def world(db):
    return orgs.build()


def client(world, key):
    made = Client()
    made.force_login(world.users[key])
    return made


def post(who, path, value):
    return who.post(path, json.dumps(value), content_type="application/json")


@pytest.fixture
def east(world):
    return client(world, "east")


@pytest.fixture
def phone(east):
    return post(east, "/survey/phones/", {"label": "示例手机"}).json()["device"]


def visit(phone, unit, sequence=1, **answers):
    base = {"formal": 2, "staff": None}
    payload = {
        "outcome": "done",
        "talks": [],
        "note": "",
        "status": "operating",
        "base": base,
        "answers": base | answers,
    }
    return {
        "device": phone, "number": str(uuid4()), "sequence": sequence, "unit": unit.pk, "unit_name": unit.name,
        "version": 1, "payload": payload, "device_at": timezone.now().isoformat(), "sent_at": timezone.now().isoformat(),
    }  # fmt: skip


def test_after_a_gap_closes_one_request_enters_some_and_the_phone_asks_for_the_rest(world, east, phone):
    unit, most = world.unit(formal=2), services.MOST_AT_ONCE
    for sequence in range(2, most + 4):
        assert post(east, "/survey/send/", visit(phone, unit, sequence)).json()["state"] == "waiting"
    post(east, "/survey/send/", visit(phone, unit))
    assert Visit.objects.as_system("test").count() == most
    assert post(east, f"/survey/phones/{phone}/", {"numbers": []}).json()["more"] is False
    assert Visit.objects.as_system("test").count() == most + 3


def test_a_visit_is_answered_with_its_receipt_and_a_repetition_with_the_first(world, east, phone):
    sent = visit(phone, world.unit(formal=2), formal=3)
    first, again = post(east, "/survey/send/", sent), post(east, "/survey/send/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "applied"
    other = post(east, "/survey/send/", sent | {"unit_name": "另一份"})
    assert other.status_code == 409
    assert SubmissionAside.objects.as_system("test").count() == 1
    assert Visit.objects.as_system("test").count() == 1


@pytest.mark.parametrize(
    "change",
    [{"number": "x"}, {"number": None}, {"sequence": -1}, {"sequence": True}, {"unit": "1"}, {"unit": 2**63}, {"payload": []},
     {"unit_name": 3}, {"version": "1"}, {"unit_name": "a\x00"}, {"unit_name": "\ud800"}, {"payload": {"a": float("nan")}}],
)  # fmt: skip
def test_what_has_no_envelope_is_refused_and_not_stored(world, east, phone, change):
    assert post(east, "/survey/send/", visit(phone, world.unit()) | change).status_code == 400
    assert not Submission.objects.as_system("test").exists()


def test_a_phone_of_another_person_is_unknown(world, east, phone):
    other = client(world, "committee")
    sent = visit(phone, world.unit())
    assert post(other, "/survey/send/", sent).status_code == 404
    assert other.get(f"/survey/phones/{phone}/").status_code == 404
    assert post(other, f"/survey/phones/{phone}/", {}).status_code == 404
    assert other.delete(f"/survey/phones/{phone}/").status_code == 404


def test_a_phone_is_registered_only_by_who_visits(world):
    answer = post(client(world, "leader"), "/survey/phones/", {"label": "x"})
    assert answer.status_code == 403
    assert not Device.objects.as_system("test").exists()
    assert client(world, "leader").get("/survey/").status_code == 403


def test_writing_without_the_token_is_refused(world, phone):
    made = Client(enforce_csrf_checks=True)
    made.force_login(world.users["east"])
    sent = visit(phone, world.unit())
    assert post(made, "/survey/send/", sent).status_code == 403
    token = made.get("/survey/send/").json()["csrf"]
    told = made.post("/survey/send/", json.dumps(sent), content_type="application/json", HTTP_X_CSRFTOKEN=token)
    assert told.status_code == 201


def test_the_bundle_holds_ones_own_units_with_date_and_source(world, east, phone):
    unit = world.unit(formal=2)
    world.unit(world.west_community)
    found = east.get(f"/survey/phones/{phone}/").json()
    assert [one["name"] for one in found["units"]] == [unit.name]
    one = found["units"][0]
    assert (one["values"]["formal"], one["status"]) == (2, "operating")
    assert one["said"]["members"][1] == "desk"
    assert {"members_exceed_staff", "relation_split"} <= {check["code"] for check in found["checks"]}
    assert [area["name"] for area in found["areas"]] == ["东街道", "东社区", "东一网格"]
    west = east.get(f"/survey/phones/{phone}/?area={world.west_community.pk}").json()
    assert west["units"] == []


def test_a_revoked_phone_is_told_so_at_every_door(world, east, phone):
    assert east.delete(f"/survey/phones/{phone}/").json() == {"revoked": True}
    answers = [
        post(east, "/survey/send/", visit(phone, world.unit())), post(east, f"/survey/phones/{phone}/", {"numbers": []}),
        east.get(f"/survey/phones/{phone}/"),
    ]  # fmt: skip
    assert {(answer.status_code, answer.json()["error"]) for answer in answers} == {(403, "revoked")}
    assert not Submission.objects.as_system("test").exists()


def test_the_worker_names_the_files_of_the_page(db, client):
    answer = client.get("/survey/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "/survey/" in answer.content.decode()


@pytest.fixture
def conflict(world, east, phone):
    """Give a visit whose count somebody else changed meanwhile."""
    unit = world.unit(formal=2)
    sent = visit(phone, unit, formal=5, staff=30)
    with acting(world.principal("committee")) as by:
        services.survey(unit=unit, answers=Survey(formal=3), on=orgs.TODAY, by=by)
    assert post(east, "/survey/send/", sent).json()["state"] == "held"
    return Submission.objects.as_system("test").get()


def test_a_supervisor_sees_both_sides_and_decides_field_by_field(world, conflict):
    who = client(world, "committee")
    listed = who.get(reverse("enterprises:submissions"))
    assert conflict.unit_name in listed.content.decode()
    path = reverse("enterprises:submission", args=[conflict.pk])
    page = who.get(path).content.decode()
    for word in ("手机填写", "台账现值", "保留台账现值：3", "用手机填写的：5"):
        assert word in page
    assert who.post(path, {"staff": "phone"}).status_code == 422
    assert who.post(path, {"staff": "phone", "formal": "current"}).status_code == 302
    row = Submission.objects.as_system("test").get()
    assert (row.state, row.visit.person_id) == ("applied", world.users["east"].person_id)
    assert "采用" in who.get(path).content.decode()


def test_a_supervisor_closes_or_returns_a_visit_and_another_street_sees_none(world, conflict):
    west = client(world, "west")
    assert west.get(reverse("enterprises:submission", args=[conflict.pk])).status_code == 404
    assert conflict.unit_name not in west.get(reverse("enterprises:submissions")).content.decode()
    who = client(world, "east")
    assert who.post(reverse("enterprises:try_submission", args=[conflict.pk])).status_code == 302
    path = reverse("enterprises:decline_submission", args=[conflict.pk])
    assert who.post(path, {"decision": ""}).status_code == 422
    assert who.post(path, {"decision": "重复走访"}).status_code == 302
    assert Submission.objects.as_system("test").get().state == "closed"


def test_a_phone_is_revoked_on_the_page(world, phone):
    who, row = client(world, "committee"), Device.objects.as_system("test").get()
    assert "示例手机" in who.get(reverse("enterprises:phones")).content.decode()
    assert who.post(reverse("enterprises:revoke_phone", args=[row.pk])).status_code == 302
    assert "已停用" in who.get(reverse("enterprises:phones")).content.decode()
    with system_scope("test"):
        assert Device.objects.as_system("test").get().revoked_by_id == world.users["committee"].pk
