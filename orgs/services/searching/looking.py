"""Looking, and what comes of it: each look, found with what kept the member out of sight, not found (三查三找)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from access import errors
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import SearchMethod, SearchResult, SearchStep
from orgs.models import SearchEntry, SearchTarget
from orgs.rules import searching as rules
from orgs.services.rules_in_force import require_reason
from orgs.services.searching.taking import Said, lock_target, take


@dataclass(frozen=True)
class Found:
    """What is known of somebody who was found: a kind of hidden member with why, and what is to follow."""

    hidden_kind: str = ""
    hidden_why: str = ""
    onward: str = ""


@transaction.atomic
def look(
    *, target: SearchTarget, method: SearchMethod, result: SearchResult, on: date, by: Principal, note: str = ""
) -> SearchTarget:
    """Record one look: by which way, and what it brought.

    Raises:
        Denied: the target lies outside what ``by`` may do.
        ValidationError: a day out of order, or a note that cannot be stored.
        Conflict: nobody is contracted to look yet, or found already.
    """
    target = lock_target(target, SearchStep.CHECK, on, by=by)
    take(target, SearchStep.CHECK, Said(on, note, method, result), by=by)
    return target


@transaction.atomic
def find(*, target: SearchTarget, found: Found, on: date, by: Principal) -> SearchTarget:
    """Record that somebody was found.

    Raises:
        Denied: the target lies outside what ``by`` may do.
        ValidationError: a kind of hidden member without why, or a day out of order.
        Conflict: no look is on record yet, or found already.
    """
    target = lock_target(target, SearchStep.FIND, on, by=by)
    why, onward = found.hidden_why.strip(), found.onward.strip()
    errors.require(rules.check_hidden(found.hidden_kind, why), field="hidden_why" if found.hidden_kind else "hidden_kind")
    for field, text in (("hidden_why", why), ("onward", onward)):
        errors.require(contact.check_fit(text), field=field)
    target.found_on, target.hidden_kind, target.hidden_why, target.onward = on, found.hidden_kind, why, onward
    fields = ("found_on", "hidden_kind", "hidden_why", "onward")
    take(target, SearchStep.FIND, Said(on, note=why), by=by, fields=fields)
    return target


@transaction.atomic
def give_up(*, target: SearchTarget, on: date, by: Principal, reason: str = "") -> SearchTarget:
    """Record that somebody was not found; a new clue takes the search up again.

    Raises:
        Denied: the target lies outside what ``by`` may do.
        ValidationError: one of the six ways was not tried and no reason is given, or a day out of order.
        Conflict: no look is on record yet, or found already.
    """
    target = lock_target(target, SearchStep.GIVE_UP, on, by=by)
    require_reason(rules.check_giving_up(tried(target)), reason)
    take(target, SearchStep.GIVE_UP, Said(on, note=reason), by=by)
    return target


def tried(target: SearchTarget) -> set[str]:
    """Return the ways in which somebody was looked for."""
    looks = SearchEntry.objects.of(target=target).filter(step=SearchStep.CHECK)
    return set(looks.order_by().values_list("method", flat=True))
