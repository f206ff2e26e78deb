"""Gathering what the rules ask about organizations: a few queries for any number of them.

Reads as the system: whether a unit was paid before, or had an organization that was revoked, may lie outside what the
applicant sees. Only the answers leave this module.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from access.principals import system_scope
from enterprises.models import MembersFact, Unit
from funding.choices import PolicyShape
from funding.models import Assessment, Entitlement
from funding.rules.conditions import Facts
from orgs.choices import FormationMode, LifeEventKind, OrgType
from orgs.models import Coverage, GradeRecord, LifeEvent, PartyOrg, StarRecord


@dataclass
class Gathered:
    """Rows of the organizations asked for, by their ids."""

    units: Mapping[int, set[int]]  # organization → units that it covers itself
    approvals: Mapping[int, str]
    revoked: Mapping[int, list[date]]  # unit → days on which an organization of it was revoked
    paid: Mapping[int, set[int]]  # unit → organizations with a start-up subsidy for it
    passed: Mapping[int, bool]
    members: Mapping[int, tuple[int, int | None]]  # unit → members, those whose relation is here
    grades: Mapping[int, str]
    stars: Mapping[int, int]
    changes: Mapping[int, list[LifeEvent]] = field(default_factory=dict)


def gather(orgs: Sequence[PartyOrg], *, year: int, on: date) -> dict[int, Facts]:
    """Return the facts of each organization for a year, as they stand on a day."""
    with system_scope("what was paid or revoked before counts, wherever it was"):
        found = _rows([org.pk for org in orgs], year, on)
    return {org.pk: _facts(org, found, year, on) for org in orgs}


def own_units(org_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the units that each organization covers or covered as their own (not regionally)."""
    rows = Coverage.objects.of_org(org_ids).own().live().values_list("org_id", "unit_id")
    found: dict[int, set[int]] = defaultdict(set)
    for org_id, unit_id in rows:
        found[org_id].add(unit_id)
    return found


def _rows(ids: list[int], year: int, on: date) -> Gathered:
    units = own_units(ids)
    touched = {unit for owned in units.values() for unit in owned}
    founding = LifeEvent.objects.of(org__in=ids).filter(kind=LifeEventKind.FOUNDING)
    passed = Assessment.objects.of(org__in=ids).live().filter(year=year, assessed_on__lte=on)
    grades = GradeRecord.objects.of(org__in=ids).live().filter(year=year).order_by("valid")
    stars = StarRecord.objects.of(org__in=ids).as_of(on)
    changes = LifeEvent.objects.of(org__in=ids).filter(kind=LifeEventKind.TYPE_CHANGE).order_by("on", "pk")
    by_org: dict[int, list[LifeEvent]] = defaultdict(list)
    for event in changes:
        by_org[event.org_id].append(event)
    return Gathered(
        units=units, approvals=dict(founding.values_list("org_id", "approval_no")), revoked=_revoked(touched),
        paid=_paid(touched), passed=dict(passed.values_list("org_id", "has_passed")), members=_members(touched, on),
        grades=dict(grades.values_list("org_id", "grade")), stars=dict(stars.values_list("org_id", "stars")),
        changes=by_org,
    )  # fmt: skip


def _revoked(units: set[int]) -> dict[int, list[date]]:
    """Return for each unit on which days an organization that was its own was revoked."""
    covered = Coverage.objects.of(unit__in=units).own().live().values_list("unit_id", "org_id")
    pairs = list(covered)
    rows = LifeEvent.objects.of(org__in={org for _unit, org in pairs}).filter(kind=LifeEventKind.REVOKE)
    days = dict(rows.values_list("org_id", "on"))
    found: dict[int, list[date]] = defaultdict(list)
    for unit, org in pairs:
        if org in days:
            found[unit].append(days[org])
    return found


def _paid(units: set[int]) -> dict[int, set[int]]:
    entries = _entries(units)
    rows = Entitlement.objects.as_system().open().filter(shape=PolicyShape.STARTUP, unit__in=entries)
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id, org_id in rows.values_list("unit_id", "org_id"):
        found[entries[unit_id]].add(org_id)
    return found


def _entries(units: set[int]) -> dict[int, int]:
    """Return every entry of the units, those that were merged into them too: what was paid for one was paid for the unit."""
    found = {unit: unit for unit in units}
    latest = set(units)
    while latest:
        rows = Unit.objects.of(merged_into__in=latest).order_by("pk").values_list("pk", "merged_into_id")
        merged = {alias: found[kept] for alias, kept in rows}
        latest = set(merged) - set(found)
        found |= merged
    return found


def _members(units: set[int], on: date) -> dict[int, tuple[int, int | None]]:
    rows = MembersFact.objects.of(unit__in=units).as_of(on)
    return {
        unit: (formal + probationary, here)
        for unit, formal, probationary, here in rows.values_list("unit_id", "formal", "probationary", "relation_here")
    }


def _facts(org: PartyOrg, found: Gathered, year: int, on: date) -> Facts:
    units = sorted(found.units.get(org.pk, ()))
    approval = found.approvals.get(org.pk)
    revoked = [day for unit in units for day in found.revoked.get(unit, ()) if day <= org.founded_on]
    counts = [found.members[unit] for unit in units if unit in found.members]
    is_counted = bool(units) and len(counts) == len(units)
    total = sum(count for count, _here in counts) if is_counted else None
    here = None if not is_counted or any(h is None for _c, h in counts) else sum(h for _c, h in counts)
    return Facts(
        year=year,
        org_type=_type_at(org, found.changes.get(org.pk, []), date(year, 12, 31)),
        form=FormationMode(org.form) if org.form else None,
        founded_on=org.founded_on,
        is_active=org.is_active(on),
        is_approved=None if approval is None else bool(approval.strip()),
        is_unit_paid=any(found.paid.get(unit, set()) - {org.pk} for unit in units) if units else None,
        unit_revoked_on=max(revoked, default=None),
        has_passed=found.passed.get(org.pk),
        are_relations_here=None if here is None or total is None else here >= total,
        members=total,
        grade=found.grades.get(org.pk),
        star=found.stars.get(org.pk),
        type_history=_history(org, found.changes.get(org.pk, []), year),
    )


def _type_at(org: PartyOrg, changes: list[LifeEvent], day: date) -> OrgType:
    """Return the type on a day: what the first later change says it was before."""
    later = [event for event in changes if event.on > day and "old" in event.detail]
    return OrgType(later[0].detail["old"] if later else org.org_type)


def _history(org: PartyOrg, changes: list[LifeEvent], year: int) -> tuple[tuple[date, OrgType], ...]:
    within = [event for event in changes if event.on.year == year]
    if not within:
        return ()
    first = (date(year, 1, 1), OrgType(within[0].detail.get("old", org.org_type)))
    return (first, *((event.on, OrgType(event.detail.get("new", org.org_type))) for event in within))
