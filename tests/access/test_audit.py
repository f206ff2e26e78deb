from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction

from access import audit
from access.choices import Role
from access.models import AuditEvent, User
from access.principals import Principal, system, system_scope
from tests.factories.access import TODAY, PersonFactory, UserFactory


def trail(principal):
    rows = AuditEvent.objects.visible_to(principal, "access.view_auditevent").filter(act__startswith="test.")
    return sorted(rows.values_list("act", flat=True))


@pytest.fixture
def lines(world):
    """Lines about rows and by accounts, here and there."""
    east, west = (
        Principal.for_user(world.account(Role.COMMITTEE, body), on=TODAY) for body in (world.east_body, world.west_body)
    )
    audit.record(east, "test.here_by_here", PersonFactory(area=world.east_street))
    audit.record(east, "test.there_by_here", PersonFactory(area=world.west))
    audit.record(west, "test.here_by_there", PersonFactory(area=world.east_street))
    audit.record(west, "test.there_by_there", PersonFactory(area=world.west))
    audit.record(system("x"), "test.nowhere")


def test_an_auditor_reads_lines_of_rows_and_accounts_of_the_own_district(world, lines):
    auditor = world.principal(Role.AUDITOR, world.east_body)
    assert trail(auditor) == ["test.here_by_here", "test.here_by_there", "test.there_by_here"]


def test_whoever_audits_the_whole_tree_reads_lines_of_no_place_too(world, lines):
    from tests.factories.access import BodyFactory

    assert len(trail(world.principal(Role.AUDITOR, BodyFactory(home=world.province)))) == 5


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.AUDITOR])
def test_nobody_else_reads_the_trail(world, lines, role):
    assert trail(world.principal(role, world.east_body)) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE access_auditevent SET act = 'x'", "DELETE FROM access_auditevent", "TRUNCATE access_auditevent"],
)
@pytest.mark.parametrize("as_system", [False, True])
def test_the_trail_is_append_only_for_the_application_and_for_the_system(world, lines, statement, as_system):
    scope = system_scope("test") if as_system else nullcontext()
    with pytest.raises(DatabaseError), transaction.atomic(), scope, connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_append_only_for_the_owner_too(owner_sql):
    audit.record(system("x"), "test.line")
    with pytest.raises(Exception, match="append-only"):
        owner_sql.execute("UPDATE access_auditevent SET act = 'x'")


def test_a_denial_is_kept_although_the_request_is_rolled_back(world, signed_in):
    user = UserFactory(area=world.east)
    assert signed_in(user).get("/access/bodies/").status_code == 403
    line = AuditEvent.objects.filter(act="access.denied").as_system("test").get()
    assert (line.user_id, line.detail["permission"]) == (user.pk, "access.view_body")


def test_the_line_carries_address_and_request(world, client):
    client.post(
        "/access/sign-in/", {"username": "x", "password": "y"}, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="10.0.0.1"
    )
    line = AuditEvent.objects.filter(act="access.sign_in_failed").as_system("test").get()
    assert line.address == "192.0.2.7"
    assert len(line.request_id) == 32
    assert User.objects.as_system("test").filter(username="x").count() == 0
