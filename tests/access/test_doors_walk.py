"""Every door by real requests, role by role and relation by relation, against tables written by hand (P1).

``doors.csv`` says which permission an address asks (``asks``), with which its rows are read where that is another (``reads``) and
what kind of row it names (``row``); ``matrix.csv`` says who holds a permission on which rows. Every request is rolled back.
"""

from http import HTTPStatus

import pytest
from django.db import connection, transaction
from django.test import Client

from access.choices import Role
from access.principals import system_scope
from config.requests import CalmRequest
from tests.access.test_matrix import HOLDERS, MATRIX, RELATIONS, table
from tests.factories import districts

LEFT_OUT = {  # they end the visit, or answer by the parameters that they are given: their own tests
    "access/sign-out/", "admin/logout/", "admin/login/", "access/sign-in/", "admin/autocomplete/",
}  # fmt: skip
DOORS = [door for door in table("doors.csv") if door["address"] not in LEFT_OUT]
READ_BY_ALL = {"area", "body", "policy"}  # reference data: whoever holds the permission to read reads all of it
TRIED_IN_ADMIN = ("own", "sibling")
NO_SUCH_METHOD = HTTPStatus.METHOD_NOT_ALLOWED
REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
SIGN_IN_FIRST = {HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
PARTS = (
    ("(?P<app_label>access|enterprises|orgs|instructors|funding)", "orgs"), ("(?P<url>.*)", "nowhere/"),
    ("<str:action>", "review"), ("<str:what>", "units"), ("<slug:kind>", "unit"), ("<slug:code>", "phone_missing"),
    ("<str:token>", "x"), ("<str:paper>", "request"), ("<str:life>", "theme_day"), ("<int:unit_pk>", "1"), ("<int:alias>", "1"),
    ("<str:kind>", "turned_formal"), ("<str:key>", "orgs.four_ones"), ("<int:post_pk>", "1"), ("<int:grid_pk>", "1"), ("<int:number>", "1"),
    ("<int:task>", "1"), ("<str:code>", "enterprises.units"), ("$", ""),
)  # fmt: skip
NAMES_A_ROW = ("(?P<pk>[0-9]{1,18})", "(?P<area_id>[0-9]{1,18})", "<int:pk>", "<path:object_id>")
NO_KEY = "5a1c1f4e-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    yield from districts.committed(django_db_blocker)


@pytest.fixture(autouse=True)
def same_request_as_the_server(monkeypatch):
    monkeypatch.setattr("django.test.client.WSGIRequest", CalmRequest)


def holds(role, permission):
    """Say whether the table gives a permission to a role; nobody holds "nobody"."""
    return permission in {"public", "signed_in"} or (permission, role) in HOLDERS


def reaches(role, permission, kind, relation):
    """Say whether the table opens rows of a kind at a relation; a permission without rows opens all."""
    rows = [row for row in MATRIX if row["permission"] == permission and role in row["roles"].split()]
    found = next((row for row in rows if row["resource"] in {kind, "place"}), rows[0])
    return not found["resource"] or found[relation] == "200"


def expected(door, role, relation):
    """Return whether the tables open a door to a role for a row at a relation (None: it names no row)."""
    asked = [name for name in (door["asks"], door["reads"]) if name]
    if not all(holds(role, name) for name in asked):
        return False
    if relation is None or asked[-1] == "signed_in":
        return True
    if door["row"] in READ_BY_ALL and asked[-1].split(".")[1].startswith("view_"):
        return True
    return reaches(role, asked[-1], door["row"], relation)


def address(door, row, world, relation):
    """Return the address of a door for a row; what else it names belongs to that row."""
    path = door["address"].replace("<uuid:key>", str(getattr(row, "key", NO_KEY)))
    if relation in world.sets:
        for part in ("unit", "post", "grid"):
            path = path.replace(f"<int:{part}_pk>", str(world.row(part, relation).pk))
        path = path.replace("<int:alias>", str(world.row("unit", relation).pk))
    for old, new in (*((name, str(getattr(row, "pk", 1))) for name in NAMES_A_ROW), *PARTS):
        path = path.replace(old, new)
    assert "<" not in path, f"say in PARTS what stands in {path}"
    return f"/{path}"


class Visitor:
    """One role at the doors: a browser that is signed in, and a token for the interface."""

    def __init__(self, world, role):
        self.client = Client(raise_request_exception=False)
        self.client.force_login(world.users[role], backend="access.backends.PolicyBackend")
        self.token = f"Bearer {world.secrets[role]}"

    def ask(self, method, path, body=b"", *, undo=True):
        """Return the status of an answer, and undo whatever it did."""
        by_rest = path.startswith("/api/")
        more = {"HTTP_AUTHORIZATION": self.token, "HTTP_IF_MATCH": '"1"'} if by_rest else {}
        kind = "application/json" if by_rest else "application/x-www-form-urlencoded"
        with transaction.atomic():
            answer = self.client.generic(method, path, body, content_type=kind, **more)
            transaction.set_rollback(undo)
        return answer.status_code


def relations_of(door, role, *, thorough):
    """Return at which relations a door is tried: at one where the role is turned away whatever the row."""
    if not all(holds(role, name) for name in (door["asks"], door["reads"]) if name) and not thorough:
        return ("own",)
    return TRIED_IN_ADMIN if door["address"].startswith("admin/") and not thorough else RELATIONS


def rows_at(door, world, role, relations):
    """Yield (relation, row) for all rows at which a door is tried; (None, None) when its address names no row."""
    if not door["row"]:
        yield None, None
        return
    for relation in relations:
        row = world.row(door["row"], relation, role)
        if row is not None:
            yield relation, row


def methods_of(door):
    named = door["action"].split(" ")[0].upper()
    if named:
        return (named,)
    return ("GET",) if door["asks"] in {"public", "signed_in"} else ("GET", "POST")


def verdict(door, role, relation, method, status):
    """Say what is wrong with an answer; "" when it is as the tables say."""
    in_admin = door["address"].startswith("admin/")
    if status == NO_SUCH_METHOD:
        return ""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "trouble"
    if not expected(door, role, relation):
        absent_in_admin = in_admin and status == HTTPStatus.FOUND  # Django: "no such row", back to the start
        known = status == HTTPStatus.NOT_FOUND and not holds(role, door["asks"])
        return "" if (status in REFUSALS and not known) or absent_in_admin else "open"
    if method == "POST" and (in_admin or ".view_" in door["asks"]):
        return ""  # the admin changes nothing, and behind a door that reads, the act asks for more
    if relation is None and status == HTTPStatus.NOT_FOUND:
        return ""  # nothing of that kind is planted
    return "shut" if status in REFUSALS else ""


def walk(world, role, *, thorough):
    """Try every door with every method and row; return what is not as the tables say, and the doors that answered."""
    visitor, wrong, answered = Visitor(world, role), [], set()
    for number, door in enumerate(DOORS):
        for relation, row in rows_at(door, world, role, relations_of(door, role, thorough=thorough)):
            for method in methods_of(door):
                path = address(door, row, world, relation)
                status = visitor.ask(method, path)
                if status != NO_SUCH_METHOD:
                    answered.add(number)
                said = verdict(door, role, relation, method, status)
                if said:
                    wrong.append((said, role, relation, method, path, int(status)))
    return wrong, answered


@pytest.mark.parametrize("role", Role.values)
def test_every_door_answers_as_the_tables_say(world, db, role):
    wrong, answered = walk(world, role, thorough=False)
    assert wrong == []
    silent = [door["address"] for number, door in enumerate(DOORS) if number not in answered]
    assert silent == []


@pytest.mark.full
@pytest.mark.parametrize("role", Role.values)
def test_every_door_answers_as_the_tables_say_at_every_row(world, db, role):
    assert walk(world, role, thorough=True)[0] == []


def test_nobody_gets_anything_signed_out(world, db):
    client = Client(raise_request_exception=False)
    for door in DOORS:
        for relation, row in rows_at(door, world, Role.COMMITTEE, ("own",)):
            for method in methods_of(door):
                answer = client.generic(method, address(door, row, world, relation), b"")
                if door["asks"] != "public":
                    assert answer.status_code in SIGN_IN_FIRST, (door["address"], method, answer.status_code)
                assert "⟦".encode() not in answer.content, door["address"]


def digests():
    """Return a digest of every table but the trail and the sessions."""
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        found = {}
        for name in sorted(
            name for (name,) in cursor.fetchall() if name not in {"access_auditevent", "django_session"}
        ):
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t")
            found[name] = cursor.fetchone()[0]
    return found


HOSTILE = b'{"name": "x", "area": 1, "\\u0000": [[]], "on": "2024-13-45"}'


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.LEADER, Role.SECRETARY, Role.AUDITOR])
def test_a_shut_door_writes_nothing(world, db, role):
    """What is refused leaves every table as it was: here nothing is rolled back by the test."""
    visitor, before = Visitor(world, role), digests()
    for door in DOORS:
        for relation, row in rows_at(door, world, role, ("sibling",)):
            for method in set(methods_of(door)) - {"GET"}:
                if not expected(door, role, relation):
                    visitor.ask(method, address(door, row, world, relation), HOSTILE, undo=False)
    assert digests() == before
