"""The list of units as a file: the filters of its address read again, the same rows in the same order and columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from access.models import Area
from access.principals import Principal
from access.registries import columns
from enterprises.choices import IndustrySection, OperatingStatus, SocialPost
from enterprises.forms.filters import UnitFilterForm
from enterprises.forms.listed import described, query_of
from enterprises.models import Unit
from enterprises.queries import listing
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets.exports import Asked, Exporter, keys_of
from enterprises.services.sheets.question_fields import question_fields
from enterprises.services.sheets.unit_fields import LABEL, fields
from enterprises.services.sheets.unit_known import known_of

LEFT_OUT = frozenset({"contact_phone"})  # telephone numbers are read one by one, with a reason
SHOWN = (
    ("单位名称", "text"), ("统一社会信用代码", "code"), ("所在辖区", "place"), ("经营状态", "choice"),
    ("行业门类", "choice"), ("从业人员", "whole"), ("正式党员", "whole"),
)  # fmt: skip
FULL = tuple(one for one in fields() if one.name not in LEFT_OUT)


POSTS = Field("owner_posts", "出资人担任的两代表一委员", "choices", options={v: str(w) for v, w in SocialPost.choices})


def _full() -> tuple[Any, ...]:
    return (*FULL, POSTS, *question_fields())


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
    extra = () if asked.full else columns.of("enterprises.unit")
    units = listing.shown(list(wanted_keys), wanted, by, extra)
    return _in_full(units, wanted, by) if asked.full else [_as_shown(unit, extra) for unit in units]


def _as_shown(unit: Any, extra: Any) -> list[Any]:
    status = OperatingStatus(unit.status).label if unit.status else ""
    section = IndustrySection(unit.industry_section).label if unit.industry_section else ""
    told = [unit.name, unit.uscc, unit.area.name, status, section, unit.staff, unit.formal]
    return [str(one) if one.__class__.__name__ == "__proxy__" else one for one in told] + [
        _text(getattr(unit, column.key, ""), column.text) for column in extra
    ]


def _text(value: Any, in_words: Any = None) -> Any:
    if in_words is not None and isinstance(value, (str, bool, list)):
        return in_words(value)
    return value if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)) else str(value)


def _in_full(units: list[Any], wanted: listing.Wanted, by: Principal) -> list[list[Any]]:
    with_people = Unit.objects.visible_to(by, listing.VIEW).with_people().filter(pk__in=[unit.pk for unit in units])
    known = known_of(with_people, wanted.on)
    names, shown = _place_names(units), _full()
    told = {unit.pk: {"area": names[unit.pk], "owner_posts": unit.owner_posts} for unit in units}
    return [[_written(one, known.get(unit.pk, {}) | told[unit.pk]) for one in shown] for unit in units]


def _place_names(units: list[Any]) -> dict[int, str]:
    """Return for each unit its area with the street before it, so that two communities of one name are told apart."""
    ids = {int(part) for unit in units for part in unit.area.path.split(".") if part}
    named = {area.pk: area for area in Area.objects.filter(pk__in=ids)}
    levels = {"township", "zone", "community", "park", "building", "grid"}
    return {
        unit.pk: "".join(
            named[int(part)].name for part in unit.area.path.split(".") if part and named[int(part)].level in levels
        )
        for unit in units
    }


def _written(one: Any, known: dict[str, Any]) -> Any:
    value = known.get(one.name)
    if one.kind == "yes":
        return "" if value is None else (_("是") if value else _("否"))
    if one.kind == "choice":
        return one.options.get(value, "")
    return "、".join(one.options.get(part, part) for part in value or ()) if one.kind == "choices" else value


UNITS = Exporter(
    "enterprises.units", LABEL, "enterprises.view_unit", head, keys, rows, describe, "enterprises:list", has_full=True
)
