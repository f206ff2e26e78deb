"""Pages of the work of bodies ask the same for sixty rows as for three, and at most twelve statements."""

from datetime import timedelta

import pytest
from django.test import Client

from access.choices import BodyKind
from access.models import Body
from access.principals import system_scope
from orgs.choices import BodyPostKind, MeetingKind, TaskSource
from orgs.models import BodyMeeting, BodyTask
from orgs.services import bodies as acts
from tests.factories import orgs
from tests.performance.counting import MOST, asked

FEW, MANY = 3, 60


@pytest.fixture
def world(db):
    return orgs.build()


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.users["committee"])
    return client


def grow(world, first, last):
    """Add member units, duties, meetings with a decision each."""
    by = world.act_as("committee")
    body = Body.objects.get(pk=by.held[0].body_id)
    for number in range(first, last):
        with system_scope("test data"):
            member = Body.objects.create(name=f"成员{number}", kind=BodyKind.MEMBER_UNIT, home=world.district)
        acts.add_member(committee=body, member=member, on=orgs.DAY, by=by)
        person = world.person(world.district)
        acts.appoint_to_body(body=body, person=person, kind=BodyPostKind.MEMBER, on=orgs.DAY, by=by)
        held = acts.Held(MeetingKind.REGULAR, orgs.DAY, f"例会{number}", participants=[member])
        meeting = acts.record_meeting(body=body, held=held, by=by)
        given = acts.Given(
            TaskSource.DECISION, member, "任务", orgs.TODAY + timedelta(days=9), meeting=meeting, person=person
        )
        acts.assign(issuer=body, given=given, on=orgs.TODAY, by=by)
    return body


def test_pages_of_bodies_ask_the_same_for_many_rows_as_for_few(world, client):
    body = grow(world, 0, FEW)
    task, meeting = (model.objects.as_system("test").order_by("pk")[0] for model in (BodyTask, BodyMeeting))
    pages = (
        "/orgs/bodies/", f"/orgs/bodies/{body.pk}/", "/orgs/bodies/meetings/", "/orgs/bodies/tasks/",
        meeting.get_absolute_url(), task.get_absolute_url(), "/api/v1/member-units/", "/api/v1/body-posts/",
        "/api/v1/body-meetings/", "/api/v1/body-tasks/",
    )  # fmt: skip
    few = {page: len(asked(client, page)) for page in pages}
    grow(world, FEW, MANY)
    many = {page: len(asked(client, page)) for page in pages}
    assert many == few
    assert {page: number for page, number in many.items() if number > MOST} == {}
