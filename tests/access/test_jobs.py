"""Background work: asked for, done under the requester's own rights of the day, sent again, cancelled, and ended in words."""

import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from access import policy
from access.choices import Role
from access.errors import Conflict
from access.models import Assignment, AuditEvent, Job, User
from access.principals import Principal, system_scope
from access.registries import JobKind, jobs
from access.services import jobs as services
from tests.factories.access import AreaFactory, AssignmentFactory, BodyFactory

AT = datetime(2015, 10, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
KIND, PERMISSION = "test.count", "access.change_area"


def clock():
    return AT


@pytest.fixture
def work(monkeypatch, tmp_path):
    """Let a kind of work be whatever the test wants."""
    settings.MEDIA_ROOT, before = tmp_path, settings.MEDIA_ROOT
    doing = {"run": lambda run: run.progress(3, 3)}

    def do(run):
        return doing["run"](run)

    kind = JobKind("示例任务", PERMISSION, do)
    monkeypatch.setitem(jobs._entries, KIND, kind)
    monkeypatch.setattr(services, "send", lambda pk: doing.setdefault("sent", []).append(pk))
    yield doing
    settings.MEDIA_ROOT = before


@pytest.fixture
def account(db):
    return AssignmentFactory(role=Role.COMMITTEE, body=BodyFactory(home=AreaFactory(county=True))).user


@pytest.fixture
def by(account):
    return Principal.for_user(account, on=AT.date())


def ask(by, **more):
    return services.ask(kind=KIND, title="示例", params={}, at=AT, by=by, **more)


def now(job):
    return Job.objects.for_worker().get(pk=job.pk)


def test_a_job_is_asked_for_sent_after_commit_done_once_and_leaves_its_line(
    work, by, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(by, purpose="核对")
    assert work["sent"] == [job.pk]
    assert services.run(job.pk, clock) == "done"
    assert services.run(job.pk, clock) == ""  # sent twice
    done = now(job)
    assert (done.state, done.done, done.total, done.attempts) == ("done", 3, 3, 1)
    assert AuditEvent.objects.as_system("t").filter(act="access.job_asked", detail__purpose="核对").exists()


def test_work_that_is_not_permitted_is_not_asked_for(work, db):
    user = AssignmentFactory(role=Role.LEADER).user
    with pytest.raises(policy.Denied):
        ask(Principal.for_user(user, on=AT.date()))
    assert not Job.objects.for_worker().exists()


def test_rights_are_those_of_the_time_of_running(work, by, account):
    job, seen = ask(by), []

    def run(run):
        with run.acting() as principal:
            seen.append(principal.roles)
        with system_scope("test"):
            Assignment.objects.as_system("t").filter(user=account).delete()
        with run.acting():
            seen.append("never")

    work["run"] = run
    assert services.run(job.pk, clock) == "failed"
    assert seen == [frozenset({"committee"})]
    assert "权限" in now(job).error


def test_a_switched_off_account_does_no_work(work, by, account):
    job = ask(by)
    with system_scope("test"):
        User.objects.as_system("t").filter(pk=account.pk).update(is_active=False)
    work["run"] = lambda run: run.acting().__enter__()
    assert services.run(job.pk, clock) == "failed"


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step(work, by):
    waiting = services.cancel(job=ask(by), at=AT, by=by)
    assert waiting.state == "cancelled"
    assert services.run(waiting.pk, clock) == ""
    with pytest.raises(Conflict):
        services.cancel(job=waiting, at=AT, by=by)
    job, steps = ask(by), []

    def run(run):
        run.progress(1, 3)
        services.cancel(job=job, at=AT, by=by)
        steps.append(1)
        run.progress(2, 3)
        steps.append(2)

    work["run"] = run
    assert services.run(job.pk, clock) == "cancelled"
    assert steps == [1]


def test_a_refusal_ends_the_job_with_its_sentence_and_trouble_is_tried_again(work, by):
    def refuse(run):
        raise ValidationError("第3行没有名称。")

    work["run"] = refuse
    job = ask(by)
    assert services.run(job.pk, clock) == "failed"
    assert now(job).error == "第3行没有名称。"

    def trouble(run):
        raise RuntimeError("planted")

    work["run"], job = trouble, ask(by)
    states = [services.run(job.pk, clock) for _ in range(6)]
    assert states == ["running"] * 4 + ["failed", ""]
    assert now(job).error


def test_what_is_unfinished_and_in_nobodys_hands_is_sent_again(work, by):
    job = ask(by)
    assert services.resend(AT) == 0  # sent just now
    later = AT + timedelta(minutes=2)
    assert services.resend(later) == 1
    assert services.resend(later) == 0
    assert work["sent"] == [job.pk]


def test_a_job_that_another_worker_has_in_hand_is_left_alone(work, by, owner_sql):
    job = ask(by)
    owner_sql.execute("SELECT pg_advisory_lock(%s, %s)", [services.LOCK, job.pk])
    assert services.run(job.pk, clock) == ""
    assert services.resend(AT + timedelta(minutes=2)) == 0
    owner_sql.execute("SELECT pg_advisory_unlock_all()")  # as when that worker is killed
    assert services.run(job.pk, clock) == "done"


def test_one_person_cannot_fill_the_queue(work, by):
    for _ in range(services.MOST_OPEN):
        ask(by)
    with pytest.raises(ValidationError):
        ask(by)


def test_a_file_is_fetched_by_its_owner_while_the_permission_holds_and_for_a_week(work, by, account):
    def run(run):
        path = run.new_file(".csv")
        path.write_text("内容", encoding="utf-8")
        run.offer(path, "名单.csv")

    work["run"], job = run, ask(by)
    services.run(job.pk, clock)
    client, other = Client(), Client()
    client.force_login(account)
    other.force_login(AssignmentFactory(role=Role.COMMITTEE).user)
    address = reverse("access:job_file", args=[job.pk])
    answer = client.get(address)
    assert b"".join(answer.streaming_content).decode() == "内容"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {other.get(reverse(f"access:{name}", args=[job.pk])).status_code for name in ("job", "job_file")} == {404}
    os.utime(services.files_folder() / now(job).file, (AT.timestamp(), AT.timestamp()))
    services.drop_old_files(AT + timedelta(days=8))
    assert client.get(address).status_code == 422
    assert not list(services.files_folder().iterdir())


def test_the_file_is_refused_when_the_permission_has_gone(work, by, account):
    def run(run):
        path = run.new_file(".csv")
        path.write_text("x")
        run.offer(path, "x.csv")

    work["run"], job = run, ask(by)
    services.run(job.pk, clock)
    with pytest.raises(policy.Denied):
        services.file_of(now(job), by=Principal(user_id=by.user_id, today=by.today))


def test_pages_show_the_progress_and_stop_asking_when_it_has_ended(work, by, account):
    client = Client()
    client.force_login(account)
    assert "还没有任务" in client.get(reverse("access:jobs")).content.decode()
    job = ask(by)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "hx-get" in page
    assert "等待处理" in page
    assert client.post(reverse("access:job_cancel", args=[job.pk])).status_code == 302
    answer = client.get(reverse("access:job_progress", args=[job.pk]))
    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()
    assert "已取消" in client.get(reverse("access:jobs")).content.decode()


def test_a_state_that_cannot_be_is_refused_by_the_database(work, by):
    job = ask(by)
    for values in ({"state": "done"}, {"state": "failed", "finished_at": AT}, {"done": 2, "total": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.for_worker().filter(pk=job.pk).update(**values)
