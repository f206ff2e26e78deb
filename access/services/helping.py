"""Processes that help the one that has a job in hand, where its work falls into parts that do not wait for one another.

A helper is a child of that process and knows the number of the job only: it reads the job, acts under the requester's rights of each
step, and takes parts until none is left. What a killed helper had begun is taken back and left to the others; one whose parent is gone
ends with its part.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import translation

from access.models import Job
from access.services.jobs import Cancelled, Clock, Run

COMMAND = "help_job"

log = logging.getLogger("access.jobs")


@contextmanager
def helped(run: Run, processes: int) -> Iterator[bool]:
    """Have up to so many processes, this one among them, do parts of a job; say whether any helps, and wait for all at the end.

    ``JOB_PROCESSES`` is the most that one job may have.
    """
    helpers = list(_started(run.job.pk, min(processes, settings.JOB_PROCESSES) - 1))
    try:
        yield bool(helpers)
    except BaseException:
        for helper in helpers:
            helper.terminate()
        raise
    finally:
        for helper in helpers:
            if helper.wait():
                log.warning("a helper of job %s ended with %s", run.job.pk, helper.returncode)


def _started(job_id: int, count: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "django", COMMAND, str(job_id)]
    with suppress(OSError):  # then fewer help
        for _number in range(count):
            yield subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603  built here


def help_job(job_id: int, clock: Clock) -> None:
    """Do parts of a job that the parent of this process has in hand."""
    parent = os.getppid()
    job = Job.objects.for_worker().unfinished().select_related("requested_by").filter(pk=job_id).first()
    if job is None:
        return
    run = Run(job, clock)
    language = job.requested_by.language or settings.LANGUAGE_CODE
    with (
        translation.override(language),
        suppress(Cancelled, PermissionDenied),
    ):  # its parent meets the same, and ends the job
        for _part in run.kind.parts(run) if run.kind.parts is not None else ():
            if os.getppid() != parent:
                return
