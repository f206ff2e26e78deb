"""Meetings of a body (联席会议、例会、调度会): held, who took part, what it was about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors
from access.models import Body
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import MeetingKind
from orgs.models import BodyMeeting, MeetingBody
from orgs.services import locks
from orgs.services.bodies.seats import take


@dataclass(frozen=True)
class Held:
    """What is told of a meeting."""

    kind: MeetingKind
    on: date
    topic: str
    agenda: str = ""
    participants: Sequence[Body] = ()


@transaction.atomic
def record_meeting(*, body: Body, held: Held, by: Principal) -> BodyMeeting:
    """Record a meeting that a body held.

    Raises:
        Denied: the body lies outside what ``by`` may do.
        ValidationError: no topic, words that cannot be stored, a day in the future, or a meeting recorded already.
        Conflict: the body is closed.
    """
    body, area = take(body, by)
    locks.not_in_future(_("召开日期"), held.on, by=by)
    if not held.topic.strip():
        errors.refuse(_("请写明议题。"), field="topic", code="required")
    for field, text in (("topic", held.topic), ("agenda", held.agenda)):
        errors.require(contact.check_fit(text), field=field)
    if BodyMeeting.objects.of(area=area).filter(body=body, held_on=held.on, topic=held.topic.strip()).exists():
        errors.refuse(_("这次会议已经登记。"), field="topic", code="recorded")
    row = BodyMeeting.objects.create(
        area=area, body=body, kind=held.kind, held_on=held.on, topic=held.topic.strip(), agenda=held.agenda.strip(),
        recorded_by_id=by.user_id,
    )  # fmt: skip
    for participant in sorted({one.pk for one in held.participants}):
        MeetingBody.objects.create(meeting=row, body_id=participant)
    audit.record(by, "orgs.meeting_held", row, body=body.pk, kind=str(held.kind), on=str(held.on))
    return row
