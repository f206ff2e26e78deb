"""An id from another street, at every position that takes one, answers exactly like an id that does not exist."""

import json

import pytest
from django.db import connection

from access.api.serializers import UNKNOWN
from access.api.viewsets import ScopedViewSet
from tests.api import world
from tests.api.endpoints import filtered, operations, related, set_in

ABSENT = 987_654_321_987
UNCHANGED = ("access_auditevent", "django_session")
GUESSES = (
    *("id", "pk", "area", "area_id", "area_path", "line_code", "status", "state", "stage", "version", "created_by"),
    *("recorded_by", "recorded_at", "superseded_at", "valid", "amount_yuan", "paid_at", "approved_by", "is_staff"),
    *("is_superuser", "is_active", "role", "user", "__all__"),
)


@pytest.fixture
def caller(land):
    world.fill(land)
    return world.everything_in(land.east_body)


def table_digests():
    """Return a digest of every table's rows, seen by the system."""
    with world.system_scope("test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        names = sorted(name for (name,) in cursor.fetchall() if name not in UNCHANGED)
        found = {}
        for name in names:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t")
            found[name] = cursor.fetchone()[0]
    return found


def scoped():
    return [operation for operation in operations() if issubclass(operation.view, ScopedViewSet)]


def argument_of(operation):
    """Return the name of the path's id; a path with further ids needs a test of its own here."""
    names = operation.arguments
    assert names in ([], [operation.view.lookup_field]), f"{operation}: further ids in the path"
    return names[0] if names else None


def own(operation, land):
    """Return (address, headers) of the operation on a row of the east street."""
    name = argument_of(operation)
    row = world.row_in(operation.view.model, land.east) if name else None
    if row is None and name and operation.writes:  # reference data: that of the east street was made first
        row = operation.view.model._default_manager.order_by("pk").first()
    if row is None:
        return operation.address(), {}
    headers = {"HTTP_IF_MATCH": f'"{row.version}"'} if hasattr(row, "version") else {}
    return operation.address(**{name: row.pk}), headers


def plain(answer, number):
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, json.dumps(body, ensure_ascii=False).replace(str(number), "ID")


def test_ids_in_paths_answer_like_absent_ones(caller, land):
    before, positions = table_digests(), 0
    for operation in scoped():
        name = argument_of(operation)
        victim = world.row_in(operation.view.model, land.west) if name else None
        if victim is None:
            continue
        body = {} if operation.writes else None
        answers = [
            plain(caller(operation.method, operation.address(**{name: number}), body, HTTP_IF_MATCH='"1"'), ABSENT)
            for number in (victim.pk, ABSENT)
        ]
        assert answers[0] == answers[1], operation
        assert answers[0][0] == 404 or operation.writes, operation  # some acts read the body first
        positions += answers[0][0] == 404
    assert positions
    assert table_digests() == before


def test_ids_in_bodies_answer_like_absent_ones(caller, land):
    before, positions = table_digests(), 0
    for operation in scoped():
        address, headers = own(operation, land)
        for place, model in related(operation):
            victim = world.row_in(model, land.west)
            if victim is None:
                continue
            answers = []
            for number in (victim.pk, ABSENT):
                answer = caller(operation.method, address, set_in({}, place, number), **headers)
                assert answer.status_code == 400, f"{operation} {place}: {answer.content.decode()}"
                errors = answer.json()["errors"]
                spot = next(key for key in errors if key.split(".")[0] == str(place[0]))
                answers.append([text.replace(str(number), "ID") for text in errors[spot]])
            assert answers[0] == answers[1], f"{operation} {place}"
            positions += 1
    assert positions
    assert table_digests() == before


def test_ids_in_filters_answer_like_absent_ones(caller, land):
    positions = 0
    for operation in scoped():
        for name, model in filtered(operation):
            victim = world.row_in(model, land.west)
            if victim is not None:
                found = [caller.get(f"{operation.path}?{name}={number}") for number in (victim.pk, ABSENT)]
                assert found[0].status_code == 400, operation
                assert plain(found[0], victim.pk) == plain(found[1], ABSENT), operation
                positions += 1
    assert positions


def test_lists_hold_nothing_of_the_other_street(caller, land):
    for operation in scoped():
        victim = world.row_in(operation.view.model, land.west) if operation.action == "list" else None
        if victim is not None:
            rows = caller.get(f"{operation.path}?page_size=1000").json()["results"]
            ids = {row["id"] for row in rows}
            assert world.row_in(operation.view.model, land.east).pk in ids, operation
            assert victim.pk not in ids, operation


def undeclared(operation):
    """Return every key that a caller might try and the operation does not declare."""
    declared = {name for name, field in operation.input().fields.items() if not field.read_only}
    of_model = {part for field in operation.view.model._meta.get_fields() for part in (field.name, f"{field.name}_id")}
    return sorted((of_model | set(GUESSES)) - declared)


def test_every_write_declares_its_input():
    for operation in scoped():
        if operation.writes and operation.method != "DELETE":
            assert operation.input() is not None, f"{operation}: name its serializer in inputs"


def test_undeclared_keys_are_refused_and_change_nothing(caller, land):
    before, pairs = table_digests(), 0
    for operation in scoped():
        if operation.input() is None:
            continue
        address, headers = own(operation, land)
        keys = undeclared(operation)
        answer = caller(operation.method, address, dict.fromkeys(keys, 1), **headers)
        assert answer.status_code == 400, f"{operation} {answer.content.decode()}"
        errors = answer.json()["errors"]
        assert [key for key in keys if str(UNKNOWN) not in errors.get(key, [])] == [], operation
        pairs += len(keys)
    assert pairs
    assert table_digests() == before


@pytest.mark.full
def test_each_undeclared_key_alone_is_refused(caller, land):
    before = table_digests()
    for operation in scoped():
        if operation.input() is not None:
            address, headers = own(operation, land)
            for key in undeclared(operation):
                for value in (1, None, {}, [1], "x"):
                    answer = caller(operation.method, address, {key: value}, **headers)
                    assert answer.status_code == 400, f"{operation} {key}"
                    assert str(UNKNOWN) in answer.json()["errors"][key], f"{operation} {key}"
    assert table_digests() == before
