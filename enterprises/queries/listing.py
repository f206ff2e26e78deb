"""The list of units: filtered, in the order of names, page by page at constant cost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from access.models import Area
from access.principals import Principal
from enterprises.choices import VisitOutcome
from enterprises.models import Unit
from enterprises.querysets import MOST_FOUND, UnitQuerySet

VIEW = "enterprises.view_unit"
PAGE = 50
MOST_COUNTED = 10_000  # beyond it a list says "10,000+"
VISIT_EVERY = timedelta(days=180)
REPORTED_WITHIN = timedelta(days=90)
GONE = (VisitOutcome.MOVED_OUT, VisitOutcome.CLOSED, VisitOutcome.SHELL, VisitOutcome.NOT_FOUND)
CURSOR = re.compile(r"([ab])([0-9]{1,18})")


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for; ``on`` and ``known_at`` say of which day and as known when."""

    on: date
    known_at: datetime | None = None
    is_past: bool = False
    q: str = ""
    kind: str = ""
    status: str = ""
    area: Area | None = None
    section: str = ""
    size: str = ""
    todo: str = ""
    base: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list with the cursors around it, as the pager reads it."""

    object_list: list[Unit]
    next_cursor: str = ""
    previous_cursor: str = ""
    total: int | None = None
    counted: str = ""
    is_lost: bool = False  # the cursor named nothing visible, so this is the first page

    def __iter__(self) -> Any:
        return iter(self.object_list)


def select(wanted: Wanted, principal: Principal) -> UnitQuerySet:
    """Return the visible units that were asked for, unordered."""
    rows = Unit.objects.visible_to(principal, VIEW).standing().matching(wanted.q, principal, VIEW)
    plain = {"kind": wanted.kind, "industry_section": wanted.section}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.area is not None:
        rows = rows.under(wanted.area.path)
    if wanted.status or wanted.is_past:
        rows = rows.with_status(wanted.on, *filter(None, [wanted.status]), known_at=wanted.known_at)
    if wanted.size:
        rows = rows.with_size(wanted.on, wanted.size)
    if wanted.base:
        rows = rows.in_base(wanted.on, known_at=wanted.known_at)
    return TODO[wanted.todo](rows, wanted.on) if wanted.todo in TODO else rows


TODO: Mapping[str, Callable[[UnitQuerySet, date], UnitQuerySet]] = {
    "incomplete": lambda rows, on: rows.incomplete(on),
    "unvisited": lambda rows, on: rows.unvisited_since(on - VISIT_EVERY, on),
    "reported": lambda rows, on: rows.reported_gone(on - REPORTED_WITHIN, on, GONE),
}


def page(
    rows: UnitQuerySet, wanted: Wanted, principal: Principal, *, cursor: str = "", columns: Any = (), size: int = PAGE
) -> Page:
    """Return one page of a selection with the values that lists show."""
    position, backwards, is_lost = _position(cursor, principal)
    ids, more = _ids(rows, position, backwards=backwards, size=size)
    units = shown(ids, wanted, principal, columns)
    counted = rows.order_by()[: MOST_COUNTED + 1].count()
    following = more if not backwards else bool(units)
    preceding = bool(position) if not backwards else more
    return Page(
        object_list=units,
        next_cursor=f"a{units[-1].pk}" if units and following else "",
        previous_cursor=f"b{units[0].pk}" if units and preceding else "",
        counted=_in_words(counted, wanted),
        is_lost=is_lost,
    )


def shown(ids: list[int], wanted: Wanted, principal: Principal, columns: Any) -> list[Unit]:
    """Return units in the order of their ids, with what lists show of them."""
    rows = Unit.objects.visible_to(principal, VIEW).filter(pk__in=ids).select_related("area", "managing_body")
    rows = rows.with_summary(wanted.on, wanted.known_at)
    for column in columns:
        rows = column.annotate(rows, wanted.on)
    places = {pk: place for place, pk in enumerate(ids)}
    return sorted(map(_spread, rows), key=lambda unit: places[unit.pk])


def _spread(unit: Any) -> Any:
    """Put ``staff``, ``size``, ``formal`` and ``probationary`` on a row of ``with_summary``; None where nothing was said."""
    scale, members = unit.scale or {}, unit.members or {}
    unit.staff, unit.size = scale.get("staff"), scale.get("size")
    unit.formal, unit.probationary = members.get("formal"), members.get("probationary")
    return unit


def _in_words(counted: int, wanted: Wanted) -> str:
    """Return the number of rows, "10,000+" where counting (or "1,000+" where searching) stopped."""
    if wanted.q and counted >= MOST_FOUND:
        return f"{MOST_FOUND:,}+"
    return f"{MOST_COUNTED:,}+" if counted > MOST_COUNTED else f"{counted:,}"


def _position(cursor: str, principal: Principal) -> tuple[tuple[str, int] | None, bool, bool]:
    """Read a cursor: the position, whether it is read backwards, whether it was lost."""
    if not cursor:
        return None, False, False
    parts = CURSOR.fullmatch(cursor)
    found = None
    if parts:
        rows = Unit.objects.visible_to(principal, VIEW).filter(pk=int(parts[2]))
        found = rows.values_list("pinyin", "pk").order_by("pk").first()
    return found, bool(found and parts and parts[1] == "b"), found is None


def _ids(rows: UnitQuerySet, position: Any, *, backwards: bool, size: int) -> tuple[list[int], bool]:
    """Return the ids of a page in order, and whether there are more beyond it."""
    if position:
        rows = rows.before(*position) if backwards else rows.behind(*position)
    order = ("-pinyin", "-pk") if backwards else ("pinyin", "pk")
    ids = list(rows.order_by(*order).values_list("pk", flat=True)[: size + 1])
    kept = ids[:size]
    return (kept[::-1] if backwards else kept), len(ids) > size
