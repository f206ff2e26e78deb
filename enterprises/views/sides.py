"""A visit that a phone sent and is held, beside what is known: field by field, with who said so."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from access.principals import Principal
from enterprises.choices import DifficultyKind, MassOrgKind, VisitOutcome
from enterprises.models import AnswerFact, MassOrgFact, MembersFact, ScaleFact, Submission, Unit, Visit
from enterprises.queries.phone import label_of
from enterprises.rules import phone
from enterprises.rules.phone_parts import parts_of
from enterprises.services.observed import current
from enterprises.services.phone import applying, settling


@dataclass(frozen=True)
class Line:
    """One field: as the phone took it along, as entered there, as it stands now with who said so."""

    name: str
    label: str
    base: Any
    phone: Any
    current: Any
    said: str
    is_conflict: bool


@dataclass(frozen=True)
class Beside:
    """A held visit beside what is known: ``unit`` is None where the supervisor does not answer for it."""

    unit: Unit | None
    lines: list[Line] = field(default_factory=list)
    latest: Visit | None = None
    outcome: str = ""
    note: str = ""
    difficulty: str = ""
    is_readable: bool = True


def beside(row: Submission, principal: Principal, today: date) -> Beside:
    """Return a held visit beside what is known today."""
    unit = settling.reachable(row, principal)
    outcome, note = row.payload.get("outcome"), row.payload.get("note", "")
    words = str(VisitOutcome(outcome).label) if outcome in VisitOutcome.values else ""
    try:
        lines = _lines(row, unit, principal, today)
    except phone.Malformed:
        return Beside(unit, outcome=words, note=str(note), is_readable=False)
    latest = Visit.objects.of(unit=unit).select_related("user").order_by("-pk").first() if unit else None
    return Beside(unit, lines, latest, words, str(note), _difficulty(row), settling.is_readable(row))


def _difficulty(row: Submission) -> str:
    """Return the difficulty that was told, in words."""
    try:
        told = parts_of(row.payload).difficulty
    except phone.Malformed:
        return ""
    return f"{DifficultyKind(told[0]).label}：{told[1]}" if told else ""


def _lines(row: Submission, unit: Unit | None, principal: Principal, today: date) -> list[Line]:
    changed = settling.changed_fields(row)
    known = applying.known(unit, principal) if unit is not None else {}
    conflicts = applying.merge(unit, row, principal, current=known).conflicts if unit is not None else {}
    return [
        Line(
            name, label_of(name), _shown(base), _shown(entered), _shown(known.get(name)) if unit else "",
            _said(name, unit, today) if unit else "", name in conflicts,
        )
        for name, (base, entered) in changed.items()
    ]  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "—"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "—" if value is None else str(value)


def _said(name: str, unit: Unit, today: date) -> str:
    """Return who said the present value of a field, and when."""
    if name.startswith(phone.EXTRA):
        fact = current(AnswerFact, unit, today, question__code=name.removeprefix(phone.EXTRA))
    elif name in phone.MASS:
        fact = current(MassOrgFact, unit, today, kind=MassOrgKind(phone.MASS[name]))
    else:
        fact = current(ScaleFact if hasattr(ScaleFact, name) else MembersFact, unit, today)
    if fact is None:
        return ""
    return f"{fact.recorded_by.name if fact.recorded_by else ''} {fact.since.isoformat()}".strip()
