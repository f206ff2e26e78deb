"""The work of bodies in the two districts: a member unit, a duty, a meeting and a task that it decided, of every relation."""

from django.db.backends.postgresql.psycopg_any import DateRange

from orgs.models import (
    BodyMeeting,
    BodyMember,
    BodyPost,
    BodyTask,
    LetterCheck,
    MeetingBody,
    Pairing,
    ResponsibilityLetter,
    TaskEntry,
)
from tests.factories.districts.world import World


def make_work(world: World, at: str, rows: dict, line: str = "") -> None:
    """Plant them at the body of the relation; the member unit is that of the street's accounts."""

    def told(what: str) -> str:
        return world.token(at, what)

    place = {"area": rows["area"], "line_code": line}
    body, valid = rows["body"], DateRange(world.since, None)
    rows["body_member"] = BodyMember.objects.create(
        **place, committee=body, member=world.bodies["street line"], duties=told("work-duties"),
        document=told("work-document"), valid=valid,
    )  # fmt: skip
    rows["body_post"] = BodyPost.objects.create(
        **place, body=body, person=rows["person"], kind="part_deputy", department=told("work-department"), valid=valid
    )
    rows["meeting"] = BodyMeeting.objects.create(
        **place, body=body, kind="joint", held_on=world.since, topic=told("meeting-topic"), agenda=told("meeting-agenda")
    )
    MeetingBody.objects.create(meeting=rows["meeting"], body=body)
    rows["task"] = BodyTask.objects.create(
        **place, issuer=body, owner=body, person=rows["person"], source="decision", meeting=rows["meeting"],
        basis=told("task-basis"), title=told("task-title"), due_on=world.today, given_on=world.since, state="reported",
    )  # fmt: skip
    rows["duty_letter"] = ResponsibilityLetter.objects.create(
        **place, upper=body, lower=world.bodies["street line"], year=world.since.year, signed_on=world.since,
        upper_signer=told("letter-upper"), lower_signer=told("letter-lower"), document=told("letter-document"),
    )  # fmt: skip
    LetterCheck.objects.create(letter=rows["duty_letter"], checked_on=world.today, result="mostly", text=told("letter-check"))
    rows["pairing"] = Pairing.objects.create(
        body=body, org=rows["org"], content=told("pairing-content"), document=told("pairing-document"), valid=valid
    )
    TaskEntry.objects.create(task=rows["task"], step="report", on=world.since, text=told("task-text"))
