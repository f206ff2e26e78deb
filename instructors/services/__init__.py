"""Acts on instructors: application and reviews, training, letters, dispatches, leaving.

Every act checks the policy, locks the file, asks the rules, writes the step and leaves one audit line.
"""

from instructors.services.applications import amend, apply, review, submit
from instructors.services.dispatches import dispatch, end_dispatch, end_for_target
from instructors.services.leaving import leave
from instructors.services.letters import appoint, renew
from instructors.services.merged import follow_merge
from instructors.services.reaching import refresh_reaches
from instructors.services.training import certify, record_training, start_training

__all__ = [
    "amend",
    "apply",
    "appoint",
    "certify",
    "dispatch",
    "end_dispatch",
    "end_for_target",
    "follow_merge",
    "leave",
    "record_training",
    "refresh_reaches",
    "renew",
    "review",
    "start_training",
    "submit",
]
