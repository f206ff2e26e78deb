"""Acts of the double search (双找): whom to look for, each look, what becomes of the relation, the two publications."""

from orgs.services.searching.listing import Contract, Listed, contract_target, list_target, withdraw_target
from orgs.services.searching.looking import Found, find, give_up, look, tried
from orgs.services.searching.publishing import Publication, publish
from orgs.services.searching.settling import enrol_found, link_found, stay

__all__ = [
    "Contract",
    "Found",
    "Listed",
    "Publication",
    "contract_target",
    "enrol_found",
    "find",
    "give_up",
    "link_found",
    "list_target",
    "look",
    "publish",
    "stay",
    "tried",
    "withdraw_target",
]
