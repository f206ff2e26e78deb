"""When a visit is due, and whether a visit may be recorded.

Visits are the instructor's own log; no check-in, no track, no ranking. Source: domain 5.1 (monthly on site [L]), 8.3.
"""

from datetime import date

from access.outcome import N_, Refusal
from instructors.rules.steps import DEFAULT, Limits
from orgs.rules.terms import add_months


def due_on(*, dispatched_on: date, last_visit_on: date | None, limits: Limits = DEFAULT) -> date:
    """Return the day by which the next visit should be made: so many months after the last, or after the dispatch.

    Source: domain 5.1: contact weekly, on site monthly [L], set by the district.
    """
    since = dispatched_on if last_visit_on is None else max(dispatched_on, last_visit_on)
    return add_months(since, limits.visit_months)


def days_late(due: date, *, on: date) -> int:
    """Return by how many days a visit is late on a day; 0 up to and including the due day."""
    return max(0, (on - due).days)


def check_visit(on: date, *, dispatched_on: date, until: date, today: date) -> Refusal | None:
    """Refuse a visit outside the dispatch or in the future; the dispatch's end day no longer counts."""
    if on > today:
        message = N_("走访日期（%(on)s）不能晚于今天（%(today)s）。")
        return Refusal("visit_in_future", message, {"on": str(on), "today": str(today)})
    if not dispatched_on <= on < until:
        message = N_("走访日期（%(on)s）应在派驻期内（%(from)s至%(until)s）。")
        params = {"on": str(on), "from": str(dispatched_on), "until": str(until)}
        return Refusal("visit_outside_dispatch", message, params)
    return None
