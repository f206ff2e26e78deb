"""A confirmed import that is interrupted: by a killed worker, by its requester, by a second confirmation at the same moment."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta

import psutil
import pytest
from celery import Celery
from django.utils import timezone

from access.models import AuditEvent, Job
from access.services import helping, jobs
from config.environment import BASE_DIR, var_dir
from enterprises.models import (
    BaseFact,
    ImportRow,
    ManagingFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
)
from enterprises.services.sheets import batches
from tests.enterprises.sheets import act, again, confirmed, job, rows, upload, work, workbook
from tests.enterprises.test_races import at_once
from tests.factories.enterprises import code

HEAD = ["单位名称", "统一社会信用代码", "所在社区", "联系电话", "职工人数", "正式党员"]
FACTS = (StatusFact, PlacementFact, ManagingFact, ScaleFact, MembersFact, BaseFact)
ROWS, FOR_TWO, PATIENCE = 1_500, 4_500, 180  # enough rows for one process, for two; seconds


def table(count, name="单位"):
    return workbook(
        ("a", [HEAD, *[[f"{name}{n}有限公司", code(), "东一社区", "", n % 50 + 5, n % 5] for n in range(count)]])
    )


def units_of(batch):
    """Return how often each state of a unit's facts stands among what a batch made."""
    made = [row.target_id for row in rows(batch) if row.applied_at]
    found = {pk: [] for pk in made}
    for model in FACTS:
        own = [f.attname for f in model._meta.fields if f.name not in {"id", "unit", "recorded_at", "superseded_at"}]
        for fact in model.objects.as_system("t").filter(unit__in=made).order_by("pk"):
            values = [str(getattr(fact, name)) for name in own]
            found[fact.unit_id].append((model.__name__, fact.superseded_at is None, *values))
    return Counter(tuple(sorted(facts)) for facts in found.values())


def applied(batch):
    return ImportRow.objects.as_system("t").filter(batch=batch, applied_at__isnull=False).count()


def until(holds):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "the worker does not come so far"
        time.sleep(0.02)


@contextmanager
def worker(folder, database_url, processes=1):
    """Start a real worker on the test database and a broker of its own."""
    own = {
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_url,
        "DATABASE_ROLE": "app",
        "JOB_PROCESSES": str(processes),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "CRITICAL"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(command, cwd=BASE_DIR, env=os.environ | own, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def store(tmp_path, settings, monkeypatch):
    """Give a var folder with the suite's secrets, whose broker gets what is sent."""
    folder = tmp_path / "var"
    folder.mkdir()
    for secret in var_dir().glob("*.secret"):
        shutil.copy(secret, folder)
    settings.MEDIA_ROOT = folder / "files"
    (folder / "broker" / "messages").mkdir(parents=True)
    (folder / "broker" / "control").mkdir()
    broker = Celery("sender", broker="filesystem://localhost", set_as_current=False)
    messages = str(folder / "broker" / "messages")
    broker.conf.broker_transport_options = {
        "data_folder_in": messages, "data_folder_out": messages, "control_folder": str(folder / "broker" / "control"),
    }  # fmt: skip
    monkeypatch.setattr("access.services.jobs.send", lambda job_id: broker.send_task(jobs.TASK, [job_id]))
    return folder


def kill_both(process):
    os.killpg(process.pid, signal.SIGKILL)


def kill_parent(process):
    process.kill()


def kill_child(process):
    (child,) = psutil.Process(process.pid).children()
    child.kill()


def helpers(process):
    """Return the processes that help with the job."""
    found = []
    for one in psutil.Process(process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            found += [one] if helping.COMMAND in one.cmdline() else []
    return found


def kill_helper(process):
    until(lambda: helpers(process))
    helpers(process)[0].kill()


@pytest.mark.full
@pytest.mark.parametrize(
    ("kill", "processes", "count"),
    [
        *((kill, 1, ROWS) for kill in (kill_both, kill_parent, kill_child)),
        *((kill, 2, FOR_TWO) for kill in (kill_both, kill_child, kill_helper)),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_writes_is_followed_by_one_that_ends_the_same(
    land, east, store, app_database_url, kill, processes, count
):
    calm = confirmed(upload(table(count, "安静"), east, land.east), east)
    batch = upload(table(count), east, land.east)
    for message in (store / "broker" / "messages").iterdir():
        message.unlink()  # these were done here
    act(batches.confirm, batch, east)
    with worker(store, app_database_url, processes) as first:
        until(lambda: applied(batch) and len(helpers(first)) == processes - 1)
        kill(first)
        if kill in {kill_child, kill_helper}:  # another one goes on
            until(lambda: again(batch).state == "applied")
    if kill is kill_both:
        stopped = applied(batch)
        assert 0 < stopped < count
        until(lambda: Unit.objects.as_system("t").count() == count + applied(batch))  # whole chunks, with their marks
        assert (again(batch).state, job(batch).state) == ("applying", "running")
    later = timezone.now() + timedelta(minutes=2)
    with worker(store, app_database_url):
        until(lambda: jobs.resend(later) or again(batch).state == "applied")  # once nobody has it in hand
        until(lambda: again(batch).state == "applied")
    done = again(batch)
    assert (done.counts["applied"], done.counts["not_applied"]) == (count, 0)
    assert units_of(done) == units_of(calm)
    assert Unit.objects.as_system("t").count() == 2 * count
    written = AuditEvent.objects.as_system("t").filter(act="enterprises.registered")
    assert written.count() == written.values("object_id").distinct().count() == 2 * count


@pytest.fixture
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def test_a_batch_cancelled_while_it_is_written_stops_after_its_chunk_and_goes_on_when_asked(
    land, east, files, monkeypatch
):
    batch = upload(table(7), east, land.east)
    monkeypatch.setattr("enterprises.services.sheets.applying.TOGETHER", 3)
    act(batches.confirm, batch, east)
    progress = jobs.Run.progress

    def cancelled(run, done, total):
        Job.objects.for_worker().filter(pk=run.job.pk).update(cancel_asked=done == 6)
        progress(run, done, total)

    monkeypatch.setattr(jobs.Run, "progress", cancelled)
    state, stopped = work(batch)
    assert (state, stopped.state, applied(batch)) == ("cancelled", "applying", 3)
    act(batches.resume, batch, east)
    monkeypatch.setattr(jobs.Run, "progress", progress)
    state, done = work(batch)
    assert (state, done.state, done.counts["applied"]) == ("done", "applied", 7)
    assert Unit.objects.as_system("t").filter(name__startswith="单位").count() == 7


@pytest.mark.django_db(transaction=True)
def test_a_batch_confirmed_by_many_at_once_is_written_once(land, east, files):
    batch = upload(table(3), east, land.east)
    assert at_once(lambda _number: act(batches.confirm, batch, east), 6) == {"done": 6}
    assert Job.objects.for_worker().filter(kind=batches.APPLY).count() == 1
    work(batch)
    assert Unit.objects.as_system("t").filter(name__startswith="单位").count() == 3
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.import_confirmed").count() == 1
