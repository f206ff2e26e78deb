"""Liaison persons (联络员) on the pages and at the endpoint."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from access.choices import Role
from access.models import AuditEvent
from enterprises.models import Unit, Visit
from tests.enterprises.test_liaisons import PHONE, in_force
from tests.factories.access import AssignmentFactory
from tests.factories.enterprises import unit


def signed_in(role, body):
    client = Client(raise_request_exception=True)
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


@pytest.fixture
def officer(land):
    return signed_in(Role.STREET_OFFICER, land.east_body)


def test_the_pages_appoint_replace_show_and_end(land, officer):
    made = unit(land.first)
    address = reverse("enterprises:liaison", args=[made.pk])
    data = {"version": 1, "name": "示例联络员", "phone": PHONE, "post": "社区干部", "on": "2015-10-01"}
    assert "指派联络员" in officer.get(address).content.decode()
    assert officer.post(address, data).status_code == 302
    page = officer.get(made.get_absolute_url()).content.decode()
    assert "示例联络员" in page
    assert "东街道党工委" in page
    assert "*******5678" in page
    assert PHONE not in page
    page = officer.get(address).content.decode()
    assert "更换联络员" in page
    assert PHONE not in page
    assert officer.post(address, data).status_code == 422  # somebody changed it since: the version
    reveal = reverse("enterprises:liaison_phone", args=[made.pk])
    assert PHONE in officer.post(reveal, {"reason": "联系走访"}).content.decode()
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.liaison_phone_revealed").count() == 1
    end = reverse("enterprises:end_liaison", args=[made.pk])
    assert officer.post(end, {"version": 2, "on": "2015-10-20"}).status_code == 302
    assert "没有联络员" in officer.get(made.get_absolute_url()).content.decode()


def test_the_visit_form_shows_who_stands_and_writes_who_follows(land, officer):
    made = unit(land.first)
    address = reverse("enterprises:visit", args=[made.pk])
    data = {"version": 1, "client_uuid": uuid.uuid4(), "visited_on": "2015-10-01", "outcome": "done"}
    assert officer.post(address, data | {"liaison_name": "门口联络员", "liaison_phone": ""}).status_code == 302
    assert Visit.objects.as_system("t").get().changed == ["liaison"]
    assert 'value="门口联络员"' in officer.get(address).content.decode()
    again = {"version": 2, "client_uuid": uuid.uuid4(), "visited_on": "2015-10-02", "outcome": "done"}
    assert officer.post(address, again).status_code == 302  # a form that did not ask says nothing
    assert in_force(made, "2015-10-02").name == "门口联络员"


def test_the_endpoint_appoints_and_the_facts_show_no_number(land):
    made = unit(land.first)
    client = signed_in(Role.STREET_OFFICER, land.east_body)

    def call(method, part, body=None, version=1):
        return client.generic(
            method, f"/api/v1/units/{made.pk}/{part}/", json.dumps(body or {}), content_type="application/json",
            headers={"If-Match": f'"{version}"'},
        )  # fmt: skip

    body = {"liaison": {"name": "示例联络员", "phone": PHONE}, "on": "2015-10-01"}
    assert call("POST", "liaison", body).status_code == 200
    assert call("POST", "liaison", body, version=2).status_code == 400
    answer = client.get(f"/api/v1/units/{made.pk}/facts/?as_of=2015-10-01")
    found = {fact["subject"]: fact["values"] for fact in answer.json()["results"]}["liaison"]
    assert (found["name"], found["phone_tail"]) == ("示例联络员", "5678")
    assert PHONE not in answer.content.decode()
    assert call("POST", "liaison/replace", {"liaison": {"name": "另一位"}, "on": "2015-10-05"}, 2).status_code == 200
    assert call("POST", "liaison/end", {"on": "2015-10-20"}, 3).status_code == 200
    assert Unit.objects.as_system("t").get(pk=made.pk).version == 4
