"""Writing many rows by one statement: they travel as one JSON text, so that neither driver nor planner meets thousands of parameters."""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import RangeField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

SPELLED: tuple[tuple[type[models.Field], Any], ...] = (
    (models.DateField, lambda value: value.isoformat()),
    (models.TimeField, lambda value: value.isoformat()),
    (models.DecimalField, str),
    (models.UUIDField, str),
)


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for circles among all objects of the process while thousands are made; what nobody holds goes as ever.

    For pieces of work of a limited size: circles stay until their end.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def insert_many(rows: Iterable[models.Model], *, returning: Sequence[str] = ()) -> None:
    """Insert rows of one model, in their order; keys, and what the database adds by itself, are set on them.

    ``returning`` names fields that its triggers decide.
    """
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    columns = [f for f in meta.concrete_fields if not f.generated and not f.primary_key and not is_left_out(rows, f)]
    for field in columns:
        if type(field).pre_save is not models.Field.pre_save:  # it fills in the moment of writing
            for row in rows:
                field.pre_save(row, True)
    given = [*meta.db_returning_fields, *map(meta.get_field, returning)]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(f.column) for f in columns)})"  # noqa: S608
        f" SELECT {', '.join(f'c{n}' for n in range(len(columns)))} FROM {_read(columns)}"
        f" RETURNING {', '.join(quote(f.column) for f in given)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_text(rows, columns)])
        for row, values in zip(rows, cursor.fetchall(), strict=True):
            for field, value in zip(given, values, strict=True):
                setattr(row, field.attname, value)
            row._state.adding, row._state.db = False, connection.alias


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that nobody needs as instances: values by the names of columns, the same names in each row.

    What is not named takes the model's own default or the moment of writing, or is left to the database.
    """
    if not rows:
        return
    named, meta = rows[0].keys(), model._meta
    columns = [
        f for f in meta.concrete_fields
        if f.attname in named or not (f.generated or f.primary_key or f.has_db_default())
    ]  # fmt: skip
    blank = model()
    defaults = {f.attname: f.pre_save(blank, True) for f in columns if f.attname not in named}
    names, quote = [f.attname for f in columns], connection.ops.quote_name
    values = (map((defaults | row).__getitem__, names) for row in rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(f.column) for f in columns)})"  # noqa: S608
            f" SELECT {', '.join(f'c{n}' for n in range(len(columns)))} FROM {_read(columns)}",
            [_told(values, columns)],
        )


def update_many(rows: Sequence[models.Model], names: Iterable[str]) -> int:
    """Update fields of rows that were read, by their keys; return how many stand."""
    if not rows:
        return 0
    meta = rows[0]._meta
    columns = [meta.get_field(name) for name in sorted(set(names))]
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(f.column)} = told.c{n}" for n, f in enumerate(columns, start=1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(meta.db_table)} AS one SET {changes} FROM {_read([meta.pk, *columns])}"  # noqa: S608
            f" WHERE one.{quote(meta.pk.column)} = told.c0",
            [_text(rows, [meta.pk, *columns])],
        )
        return int(cursor.rowcount)


def is_left_out(rows: Sequence[models.Model], field: Any) -> bool:
    """Say whether the database fills a column of every row by itself; where it would fill some, its constant is set on these."""
    if not field.has_db_default():
        return False
    left = [row for row in rows if isinstance(getattr(row, field.attname), DatabaseDefault)]
    if len(left) < len(rows):
        for row in left:
            setattr(row, field.attname, field.db_default)
    return len(left) == len(rows)


def _read(columns: Sequence[Any]) -> str:
    kinds = (f"c{n} {_kind(field)}" for n, field in enumerate(columns))
    return f"json_to_recordset(%s) AS told ({', '.join(kinds)})"


def _kind(field: Any) -> str:
    return str(field.rel_db_type(connection) if field.primary_key else field.db_type(connection))


def _text(rows: Sequence[models.Model], columns: Sequence[Any]) -> str:
    read = attrgetter(*(field.attname for field in columns), "pk")
    return _told((read(row)[:-1] for row in rows), columns)


def _told(rows: Iterable[Iterable[Any]], columns: Sequence[Any]) -> str:
    """Return the values of rows as JSON; PostgreSQL reads each value as it reads its type's own text."""
    keys = [f"c{n}" for n in range(len(columns))]
    spelled = [(key, how) for key, field in zip(keys, columns, strict=True) if (how := _spell(field)) is not None]
    told = [dict(zip(keys, row, strict=True)) for row in rows]
    for key, spell in spelled:
        for one in told:
            if one[key] is not None and not isinstance(one[key], str):
                one[key] = spell(one[key])
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _spell(field: Any) -> Any:
    """Return how the values of a column are put into words, None for those that JSON has."""
    if isinstance(field, RangeField):
        return _period
    return next((how for kind, how in SPELLED if isinstance(field, kind)), None)


def _period(valid: Any) -> str:
    lower, upper = ("" if end is None else end.isoformat() for end in (valid.lower, valid.upper))
    return f"[{lower},{upper})"
