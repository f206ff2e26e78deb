"""The list of units as a file: the filters of its address read again, the same rows in the same order and columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from access.models import Area
from access.principals import Principal
from access.registries import Column, columns
from enterprises.choices import IndustrySection, OperatingStatus
from enterprises.forms.filters import UnitFilterForm
from enterprises.forms.listed import described, place_names, query_of, written
from enterprises.models import Unit
from enterprises.queries import listing, pieces
from enterprises.queries.pieces import Piece
from enterprises.services.sheets.exports import Asked, Exporter, in_order, keys_of
from enterprises.services.sheets.question_fields import question_fields
from enterprises.services.sheets.unit_fields import LABEL, own_columns
from enterprises.services.sheets.unit_known import known_of

LEFT_OUT = frozenset({"contact_phone"})  # telephone numbers are read one by one, with a reason
SHOWN = (
    ("单位名称", "text"), ("统一社会信用代码", "code"), ("所在辖区", "place"), ("经营状态", "choice"),
    ("行业门类", "choice"), ("从业人员", "whole"), ("正式党员", "whole"),
)  # fmt: skip
FULL = tuple(one for one in own_columns() if one.name not in LEFT_OUT)


def _full() -> tuple[Any, ...]:
    return (*FULL, *question_fields())


def _form(asked: Asked, by: Principal) -> UnitFilterForm:
    form = UnitFilterForm(query_of(asked.query), principal=by)
    form.is_valid()
    return form


def _rows(asked: Asked, by: Principal) -> tuple[Any, listing.Wanted]:
    form = _form(asked, by)
    wanted = form.wanted(asked.today)
    return form.narrowed(listing.select(wanted, by), wanted.on), wanted


def head(asked: Asked, by: Principal) -> list[tuple[str, str]]:
    """Return the columns: those of the page, or every one that a table of units can have."""
    if asked.full:
        return [(one.label, one.kind) for one in _full()]
    return [*SHOWN, *((str(column.label), "text") for column in columns.of("enterprises.unit"))]


def describe(asked: Asked, by: Principal) -> str:
    """Return day and filters in words."""
    return described(_form(asked, by), asked)


def keys(asked: Asked, by: Principal) -> Iterable[int]:
    """Return the keys of the list in its order."""
    return keys_of(_rows(asked, by)[0].order_by("pinyin", "pk"))


def rows(asked: Asked, by: Principal, wanted_keys: Sequence[int]) -> list[list[Any]]:
    """Return the cells of some units."""
    wanted = _form(asked, by).wanted(asked.today)
    if asked.full:
        return _in_full(wanted_keys, wanted, by)
    return _as_shown(Piece(wanted_keys, wanted.on, by, wanted.known_at), columns.of("enterprises.unit"))


def _as_shown(piece: Piece, extra: Sequence[Column]) -> list[list[Any]]:
    units, said = piece.read(pieces.units), piece.read(pieces.statuses)
    scales, members = piece.read(pieces.scales), piece.read(pieces.members)
    areas = dict(Area.objects.filter(pk__in={one.area_id for one in units.values()}).values_list("pk", "name"))
    more = [(column.text, piece.value_of(column)) for column in extra]
    status, section = (_words(words) for words in (OperatingStatus, IndustrySection))
    told: list[list[Any]] = []
    for pk in piece.keys:
        if (unit := units.get(pk)) is None:
            continue
        scale, member = scales.get(pk), members.get(pk)
        told.append([
            unit.name, unit.uscc, areas.get(unit.area_id, ""), status[said[pk][0]] if pk in said else "",
            section.get(unit.section, ""), scale.staff if scale else None, member.formal if member else None,
            *(_text(values.get(pk), text) for text, values in more),
        ])  # fmt: skip
    return told


def _words(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def _text(value: Any, in_words: Any = None) -> Any:
    if in_words is not None and isinstance(value, (str, bool, list)):
        return in_words(value)
    return value if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)) else str(value)


def _in_full(wanted_keys: Sequence[int], wanted: listing.Wanted, by: Principal) -> list[list[Any]]:
    rows = Unit.objects.visible_to(by, listing.VIEW).with_people().filter(pk__in=wanted_keys).select_related("area")
    units = in_order(rows, wanted_keys)
    known = known_of(units, wanted.on)
    names, shown = place_names([unit.area for unit in units]), _full()
    told = {unit.pk: {"area": names[unit.area_id]} for unit in units}
    return [[written(one, known.get(unit.pk, {}) | told[unit.pk]) for one in shown] for unit in units]


UNITS = Exporter(
    "enterprises.units", LABEL, "enterprises.view_unit", head, keys, rows, describe, "enterprises:list", has_full=True
)
