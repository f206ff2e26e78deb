"""Background work: one task that carries the id of a job, and two that see to it that nothing is forgotten."""

import structlog
from celery import shared_task
from django.utils import timezone

from access import registries
from access.doors import Door, entrance
from access.principals import acting, system
from access.services import jobs

log = structlog.get_logger()


@entrance(Door.signed_in("runs as whoever asked for the job, whose rights are read at each of its steps"))
@shared_task(name="access.run_job")
def run_job(job_id: int) -> str:
    """Do one job; return the state in which it is left."""
    return jobs.run(job_id, timezone.now)


@entrance(Door.signed_in("runs by itself every minute"))
@shared_task(name="access.resend_jobs")
def resend_jobs() -> int:
    """Send unfinished jobs again that no worker has in hand."""
    return jobs.resend(timezone.now())


@entrance(Door.signed_in("runs by itself once a day"))
@shared_task(name="access.drop_old_files")
def drop_old_files() -> int:
    """Remove results that are a week old."""
    return jobs.drop_old_files(timezone.now())


@entrance(Door.signed_in("runs by itself once a day"))
@shared_task(name="access.turn_day")
def turn_day() -> int:
    """Let everything follow the calendar, each hook in a transaction of its own; return how many failed."""
    today, failed = timezone.localdate(), 0
    for follow in registries.daily_hooks.items():
        try:
            with acting(system("what follows the calendar", on=today)) as by:
                follow(on=today, by=by)
        except Exception:
            failed += 1
            log.exception("daily_hook_failed", hook=follow.__qualname__)
    return failed
