"""Acts on members: the roster and its stages, letters of transfer, and reading numbers in clear."""

from orgs.services.members.keeping import Entry, advance, enrol, extend_probation, leave_roster
from orgs.services.members.revealing import Numbers, reveal_numbers
from orgs.services.members.transferring import (
    Letter,
    cancel_transfer,
    confirm_transfer,
    issue_letter,
    receive_letter,
    reissue_letter,
)

__all__ = [
    "Entry",
    "Letter",
    "Numbers",
    "advance",
    "cancel_transfer",
    "confirm_transfer",
    "enrol",
    "extend_probation",
    "issue_letter",
    "leave_roster",
    "receive_letter",
    "reissue_letter",
    "reveal_numbers",
]
