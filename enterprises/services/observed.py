"""Writing what was seen on a day as dated facts, without overwriting what a later day says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from access import dated, registries
from access.outcome import Refusal
from access.principals import Principal
from enterprises.choices import IndustrySection, MassOrgKind
from enterprises.models import AnswerFact, MassOrgFact, MembersFact, ScaleFact, StatusFact, Unit
from enterprises.models.facts import UnitFact
from enterprises.rules import size
from enterprises.rules import survey as rules
from enterprises.services import answering
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Findings, Survey

FOLLOWED: tuple[type[UnitFact], ...] = (MembersFact, StatusFact)  # of which upper apps are told


@dataclass(frozen=True)
class Moment:
    """On which day something was seen, by whom, and from which source it is known."""

    on: date
    by: Principal
    source: str = "desk"


def current(model: type[UnitFact], unit: Unit, on: date, **key: Any) -> Any:
    """Return the fact in force on a day, or None."""
    return model.objects.of(unit=unit).filter(**key).as_of(on).order_by("pk").first()


class Known:
    """The facts in force on a day of units that are dealt with together; each subject is read once, when it is asked for."""

    def __init__(self, units: Iterable[Unit], on: date) -> None:
        self.units, self.on = [unit.pk for unit in units if unit.pk], on
        self.questions = answering.Questions(on)
        self._read: dict[type[UnitFact], dict[int, list[Any]]] = {}

    def all(self, model: type[UnitFact], unit: Unit) -> list[Any]:
        """Return every fact of a subject."""
        if model not in self._read:
            found: dict[int, list[Any]] = {}
            for row in model.objects.of(unit__in=self.units).as_of(self.on).order_by("pk") if self.units else ():
                found.setdefault(row.unit_id, []).append(row)
            self._read[model] = found
        return self._read[model].get(unit.pk, [])

    def one(self, model: type[UnitFact], unit: Unit) -> Any:
        """Return the fact of a subject of which a unit has one at a time, or None."""
        return next(iter(self.all(model, unit)), None)

    def answers(self, unit: Unit | None) -> dict[str, Any]:
        """Return what a unit answered, by the codes of the questions."""
        rows = self.all(AnswerFact, unit) if unit is not None and unit.pk else ()
        return {self.questions.codes[row.question_id]: row.value for row in rows}


@dataclass(frozen=True)
class Seen:
    """What was seen of one unit: the values of a fact, and what besides the unit is its key."""

    unit: Unit
    values: Mapping[str, Any]
    key: Mapping[str, Any] = field(default_factory=dict)


def observe(model: type[UnitFact], unit: Unit, values: Mapping[str, Any], moment: Moment, **key: Any) -> bool:
    """Write a fact from the moment's day until the next later fact; say whether it was new."""
    return observe_many(model, [Seen(unit, values, key)], moment)[0]


def observe_many(model: type[UnitFact], seen: Sequence[Seen], moment: Moment) -> list[bool]:
    """Write facts of many units as :func:`observe` does of one; each key stands once. Say of each whether it was new."""
    if not seen:
        return []
    rows = model.objects.of(unit__in=[one.unit.pk for one in seen]).live().filter(holds_until__gt=moment.on)
    live: dict[int, list[Any]] = {}
    for row in rows.order_by("holds_from", "pk"):
        live.setdefault(row.unit_id, []).append(row)
    facts, is_new = [], []
    for one in seen:
        mine = [row for row in live.get(one.unit.pk, ()) if dated.says(row, one.key)]
        until = next((row.since for row in mine if row.since > moment.on), None)
        known = next((row for row in mine if row.since <= moment.on), None)
        same = known is not None and dated.covers(known.valid, moment.on, until) and dated.says(known, one.values)
        is_new.append(not same)
        if is_new[-1]:
            facts.append(dated.Said({"unit": one.unit, **one.key}, dict(one.values), moment.on, until))
    dated.record_many(model, facts, by=moment.by, source=moment.source)
    if model in FOLLOWED and facts:
        tell([said.key["unit"].pk for said in facts], moment)
    return is_new


def tell(ids: Collection[int], moment: Moment) -> None:
    """Tell upper apps that members or status of units were written, in the same transaction."""
    for hook in registries.fact_hooks.of("enterprises.unit"):
        hook(ids=ids, on=moment.on, by=moment.by)


def check_survey(unit: Unit | None, survey: Survey, on: date, known: Known | None = None) -> tuple[Refusal, ...]:
    """Insist that counts and answers are possible together with what is known on that day; return what is only unusual.

    Raises:
        ValidationError: a count below zero, more members than staff, a split that does not add up, an answer that does not fit.
    """
    known = known or Known([unit] if unit is not None else [], on)
    values = _merged(ScaleFact, unit, survey, SCALE, known)
    values |= _members(unit, survey, known)
    judged, findings = rules.judge(values), Findings()
    for at, refusal in judged.refusals:
        findings.add(at, refusal)
    if survey.extra:
        answering.check(survey.extra, known.questions, findings, before=known.answers(unit), counts=values)
    findings.raise_if_any()
    return tuple(warning for _at, warning in judged.warnings)


def label_of(model: type[UnitFact], name: str) -> str:
    """Return a field's name for people."""
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def _merged(
    model: type[UnitFact], unit: Unit | None, survey: Survey, names: tuple[str, ...], known: Known
) -> dict[str, Any]:
    fact = known.one(model, unit) if unit is not None else None
    return {name: getattr(fact, name, None) for name in names} | survey.asked(names)


def _members(unit: Unit | None, survey: Survey, known: Known) -> dict[str, Any]:
    values = _merged(MembersFact, unit, survey, STAGES + RELATIONS, known)
    return rules.settled(values, survey.asked(RELATIONS))


def unchanged(unit: Unit, survey: Survey, known: Known) -> list[str]:
    """Return the fields that a survey found as they were known; extra questions by their field."""
    found = []
    for model, names in ((ScaleFact, SCALE), (MembersFact, STAGES + RELATIONS)):
        fact = known.one(model, unit)
        found += [name for name, value in survey.asked(names).items() if getattr(fact, name, None) == value]
    if survey.mass and {kind for kind, stands in survey.mass.items() if stands} == {
        row.kind for row in known.all(MassOrgFact, unit)
    }:
        found.append("mass")
    if survey.extra:
        said = AnswerFact.objects.of(unit=unit).as_of(known.on).values_list("question__code", "value")
        found += [f"{answering.PREFIX}{code}" for code, value in said if survey.extra.get(code) == value]
    return found


Told = Sequence[tuple[Unit, Survey]]


def write_survey(unit: Unit, survey: Survey, moment: Moment) -> list[str]:
    """Write the answers of a survey; return which subjects changed (``scale``, ``members``, ``mass``, ``answers``)."""
    return write_surveys([(unit, survey)], moment)[0]


def write_surveys(told: Told, moment: Moment) -> list[list[str]]:
    """Write the answers of surveys of many units, each of which stands once; return of each which subjects changed."""
    known = Known([unit for unit, _survey in told], moment.on)
    changed = {
        "scale": _write_scales(told, known, moment),
        "members": _write_members(told, known, moment),
        "mass": write_masses(
            [(unit, kind, stands) for unit, survey in told for kind, stands in (survey.mass or {}).items()], moment
        ),
        "answers": _write_extras(told, known, moment),
    }
    touched = [unit for unit, _survey in told if any(unit.pk in units for units in changed.values())]
    changed["answers"] |= _withdraw_answers(touched, known.questions, moment)
    return [[subject for subject, units in changed.items() if unit.pk in units] for unit, _survey in told]


def _write_scales(told: Told, known: Known, moment: Moment) -> set[int]:
    asked = [(unit, survey) for unit, survey in told if survey.asked(SCALE)]
    return write_scales([(unit, _merged(ScaleFact, unit, survey, SCALE, known)) for unit, survey in asked], moment)


def _write_members(told: Told, known: Known, moment: Moment) -> set[int]:
    names = STAGES + RELATIONS
    merged = [(unit, _members(unit, survey, known)) for unit, survey in told if survey.asked(names)]
    seen = [Seen(unit, {name: value or 0 for name, value in values.items()}) for unit, values in merged]
    return _which(seen, observe_many(MembersFact, seen, moment))


def _write_extras(told: Told, known: Known, moment: Moment) -> set[int]:
    seen = [
        Seen(unit, {"value": value}, {"question": question})
        for unit, survey in told
        for question, value in answering.kept(survey.extra or {}, known.questions)
    ]
    return _which(seen, observe_many(AnswerFact, seen, moment))


def _withdraw_answers(units: Sequence[Unit], questions: answering.Questions, moment: Moment) -> set[int]:
    """End the answers that are no longer asked for, given what is known now; return the keys of their units."""
    if not units or not any(one.show for one in questions.asking.values()):
        return set()
    known = Known(units, moment.on)
    idle = [
        {"unit": unit, "question": questions.asked[code]}
        for unit in units
        for code in answering.idle(known.answers(unit), questions, counts=_counts(unit, known))
    ]
    dated.end_many(AnswerFact, keys=idle, on=moment.on, by=moment.by, source=moment.source, keeps_later=True)
    return {key["unit"].pk for key in idle}


def _counts(unit: Unit, known: Known) -> dict[str, Any]:
    nothing = Survey()
    return _merged(ScaleFact, unit, nothing, SCALE, known) | _members(unit, nothing, known)


def _which(seen: Sequence[Seen], is_new: Sequence[bool]) -> set[int]:
    return {one.unit.pk for one, changed in zip(seen, is_new, strict=True) if changed}


def write_scale(unit: Unit, measures: Mapping[str, Any], moment: Moment) -> bool:
    """Write staff, revenue and assets with the size class and above-scale flag that follow from them."""
    return bool(write_scales([(unit, measures)], moment))


def write_scales(told: Sequence[tuple[Unit, Mapping[str, Any]]], moment: Moment) -> set[int]:
    """Write the measures of many units as :func:`write_scale` does of one; return the keys of those whose fact is new."""
    seen = [Seen(unit, sized(unit, measures)) for unit, measures in told]
    return _which(seen, observe_many(ScaleFact, seen, moment))


def sized(unit: Unit, measures: Mapping[str, Any]) -> dict[str, Any]:
    """Return measures with the size class and above-scale flag that follow from them."""
    section = IndustrySection(unit.industry_section) if unit.industry_section else None
    if section is None:
        return {**measures, "size": "", "above_scale": None}
    found = size.size_class(section, unit.industry_class, **measures)
    above = size.is_above_scale(
        section, unit.industry_class, revenue_wan=measures["revenue_wan"], is_qualified=unit.is_qualified
    )
    return {**measures, "size": found or "", "above_scale": above}


def write_mass(unit: Unit, kind: str, stands: bool, moment: Moment) -> bool:
    """Write that a mass organization stands, or has ended, from a day on."""
    return bool(write_masses([(unit, kind, stands)], moment))


def write_masses(told: Sequence[tuple[Unit, str, bool]], moment: Moment) -> set[int]:
    """Write of many units which mass organizations stand or have ended; return the keys of those where something changed."""
    known = Known([unit for unit, _kind, _stands in told], moment.on)
    seen, ended, gone = [], list[dict[str, Any]](), set[int]()
    for unit, kind, stands in told:
        fact = next((row for row in known.all(MassOrgFact, unit) if row.kind == MassOrgKind(kind)), None)
        if stands:
            seen.append(Seen(unit, {"headed_by_member": fact.headed_by_member if fact else None}, {"kind": kind}))
        elif fact is not None:
            ended.append({"unit": unit, "kind": kind})
            gone.add(unit.pk)
    changed = _which(seen, observe_many(MassOrgFact, seen, moment))
    dated.end_many(MassOrgFact, keys=ended, on=moment.on, by=moment.by, source=moment.source, keeps_later=True)
    return changed | gone
