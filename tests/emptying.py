"""Empty the test database after a test that committed: as its owner, since the application's role may not truncate."""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

KEPT = ("django_migrations", "django_content_type", "auth_permission")


@dataclass(frozen=True)
class Baseline:
    """The rows that migrations put in, by table; they come back after emptying."""

    rows: dict[str, list]


def _tables_with_rows(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname <> ALL(%s) AND pg_relation_size(c.oid) > 0 ORDER BY 1",
        [list(KEPT)],
    )
    return [name for (name,) in rows]


def _columns(connection: psycopg.Connection, table: str) -> sql.Composable:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = ''",
        [table],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)


def remember(connection: psycopg.Connection) -> Baseline:
    """Return the rows of a freshly migrated database."""
    found = {}
    for table in _tables_with_rows(connection):
        query = sql.SQL("SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM {} t").format(sql.Identifier(table))
        if rows := connection.execute(query).fetchone()[0]:
            found[table] = rows
    return Baseline(found)


def empty(connection: psycopg.Connection, baseline: Baseline) -> None:
    """Truncate every table that has rows and put the baseline back."""
    with connection.transaction():
        if tables := _tables_with_rows(connection):
            names = sql.SQL(", ").join(map(sql.Identifier, tables))
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        for table, rows in baseline.rows.items():
            name, columns = sql.Identifier(table), _columns(connection, table)
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
            connection.execute(
                sql.SQL(
                    "INSERT INTO {0} ({1}) OVERRIDING SYSTEM VALUE"
                    " SELECT {1} FROM jsonb_populate_recordset(NULL::{0}, %s)"
                ).format(name, columns),
                [Jsonb(rows)],
            )
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in baseline.rows:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
