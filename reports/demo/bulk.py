"""Writing many rows by COPY into a temporary table and one INSERT: several times faster than an INSERT of values."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import connection, models

from access.bulk import is_left_out

M = TypeVar("M", bound=models.Model)


def insert(model: type[M], objects: Iterable[M]) -> list[M]:
    """Write the objects with keys of their own and return them; database defaults are left to the database."""
    rows = list(objects)
    if not rows:
        return rows
    table = model._meta.db_table
    fields = [f for f in model._meta.concrete_fields if not f.generated and not is_left_out(rows, f)]
    columns = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)]
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
            row._state.adding = False
        # COPY cannot write behind row-level security itself
        cursor.execute(f"CREATE TEMP TABLE demo_rows AS SELECT * FROM {table} WITH NO DATA")
        with cursor.copy(f"COPY demo_rows ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_value(f, row) for f in fields])
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM demo_rows ORDER BY id")
        cursor.execute("DROP TABLE demo_rows")
    return rows


def _value(field: models.Field, row: models.Model) -> Any:
    value = field.pre_save(row, True)  # dates of creation
    if value is None:
        return None
    if isinstance(field, DateRangeField):
        return f"[{value.lower or ''},{value.upper or ''})"
    if isinstance(field, ArrayField):
        return list(value)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.ForeignKey):
        return getattr(row, field.attname)
    return field.get_prep_value(value)
