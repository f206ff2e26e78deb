"""Ring 3 by raw SQL as the role of the web processes: nothing without a scope, nothing outside it, read or written (P5)."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from access.choices import ADMIN_GROUPS, Role
from access.guarded import ScopedModel
from access.principals import Principal, open_scope, system_scope
from enterprises.models import Handover

SCOPED = [m for m in apps.get_models() if issubclass(m, ScopedModel) and m._default_manager._queryset_class.rls]
LABELS = [model._meta.label for model in SCOPED]
every_table = pytest.mark.parametrize("model", SCOPED, ids=LABELS)
READING = (
    "SELECT count(*) FROM {table}",
    "SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT 5) AS few",
    "WITH every AS (SELECT id FROM {table}) SELECT count(*) FROM every",
    "SELECT count(*) FROM {table} WHERE id = ANY (ARRAY(SELECT generate_series(1, 100000)))",
    "SELECT count(*) FROM {table} AS one JOIN {table} AS other USING (id)",
    "SELECT count(*) FROM {table} WHERE area_path LIKE '%' OR line_code IS NOT NULL OR true",
    "SELECT count(*) FROM {table} TABLESAMPLE BERNOULLI (100)",
)
# Tables without a place, which ring 3 leaves open to reading: why, and what the web processes may do to them.
KEEP, READ, ALL = "INSERT SELECT UPDATE", "SELECT", "DELETE INSERT SELECT UPDATE"
OPEN = {
    "access_user": ("read before anybody's scope is known; a trigger keeps writing to system administrators", KEEP),
    "access_assignment": ("they are the scope; a trigger keeps writing to security administrators", ALL),
    "access_apitoken": ("read before anybody's scope is known", ALL),
    "access_signinwindow": ("counts tries of names, before anybody is known", ALL),
    "access_reach": ("rows by which the policies themselves ask", ALL),
    "access_job": ("a queue: each row is shown to whoever asked for it; what the work reads is under their scope", ALL),
    "access_auditevent": ("every act leaves a line; appended to, never changed", "INSERT SELECT"),
    "access_area": ("reference data", ALL),
    "access_areaversion": ("reference data", ALL),
    "access_body": ("reference data", ALL),
    "access_body_areas": ("reference data", ALL),
    "access_industryline": ("reference data", ALL),
    "enterprises_managingruleset": ("reference data", ALL),
    "enterprises_clearledgerscheme": ("reference data", ALL),
    "enterprises_question": ("reference data", ALL),
    "enterprises_surveyround": ("reference data: a street reads the rounds of its district", ALL),
    "enterprises_surveyround_questions": ("reference data", ALL),
    "orgs_areaadjacency": ("reference data", ALL),
    "orgs_limitsetting": ("reference data", ALL),
    "orgs_ratingscheme": ("reference data", ALL),
    "instructors_move": ("the table of states", ALL),
    "funding_move": ("the table of states", READ),
    "funding_policy": ("a policy is public to whoever it binds", KEEP),
    "funding_policyversion": ("a policy is public to whoever it binds", ALL),
    "reports_indicatordefinition": ("reference data", ALL),
    "enterprises_unitsearch": ("read by one function of the owner, which asks for the scope", ""),
    "auth_group": ("Django's own, empty", READ),
    "auth_group_permissions": ("Django's own, empty", READ),
    "auth_permission": ("Django's own", READ),
    "django_admin_log": ("Django's own; its page shows one's own lines", "INSERT SELECT"),
    "django_content_type": ("Django's own", READ),
    "django_migrations": ("Django's own", READ),
    "django_session": ("Django's own; the key is the secret", ALL),
}
TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, coalesce((
  SELECT string_agg(one.name, ' ' ORDER BY one.name) FROM unnest(ARRAY['DELETE', 'INSERT', 'SELECT', 'TRUNCATE', 'UPDATE']) AS one (name)
  WHERE has_table_privilege(c.oid, one.name)), '')
FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
POLICIES = "SELECT tablename, policyname, permissive, cmd, roles::text[], qual, with_check FROM pg_policies"
READ_TOO = {("instructors_dispatch", "target", "SELECT")}  # a dispatch is read by whoever answers for where it leads
GUARDED_FIRST = re.compile(
    r"(?:orgs_orggrid|instructors_(?:instructor|selectionstep)|funding_(?:ledgerleg|entitlement|entitlementstep|batch|payment))"
    r"_(?:guard|by_oneself)\(\)"
)


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def enter(world, role):
    """Open the scope of a role of street 1."""
    open_scope(world.principal(role))


def rows_of(model, condition, *values):
    """Return the ids of the rows that the system finds."""
    with system_scope("test"):
        return [pk for (pk,) in run(f"SELECT id FROM {model._meta.db_table} WHERE {condition} ORDER BY id", *values)]


def foreign(model, world):
    """Return the id of a row of street 2."""
    return rows_of(model, "area_path LIKE %s", f"{world.areas['street A2'].path}%")[0]


def whole(model):
    """Return every row as text."""
    with system_scope("test"):
        return run(f"SELECT t::text FROM {model._meta.db_table} AS t ORDER BY id")


def refused(statement, *values):
    """Run a statement that may change nothing; return the error, if it was one."""
    try:
        with transaction.atomic():
            found = run(statement, *values)
    except DatabaseError as error:
        return error
    assert found in (0, []), (statement, found)
    return None


def test_every_table_is_behind_the_net_or_named_with_its_reason(db):
    found = {name: (behind, rights) for name, behind, rights in run(TABLES)}
    assert {name for name, (behind, _rights) in found.items() if behind} == {m._meta.db_table for m in SCOPED}
    assert {name: rights for name, (behind, rights) in found.items() if not behind} == {
        name: rights for name, (_why, rights) in OPEN.items()
    }
    assert not [name for name, (_behind, rights) in found.items() if "TRUNCATE" in rights]


@every_table
def test_without_a_scope_there_is_no_row(world, db, model):
    foreign(model, world)  # every table has rows to be hidden
    before = whole(model)
    for principal in (None, Principal(), *(world.principal(role) for role in (Role.CONTACT, *ADMIN_GROUPS))):
        if principal is not None:
            open_scope(Principal(user_id=principal.user_id, held=principal.held, today=principal.today))  # no reach
        for statement in READING:
            assert run(statement.format(table=model._meta.db_table)) == [(0,)], (principal, statement)
        for statement in ("UPDATE {table} SET line_code = 'x' RETURNING id", "DELETE FROM {table} RETURNING id"):
            refused(statement.format(table=model._meta.db_table))
    assert whole(model) == before


@every_table
def test_a_street_sees_its_own_rows_and_what_is_reached(world, db, model):
    mine = rows_of(model, "area_path LIKE %s", f"{world.areas['street A1'].path}%")
    reached = set(rows_of(model, "area_path LIKE %s", f"{world.areas['community A2'].path}%"))  # the set "dispatched"
    enter(world, Role.API_CLIENT)  # no person, so no reach
    assert [pk for (pk,) in run(f"SELECT id FROM {model._meta.db_table} ORDER BY id")] == mine
    enter(world, Role.STREET_OFFICER)
    seen = {pk for (pk,) in run(f"SELECT id FROM {model._meta.db_table}")}
    assert mine
    assert set(mine) <= seen <= set(mine) | reached


@every_table
def test_rows_outside_the_scope_are_not_written(world, db, model):
    table, before = model._meta.db_table, whole(model)
    enter(world, Role.API_CLIENT)
    elsewhere = f"area_path NOT LIKE '{world.areas['street A1'].path}%'"
    for statement in ("UPDATE {table} SET line_code = 'x' WHERE {which}", "DELETE FROM {table} WHERE {which}"):
        for which in (f"id = {foreign(model, world)}", elsewhere):
            refused(statement.format(table=table, which=which))
    assert whole(model) == before


@every_table
def test_a_row_is_not_put_outside_the_scope(world, db, model):
    """A copy of a foreign row is refused for the place where it would lie; where a table's own guard speaks first, by that."""
    table, pk = model._meta.db_table, foreign(model, world)
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields if f.column != "id" and not f.generated)
    with system_scope("test"):
        run(f"CREATE TEMPORARY TABLE taken ON COMMIT DROP AS SELECT {columns} FROM {table} WHERE id = {pk}")
        run("GRANT SELECT ON taken TO PUBLIC")
    enter(world, Role.API_CLIENT)
    error = refused(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM taken")
    assert error is not None
    words = str(error)
    assert "row-level security" in words or "no visible" in words or GUARDED_FIRST.search(words), words


def test_every_policy_asks_the_same_of_reading_and_of_writing(db):
    found = {}
    for table, name, permissive, command, roles, reads, writes in run(POLICIES):
        assert permissive == "PERMISSIVE"
        if (table, name, command) in READ_TOO:
            continue
        found.setdefault(table, set()).add((name, *roles))
        assert command == "ALL", (table, name)
        assert reads == writes, (table, name)
        assert (reads == "true") is (name == "system"), (table, name)
    who = {("scope", settings.DB_APP_ROLE), ("system", settings.DB_SYSTEM_ROLE), ("owner", settings.DB_OWNER_ROLE)}
    more = {  # both sides see what is handed over; the body in charge sees a difficulty
        "enterprises_handover": {("giver", settings.DB_APP_ROLE)},
        "enterprises_difficulty": {("handler", settings.DB_APP_ROLE)},
    }
    for table in (
        "device",
        "submission",
        "submissionaside",
        "photoupload",
    ):  # a person's own phones, whatever the role today
        more[f"enterprises_{table}"] = {("own", settings.DB_APP_ROLE)}
    assert found == {name: who | more.get(name, set()) for name in (model._meta.db_table for model in SCOPED)}


PLACED_BY = {Handover: "to_area"}


@every_table
def test_an_own_row_is_not_moved_outside_the_scope(world, db, model):
    """Given another parent, a row would leave the street: refused, or the trigger keeps it where it is."""
    table = model._meta.db_table
    parent = model._meta.get_field(PLACED_BY.get(model, getattr(model, "scope_parent", "area")))
    mine = rows_of(model, "area_path LIKE %s", f"{world.areas['street A1'].path}%")[0]
    with system_scope("test"):
        target = run(f"SELECT {parent.column} FROM {table} WHERE id = {foreign(model, world)}")[0][0]
    before = whole(model)
    enter(world, Role.API_CLIENT)
    for change in (f"{parent.column} = {target}", f"area_path = '{world.areas['street A2'].path}'"):
        error = refused(f"UPDATE {table} SET {change} WHERE id = {mine}")
        assert error is not None, change
    assert whole(model) == before


ATTEMPTS = {
    "give oneself a role": "UPDATE access_assignment SET body_id = (SELECT id FROM access_body ORDER BY id DESC LIMIT 1)",
    "end a role": "DELETE FROM access_assignment",
    "take over an account": "UPDATE access_user SET password = 'x' WHERE id <> {me}",
    "enable an account": "UPDATE access_user SET is_active = NOT is_active",
    "delete an account": "DELETE FROM access_user",
    "change the trail": "UPDATE access_auditevent SET actor = 'x'",
    "shorten the trail": "DELETE FROM access_auditevent",
    "empty the trail": "TRUNCATE access_auditevent",
    "read the index of names": "SELECT * FROM enterprises_unitsearch",
    "switch off the net": "ALTER TABLE enterprises_unit DISABLE ROW LEVEL SECURITY",
    "drop the net": "DROP POLICY scope ON enterprises_unit",
    "widen the net": "CREATE POLICY more ON enterprises_unit USING (true)",
    "switch off a trigger": "ALTER TABLE access_assignment DISABLE TRIGGER ALL",
    "skip triggers": "SET LOCAL session_replication_role = replica",
    "skip the net": "SET LOCAL row_security = off; SELECT * FROM enterprises_unit",
    "change a function": "CREATE OR REPLACE FUNCTION access_paths() RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY['%'] $$",
    "put a function before ours": "CREATE FUNCTION public.like_escape(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$",
    "become the owner": f"SET LOCAL ROLE {settings.DB_OWNER_ROLE}",
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_rights_themselves_are_out_of_reach(world, db, attempt):
    enter(world, Role.LEADER)
    error = refused(ATTEMPTS[attempt].replace("{me}", str(world.users[Role.LEADER].pk)))
    assert error is not None
    assert "does not exist" not in str(error)


@pytest.mark.parametrize("setting", ["app.system", "app.person", "app.roles", "app.paths"])
def test_a_setting_that_says_nothing_true_opens_nothing(world, db, setting):
    """What a policy reads is asked for as a place, a person or a role; other words find no row and are no error."""
    open_scope(Principal())
    for value in ("on", "true") if setting != "app.person" else ("0",):
        run("SELECT set_config(%s, %s, true)", setting, value)
        assert run("SELECT count(*) FROM enterprises_unit") == [(0,)]
