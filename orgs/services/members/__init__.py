"""Acts on members: the roster and its stages, letters of transfer, and reading numbers in clear."""

from orgs.services.members.cultivating import Cultivated, cultivate
from orgs.services.members.keeping import Entry, advance, enrol, extend_probation, leave_roster
from orgs.services.members.revealing import Numbers, reveal_numbers
from orgs.services.members.states import Marked, mark, unmark
from orgs.services.members.transferring import (
    Letter,
    cancel_transfer,
    confirm_transfer,
    issue_letter,
    receive_letter,
    reissue_letter,
)

__all__ = [
    "Cultivated",
    "Entry",
    "Letter",
    "Marked",
    "Numbers",
    "advance",
    "cancel_transfer",
    "confirm_transfer",
    "cultivate",
    "enrol",
    "extend_probation",
    "issue_letter",
    "leave_roster",
    "mark",
    "receive_letter",
    "reissue_letter",
    "reveal_numbers",
    "unmark",
]
