"""Asking for background work, doing it once at a time, and ending it in every case with a state that can be read.

The broker may lose every message: a job is its row, and whatever is unfinished and in nobody's hands is sent again. One worker at a
time has a job in hand, by an advisory lock that ends with the worker; a killed worker's job is taken up by the next one.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from celery import current_app  # type: ignore[import-untyped]
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.choices import FINAL_JOBS, JobState
from access.models import Job, User
from access.outcome import N_, Refusal
from access.principals import Principal, open_scope
from access.registries import JobKind, jobs

Clock = Callable[[], datetime]
TASK = "access.run_job"
LOCK = 735_002  # class of the advisory locks of jobs
MOST_ATTEMPTS = 5  # then it is the job's own fault
MOST_OPEN = 20  # unfinished jobs of one person
SEND_AGAIN = timedelta(minutes=1)
KEEP_FILES = timedelta(days=7)

log = logging.getLogger("access.jobs")


class Cancelled(Exception):
    """Raised inside a job where its requester no longer wants it."""


@transaction.atomic
def ask(*, kind: str, title: str, params: dict[str, Any], at: datetime, by: Principal, purpose: str = "") -> Job:
    """Put a job into the queue; it starts when this transaction has ended well.

    Raises:
        Denied: ``by`` may not do work of this kind.
        ValidationError: too much of theirs waits already.
    """
    policy.check(by, jobs.get(kind).permission)
    if Job.objects.of_requester(by).unfinished().count() >= MOST_OPEN:
        errors.refuse(Refusal("too_many_jobs", N_("您已有较多任务在等待处理，请稍后再提交。")))
    values: dict[str, Any] = {"title": title[:200], "params": params, "purpose": purpose[:200]}
    times = {"requested_at": at, "sent_at": at}
    job = Job.objects.create(kind=kind, **values, **times, **{"requested_by_id": by.user_id})
    audit.record(by, "access.job_asked", job, kind=kind, purpose=purpose, params=params)
    transaction.on_commit(partial(send, job.pk))
    return job


def send(job_id: int) -> None:
    """Tell the workers; a broker that cannot be reached is no matter, the job is sent again."""
    try:
        current_app.send_task(TASK, [job_id])
    except Exception as trouble:
        log.warning("job %s was not sent: %s", job_id, trouble)


@transaction.atomic
def cancel(*, job: Job, at: datetime, by: Principal) -> Job:
    """End a waiting job, or ask a running one to stop at its next step.

    Raises:
        Conflict: it has ended.
    """
    found: Job = Job.objects.of_requester(by).select_for_update().get(pk=job.pk)
    if found.is_final:
        errors.conflict(Refusal("job_ended", N_("任务已结束，无法取消。")))
    found.cancel_asked = True
    if found.state == JobState.PENDING:
        found.state, found.finished_at = JobState.CANCELLED, at
    found.save(update_fields=["cancel_asked", "state", "finished_at"])
    audit.record(by, "access.job_cancelled", found, kind=found.kind)
    return found


class Run:
    """A job in hand: opens the requester's scope for each step, keeps the progress, and stops where it is told to."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job, self.clock, self.kind = job, clock, jobs.get(job.kind)

    @contextmanager
    def acting(self) -> Iterator[Principal]:
        """Open one transaction under what the requester may do at this moment.

        Raises:
            Denied: the permission, or the account, is no longer there.
        """
        with transaction.atomic():
            user = User.objects.filter(pk=self.job.requested_by_id).at_the_door().get()
            by = Principal.for_user(user, on=self.today, origin={"request_id": f"job:{self.job.pk}"})
            policy.check(by, self.kind.permission)
            open_scope(by)
            yield by

    @property
    def today(self) -> date:
        """The local day of this step."""
        return timezone.localdate(self.clock())

    def progress(self, done: int, total: int) -> None:
        """Keep how far the work has come.

        Raises:
            Cancelled: the requester no longer wants it.
        """
        self._keep(done=min(done, total), total=total)

    def advance(self, count: int) -> None:
        """Keep that a part of the work is done which one of several processes had in hand. Call at the end of its transaction.

        What the database judges at the end is judged before, so that the processes do not wait for one another's judgement.

        Raises:
            Cancelled: the requester no longer wants it.
        """
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self._keep(done=Least(F("done") + count, F("total")))

    def _keep(self, **told: Any) -> None:
        rows = Job.objects.for_worker().filter(pk=self.job.pk)
        rows.update(**told)
        if rows.values_list("cancel_asked", flat=True).get():
            raise Cancelled

    def new_file(self, suffix: str) -> Path:
        """Return where the result is written; what an earlier try left there is another file."""
        folder = files_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / f"{self.job.pk}-{secrets.token_hex(8)}{suffix}"

    def offer(self, path: Path, name: str) -> None:
        """Let the requester fetch a file under a name."""
        path.chmod(0o600)
        self.job.file, self.job.file_name = path.name, name[:120]


def files_folder() -> Path:
    """Return the folder of results; nothing in it is served by address."""
    return Path(settings.MEDIA_ROOT) / "jobs"


def run(job_id: int, clock: Clock) -> str:
    """Do a job that is in nobody's hands; return the state in which it is left, "" when there was nothing to do."""
    with _in_hand(job_id) as is_mine:
        job = _begin(job_id, clock()) if is_mine else None
        if job is None or job.is_final:
            return job.state if job is not None else ""
        with translation.override(job.requested_by.language or settings.LANGUAGE_CODE):
            return _work(Run(job, clock))


@contextmanager
def _in_hand(job_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, job_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, job_id])


@transaction.atomic
def _begin(job_id: int, at: datetime) -> Job | None:
    rows = Job.objects.for_worker().select_for_update(of=("self",)).select_related("requested_by")
    job: Job | None = rows.unfinished().filter(pk=job_id).first()
    if job is None:
        return None
    job.attempts += 1
    job.state, job.started_at = JobState.RUNNING, job.started_at or at
    if job.cancel_asked:
        job.state, job.finished_at = JobState.CANCELLED, at
    elif job.attempts > MOST_ATTEMPTS:
        job.state, job.finished_at, job.error = JobState.FAILED, at, _("任务多次中断，已停止。请检查内容后重新提交。")
    job.save(update_fields=["attempts", "state", "started_at", "finished_at", "error"])
    return job


def _work(run: Run) -> str:
    try:
        run.kind.run(run)
    except Cancelled:
        return _end(run, JobState.CANCELLED)
    except PermissionDenied:
        return _end(run, JobState.FAILED, _("您已没有办理这项任务的权限，任务已停止。"))
    except ValidationError as refusal:
        return _end(run, JobState.FAILED, " ".join(refusal.messages))
    except Exception:
        log.exception("job %s failed", run.job.pk)
        if run.job.attempts >= MOST_ATTEMPTS:
            return _end(run, JobState.FAILED, _("系统出错，已记录。请稍后重新提交，或联系管理员。"))
        return JobState.RUNNING  # it is in nobody's hands, so it is sent again
    return _end(run, JobState.DONE)


def _end(run: Run, state: JobState, error: str = "") -> str:
    job, rows = run.job, Job.objects.for_worker().filter(pk=run.job.pk)
    shown = {"file": job.file, "file_name": job.file_name} if state == JobState.DONE else {}
    rows.exclude(state__in=FINAL_JOBS).update(state=state, finished_at=run.clock(), error=error[:500], **shown)
    if state != JobState.DONE and job.file:
        (files_folder() / job.file).unlink(missing_ok=True)
    return state


def resend(at: datetime) -> int:
    """Send again what is unfinished, in nobody's hands, and was not sent for a while; return how many."""
    waiting = Job.objects.for_worker().unfinished().filter(sent_at__lt=at - SEND_AGAIN)
    sent = 0
    for job_id in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with _in_hand(job_id) as is_free:
            if not is_free:
                continue
        Job.objects.for_worker().filter(pk=job_id).update(sent_at=at)
        send(job_id)
        sent += 1
    return sent


def drop_old_files(at: datetime) -> int:
    """Remove results that nobody fetched for a week; the row stays and says so."""
    rows, files, limit = Job.objects.for_worker(), files_folder(), at - KEEP_FILES
    removed = int(rows.filter(finished_at__lt=limit).exclude(file="").update(file=""))
    kept = set(rows.exclude(file="").values_list("file", flat=True))
    for path in files.iterdir() if files.exists() else ():
        is_new = path.stat().st_mtime >= limit.timestamp()  # a job that runs now writes it
        if path.name not in kept and not is_new:
            path.unlink(missing_ok=True)
    return removed


def file_of(job: Job, *, by: Principal) -> Path:
    """Return the result of one's own job.

    Raises:
        Denied: the permission is no longer held.
        ValidationError: there is none, or it was removed.
    """
    kind: JobKind = jobs.get(job.kind)
    policy.check(by, kind.permission)
    path = files_folder() / job.file
    if job.requested_by_id != by.user_id or not job.file or not path.is_file():
        errors.refuse(Refusal("no_file", N_("文件已不存在（结果只保留7天），请重新提交任务。")))
    audit.record(by, "access.job_file_fetched", job, kind=job.kind, file=job.file_name)
    return path
