"""Acts of the register; call through the package: ``services.register(...)``.

Every act checks the policy, locks the unit, asks the rules, writes, and leaves an audit line, in one transaction.
"""

from enterprises.services.asking import agree_handover, ask_handover, decline_handover
from enterprises.services.base import decide_base, open_round
from enterprises.services.clear import set_scheme
from enterprises.services.difficulties import (
    assign_difficulty,
    confirm_difficulty,
    log_difficulty,
    raise_difficulty,
    send_back_difficulty,
    solve_difficulty,
    withdraw_difficulty,
)
from enterprises.services.dismissing import dismiss_pair
from enterprises.services.duplicates import HeldElsewhere
from enterprises.services.faults import of_identity as faults_of_identity
from enterprises.services.faults import of_new as faults_of_new
from enterprises.services.faults import of_visit as faults_of_visit
from enterprises.services.handing import accept_handover, propose_handover, return_handover, withdraw_handover
from enterprises.services.inputs import Identity, Liaison, Raised, Survey
from enterprises.services.liaisons import appoint_liaison, end_liaison, replace_liaison
from enterprises.services.links import answer_link, apply_answer, issue_link, open_link, revoke_link
from enterprises.services.managing import reassign
from enterprises.services.merging import merge
from enterprises.services.phone.applying import MOST_AT_ONCE, apply_due
from enterprises.services.phone.delivering import Delivered, deliver_file
from enterprises.services.phone.devices import Revoked, own_device, register_device, renew_device, revoke_device
from enterprises.services.phone.photos import Chunk, Named, Picture, Progress, receive_chunk
from enterprises.services.phone.receiving import Entry, OtherContent, Receipt, keep_aside, receive
from enterprises.services.phone.settling import decline, settle, try_again
from enterprises.services.placing import move
from enterprises.services.questions import design_question, retire_question
from enterprises.services.registers import settle_register_task
from enterprises.services.registration import amend, register, warnings_about
from enterprises.services.revealing import reveal_liaison_phone, reveal_phone
from enterprises.services.rounds import (
    add_unit,
    approve_base,
    close_survey_round,
    deal,
    draw_sample,
    foresee,
    left_behind,
    officers_in,
    open_survey_round,
    propose_base,
    record_check,
)
from enterprises.services.rule_sets import apply_rules, review_rules, set_rules
from enterprises.services.status import close, reopen
from enterprises.services.visiting import Visited, survey, visit

__all__ = [
    "MOST_AT_ONCE",
    "Chunk",
    "Delivered",
    "Entry",
    "HeldElsewhere",
    "Identity",
    "Liaison",
    "Named",
    "OtherContent",
    "Picture",
    "Progress",
    "Raised",
    "Receipt",
    "Revoked",
    "Survey",
    "Visited",
    "accept_handover",
    "add_unit",
    "agree_handover",
    "amend",
    "answer_link",
    "apply_answer",
    "apply_due",
    "apply_rules",
    "appoint_liaison",
    "approve_base",
    "ask_handover",
    "assign_difficulty",
    "close",
    "close_survey_round",
    "confirm_difficulty",
    "deal",
    "decide_base",
    "decline",
    "decline_handover",
    "deliver_file",
    "design_question",
    "dismiss_pair",
    "draw_sample",
    "end_liaison",
    "faults_of_identity",
    "faults_of_new",
    "faults_of_visit",
    "foresee",
    "issue_link",
    "keep_aside",
    "left_behind",
    "log_difficulty",
    "merge",
    "move",
    "officers_in",
    "open_link",
    "open_round",
    "open_survey_round",
    "own_device",
    "propose_base",
    "propose_handover",
    "raise_difficulty",
    "reassign",
    "receive",
    "receive_chunk",
    "record_check",
    "register",
    "register_device",
    "renew_device",
    "reopen",
    "replace_liaison",
    "retire_question",
    "return_handover",
    "reveal_liaison_phone",
    "reveal_phone",
    "review_rules",
    "revoke_device",
    "revoke_link",
    "send_back_difficulty",
    "set_rules",
    "set_scheme",
    "settle",
    "settle_register_task",
    "solve_difficulty",
    "survey",
    "try_again",
    "visit",
    "warnings_about",
    "withdraw_difficulty",
    "withdraw_handover",
]
