"""Acts on subsidies: each checks the policy, locks, asks the rule, writes and leaves a trail and an audit line."""

from funding.services.assessments import assess
from funding.services.batches import cancel_batch, confirm, make_batch, reopen, send, settle, unbatch
from funding.services.budgets import set_budget
from funding.services.deciding import approve, cancel, claw_back, review, send_back, turn_down
from funding.services.paying import fail, pay, pay_batch, resend, reverse
from funding.services.policies import end_version, load_policy, spec_of
from funding.services.proposing import Outcome, application_faults, preview, propose, propose_again, propose_all

__all__ = [
    "Outcome",
    "application_faults",
    "approve",
    "assess",
    "cancel",
    "cancel_batch",
    "claw_back",
    "confirm",
    "end_version",
    "fail",
    "load_policy",
    "make_batch",
    "pay",
    "pay_batch",
    "preview",
    "propose",
    "propose_again",
    "propose_all",
    "reopen",
    "resend",
    "reverse",
    "review",
    "send",
    "send_back",
    "set_budget",
    "settle",
    "spec_of",
    "turn_down",
    "unbatch",
]
