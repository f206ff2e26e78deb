"""Every permission and every door, role by role and relation by relation, against tables written by hand (P1).

``matrix.csv`` says who holds a permission and on which rows of the two districts; a role that is not named holds nothing there.
``doors.csv`` says which permission each address asks and which row it names. Neither is made from the grants.
"""

import csv
from pathlib import Path

import pytest
from django.db import connection

from access import policy
from access.checks import doors
from access.choices import Role
from access.models import AuditEvent
from access.principals import Place, open_scope
from tests.factories import districts

HERE = Path(__file__).parent
RELATIONS = ("own", "child", "line", "parent", "sibling", "other", "dispatched", "made")
PARTS = {"place": "area", "event": "unit"}


def table(name):
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


MATRIX = table("matrix.csv")
HOLDERS = {(row["permission"], role) for row in MATRIX for role in row["roles"].split()}


def cells():
    """Yield (permission, resource, role, row of the table or None) for every permission, resource and role."""
    for permission, resource in dict.fromkeys((row["permission"], row["resource"]) for row in MATRIX):
        for role in Role.values:
            found = [
                row
                for row in MATRIX
                if (row["permission"], row["resource"]) == (permission, resource) and role in row["roles"].split()
            ]
            assert len(found) <= 1, f"{permission} {role}: said twice"
            yield permission, resource, role, found[0] if found else None


def test_every_permission_has_its_rows():
    assert {row["permission"] for row in MATRIX} == set(policy.permissions())
    assert {role for _permission, role in HOLDERS} == set(Role.values)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    yield from districts.committed(django_db_blocker)


@pytest.fixture
def principals(world, db):
    return {role: world.principal(role) for role in Role.values}


def test_every_role_holds_what_the_table_says(principals):
    wrong = [
        (permission, role)
        for permission in policy.permissions()
        for role in Role.values
        if policy.can(principals[role], permission) is not ((permission, role) in HOLDERS)
    ]
    assert wrong == []


def targets(world, resource, role):
    """Yield (relation, row or place) of everything that was planted of a kind."""
    for relation in RELATIONS:
        row = world.row(PARTS.get(resource, resource), relation, role)
        if row is None:
            continue
        if resource == "place":
            row = Place(row.path, districts.LINE if relation == "line" else "")
        if resource == "event":
            row = AuditEvent.objects.as_system("test").filter(act="test.planted", object_id=row.pk).first()
        if row is not None:
            yield relation, row


def differences(world, principals, holders=None):
    """Return (permission, role, relation, found) of every cell that is not as the table says."""
    found = []
    for permission, resource, role, expected in cells():
        if not resource or (expected is None and (permission, role) in HOLDERS):
            continue  # said of another kind of rows
        open_scope(principals[role])
        for relation, row in targets(world, resource, role):
            allowed = policy.can_on(principals[role], permission, row)
            wanted = expected is not None and expected[relation] == "200"
            assert expected is None or expected[relation] in {"200", "404"}, (permission, role, relation)
            if allowed is not wanted:
                found.append((permission, role, relation, allowed))
    return found


def test_every_cell_is_as_the_table_says(world, principals):
    assert differences(world, principals) == []


def test_the_rows_planted_cover_every_relation(world, db):
    for resource in {row["resource"] for row in MATRIX} - {"", "event"}:
        planted = {relation for relation, _row in targets(world, resource, Role.COMMITTEE)}
        assert planted >= {"own", "child", "parent", "sibling", "other", "dispatched"}, resource


def test_the_database_hides_what_every_role_may_not_read(world, principals):
    """Ring 3 alone, by raw SQL: nothing outside the street but what is reached, and nothing at all for administrators."""
    seen = {role: {"own", "child", "line"} for role in Role.values} | dict.fromkeys(
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR), frozenset()
    )
    seen |= {Role.MEMBER_UNIT: {"line"}, Role.INSTRUCTOR: set(), Role.SECRETARY: set(), Role.CONTACT: set()}
    for role, principal in principals.items():
        open_scope(principal)
        reached = {"dispatched"} if world.users[role].person else set()
        for resource in ("unit", "org", "instructor", "entitlement"):
            for relation, row in targets(world, resource, role):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM {row._meta.db_table} WHERE id = %s", [row.pk])
                    assert cursor.fetchone()[0] == (relation in seen[role] | reached), (role, resource, relation)


def test_without_its_permission_nobody_passes(world, principals, monkeypatch):
    """Each permission taken away once: every cell of it closes, so that no other permission opens it."""
    for permission, resource, role, expected in cells():
        if expected is None or not resource:
            continue
        with monkeypatch.context() as patch:
            patch.setitem(policy._permissions, permission, policy._Permission("taken away"))
            open_scope(principals[role])
            assert not policy.can(principals[role], permission)
            for relation, row in targets(world, resource, role):
                assert not policy.can_on(principals[role], permission, row), (permission, role, relation)


# Doors ----------------------------------------------------------------------------------------------------------------

DOORS = table("doors.csv")


def test_every_door_has_its_row():
    declared = {(route.replace("^", ""), action, door.permission or door.kind) for route, action, door in doors()}
    written = {(row["address"], row["action"], row["asks"]) for row in DOORS}
    assert declared - written == set(), "say in doors.csv what these ask"
    assert written - declared == set(), "these are gone"
