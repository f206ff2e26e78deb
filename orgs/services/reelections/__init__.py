"""Acts on the re-election of an organization (换届): its preparation and reply, the vote and what follows it."""

from orgs.services.reelections.preparing import (
    Reply,
    approve_reelection,
    begin_reelection,
    nominate,
    return_reelection,
    submit_reelection,
    withdraw_reelection,
)
from orgs.services.reelections.voting import Cast, Vote, file_reelection, report_reelection, vote

__all__ = [
    "Cast",
    "Reply",
    "Vote",
    "approve_reelection",
    "begin_reelection",
    "file_reelection",
    "nominate",
    "report_reelection",
    "return_reelection",
    "submit_reelection",
    "vote",
    "withdraw_reelection",
]
