"""The short way of long lists: where every field of a serializer is a plain column, rows go from the driver to JSON.

Building serializer fields costs four times the query (measured); a test holds both ways to identical bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from rest_framework import fields, relations, serializers

from access.api.pagination import order_of
from access.api.renderers import dumps
from access.api.serializers import PeriodField, ScopedRelatedField

CENT_PLACES = 2  # the renderer writes at least these, and further ones as they are stored
_TEXT, _COUNT = (models.CharField, models.TextField), (models.IntegerField, models.AutoField)
PLAIN: dict[
    type[fields.Field], tuple[type[models.Field], ...]
] = {  # serializer field → columns that it copies unchanged
    fields.BooleanField: (models.BooleanField,),
    fields.CharField: _TEXT,
    fields.SlugField: _TEXT,
    fields.EmailField: _TEXT,
    fields.ChoiceField: (*_TEXT, *_COUNT),
    fields.IntegerField: (*_COUNT, models.ForeignKey),  # as in source="area_id"
    fields.DateField: (models.DateField,),
    fields.DateTimeField: (models.DateTimeField,),
    fields.DecimalField: (models.DecimalField,),
    fields.UUIDField: (models.UUIDField,),
    fields.DictField: (models.JSONField,),
    fields.JSONField: (models.JSONField,),
    PeriodField: (DateRangeField,),
    relations.PrimaryKeyRelatedField: (models.ForeignKey,),
    ScopedRelatedField: (models.ForeignKey,),
}
if hasattr(fields, "BigIntegerField"):
    PLAIN[fields.BigIntegerField] = _COUNT


@dataclass(frozen=True)
class ShortWay:
    """The columns that a serializer copies: field name → lookup; ``has_instants`` where some must be told in local time."""

    lookups: dict[str, str]
    has_instants: bool

    def read(self, queryset: QuerySet) -> QuerySet:
        """Return the queryset as tuples of the columns, followed by the position that the cursor needs."""
        column, _descending = order_of(queryset)
        rows = queryset.values_list(*self.lookups.values(), column, "pk")
        rows.position_of = _last_two
        return rows

    def written(self, rows: Iterable[tuple]) -> orjson.Fragment:
        """Return the rows of :meth:`read` as JSON."""
        names = tuple(self.lookups)
        named = [dict(zip(names, row, strict=False)) for row in rows]
        return orjson.Fragment(dumps(named, has_instants=self.has_instants))


@lru_cache
def short_way(serializer_class: type[serializers.Serializer], model: type[Model]) -> ShortWay | None:
    """Return how the rows of a serializer are read and written, or None where it does more than copy columns."""
    if any(_overrides(serializer_class, name) for name in ("to_representation", "data", "get_fields")):
        return None
    found = {}
    for name, field in serializer_class().fields.items():
        lookup = _lookup(field, model)
        if lookup is None:
            return None
        found[name] = lookup
    instants = any(isinstance(field, fields.DateTimeField) for field in serializer_class().fields.values())
    return ShortWay(found, instants)


def _overrides(serializer_class: type[serializers.Serializer], name: str) -> bool:
    owner = next(base for base in serializer_class.__mro__ if name in vars(base))
    return owner.__module__ != serializers.Serializer.__module__


def _lookup(field: fields.Field, model: type[Model]) -> str | None:
    allowed = PLAIN.get(type(field))
    if allowed is None or field.write_only or field.source == "*" or _is_reformatted(field):
        return None
    path = field.source.split(".")
    column = _column(model, path, may_be_empty=field.allow_null)
    if not isinstance(column, allowed):
        return None
    if isinstance(column, models.DecimalField) and not column.decimal_places == field.decimal_places >= CENT_PLACES:
        return None
    return LOOKUP_SEP.join([*path[:-1], column.attname])


def _is_reformatted(field: fields.Field) -> bool:
    if isinstance(field, fields.DictField):
        return type(field.child) is not fields._UnvalidatedField
    if isinstance(field, fields.JSONField):
        return field.binary
    if isinstance(field, fields.DecimalField):
        return field.localize or field.normalize_output
    return getattr(field, "format", "iso-8601") != "iso-8601"


def _column(model: type[Model] | None, path: list[str], *, may_be_empty: bool) -> models.Field | None:
    """Follow a dotted source to a column; over an empty relation the serializer leaves the key out unless it may be."""
    for name in path[:-1]:
        step = _field(model, name)
        if not isinstance(step, models.ForeignKey) or (step.null and not may_be_empty):
            return None
        model = step.related_model
    return _field(model, path[-1])


def _field(model: type[Model], name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) and field.concrete else None


def _last_two(row: tuple) -> tuple[Any, int]:
    return row[-2], row[-1]
