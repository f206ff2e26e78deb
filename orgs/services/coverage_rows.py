"""Writing coverage: the one place where it begins and ends, with the reaches of secretaries that follow."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from access import dated
from access.errors import conflict
from access.outcome import Refusal
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import CoverageEndReason, FormationMode
from orgs.models import Coverage, PartyOrg
from orgs.rules import modes
from orgs.rules.cases import BUILT
from orgs.services import reaches
from orgs.services.cases import listing


def begin(
    org: PartyOrg, units: Sequence[Unit], mode: FormationMode, *, since: date, by: Principal, note: str = ""
) -> list[Coverage]:
    """Let an organization cover units in one way from a day on; units and organization are locked by the caller.

    Raises:
        Conflict: a unit is covered already in a way that excludes this one, or the organization's form excludes it.
    """
    dated.hold_facts_lock()
    _refuse_clashes(units, mode, since)
    held = Coverage.objects.of_org(org).touching(since).values_list("mode", flat=True)
    if refusal := modes.check_companion({FormationMode(m) for m in held}, mode):
        conflict(refusal)
    valid = DateRange(since, None)
    rows = [
        Coverage(unit=unit, org=org, mode=mode, valid=valid, note=note, recorded_by_id=by.user_id) for unit in units
    ]
    Coverage.objects.bulk_create(rows)
    reaches.open_for_units(org, units, since=since)
    if mode in BUILT:
        listing.follow(ids=[unit.pk for unit in units], on=since, by=by)
    return rows


def end(org: PartyOrg, unit_ids: Collection[int], *, on: date, reason: CoverageEndReason, by: Principal) -> int:
    """End an organization's coverage of units on a day (which no longer counts); return how many rows were ended."""
    ended = sum(
        dated.end(Coverage, key={"org": org, "unit_id": pk}, on=on, by=by, values={"end_reason": reason})
        for pk in sorted(unit_ids)
    )
    reaches.end_for_units(org, unit_ids, on=on)
    listing.follow(ids=unit_ids, on=on, by=by)
    return ended


def standing(unit: Unit, org: PartyOrg, *, on: date) -> Coverage:
    """Return the live coverage of a unit by an organization on a day.

    Raises:
        Conflict: the organization does not cover the unit on that day.
    """
    row: Coverage | None = Coverage.objects.of(unit=unit).as_of(on).filter(org=org).order_by("pk").first()
    if row is None:
        conflict(
            _("“%(org)s”在%(on)s没有覆盖“%(unit)s”。"),
            code="not_covered",
            org=org.name,
            unit=unit.name,
            on=on.isoformat(),
        )
    return row


def _refuse_clashes(units: Sequence[Unit], mode: FormationMode, since: date) -> None:
    held: dict[int, set[FormationMode]] = defaultdict(set)
    rows = Coverage.objects.of(unit__in=[unit.pk for unit in units]).touching(since)
    for unit_id, held_mode in rows.values_list("unit_id", "mode"):
        held[unit_id].add(FormationMode(held_mode))
    for unit in units:
        if refusal := modes.check_mode(held[unit.pk], mode):
            conflict(_named(unit, refusal))


def _named(unit: Unit, refusal: Refusal) -> Refusal:
    text = _(refusal.message) % {key: str(value) for key, value in refusal.params.items()}
    return Refusal(refusal.code, _("单位“%(unit)s”：%(why)s"), {"unit": unit.name, "why": text}, refusal.clause)
