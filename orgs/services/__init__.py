"""Acts on Party organizations: each checks the policy, locks, asks the rule, writes and leaves an audit line."""

from orgs.services.cards import card_phone, issue_card
from orgs.services.covering import affiliate, end_for_gone_unit, join, leave, rely, split_off
from orgs.services.formation import form_joint, form_regional, form_single, form_without_units
from orgs.services.founding import Founding
from orgs.services.four_ones import KEEP as KEEP_FOUR_ONES
from orgs.services.four_ones import record_forum, set_venue
from orgs.services.grids import add_grids, cover_new_units, release_grid
from orgs.services.life import Approval, change_type, merge, rename, revoke
from orgs.services.moving import follow_moved_unit
from orgs.services.owners import record_owner, set_duty
from orgs.services.posts import appoint, relieve
from orgs.services.ratings import give_stars, grade, name_demonstration, withdraw_demonstration, withdraw_stars
from orgs.services.records import correct_life, record_life, withdraw_life
from orgs.services.reversing import reverse_event
from orgs.services.taking_over import take_over_coverage
from orgs.services.terms import Election, elect, election_faults, extend, extension_faults
from orgs.services.watching import decide_on_org, decide_on_unit

__all__ = [
    "KEEP_FOUR_ONES",
    "Approval",
    "Election",
    "Founding",
    "add_grids",
    "affiliate",
    "appoint",
    "card_phone",
    "change_type",
    "correct_life",
    "cover_new_units",
    "decide_on_org",
    "decide_on_unit",
    "elect",
    "election_faults",
    "end_for_gone_unit",
    "extend",
    "extension_faults",
    "follow_moved_unit",
    "form_joint",
    "form_regional",
    "form_single",
    "form_without_units",
    "give_stars",
    "grade",
    "issue_card",
    "join",
    "leave",
    "merge",
    "name_demonstration",
    "record_forum",
    "record_life",
    "record_owner",
    "release_grid",
    "relieve",
    "rely",
    "rename",
    "reverse_event",
    "revoke",
    "set_duty",
    "set_venue",
    "split_off",
    "take_over_coverage",
    "withdraw_demonstration",
    "withdraw_life",
    "withdraw_stars",
]
