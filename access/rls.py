"""Migration operations for ring 3: row-level security, scope columns kept by triggers, append-only tables, exclusion.

Used only in migrations. Role names come from settings, so that every database of one cluster shares them.
"""

from django.conf import settings
from django.db.migrations.operations import RunSQL

# What the database computes of a row (holds_from, holds_until) is not known yet when a trigger before the act compares.
WRITTEN_ONCE = """
CREATE OR REPLACE FUNCTION access_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free CONSTANT text[] := ARRAY['area_path', 'line_code', 'holds_from', 'holds_until'];
BEGIN
  IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
    RETURN NEW;  -- only its place follows its parent, by the parent's own trigger
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE OR REPLACE FUNCTION access_guard_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free CONSTANT text[] := ARRAY['superseded_at', 'area_path', 'line_code', 'holds_from', 'holds_until'];
BEGIN
  IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free
     OR (OLD.superseded_at IS NOT NULL AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at) THEN
    RAISE EXCEPTION '% is superseded, never edited', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_superseded_only';
  END IF;
  RETURN NEW;
END $$;
"""

FOUNDATION = (
    WRITTEN_ONCE
    + """
CREATE OR REPLACE FUNCTION access_paths() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT string_to_array(nullif(current_setting('app.paths', true), ''), ',') $$;
CREATE OR REPLACE FUNCTION access_line_paths() RETURNS text[] LANGUAGE sql STABLE AS
  $$ SELECT string_to_array(nullif(current_setting('app.line_paths', true), ''), ',') $$;
CREATE OR REPLACE FUNCTION access_is_system() RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(current_setting('app.system', true), '') = 'on' $$;

-- Only the owner's policies ask app.system, so only a SECURITY DEFINER function gains by it.
CREATE OR REPLACE FUNCTION access_enter_system() RETURNS text LANGUAGE plpgsql AS $$
DECLARE before text := coalesce(current_setting('app.system', true), '');
BEGIN PERFORM set_config('app.system', 'on', true); RETURN before; END $$;
CREATE OR REPLACE FUNCTION access_leave_system(before text) RETURNS void LANGUAGE plpgsql AS
  $$ BEGIN PERFORM set_config('app.system', before, true); END $$;

CREATE OR REPLACE FUNCTION access_no_parent(parent text, parent_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'no visible % with id %', parent, parent_id
    USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'access_parent_visible';
END $$;

CREATE OR REPLACE FUNCTION access_stamp_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := now();
  NEW.superseded_at := NULL;
  RETURN NEW;
END $$;
"""
)

REACHED = """
CREATE OR REPLACE FUNCTION access_reached(wanted text) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(object_id), '{}') FROM access_reach
  WHERE person_id = nullif(current_setting('app.person', true), '')::bigint AND resource = wanted AND superseded_at IS NULL
    AND valid @> nullif(current_setting('app.today', true), '')::date
$$;
"""


def _names() -> dict[str, str]:
    return {"app": settings.DB_APP_ROLE, "system": settings.DB_SYSTEM_ROLE, "owner": settings.DB_OWNER_ROLE}


def take_place(table: str, column: str, parent: str, path: str, line: str) -> str:
    """Return SQL of the trigger that copies a row's place from its parent; each table has its own, so that its plan is kept."""
    source, target = (path, "NEW.area_path") if not line else (f"{path}, {line}", "NEW.area_path, NEW.line_code")
    return (
        f"CREATE FUNCTION {table}_take_place() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" SELECT {source} INTO {target} FROM {parent} WHERE id = NEW.{column};"
        f" IF NOT FOUND THEN PERFORM access_no_parent('{parent}', NEW.{column}); END IF; RETURN NEW; END $$;"
        f"CREATE TRIGGER {table}_place BEFORE INSERT OR UPDATE OF {column} ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION {table}_take_place();"
    )


class Grants(RunSQL):
    """Give the restricted roles their rights on tables to come; ownership stays with the owner. Runs before the first table."""

    reversible = True

    def __init__(self) -> None:
        names = ", ".join(f'"{_names()[key]}"' for key in ("app", "system"))
        rights = "SELECT, INSERT, UPDATE, DELETE"
        super().__init__(
            f"GRANT USAGE ON SCHEMA public TO {names};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO {names};"
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {names};",
            reverse_sql=RunSQL.noop,
        )

    def deconstruct(self):
        """Take no arguments: names are settings, not history."""
        return (type(self).__name__, [], {})


class ScopeTable(RunSQL):
    """Put a table behind row-level security and keep its scope columns equal to its parent's.

    Args:
        table: the scoped table, with ``area_path`` and ``line_code``.
        parent: (parent table, foreign key column); ``access_area`` gives its ``path``, a scoped table both columns.
        reach: {resource: column} whose reached ids open a row.
    """

    def __init__(self, table: str, *, parent: tuple[str, str] | None, reach: dict[str, str] | None = None) -> None:
        self.table, self.parent, self.reach = table, parent, reach or {}
        super().__init__(self._forward(), reverse_sql=self._backward())

    def deconstruct(self):
        """Return the constructor's arguments."""
        return (type(self).__name__, [self.table], {"parent": self.parent, "reach": self.reach})

    def _forward(self) -> str:
        names, table = _names(), self.table
        visible = [
            "area_path LIKE ANY ((SELECT access_paths())::text[])",
            "(line_code || ':' || area_path) LIKE ANY ((SELECT access_line_paths())::text[])",
            *(
                f"{column} = ANY ((SELECT access_reached('{resource}'))::bigint[])"
                for resource, column in self.reach.items()
            ),
        ]
        scope = " OR ".join(visible)
        return (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f'CREATE POLICY scope ON {table} TO "{names["app"]}" USING ({scope}) WITH CHECK ({scope});'
            f'CREATE POLICY system ON {table} TO "{names["system"]}" USING (true) WITH CHECK (true);'
            f'CREATE POLICY owner ON {table} TO "{names["owner"]}"'
            " USING ((SELECT access_is_system())) WITH CHECK ((SELECT access_is_system()));"
            f"CREATE INDEX {table}_scope ON {table} (area_path, id);"
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_has_place CHECK (area_path <> '');"
            + (self._triggers() if self.parent else "")
        )

    def _triggers(self) -> str:
        table, (parent, column) = self.table, self.parent
        path, line = ("path", "") if parent == "access_area" else ("area_path", "line_code")
        values = "area_path = NEW.path" if not line else "area_path = NEW.area_path, line_code = NEW.line_code"
        changed = f"OLD.{path} IS DISTINCT FROM NEW.{path}" + (
            f" OR OLD.{line} IS DISTINCT FROM NEW.{line}" if line else ""
        )
        return (
            f"{take_place(table, column, parent, path, line)}"
            f"CREATE FUNCTION {table}_follow_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public"
            f" AS $$ DECLARE before text := access_enter_system(); BEGIN"
            f" UPDATE {table} SET {values} WHERE {column} = NEW.id; PERFORM access_leave_system(before); RETURN NULL; END $$;"
            f"CREATE TRIGGER {table}_follow AFTER UPDATE ON {parent} FOR EACH ROW WHEN ({changed})"
            f" EXECUTE FUNCTION {table}_follow_place();"
        )

    def _backward(self) -> str:
        table = self.table
        drop = (
            f"DROP TRIGGER {table}_follow ON {self.parent[0]}; DROP FUNCTION {table}_follow_place();"
            if self.parent
            else ""
        )
        drop += f"DROP TRIGGER {table}_place ON {table}; DROP FUNCTION {table}_take_place();" if self.parent else ""
        return (
            drop + f"ALTER TABLE {table} DROP CONSTRAINT {table}_has_place; DROP INDEX {table}_scope;"
            f"DROP POLICY owner ON {table}; DROP POLICY system ON {table}; DROP POLICY scope ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        )


class AppendOnly(RunSQL):
    """Let rows be inserted and read, never changed or deleted, by anybody but the table's owner dropping it."""

    def __init__(self, table: str) -> None:
        self.table = table
        names = _names()
        super().__init__(
            f'REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{names["app"]}", "{names["system"]}";'
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION access_refuse_change();",
            reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};"
            f'GRANT UPDATE, DELETE ON {table} TO "{names["app"]}", "{names["system"]}";',
        )

    def deconstruct(self):
        """Return the constructor's arguments."""
        return (type(self).__name__, [self.table], {})


class FactTable(RunSQL):
    """Make a dated table supersede-only and keep live periods of one key apart.

    Args:
        table: the dated table.
        key: columns (bigint) whose live rows must not overlap in time; empty for no exclusion.
        where: an extra condition of the exclusion.
    """

    def __init__(self, table: str, *, key: tuple[str, ...] = (), where: str = "", name: str = "") -> None:
        self.table, self.key, self.where, self.name = table, key, where, name or f"{table}_no_overlap"
        super().__init__(self._forward(), reverse_sql=self._backward())

    def deconstruct(self):
        """Return the constructor's arguments."""
        return (type(self).__name__, [self.table], {"key": self.key, "where": self.where, "name": self.name})

    def _forward(self) -> str:
        table, names = self.table, _names()
        ranges = ", ".join(f"int8range({column}, {column}, '[]') WITH &&" for column in self.key)
        condition = "superseded_at IS NULL" + (f" AND ({self.where})" if self.where else "")
        exclude = f"ALTER TABLE {table} ADD CONSTRAINT {self.name} EXCLUDE USING gist ({ranges}, valid WITH &&) WHERE ({condition});"
        index = f"CREATE INDEX {table}_live ON {table} ({', '.join(self.key)}) WHERE superseded_at IS NULL;"
        return (
            f'REVOKE DELETE, TRUNCATE ON {table} FROM "{names["app"]}", "{names["system"]}";'
            f"CREATE TRIGGER {table}_superseded_only BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION access_guard_fact();"
            f"CREATE TRIGGER {table}_stamp BEFORE INSERT ON {table} FOR EACH ROW"
            f""" WHEN (current_user <> '{names["owner"]}') EXECUTE FUNCTION access_stamp_fact();"""
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_valid_not_empty CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);"
            + (exclude + index if self.key else "")
        )

    def _backward(self) -> str:
        table, names = self.table, _names()
        return (
            (f"ALTER TABLE {table} DROP CONSTRAINT {self.name}; DROP INDEX {table}_live;" if self.key else "")
            + f"ALTER TABLE {table} DROP CONSTRAINT {table}_valid_not_empty;"
            f"DROP TRIGGER {table}_stamp ON {table}; DROP TRIGGER {table}_superseded_only ON {table};"
            f'GRANT DELETE ON {table} TO "{names["app"]}", "{names["system"]}";'
        )


class ApartByBoxes(RunSQL):
    """Exchange the ranges by which live periods of one key are kept apart for boxes of numbers: the same answers, a quarter of the work.

    A box spans the key and the days of the period, both as whole numbers below 2 to the 53rd, so that none is rounded. A second part
    of the key shifts the days into a band of its own; a text does so by its hash, as it did among the ranges.

    Args:
        table: the dated table.
        key: the column (bigint) whose live rows must not overlap in time.
        beside: another column of the key.
        text: that column is text.
    """

    def __init__(self, table: str, key: str, *, beside: str = "", text: bool = False) -> None:
        self.table, self.key, self.beside, self.text = table, key, beside, text
        super().__init__(self._exchange(f"{self.box()} WITH &&"), reverse_sql=self._exchange(self._ranges()))

    def deconstruct(self):
        """Return the constructor's arguments."""
        return (type(self).__name__, [self.table, self.key], {"beside": self.beside, "text": self.text})

    def box(self, valid: str = "valid") -> str:
        """Return SQL of the box of a row."""
        band = f"(hashtext({self.beside}) & 2147483647)" if self.text else self.beside or "0"
        first, last = f"greatest(lower({valid}), DATE '0001-01-01')", f"least(upper({valid}) - 1, DATE '9999-12-31')"
        ends = (f"({band}::bigint * 4194304 + ({day} - DATE '0001-01-01'))::float8" for day in (first, last))
        return f"box({', '.join(f'point({self.key}::float8, {end})' for end in ends)})"

    def _ranges(self) -> str:
        of, kind = (f"hashtext({self.beside})", "int4range") if self.text else (self.beside, "int8range")
        parts = [f"int8range({self.key}, {self.key}, '[]') WITH &&"]
        parts += [f"{kind}({of}, {of}, '[]') WITH &&"] if self.beside else []
        return ", ".join([*parts, "valid WITH &&"])

    def _exchange(self, how: str) -> str:
        name = f"{self.table}_no_overlap"
        return (
            f"ALTER TABLE {self.table} DROP CONSTRAINT {name},"
            f" ADD CONSTRAINT {name} EXCLUDE USING gist ({how}) WHERE (superseded_at IS NULL);"
        )
