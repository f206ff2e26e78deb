"""A confirmed import written by several processes, here threads with connections of their own: the end is the one of a single process."""

import threading
from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection

from access.models import AuditEvent, Job
from access.services import helping, jobs
from enterprises.models import Unit
from enterprises.services.sheets import applying, batches
from tests.enterprises.sheets import act, clock, confirmed, rows, upload, work, workbook
from tests.enterprises.test_imports_interrupted import HEAD, applied, table, units_of

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 24


class Killed(Exception):
    """Ends a helper before what it wrote stands."""


class Helper:
    """What a process is to the one that started it."""

    def __init__(self, act_):
        self.returncode, self.act = 1, act_
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            with suppress(Killed):
                self.act()
                self.returncode = 0
        finally:
            connection.close()

    def terminate(self):
        """Let it end by itself: a thread cannot be ended."""

    def wait(self):
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()
        return self.returncode


@pytest.fixture
def helpers(settings, tmp_path, monkeypatch):
    """Have chunks of three rows written by three helpers, which do what is given instead of their job, if anything is."""
    settings.MEDIA_ROOT, settings.JOB_PROCESSES = tmp_path, 4
    monkeypatch.setattr(jobs, "send", lambda pk: None)
    monkeypatch.setattr(applying, "TOGETHER", 3)
    asked = {"act": lambda job_id: helping.help_job(job_id, clock), "started": 0}

    def start(job_id, count):
        for _number in range(count):
            asked["started"] += 1
            yield Helper(lambda: asked["act"](job_id))

    monkeypatch.setattr(helping, "_started", start)
    return asked


def test_several_processes_leave_what_one_leaves(land, east, helpers, settings):
    batch = confirmed(upload(table(ROWS), east, land.east), east)
    assert helpers["started"] == 3
    assert (batch.state, batch.counts["applied"], batch.counts["not_applied"]) == ("applied", ROWS, 0)
    written = AuditEvent.objects.as_system("t").filter(act="enterprises.registered")
    assert sorted(written.values_list("object_id", flat=True)) == sorted(row.target_id for row in rows(batch))
    assert (Job.objects.for_worker().get(pk=batch.job_id).done, Unit.objects.as_system("t").count()) == (ROWS, ROWS)
    settings.JOB_PROCESSES = 1
    calm = confirmed(upload(table(ROWS, "安静"), east, land.east), east)
    assert (helpers["started"], units_of(calm)) == (3, units_of(batch))
    act(batches.undo, batch, east)
    ended, batch = work(batch)
    assert (ended, batch.counts["undone"], Unit.objects.as_system("t").count()) == ("done", ROWS, ROWS)


def test_a_few_rows_are_not_worth_a_helper(land, east, helpers):
    assert confirmed(upload(table(5), east, land.east), east).counts["applied"] == 5
    assert helpers["started"] == 0


def test_a_refused_row_is_tried_once_and_stands_with_its_reason(land, east, helpers):
    content = table(ROWS)
    batch = upload(content, east, land.east)
    late = upload(content, east, land.east, name="again.xlsx")
    confirmed(batch, east)
    late = confirmed(late, east)
    assert (late.state, late.counts["applied"], late.counts["not_applied"]) == ("applied", 0, ROWS)
    assert all("已" in row.problem for row in rows(late))
    assert Unit.objects.as_system("t").count() == ROWS


def test_of_one_unit_named_twice_the_row_that_stands_first_is_written_and_the_other_told_apart_before(
    land, east, helpers
):
    known = confirmed(upload(table(ROWS), east, land.east), east)
    named = [(row.values["name"], row.values["uscc"]) for row in rows(known)]
    first = [[name, code, "东一社区", None, 70, None] for name, code in named]
    second = [[name, None, "东一社区", None, 80, None] for name, _code in named[::2]]
    batch = confirmed(upload(workbook(("a", [HEAD, *first, *second])), east, land.east), east)
    told = rows(batch)
    assert [row.verdict for row in told] == ["changed"] * ROWS + ["conflict"] * (ROWS // 2)
    assert [bool(row.applied_at) for row in told] == [True] * ROWS + [False] * (ROWS // 2)
    assert batch.counts["not_applied"] == 0


def test_what_a_killed_helper_had_begun_is_written_by_the_others(land, east, helpers, monkeypatch):
    write, main = applying._write, threading.current_thread()

    def killed(*given):
        write(*given)
        if threading.current_thread() is not main:
            raise Killed

    monkeypatch.setattr(applying, "FORTH", replace(applying.FORTH, act=killed))
    batch = confirmed(upload(table(ROWS), east, land.east), east)
    assert (batch.state, batch.counts["applied"], Unit.objects.as_system("t").count()) == ("applied", ROWS, ROWS)


def test_a_batch_cancelled_while_several_write_it_goes_on_when_asked(land, east, helpers, monkeypatch):
    batch, advance = upload(table(ROWS), east, land.east), jobs.Run.advance

    def cancelled(run, count):
        Job.objects.for_worker().filter(pk=run.job.pk).update(cancel_asked=True)
        advance(run, count)

    act(batches.confirm, batch, east)
    with monkeypatch.context() as patched:
        patched.setattr(jobs.Run, "advance", cancelled)
        state, stopped = work(batch)
    assert (state, stopped.state, applied(batch)) == ("cancelled", "applying", 0)
    act(batches.resume, batch, east)
    state, done = work(batch)
    assert (state, done.state, done.counts["applied"], Unit.objects.as_system("t").count()) == (
        "done",
        "applied",
        ROWS,
        ROWS,
    )


def test_a_helper_without_a_job_that_is_being_done_ends(land, east, helpers):
    batch = confirmed(upload(table(3), east, land.east), east)
    helping.help_job(batch.job_id, clock)
    helping.help_job(0, clock)
    assert batch.counts["applied"] == 3
