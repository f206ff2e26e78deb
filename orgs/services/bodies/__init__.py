"""Acts of bodies (工作机构): who belongs to them and leads them, their meetings, and the tasks that they give."""

from orgs.services.bodies.belonging import add_member, appoint_to_body, end_body_post, end_member
from orgs.services.bodies.meetings import Held, record_meeting
from orgs.services.bodies.tasks import Given, assign, cancel, confirm, report, send_back

__all__ = [
    "Given",
    "Held",
    "add_member",
    "appoint_to_body",
    "assign",
    "cancel",
    "confirm",
    "end_body_post",
    "end_member",
    "record_meeting",
    "report",
    "send_back",
]
