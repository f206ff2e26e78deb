"""What the double search and the reporting in brought by a day (双找、在职党员报到): figures with the rows behind them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from access.models import Area
from access.outcome import Rate
from orgs.models import ReportIn, ReportInCount, SearchTarget
from orgs.queries import reporting_in
from orgs.rules.reporting_in import Tally

Answer = tuple[int | Decimal, QuerySet]


def found(on: date, area: Area) -> Answer:
    """Return who was found in an area by a day."""
    return _counted(_found(on, area))


def hidden(on: date, area: Area) -> Answer:
    """Return who of those found was a pocket or hidden member."""
    return _counted(_found(on, area).exclude(hidden_kind=""))


def reported(on: date, area: Area) -> Answer:
    """Return how many members in service reported in, by name and by number; the rows are those of the numbers."""
    told, rows = _reported(on, area)
    return told.total, rows


def own_percent(on: date, area: Area) -> Answer:
    """Return which share of the district's own members in service reported in, in per cent."""
    told, rows = _reported(on, area)
    return Rate(told.own_total, told.own_members).percent or 0, rows


FIGURES = {"found_members": found, "hidden_members": hidden, "reported_in": reported, "own_reported": own_percent}


def _counted(rows: QuerySet) -> Answer:
    return rows.count(), rows


def _found(on: date, area: Area) -> Any:
    return SearchTarget.objects.filter(area_path__startswith=area.path, found_on__lte=on).as_system()


def _reported(on: date, area: Area) -> tuple[Tally, QuerySet]:
    names = ReportIn.objects.filter(area_path__startswith=area.path).as_system()
    numbers = ReportInCount.objects.filter(area_path__startswith=area.path).as_system()
    return reporting_in.added(names, numbers, on), numbers.as_of(on)
