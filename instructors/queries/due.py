"""Visits that are due (走访到期): the units in one's care, the last visit to each, and the day of the next.

A visit is :class:`enterprises.models.Visit`; there is no second entry.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from access.models import Reach
from access.principals import Principal
from enterprises.models import Unit, Visit
from instructors.rules import visits

PERMISSION = "enterprises.visit_unit"


@dataclass(frozen=True)
class Due:
    """A unit in one's care with its last visit and the day by which the next should be."""

    unit: Unit
    dispatched_on: date
    last_on: date | None
    due_on: date
    days_late: int


def of_person(principal: Principal, *, on: date) -> list[Due]:
    """Return the units that a person's dispatches open on a day, the most overdue first; three queries."""
    reached = Reach.objects.in_force(principal.person_id, "enterprises.unit", on).filter(
        because__startswith="dispatch:"
    )
    since = dict(
        reached.order_by()
        .values("object_id")
        .annotate(first=Min("valid__startswith"))
        .values_list("object_id", "first")
    )
    if not since:
        return []
    seen = Visit.objects.visible_to(principal, PERMISSION).filter(person_id=principal.person_id, unit_id__in=since)
    last = dict(seen.order_by().values("unit_id").annotate(last=Max("visited_on")).values_list("unit_id", "last"))
    units = Unit.objects.visible_to(principal, PERMISSION).filter(pk__in=since).select_related("area")
    return sorted(
        (_due(unit, since[unit.pk], last.get(unit.pk), on) for unit in units), key=lambda due: (due.due_on, due.unit.pk)
    )


def counts(principal: Principal) -> tuple[int, int]:
    """Return how many of one's units are due for a visit today, and how many of them overdue."""
    if principal.person_id is None or principal.today is None:
        return 0, 0
    found = of_person(principal, on=principal.today)
    return sum(due.due_on <= principal.today for due in found), sum(due.days_late > 0 for due in found)


def recent(principal: Principal, *, limit: int = 20) -> list[Visit]:
    """Return one's own last visits, newest first."""
    rows = Visit.objects.visible_to(principal, "enterprises.view_unit").filter(person_id=principal.person_id)
    return list(rows.select_related("unit")[:limit])


def of_instructor(person_id: int, principal: Principal, *, limit: int = 10) -> list[Visit]:
    """Return an instructor's last visits to units that the reader sees, newest first."""
    rows = Visit.objects.visible_to(principal, "enterprises.view_unit").filter(person_id=person_id)
    return list(rows.select_related("unit")[:limit])


def _due(unit: Unit, dispatched_on: date, last_on: date | None, on: date) -> Due:
    day = visits.due_on(dispatched_on=dispatched_on, last_visit_on=last_on)
    return Due(unit, dispatched_on, last_on, day, visits.days_late(day, on=on))
