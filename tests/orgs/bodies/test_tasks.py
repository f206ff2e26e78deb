"""A task from the joint conference to its end, and who may not touch it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from access.errors import Conflict
from access.models import AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import MeetingKind, TaskSource, TaskState
from orgs.models import BodyMeeting, BodyTask, MeetingBody, TaskEntry
from orgs.queries import bodies as reads
from orgs.services import bodies as acts
from tests.factories.orgs import DAY, TODAY

SOON = TODAY + timedelta(days=30)


def ticket(owner, **changed):
    """Return what a supervision ticket says."""
    return acts.Given(**{"source": TaskSource.TICKET, "owner": owner, "title": "督查整改", "due_on": SOON, **changed})


def test_a_decision_of_the_joint_conference_is_done_and_confirmed(world, bodies, committee):
    held = acts.Held(MeetingKind.JOINT, DAY, " 联席会议 ", "议定一项", [bodies["east"], bodies["west"], bodies["east"]])
    meeting = acts.record_meeting(body=bodies["committee"], held=held, by=committee)
    assert meeting.topic == "联席会议"
    assert MeetingBody.objects.of(meeting=meeting).count() == 2
    given = ticket(bodies["east"], source=TaskSource.DECISION, meeting=meeting, title=" 摸清底数 ")
    task = acts.assign(issuer=bodies["committee"], given=given, on=TODAY, by=committee)
    east = world.act_as("east")
    assert list(reads.to_do(east).rows) == [task]
    task = acts.report(task=task, text="已摸清", on=TODAY, by=east)
    assert list(reads.to_do(east).rows) == []
    committee = world.act_as("committee")
    assert list(reads.to_confirm(committee).rows) == [task]
    task = acts.send_back(task=task, text="数字不全", on=TODAY, by=committee)
    task = acts.report(task=task, text="已补齐", on=TODAY, by=world.act_as("east"))
    task = acts.confirm(task=task, on=TODAY, by=world.act_as("committee"))
    assert (task.title, task.state, task.version) == ("摸清底数", TaskState.CONFIRMED, 5)
    steps = [entry.step for entry in TaskEntry.objects.of(task=task).order_by("pk")]
    assert steps == ["assign", "report", "return", "report", "confirm"]
    lines = AuditEvent.objects.as_system("test").filter(act__startswith="orgs.task_").count()
    assert lines == len(steps)


def test_who_has_to_do_a_task_does_not_confirm_return_or_cancel_it(world, bodies, committee):
    task = acts.assign(issuer=bodies["committee"], given=ticket(bodies["east"]), on=TODAY, by=committee)
    east = world.act_as("east")
    assert [step.value for step in reads.steps_for(task, east)] == ["report"]
    task = acts.report(task=task, text="完成", on=TODAY, by=east)
    for act in (acts.confirm, acts.send_back, acts.cancel):
        with pytest.raises(Denied):
            act(task=task, text="自己确认", on=TODAY, by=east)
    assert BodyTask.objects.visible_to(east, reads.VIEW).get(pk=task.pk).state == TaskState.REPORTED


def test_the_other_street_neither_sees_nor_reports_it(world, bodies, committee):
    task = acts.assign(issuer=bodies["committee"], given=ticket(bodies["east"]), on=TODAY, by=committee)
    west = world.act_as("west")
    assert list(reads.tasks(west, TODAY)) == []
    with pytest.raises(Denied):
        acts.report(task=task, text="越界", on=TODAY, by=west)


def test_a_member_unit_sees_the_tasks_of_its_line_only_and_reports_them(world, bodies, trade, committee):
    other = acts.assign(issuer=bodies["committee"], given=ticket(bodies["committee"]), on=TODAY, by=committee)
    task = acts.assign(issuer=bodies["committee"], given=ticket(trade), on=TODAY, by=committee)
    liaison = world.act_as("trade")
    assert list(reads.tasks(liaison, TODAY)) == [task]
    assert acts.report(task=task, text="已走访商户", on=TODAY, by=liaison).state == TaskState.REPORTED
    with pytest.raises(Denied):
        acts.report(task=other, text="越界", on=TODAY, by=liaison)


def test_a_street_gives_tasks_neither_up_nor_aside_nor_for_another(world, bodies):
    east = world.act_as("east")
    for owner in (bodies["committee"], bodies["west"]):
        with pytest.raises(ValidationError) as refusal:
            acts.assign(issuer=bodies["east"], given=ticket(owner), on=TODAY, by=east)
        assert set(refusal.value.message_dict) == {"owner"}
    with pytest.raises(Denied):
        acts.assign(issuer=bodies["committee"], given=ticket(bodies["east"]), on=TODAY, by=east)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "  "}, "title"), ({"title": "坏\x00字"}, "title"), ({"basis": "坏\x00字"}, "basis"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"), ({"source": TaskSource.DECISION}, "source"),
    ],
)  # fmt: skip
def test_a_task_that_cannot_be_is_refused_at_its_field_and_leaves_nothing(bodies, committee, changed, field):
    with pytest.raises(ValidationError) as refusal:
        acts.assign(issuer=bodies["committee"], given=ticket(bodies["east"], **changed), on=TODAY, by=committee)
    assert set(refusal.value.message_dict) == {field}
    assert not BodyTask.objects.visible_to(committee, reads.VIEW).exists()


def test_steps_need_words_the_right_state_and_the_version_that_was_read(world, bodies, committee):
    task = acts.assign(issuer=bodies["committee"], given=ticket(bodies["committee"]), on=TODAY, by=committee)
    with pytest.raises(Conflict):
        acts.confirm(task=task, on=TODAY, by=committee)
    with pytest.raises(ValidationError) as refusal:
        acts.cancel(task=task, text=" ", on=TODAY, by=committee)
    assert set(refusal.value.message_dict) == {"text"}
    acts.cancel(task=task, text="重复交办", on=TODAY, by=committee)
    with pytest.raises(Conflict):
        acts.report(task=task, text="完成", on=TODAY, by=committee)  # an old version in hand


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1)])
def test_a_task_is_overdue_after_its_day_in_list_and_work_items(world, bodies, committee, days, late):
    acts.assign(issuer=bodies["committee"], given=ticket(bodies["east"], due_on=TODAY), on=TODAY, by=committee)
    on = TODAY + timedelta(days=days)
    assert reads.tasks(committee, on, state="overdue").count() == late
    assert [one["overdue"] for one in reads.shown(list(reads.tasks(committee, on)), on)] == [bool(late)]


def test_meetings_and_logs_are_never_changed_and_never_told_twice(world, bodies, committee):
    held = acts.Held(MeetingKind.REGULAR, DAY, "例会")
    meeting = acts.record_meeting(body=bodies["committee"], held=held, by=committee)
    with pytest.raises(ValidationError):
        acts.record_meeting(body=bodies["committee"], held=held, by=committee)
    acts.assign(issuer=bodies["committee"], given=ticket(bodies["committee"]), on=TODAY, by=committee)
    for model, values in ((BodyMeeting, {"topic": "改"}), (TaskEntry, {"text": "改"})):
        with pytest.raises(DatabaseError), transaction.atomic(), system_scope("test"):
            model.objects.as_system("test").update(**values)
    given = ticket(bodies["east"], source=TaskSource.DECISION, meeting=meeting)
    with pytest.raises(ValidationError) as refusal:
        acts.assign(issuer=bodies["east"], given=given, on=TODAY, by=committee)
    assert set(refusal.value.message_dict) == {"meeting"}
