"""The three database roles: what the suite itself stands on."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection
from django.utils import timezone

from config import database


def _who():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_tests_run_as_the_restricted_role(db, settings):
    assert _who() == settings.DB_APP_ROLE


def test_restricted_role_owns_nothing_and_bypasses_nothing(db, settings, owner_sql):
    roles = [settings.DB_APP_ROLE, settings.DB_SYSTEM_ROLE]
    owned = owner_sql.execute(
        "SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner WHERE rolname = ANY(%s)", [roles]
    ).fetchall()
    powers = owner_sql.execute(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolinherit AND rolcanlogin)",
        [roles],
    ).fetchall()
    assert (owned, powers) == ([], [])


def test_system_role_is_entered_for_one_transaction_only(transactional_db, settings):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f'SET LOCAL ROLE "{settings.DB_SYSTEM_ROLE}"')
        assert _who() == settings.DB_SYSTEM_ROLE
        cursor.execute("COMMIT")
    assert _who() == settings.DB_APP_ROLE


def test_restricted_role_cannot_become_the_owner(db, settings):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{settings.DB_OWNER_ROLE}"')


@pytest.mark.parametrize("statement", ["TRUNCATE django_session", "DELETE FROM django_migrations", "CREATE TABLE x ()"])
def test_restricted_role_is_refused(db, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_restricted_role_keeps_sessions(db):
    Session.objects.create(session_key="k", session_data="d", expire_date=timezone.now())
    assert Session.objects.count() == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_committed_rows_are_gone_in_the_next_test_and_the_frameworks_stay(transactional_db, turn):
    assert Session.objects.count() == 0
    assert ContentType.objects.exists()
    Session.objects.create(session_key="k", session_data="d", expire_date=timezone.now())


def test_restricted_connections_give_up_in_time(db):
    with connection.cursor() as cursor:
        limits = []
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            limits.append(cursor.fetchone()[0])
    assert limits == ["5s", "15s", "30s"]


@pytest.fixture
def other_owner(owner_sql, settings, worker_id):
    """Give the login of a second owner, with its derived roles removed afterwards."""
    role = f"{settings.DB_OWNER_ROLE}_probe_{worker_id}"
    owner_sql.execute(f"CREATE ROLE {role} LOGIN CREATEROLE PASSWORD 'probe'")
    login = owner_sql.info.get_parameters() | {"user": role, "password": "probe", "options": ""}
    yield login
    with psycopg.connect(**login, autocommit=True) as connection:
        for suffix in (database.APP_SUFFIX, database.SYSTEM_SUFFIX):
            connection.execute(f"DROP ROLE IF EXISTS {role}{suffix}")
    owner_sql.execute(f"DROP ROLE {role}")


def test_roles_are_made_once_and_a_changed_secret_key_changes_the_password(other_owner, monkeypatch):
    with psycopg.connect(**other_owner, autocommit=True) as connection:
        database.ensure_roles(connection)
        database.ensure_roles(connection)
        monkeypatch.setenv("SECRET_KEY", "another secret key")
        database.ensure_roles(connection)
    app = other_owner["user"] + database.APP_SUFFIX
    with psycopg.connect(**other_owner | {"user": app, "password": database.app_password(app)}) as connection:
        connection.execute(f"SET LOCAL ROLE {other_owner['user']}{database.SYSTEM_SUFFIX}")


def test_roles_wanted_by_two_processes_at_once_are_made_once(other_owner):
    def make(_):
        with psycopg.connect(**other_owner, autocommit=True) as connection:
            database.ensure_roles(connection)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(8)))


def test_an_owner_without_createrole_is_told_so(owner_sql, other_owner):
    owner_sql.execute(f"ALTER ROLE {other_owner['user']} NOCREATEROLE")
    with (
        psycopg.connect(**other_owner, autocommit=True) as connection,
        pytest.raises(ImproperlyConfigured, match="CREATEROLE"),
    ):
        database.ensure_roles(connection)
    owner_sql.execute(f"ALTER ROLE {other_owner['user']} CREATEROLE")
