"""Pages and endpoints of the work of bodies, from the conference to the confirmed task."""

from datetime import timedelta

import pytest
from django.urls import reverse

from orgs.choices import TaskSource
from orgs.models import BodyMeeting, BodyMember, BodyPost, BodyTask
from orgs.services import bodies as acts
from tests.factories.orgs import DAY, TODAY

SOON = (TODAY + timedelta(days=30)).isoformat()


def test_a_decision_goes_by_pages_from_the_meeting_to_its_end(bodies, browse):
    desk, street, body = browse("committee"), browse("east"), bodies["committee"]
    said = {"kind": "joint", "on": DAY.isoformat(), "topic": "联席会议", "participants": [bodies["east"].pk]}
    answer = desk.post(reverse("orgs:record_body_meeting", args=[body.pk]), said)
    meeting = BodyMeeting.objects.as_system("test").get()
    assert answer.url == meeting.get_absolute_url()
    give = f"{reverse('orgs:assign_body_task', args=[body.pk])}?meeting={meeting.pk}"
    assert desk.post(give, {"title": "", "owner": bodies["east"].pk, "due_on": SOON}).status_code == 422
    assert desk.post(give, {"title": "摸清底数", "owner": bodies["east"].pk, "due_on": SOON}).status_code == 302
    task = BodyTask.objects.as_system("test").get()
    assert (task.source, task.meeting_id) == ("decision", meeting.pk)
    assert "摸清底数" in desk.get(meeting.get_absolute_url()).content.decode()
    report = reverse("orgs:body_task_report", args=[task.pk])
    assert report in street.get(task.get_absolute_url()).content.decode()
    assert street.post(report, {"text": "已摸清", "version": 1}).status_code == 302
    assert street.post(report, {"text": "再报", "version": 1}).status_code == 422
    confirm = reverse("orgs:body_task_confirm", args=[task.pk])
    assert confirm not in street.get(task.get_absolute_url()).content.decode()
    assert street.post(confirm, {"text": "", "version": 2}).status_code == 403
    assert desk.post(confirm, {"text": "", "version": 2}).status_code == 302
    assert BodyTask.objects.as_system("test").get().state == "confirmed"


def test_a_body_page_shows_its_members_people_meetings_and_tasks(world, bodies, trade, browse):
    desk, body = browse("committee"), bodies["committee"]
    secretary = world.person(world.district, "示例书记甲")
    page = reverse("orgs:body_work", args=[body.pk])
    assert desk.get(page).status_code == 200
    on = DAY.isoformat()
    said = {"member": trade.pk, "on": on, "duties": "联系商户"}
    assert desk.post(reverse("orgs:add_body_member", args=[body.pk]), said).url == page
    said = {"person": secretary.pk, "kind": "secretary", "on": on}
    assert desk.post(reverse("orgs:appoint_to_body", args=[body.pk]), said).url == page
    said = {"title": "年度目标", "owner": trade.pk, "due_on": SOON, "source": "plan", "basis": "示例实施意见"}
    assert desk.post(reverse("orgs:assign_body_task", args=[body.pk]), said).status_code == 302
    shown = desk.get(page).content.decode()
    assert all(words in shown for words in ("示例书记甲", "联系商户", "年度目标"))
    member = BodyMember.objects.as_system("test").get()
    post = BodyPost.objects.as_system("test").get()
    for name, row in (("end_body_member", member), ("end_body_post", post)):
        address = reverse(f"orgs:{name}", args=[row.pk])
        assert desk.get(address).status_code == 200
        assert desk.post(address, {"on": TODAY.isoformat()}).url == page
        assert desk.post(address, {"on": TODAY.isoformat()}).status_code == 404  # superseded
    assert "示例书记甲" not in desk.get(page).content.decode()


def test_a_street_reads_the_committee_but_keeps_nothing_of_it(bodies, browse):
    street, pk = browse("east"), bodies["committee"].pk
    assert street.get(reverse("orgs:body_work", args=[pk])).status_code == 200
    for name in ("add_body_member", "appoint_to_body", "record_body_meeting", "assign_body_task"):
        assert street.get(reverse(f"orgs:{name}", args=[pk])).status_code == 403
        assert street.post(reverse(f"orgs:{name}", args=[pk]), {}).status_code == 403


@pytest.mark.parametrize("query", ["", "?state=overdue", "?whose=mine&source=plan", "?whose=given", "?state=x&whose=y"])
def test_the_list_of_tasks_is_read_with_any_question(bodies, browse, world, query):
    given = acts.Given(TaskSource.TICKET, bodies["east"], "督查", TODAY)
    acts.assign(issuer=bodies["committee"], given=given, on=TODAY, by=world.act_as("committee"))
    assert browse("east").get(f"{reverse('orgs:body_tasks')}{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "?kind=joint", "?kind=x"])
def test_the_list_of_meetings_is_read_with_any_question(browse, query):
    assert browse("east").get(f"{reverse('orgs:body_meetings')}{query}").status_code == 200


def test_a_meeting_of_another_body_decides_nothing_here(world, bodies, browse):
    held = acts.Held("regular", DAY, "街道例会")
    meeting = acts.record_meeting(body=bodies["east"], held=held, by=world.act_as("east"))
    give = reverse("orgs:assign_body_task", args=[bodies["committee"].pk])
    assert browse("committee").get(f"{give}?meeting={meeting.pk}").status_code == 404
    assert browse("committee").get(f"{give}?meeting=x").status_code == 200
