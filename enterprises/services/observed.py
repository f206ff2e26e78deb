"""Writing what was seen on a day as dated facts, without overwriting what a later day says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from access import dated
from access.outcome import Refusal
from access.principals import Principal
from enterprises.choices import IndustrySection, MassOrgKind
from enterprises.models import AnswerFact, MassOrgFact, MembersFact, ScaleFact, Unit
from enterprises.models.facts import UnitFact
from enterprises.rules import size
from enterprises.rules import survey as rules
from enterprises.services import answering
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Findings, Survey


@dataclass(frozen=True)
class Moment:
    """On which day something was seen, by whom, and from which source it is known."""

    on: date
    by: Principal
    source: str = "desk"


def current(model: type[UnitFact], unit: Unit, on: date, **key: Any) -> Any:
    """Return the fact in force on a day, or None."""
    return model.objects.of(unit=unit).filter(**key).as_of(on).order_by("pk").first()


def observe(model: type[UnitFact], unit: Unit, values: Mapping[str, Any], moment: Moment, **key: Any) -> bool:
    """Write a fact from the moment's day until the next later fact; say whether it was new."""
    before = current(model, unit, moment.on, **key)
    fact = dated.record(
        model,
        key={"unit": unit, **key},
        values=dict(values),
        since=moment.on,
        until=_next(model, unit, moment.on, key),
        by=moment.by,
        source=moment.source,
    )
    return before is None or fact.pk != before.pk


def _next(model: type[UnitFact], unit: Unit, on: date, key: dict[str, Any]) -> date | None:
    later = model.objects.of(unit=unit).filter(**key).live().filter(valid__startswith__gt=on)
    found = later.order_by("valid").first()
    return found.since if found is not None else None


def check_survey(unit: Unit, survey: Survey, on: date) -> tuple[Refusal, ...]:
    """Insist that counts and answers are possible together with what is known on that day; return what is only unusual.

    Raises:
        ValidationError: a count below zero, more members than staff, a split that does not add up, an answer that does not fit.
    """
    values = _merged(ScaleFact, unit, survey, SCALE, on) | _merged(MembersFact, unit, survey, STAGES + RELATIONS, on)
    judged, findings = rules.judge(values), Findings()
    for at, refusal in judged.refusals:
        findings.add(at, refusal)
    answering.check(survey.extra or {}, on, findings, unit=unit, counts=values)
    findings.raise_if_any()
    return tuple(warning for _at, warning in judged.warnings)


def label_of(model: type[UnitFact], name: str) -> str:
    """Return a field's name for people."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def _merged(model: type[UnitFact], unit: Unit, survey: Survey, names: tuple[str, ...], on: date) -> dict[str, Any]:
    known = current(model, unit, on) if unit.pk else None
    return {name: getattr(known, name, None) for name in names} | survey.asked(names)


def write_survey(unit: Unit, survey: Survey, moment: Moment) -> list[str]:
    """Write the answers of a survey; return which subjects changed (``scale``, ``members``, ``mass``, ``answers``)."""
    changed = []
    if survey.asked(SCALE) and write_scale(unit, _merged(ScaleFact, unit, survey, SCALE, moment.on), moment):
        changed.append("scale")
    if survey.asked(STAGES + RELATIONS):
        members = _merged(MembersFact, unit, survey, STAGES + RELATIONS, moment.on)
        if observe(MembersFact, unit, {name: value or 0 for name, value in members.items()}, moment):
            changed.append("members")
    mass = [write_mass(unit, kind, stands, moment) for kind, stands in (survey.mass or {}).items()]
    if any(mass):
        changed.append("mass")
    kept = answering.kept(survey.extra or {}, moment.on)
    answers = [observe(AnswerFact, unit, {"value": value}, moment, question=row) for row, value in kept]
    if any(answers):
        changed.append("answers")
    return changed


def write_scale(unit: Unit, measures: Mapping[str, Any], moment: Moment) -> bool:
    """Write staff, revenue and assets with the size class and above-scale flag that follow from them."""
    section = IndustrySection(unit.industry_section) if unit.industry_section else None
    found = size.size_class(section, unit.industry_class, **measures) if section else None
    above = None
    if section:
        above = size.is_above_scale(
            section, unit.industry_class, revenue_wan=measures["revenue_wan"], is_qualified=unit.is_qualified
        )
    return observe(ScaleFact, unit, {**measures, "size": found or "", "above_scale": above}, moment)


def write_mass(unit: Unit, kind: str, stands: bool, moment: Moment) -> bool:
    """Write that a mass organization stands, or has ended, from a day on."""
    known = current(MassOrgFact, unit, moment.on, kind=MassOrgKind(kind))
    if stands:
        values = {"headed_by_member": known.headed_by_member if known else None}
        return observe(MassOrgFact, unit, values, moment, kind=kind)
    if known is None:
        return False
    dated.end(MassOrgFact, key={"unit": unit, "kind": kind}, on=moment.on, by=moment.by, source=moment.source)
    return True
