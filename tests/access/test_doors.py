from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.views.generic import View

from access import checks, policy
from access.choices import Role
from access.doors import Door, door_of, entrance
from access.management.commands import access_matrix
from access.models import AuditEvent
from config.urls import urlpatterns as every_address

ROOT = Path(__file__).parents[2]


def forgotten(request):
    return HttpResponse("secret")


class Unknown(View):
    door = Door("access.fly")


@entrance(Door("access.view_user"))
def accounts_only(request):
    return HttpResponse("accounts")


urlpatterns = [
    path("forgotten/", forgotten),
    path("unknown/", Unknown.as_view()),
    path("accounts-only/", accounts_only),
    *every_address,
]
here = override_settings(ROOT_URLCONF=__name__)


@here
def test_a_forgotten_door_is_an_error_at_start_up():
    errors = {(error.id, error.msg) for error in checks.every_url_declares_its_door(None)}
    assert ("access.E001", "undeclared door: /forgotten/") in errors
    assert ("access.E002", "/unknown/ asks for an undeclared permission: access.fly") in errors


@here
def test_a_forgotten_door_answers_403_to_everybody_and_leaves_a_line(client, world, signed_in):
    assert client.get("/forgotten/").status_code == 403
    answer = signed_in(world.account(Role.COMMITTEE, world.east_body)).get("/forgotten/")
    assert (answer.status_code, b"secret" in answer.content) == (403, False)
    assert AuditEvent.objects.filter(act="access.denied").as_system("test").count() == 2


@here
@pytest.mark.parametrize(("role", "status"), [(Role.SYSTEM_ADMIN, 200), (Role.COMMITTEE, 403), (Role.LEADER, 403)])
def test_a_door_admits_by_permission(world, signed_in, role, status):
    assert signed_in(world.account(role, world.east_body)).get("/accounts-only/").status_code == status


@here
def test_a_door_leads_nobody_to_the_sign_in_page(client, db):
    assert client.get("/accounts-only/?x=1")["Location"] == "/access/sign-in/?next=/accounts-only/%3Fx%3D1"


def test_every_door_of_the_project_is_declared():
    assert checks.every_url_declares_its_door(None) == []
    assert checks.every_admin_is_scoped(None) == []
    assert checks.every_task_declares_its_door(None) == []
    assert checks.every_guarded_model_reads_through_its_guard(None) == []


def test_every_scoped_table_is_behind_the_net(db):
    assert checks.every_scoped_table_is_behind_the_net(None, databases=["default"]) == []
    assert checks.every_scoped_table_is_behind_the_net(None) == []


def test_an_unscoped_admin_class_is_an_error(monkeypatch):
    from django.contrib import admin

    monkeypatch.setitem(admin.site._registry, object, admin.ModelAdmin.__new__(admin.ModelAdmin))
    assert [error.id for error in checks.every_admin_is_scoped(None)] == ["access.E003"]


def test_admin_pages_ask_for_the_right_to_enter():
    doors = [door for route, _method, door in checks.doors() if route.startswith("admin/") and "login" not in route]
    assert doors
    assert {door.permission for door in doors} == {"access.enter_admin"}


def test_a_view_without_anything_has_no_door():
    assert door_of(forgotten) is None


def test_the_printed_matrix_is_the_documented_one():
    text = StringIO()
    call_command("access_matrix", "--markdown", stdout=text)
    assert text.getvalue() == (ROOT / "docs" / "access-matrix.md").read_text(encoding="utf-8"), (
        "run: ./run manage access_matrix --markdown > docs/access-matrix.md"
    )


def test_the_plain_matrix_has_a_line_for_every_permission():
    text = StringIO()
    call_command("access_matrix", stdout=text)
    assert len(text.getvalue().splitlines()) == len(policy.permissions()) + 1
    assert access_matrix.table()[0][2] == "区级工委干部"
