"""Rows for "my work today": what waits for whom."""

from datetime import date, timedelta

from django.db.models import QuerySet

from access.principals import Principal
from access.registries import Waiting
from instructors.choices import Stage
from instructors.models import Instructor

PATIENCE_DAYS = 10  # an application that waits longer is shown as overdue
EXPIRING_DAYS = 60


def awaiting_first(principal: Principal) -> Waiting:
    """Return the applications that wait for a first review by one's own committee, and those that wait too long."""
    own = [held.body_id for held in principal.held]
    rows = Instructor.objects.visible_to(principal, "instructors.review_first").filter(
        stage=Stage.SUBMITTED, committee_id__in=own
    )
    return _with_late(rows, principal)


def awaiting_second(principal: Principal) -> Waiting:
    """Return the applications that wait for the second review, and those that wait too long."""
    rows = Instructor.objects.visible_to(principal, "instructors.review_second").filter(stage=Stage.FIRST_PASSED)
    return _with_late(rows, principal)


def awaiting_dispatch(principal: Principal) -> Waiting:
    """Return the instructors who hold a letter and are dispatched nowhere."""
    rows = Instructor.objects.visible_to(principal, "instructors.dispatch").idle(_today(principal))
    return Waiting(rows.order_by())


def expiring(principal: Principal) -> Waiting:
    """Return the instructors whose term ends within sixty days, and those whose term has ended."""
    rows = Instructor.objects.visible_to(principal, "instructors.appoint")
    today = _today(principal)
    return Waiting(rows.expiring(today + timedelta(days=EXPIRING_DAYS)).order_by(), rows.expiring(today).order_by())


def _with_late(rows: QuerySet[Instructor], principal: Principal) -> Waiting:
    late = _today(principal) - timedelta(days=PATIENCE_DAYS)
    return Waiting(rows.order_by(), rows.filter(applied_on__lt=late).order_by())


def _today(principal: Principal) -> date:
    """Return the day of the request.

    Raises:
        ValueError: a principal without a day asks for the work of a day.
    """
    if principal.today is None:
        raise ValueError("the principal has no day")
    return principal.today
