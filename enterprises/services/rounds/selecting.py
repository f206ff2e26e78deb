"""Which units a round visits: its filter, in the words of the register's list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from access import errors
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from access.registries import ColumnFilter, columns
from enterprises.choices import IndustrySection, OperatingStatus, SizeClass, UnitKind
from enterprises.models import Unit
from enterprises.querysets import UnitQuerySet

RUN = "enterprises.run_round"
RESOURCE = "enterprises.unit"
KNOWN = {"kinds": UnitKind, "sections": IndustrySection, "statuses": OperatingStatus, "sizes": SizeClass}
BASE = ("in", "out")


def column_filters() -> dict[str, ColumnFilter]:
    """Return the filters that upper apps add to the list of units (for example by coverage)."""
    return {name: one for column in columns.of(RESOURCE) for name, one in column.filters.items()}


def check_filter(wanted: Mapping[str, Any]) -> None:
    """Insist on a filter of which every part is understood.

    Raises:
        ValidationError: a name or value that no list knows.
    """
    more = column_filters()
    for name, value in wanted.items():
        if name in KNOWN:
            fits = isinstance(value, list) and set(value) <= set(KNOWN[name].values)
        elif name == "base":
            fits = value in BASE
        else:
            fits = name in more and isinstance(value, str)
        if not fits:
            message = N_("走访对象的条件“%(name)s”无法识别。")
            errors.refuse(Refusal("filter_unknown", message, {"name": str(name)[:40]}), field="filter")


def select(wanted: Mapping[str, Any], *, area: Area, on: date, by: Principal) -> UnitQuerySet:
    """Return the units of an area that a filter takes in on a day; without a status, those that operate."""
    rows = Unit.objects.visible_to(by, RUN).under(area.path)
    rows = rows.with_status(on, *(wanted.get("statuses") or [OperatingStatus.OPERATING]))
    if wanted.get("kinds"):
        rows = rows.filter(kind__in=wanted["kinds"])
    if wanted.get("sections"):
        rows = rows.filter(industry_section__in=wanted["sections"])
    if wanted.get("sizes"):
        rows = rows.with_size(on, *wanted["sizes"])
    if wanted.get("base"):
        inside = Unit.objects.visible_to(by, RUN).in_base(on)
        rows = rows.in_base(on) if wanted["base"] == "in" else rows.exclude(pk__in=inside.values("pk"))
    for name, one in column_filters().items():
        if wanted.get(name):
            rows = one.apply(rows, wanted[name], on)
    return rows
