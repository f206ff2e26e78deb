"""Acts of bodies (工作机构): who belongs to them and leads them, their meetings, letters and pairs, and the tasks."""

from orgs.services.bodies.belonging import add_member, appoint_to_body, end_body_post, end_member
from orgs.services.bodies.letters import Signed, check_letter, sign_letter
from orgs.services.bodies.meetings import Held, record_meeting
from orgs.services.bodies.pairings import end_pairing, pair
from orgs.services.bodies.tasks import Given, assign, cancel, confirm, report, send_back

__all__ = [
    "Given",
    "Held",
    "Signed",
    "add_member",
    "appoint_to_body",
    "assign",
    "cancel",
    "check_letter",
    "confirm",
    "end_body_post",
    "end_member",
    "end_pairing",
    "pair",
    "record_meeting",
    "report",
    "send_back",
    "sign_letter",
]
