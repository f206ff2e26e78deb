"""Writing many units with their first facts at once; only the loader, running as the owner, may say when a fact was recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.models import Area, Body, Person
from enterprises.choices import BaseReason, FactSource, OperatingStatus, StatusReason, UnitKind
from enterprises.models import (
    BaseFact,
    BaseRound,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
)
from enterprises.models.unit import name_values, phone_values
from enterprises.rules import size, uscc
from enterprises.rules.names import sort_key
from reports.demo import bulk
from reports.demo.names import GIVEN, SURNAMES

BATCH = 2000
PREFIX = {UnitKind.ENTERPRISE: "91", UnitKind.SELF_EMPLOYED: "92"}


@dataclass
class UnitPlan:
    """One invented unit as it is to be in the ledger from ``since`` on."""

    name: str
    kind: str
    area: Area
    since: date
    section: str = ""
    prefix: str = ""
    social_kind: str = ""
    staff: int = 5
    revenue_wan: int = 50
    formal: int = 0
    probationary: int = 0
    body: Body | None = None
    rule: str = ""
    until: date | None = None
    gone: str = OperatingStatus.CLOSED
    masses: tuple[tuple[str, date], ...] = ()
    members_history: tuple[tuple[date, int, int], ...] = ()  # later (day, formal, probationary)
    in_base: bool = True
    unit: Unit | None = field(default=None, compare=False)


def recorded(day: date) -> datetime:
    """Return when a fact of a day was written down in the demo: two days later, in the morning, but never in the future."""
    moment = timezone.make_aware(datetime.combine(day + timedelta(days=2), time(9)))
    return min(moment, timezone.now())


def stamp(since: date, until: date | None = None) -> dict[str, Any]:
    """Return the dated columns of a demo fact."""
    return {"valid": DateRange(since, until), "recorded_at": recorded(since), "source": FactSource.DEMO}


class Serial:
    """Hands out valid credit codes of one county, one after the other."""

    def __init__(self, county_code: str, series: str) -> None:
        self.county_code, self.series, self.number = county_code, series, 0

    def next(self, prefix: str) -> str:
        """Return the next code beginning with a registration authority and category."""
        self.number += 1
        return uscc.compose(prefix + self.county_code, self.number, series=self.series)


def write(plans: list[UnitPlan], serial: Serial, base: BaseRound | None) -> list[Unit]:
    """Write the units and their facts; return the units in the order of the plans."""
    for plan in plans:
        plan.unit = _unit(plan, serial)
    _owners(plans)
    units = bulk.insert(Unit, [plan.unit for plan in plans])
    bulk.insert(PlacementFact, (PlacementFact(unit=p.unit, area=p.area, **stamp(p.since)) for p in plans))
    bulk.insert(StatusFact, (fact for p in plans for fact in _status(p)))
    bulk.insert(ManagingFact, (ManagingFact(unit=p.unit, body=p.body, rule=p.rule, **stamp(p.since)) for p in plans))
    bulk.insert(ScaleFact, (_scale(p) for p in plans))
    bulk.insert(MembersFact, (fact for p in plans for fact in _members(p)))
    bulk.insert(BaseFact, (fact for p in plans for fact in _base(p, base)))
    bulk.insert(
        MassOrgFact, (MassOrgFact(unit=p.unit, kind=kind, **stamp(since)) for p in plans for kind, since in p.masses)
    )
    return units


def _unit(plan: UnitPlan, serial: Serial) -> Unit:
    code = serial.next(plan.prefix or PREFIX[plan.kind])
    line = plan.body.line.code if plan.body is not None and plan.body.line_id else ""
    return Unit(
        **name_values(plan.name, uscc=code),
        kind=plan.kind,
        social_kind=plan.social_kind,
        industry_section=plan.section,
        registration_type="173" if plan.kind == UnitKind.ENTERPRISE else "",
        founded_on=plan.since,
        controlling_capital="private" if plan.kind == UnitKind.ENTERPRISE else "",
        area=plan.area,
        managing_body=plan.body,
        line_code=line,
        **_contact(plan, serial.number),
    )


def _contact(plan: UnitPlan, number: int) -> dict[str, Any]:
    """Return address, contact person and telephone number; of some units they are not known, so that there is something to survey.

    The numbers begin with 1380000, which no person answers; everything is invented.
    """
    values: dict[str, Any] = {}
    if number % 14:
        values["address"] = f"{plan.area.name}示例路{number}号"
    if number % 6:
        person = f"{SURNAMES[number % len(SURNAMES)]}{GIVEN[number * 7 % len(GIVEN)]}（示例）"
        values |= {"contact_name": person, **phone_values(f"+861380000{number % 10_000:04d}")}
    return values


def _owners(plans: list[UnitPlan]) -> None:
    """Let somebody own the units whose investor is known: in some places nobody asked."""
    known = [plan for number, plan in enumerate(plans) if number % 5 and plan.kind == UnitKind.ENTERPRISE]
    people = [
        Person(
            area=plan.area, name=name, pinyin=sort_key(name)[:120], employer=plan.name[:120], post="出资人（业主）"
        )
        for number, plan in enumerate(known)
        if (name := SURNAMES[number * 3 % len(SURNAMES)] + GIVEN[number * 11 % len(GIVEN)])
    ]  # fmt: skip
    for plan, person in zip(known, bulk.insert(Person, people), strict=True):
        plan.unit.owner = person


def _status(plan: UnitPlan) -> Iterable[StatusFact]:
    yield StatusFact(
        unit=plan.unit,
        status=OperatingStatus.OPERATING,
        reason=StatusReason.REGISTERED,
        **stamp(plan.since, plan.until),
    )
    if plan.until is not None:
        yield StatusFact(unit=plan.unit, status=plan.gone, reason=StatusReason.DEREGISTERED, **stamp(plan.until))


def _scale(plan: UnitPlan) -> ScaleFact:
    section = plan.section or "S"
    return ScaleFact(
        unit=plan.unit,
        staff=plan.staff,
        revenue_wan=plan.revenue_wan,
        size=(size.size_class(section, staff=plan.staff, revenue_wan=plan.revenue_wan) or "")
        if plan.kind == UnitKind.ENTERPRISE
        else "",
        above_scale=size.is_above_scale(section, revenue_wan=plan.revenue_wan)
        if plan.kind == UnitKind.ENTERPRISE
        else None,
        **stamp(plan.since),
    )


def _members(plan: UnitPlan) -> Iterable[MembersFact]:
    steps = [(plan.since, plan.formal, plan.probationary), *plan.members_history]
    for number, (day, formal, probationary) in enumerate(steps):
        until = steps[number + 1][0] if number + 1 < len(steps) else None
        yield MembersFact(
            unit=plan.unit,
            formal=formal,
            probationary=probationary,
            relation_here=formal + probationary,
            **stamp(day, until),
        )


def _base(plan: UnitPlan, base: BaseRound | None) -> Iterable[BaseFact]:
    reason = BaseReason.LEGAL_UNIT if plan.in_base else BaseReason.OUTSIDE_BRANCH
    yield BaseFact(unit=plan.unit, in_base=plan.in_base, reason=reason, round=base, **stamp(plan.since, plan.until))
    if plan.until is not None:
        yield BaseFact(unit=plan.unit, in_base=False, reason=BaseReason.CLOSED, round=base, **stamp(plan.until))
