"""Counts for "my work today": what waits for whom."""

from datetime import date, timedelta

from django.db.models import QuerySet

from access.principals import Principal
from instructors.choices import Stage
from instructors.models import Instructor

PATIENCE_DAYS = 10  # an application that waits longer is shown as overdue
EXPIRING_DAYS = 60


def awaiting_first(principal: Principal) -> tuple[int, int]:
    """Return the applications that wait for a first review by one's own committee, and how many wait too long."""
    own = [held.body_id for held in principal.held]
    rows = Instructor.objects.visible_to(principal, "instructors.review_first").filter(
        stage=Stage.SUBMITTED, committee_id__in=own
    )
    return _counts(rows, principal)


def awaiting_second(principal: Principal) -> tuple[int, int]:
    """Return the applications that wait for the second review, and how many wait too long."""
    rows = Instructor.objects.visible_to(principal, "instructors.review_second").filter(stage=Stage.FIRST_PASSED)
    return _counts(rows, principal)


def awaiting_dispatch(principal: Principal) -> tuple[int, int]:
    """Return the instructors who hold a letter and are dispatched nowhere."""
    rows = Instructor.objects.visible_to(principal, "instructors.dispatch").idle(_today(principal))
    return rows.count(), 0


def expiring(principal: Principal) -> tuple[int, int]:
    """Return the instructors whose term ends within sixty days, and how many have ended already."""
    rows = Instructor.objects.visible_to(principal, "instructors.appoint")
    today = _today(principal)
    return rows.expiring(today + timedelta(days=EXPIRING_DAYS)).count(), rows.expiring(today).count()


def _counts(rows: QuerySet[Instructor], principal: Principal) -> tuple[int, int]:
    late = _today(principal) - timedelta(days=PATIENCE_DAYS)
    return rows.count(), rows.filter(applied_on__lt=late).count()


def _today(principal: Principal) -> date:
    """Return the day of the request.

    Raises:
        ValueError: a principal without a day asks for the work of a day.
    """
    if principal.today is None:
        raise ValueError("the principal has no day")
    return principal.today
