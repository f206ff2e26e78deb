"""Background work: one task that carries the id of a job, and two that see to it that nothing is forgotten."""

from celery import shared_task
from django.utils import timezone

from access.doors import Door, entrance
from access.services import jobs


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
