"""A list page as an exporter: the filters of its address read again by its own form, the same selection, the same columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from access.models import Area
from access.principals import Principal
from enterprises.forms.unit import PLACES
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets.exports import Asked, Exporter, in_order, keys_of


@dataclass(frozen=True)
class Shown:
    """A column of a list: its name, kind, and what it says of a row (a path of attributes, or a function)."""

    label: Any
    value: str | Callable[[Any], Any]
    kind: str = "text"

    def of(self, row: Any) -> Any:
        """Return what stands in the cell."""
        if callable(self.value):
            return plain(self.value(row))
        for name in self.value.split("."):
            row = getattr(row, name, None) if row is not None else None
            row = row() if callable(row) else row
        return plain(row)


def plain(value: Any) -> Any:
    """Return a value as a table takes it: numbers as numbers, days and words as text, nothing as nothing."""
    if value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Listed:
    """A list page: ``select(form, asked, by)`` gives its rows in their order, as the page selects them.

    ``columns(asked)`` are those of the page, ``said`` what it is a list of where no form says it; ``finish(rows, asked, by)`` puts
    on rows what the page computes of them. Where an import understands the list, ``fields`` are its columns and
    ``told(rows, asked, by)`` gives what each row says in them.
    """

    form: type[forms.Form] | None
    select: Callable[[Any, Asked, Principal], QuerySet]
    columns: Callable[[Asked], Sequence[Shown]]
    finish: Callable[[list[Any], Asked, Principal], list[Any]] | None = None
    fields: tuple[Field, ...] = ()
    told: Callable[[list[Any], Asked, Principal], Mapping[int, Mapping[str, Any]]] | None = None
    said: Callable[[Asked, Principal], Sequence[str]] | None = None

    def read(self, asked: Asked, by: Principal) -> Any:
        """Return the filter form as the address fills it; None where the page has none."""
        if self.form is None:
            return None
        more = {"principal": by} if getattr(self.form, "takes_principal", False) else {}
        form = self.form(query_of(asked.query), **more)
        form.is_valid()
        return form

    def head(self, asked: Asked, _by: Principal) -> list[tuple[str, str]]:
        """Return the columns."""
        if asked.full:
            return [(one.label, one.kind) for one in self.fields]
        return [(str(one.label), one.kind) for one in self.columns(asked)]

    def keys(self, asked: Asked, by: Principal) -> Iterable[int]:
        """Return the keys of the list in its order."""
        return keys_of(self.select(self.read(asked, by), asked, by))

    def rows(self, asked: Asked, by: Principal, keys: Sequence[int]) -> Iterable[list[Any]]:
        """Return the cells of some of its rows."""
        found = list(self.select(self.read(asked, by), asked, by).filter(pk__in=keys))
        ordered = in_order(found, keys)
        if asked.full and self.told is not None:
            known = self.told(ordered, asked, by)
            return [[written(one, known[row.pk]) for one in self.fields] for row in ordered]
        columns = self.columns(asked)
        return [
            [one.of(row) for one in columns] for row in (self.finish(ordered, asked, by) if self.finish else ordered)
        ]

    def describe(self, asked: Asked, by: Principal) -> str:
        """Return day and filters in words."""
        return "；".join([described(self.read(asked, by), asked), *(self.said(asked, by) if self.said else ())])


@dataclass(frozen=True)
class Worked:
    """A short list that its page works out of several tables: ``found(asked, by)`` gives its rows by key, in their order."""

    found: Callable[[Asked, Principal], Mapping[int, Any]]
    columns: Callable[[Asked], Sequence[Shown]]
    fields: tuple[Field, ...] = ()

    def head(self, asked: Asked, _by: Principal) -> list[tuple[str, str]]:
        """Return the columns."""
        return [(str(one.label), one.kind) for one in self.columns(asked)]

    def keys(self, asked: Asked, by: Principal) -> Iterable[int]:
        """Return the keys of the list in its order."""
        return list(self.found(asked, by))

    def rows(self, asked: Asked, by: Principal, keys: Sequence[int]) -> Iterable[list[Any]]:
        """Return the cells of some of its rows."""
        found, columns = self.found(asked, by), self.columns(asked)
        return [[one.of(found[key]) for one in columns] for key in keys if key in found]

    def describe(self, asked: Asked, _by: Principal) -> str:
        """Return the day in words."""
        return described(None, asked)


def written(one: Field, known: Mapping[str, Any]) -> Any:
    """Return what stands in a column that an import understands, in the words that it reads."""
    value = known.get(one.name)
    if one.kind == "yes":
        return "" if value is None else (_("是") if value else _("否"))
    if one.kind == "choice":
        return one.options.get(value, "")
    return "、".join(one.options.get(part, part) for part in value or ()) if one.kind == "choices" else value


def place_names(areas: Iterable[Area]) -> dict[int, str]:
    """Return for each area its name with the street before it, so that two communities of one name are told apart."""
    areas = list(areas)
    ids = {int(part) for area in areas for part in area.path.split(".") if part}
    named = {area.pk: area for area in Area.objects.filter(pk__in=ids)}
    chains = {area.pk: [named[int(part)] for part in area.path.split(".") if part] for area in areas}
    return {pk: "".join(one.name for one in chain if one.level in PLACES) for pk, chain in chains.items()}


def query_of(query: Mapping[str, Any]) -> QueryDict:
    """Return the parameters of an address as forms read them."""
    data = QueryDict(mutable=True)
    for name, value in query.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def first(asked: Asked, name: str) -> str:
    """Return one parameter of the address, "" when it is not there."""
    value = asked.query.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def described(form: Any, asked: Asked) -> str:
    """Return the day of a list and its filters in words."""
    given = getattr(form, "cleaned_data", {})
    on = given.get("as_of") or asked.today
    said = [_("截至 %(day)s") % {"day": on.isoformat()}]
    for bound in form.visible_fields() if form is not None else ():
        value = given.get(bound.name)
        if value and bound.name != "as_of":
            shown = dict(getattr(bound.field, "choices", ())).get(value, value) if isinstance(value, str) else value
            said.append(f"{bound.label}：{shown}")
    return "；".join(map(str, said))


def exporter(code: str, label: Any, permission: str, url: str, listed: Listed | Worked, order: int = 100) -> Exporter:
    """Return a list page as what the export job takes."""
    return Exporter(
        code, label, permission, listed.head, listed.keys, listed.rows, listed.describe, url, bool(listed.fields), order
    )  # fmt: skip
