"""Units that may be entered twice (查重): read at once, compared by the rules, the surest pairs first."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from access.principals import Principal
from enterprises.models import NotDuplicate, Unit
from enterprises.rules import duplicates as rules

MERGE = "enterprises.merge_unit"
MOST_READ, MOST_SHOWN, MOST_DISMISSED = 20_000, 200, 30
COLUMNS = ("pk", "kind", "name", "uscc", "contact_phone_tail", "address", "area_path")


@dataclass(frozen=True)
class Pair:
    """Two visible units that may be one: which to keep, which to merge into it, and why."""

    kept: Unit
    alias: Unit
    score: int
    reasons: list[str]


def pairs(principal: Principal) -> list[Pair]:
    """Return the pairs among the units that a principal may merge; the one with a code, or the older entry, is proposed to be kept."""
    rows = Unit.objects.visible_to(principal, MERGE).standing().order_by("pk")
    entries = {values[0]: rules.Entry(*values) for values in rows.values_list(*COLUMNS)[:MOST_READ]}
    said = _dismissed(principal)
    found = [one for one in rules.candidates(entries.values()) if not _stands(one, entries, said)][:MOST_SHOWN]
    keys = {key for one in found for key in (one.one, one.other)}
    units = {unit.pk: unit for unit in rows.filter(pk__in=keys).select_related("area")}
    shown = [one for one in found if one.one in units and one.other in units]
    return [_pair(units[one.one], units[one.other], one) for one in shown]


def _dismissed(principal: Principal) -> set[tuple[int, int, str]]:
    rows = NotDuplicate.objects.visible_to(principal, MERGE).order_by("pk")
    return set(rows.values_list("unit_id", "other_id", "likeness"))


def _stands(one: rules.Candidate, entries: dict[int, rules.Entry], said: set[tuple[int, int, str]]) -> bool:
    """Say whether somebody said of a pair, as it is now, that these are two units."""
    pair = (one.one, one.other)
    return (*pair, rules.digest(entries[one.one], entries[one.other])) in said


def dismissed(principal: Principal) -> list[NotDuplicate]:
    """Return the latest pairs of which somebody said that they are two units."""
    rows = NotDuplicate.objects.visible_to(principal, MERGE).filter(other__in=_seen(principal))
    return list(rows.select_related("unit", "other", "dismissed_by").order_by("-pk")[:MOST_DISMISSED])


def _seen(principal: Principal) -> Any:
    return Unit.objects.visible_to(principal, MERGE).order_by().values("pk")


def _pair(first: Unit, second: Unit, found: rules.Candidate) -> Pair:
    kept, alias = (second, first) if second.uscc and not first.uscc else (first, second)
    return Pair(kept, alias, found.score, [_(rules.REASONS[reason]) for reason in found.reasons])
