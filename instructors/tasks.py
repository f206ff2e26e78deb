"""Daily work: what instructors reach follows units that moved."""

from celery import shared_task
from django.utils import timezone

from access.doors import Door, entrance
from access.principals import acting, system
from instructors import services


@entrance(Door.signed_in("runs by itself once a day"))
@shared_task(name="instructors.refresh_reaches")
def refresh_reaches() -> tuple[int, int]:
    """Follow units into and out of grids and organizations; return (opened, ended)."""
    today = timezone.localdate()
    with acting(system("refresh reaches", on=today)) as by:
        return services.refresh_reaches(on=today, by=by)
