"""The register's endpoints: the same acts and refusals as on the pages."""

import json
import uuid

import pytest
from django.test import Client

from access.choices import Role
from access.models import AuditEvent
from enterprises.models import Unit, Visit
from tests.factories.access import AssignmentFactory
from tests.factories.enterprises import code, unit

UNITS = "/api/v1/units/"


class Caller:
    """A program signed in by session."""

    def __init__(self, role, body):
        self.client = Client(raise_request_exception=True)
        self.client.force_login(AssignmentFactory(role=role, body=body).user)

    def __call__(self, method, address, body=None, version=None):
        headers = {"If-Match": f'"{version}"'} if version else {}
        data = json.dumps(body or {}) if method != "GET" else ""
        return self.client.generic(method, address, data, content_type="application/json", headers=headers)


@pytest.fixture
def officer(land):
    return Caller(Role.STREET_OFFICER, land.east_body)


def test_a_unit_is_registered_amended_and_read_back(land, officer):
    body = {"name": "接口登记有限公司", "uscc": code(), "kind": "enterprise", "area": land.first.pk, "on": "2015-10-01"}
    answer = officer("POST", UNITS, body | {"survey": {"staff": 8, "formal": 3}})
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    assert answer.headers["ETag"] == '"1"'
    address = f"{UNITS}{made['id']}/"
    assert officer("PATCH", address, {"name": "改名有限公司"}).status_code == 428
    assert officer("PATCH", address, {"name": "改名有限公司"}, version=9).status_code == 412
    answer = officer("PATCH", address, {"name": "改名有限公司"}, version=1)
    assert (answer.status_code, answer.json()["name"], answer.json()["version"]) == (200, "改名有限公司", 2)
    facts = officer("GET", f"{address}facts/?as_of=2015-10-01").json()["results"]
    assert {fact["subject"] for fact in facts} == {"status", "placement", "managing", "scale", "members", "base"}
    assert officer("GET", f"{address}facts/?as_of=2015-09-30").json()["results"] == []


def test_a_visit_by_the_api_is_stored_once(land, officer):
    made = unit(land.first)
    body = {"client_uuid": str(uuid.uuid4()), "visited_on": "2015-10-01", "outcome": "done", "answers": {"staff": 12}}
    for _ in range(2):
        answer = officer("POST", f"{UNITS}{made.pk}/visits/", body)
        assert answer.status_code == 201, answer.content.decode()
    assert Visit.objects.as_system("t").count() == 1
    assert officer("GET", f"{UNITS}{made.pk}/visits/").json()["results"][0]["changed"] == ["scale"]


def test_acts_move_close_and_reopen(land, officer):
    made = unit(land.first)
    address = f"{UNITS}{made.pk}/"
    answer = officer("POST", f"{address}move/", {"to": land.second.pk, "on": "2015-10-01"}, version=1)
    assert (answer.status_code, answer.json()["area"]) == (200, land.second.pk)
    assert officer("POST", f"{address}move/", {"to": land.west.pk, "on": "2015-10-02"}, version=2).status_code == 403
    closing = {"status": "suspended", "reason": "seasonal", "on": "2015-10-02"}
    assert officer("POST", f"{address}close/", closing, version=2).status_code == 200
    assert officer("POST", f"{address}reopen/", {"reason": "resumed", "on": "2015-10-03"}, version=3).status_code == 200
    assert officer("GET", f"{UNITS}?status=suspended&as_of=2015-10-02").json()["results"][0]["id"] == made.pk
    assert officer("GET", f"{UNITS}?status=suspended&as_of=2015-10-03").json()["results"] == []


def test_the_other_street_is_absent_and_a_held_code_is_traced(land, officer):
    there = unit(land.west)
    for method, path in (("GET", ""), ("PATCH", ""), ("GET", "facts/"), ("POST", "move/"), ("POST", "visits/")):
        assert officer(method, f"{UNITS}{there.pk}/{path}").status_code == 404
    body = {"name": "重复有限公司", "uscc": there.uscc, "kind": "enterprise", "area": land.first.pk}
    answer = officer("POST", UNITS, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "uscc_held")
    assert there.name not in answer.content.decode()
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.code_held").count() == 1
    assert Unit.objects.as_system("t").count() == 1


def test_a_list_is_filtered_by_declared_filters_only(land, officer):
    mine = unit(land.first, name="东方机械有限公司", industry_section="C")
    unit(land.first, industry_section="F")
    found = officer("GET", f"{UNITS}?q=方机&section=C&area={land.east.pk}&status=operating&in_base=true").json()
    assert [row["id"] for row in found["results"]] == [mine.pk]
    assert officer("GET", f"{UNITS}?managing_body__name=x").status_code == 400
    assert officer("GET", f"{UNITS}?ordering=-pinyin").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x", "kind": "enterprise", "area": True},
        {"name": "x", "kind": "enterprise", "area": 10**17},
        {"name": "x", "kind": "enterprise", "version": 7},
        {"name": "x", "kind": "enterprise", "area_path": "1."},
        {"name": "x", "kind": "enterprise", "survey": {"mass": {"guild": True}}},
        {"name": "x", "kind": "enterprise", "survey": [1]},
        {"name": "x", "kind": "enterprise", "survey": {"staff": 10**18}},
    ],
)
def test_strange_bodies_are_refused(land, officer, body):
    answer = officer("POST", UNITS, {"area": land.first.pk, "uscc": code()} | body)
    assert answer.status_code == 400, answer.content.decode()
    assert not Unit.objects.as_system("t").exists()
