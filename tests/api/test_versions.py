"""Writes of versioned rows: the version that was read must be named, and the second of two writers is told."""

import json

import pytest
from django.test import Client

from enterprises.models import Unit
from tests.api import world


@pytest.fixture
def caller(land):
    world.fill(land)
    return world.everything_in(land.east_body)


@pytest.fixture
def unit(caller, land):
    return world.row_in(Unit, land.east)


def rename(caller, unit, name, **headers):
    return caller("PATCH", f"/api/v1/units/{unit.pk}/", {"name": name}, **headers)


def test_a_read_names_its_version(caller, unit):
    assert caller.get(f"/api/v1/units/{unit.pk}/")["ETag"] == f'"{unit.version}"'


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ("", 428, "version_required"),
        ("*", 428, "version_required"),
        ('"0"', 412, "version_stale"),
        ('"x"', 412, "version_stale"),
        ('"1", "2"', 412, "version_stale"),
    ],
)
def test_a_write_without_the_right_version_changes_nothing(caller, unit, given, status, code):
    answer = rename(caller, unit, "示例改名有限公司", HTTP_IF_MATCH=given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Unit.objects.as_system("test").get(pk=unit.pk).name == unit.name


def test_the_second_of_two_writers_is_told(caller, unit):
    read = caller.get(f"/api/v1/units/{unit.pk}/")["ETag"]
    first = rename(caller, unit, "示例甲有限公司", HTTP_IF_MATCH=read)
    assert first.status_code == 200, first.content.decode()
    assert first["ETag"] != read
    assert rename(caller, unit, "示例乙有限公司", HTTP_IF_MATCH=read).status_code == 412
    assert Unit.objects.as_system("test").get(pk=unit.pk).name == "示例甲有限公司"
    assert rename(caller, unit, "示例乙有限公司", HTTP_IF_MATCH=first["ETag"]).status_code == 200


def test_a_browser_writes_only_with_its_csrf_token(caller, unit):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(caller.user)
    answer = browser.patch(f"/api/v1/units/{unit.pk}/", json.dumps({"name": "示例"}), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_a_row_that_may_be_read_but_not_written_is_403(land, caller, unit):
    from tests.api.callers import Caller, account, token_of

    leader = Caller(token_of(account("leader", land.east_body, "leader")))
    assert leader.get(f"/api/v1/units/{unit.pk}/").status_code == 200
    assert rename(leader, unit, "示例", HTTP_IF_MATCH=f'"{unit.version}"').status_code == 403
