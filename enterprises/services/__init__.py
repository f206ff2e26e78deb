"""Acts of the register; call through the package: ``services.register(...)``.

Every act checks the policy, locks the unit, asks the rules, writes, and leaves an audit line, in one transaction.
"""

from enterprises.services.base import decide_base, open_round
from enterprises.services.duplicates import HeldElsewhere
from enterprises.services.faults import of_identity as faults_of_identity
from enterprises.services.faults import of_new as faults_of_new
from enterprises.services.faults import of_visit as faults_of_visit
from enterprises.services.handing import accept_handover, propose_handover, return_handover, withdraw_handover
from enterprises.services.inputs import Identity, Liaison, Survey
from enterprises.services.liaisons import appoint_liaison, end_liaison, replace_liaison
from enterprises.services.managing import reassign
from enterprises.services.placing import move
from enterprises.services.registration import amend, register, warnings_about
from enterprises.services.revealing import reveal_liaison_phone, reveal_phone
from enterprises.services.rule_sets import apply_rules, review_rules, set_rules
from enterprises.services.status import close, reopen
from enterprises.services.visiting import Visited, survey, visit

__all__ = [
    "HeldElsewhere",
    "Identity",
    "Liaison",
    "Survey",
    "Visited",
    "accept_handover",
    "amend",
    "apply_rules",
    "appoint_liaison",
    "close",
    "decide_base",
    "end_liaison",
    "faults_of_identity",
    "faults_of_new",
    "faults_of_visit",
    "move",
    "open_round",
    "propose_handover",
    "reassign",
    "register",
    "reopen",
    "replace_liaison",
    "return_handover",
    "reveal_liaison_phone",
    "reveal_phone",
    "review_rules",
    "set_rules",
    "survey",
    "visit",
    "warnings_about",
    "withdraw_handover",
]
