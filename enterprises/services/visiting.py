"""Visits at the door: kept whatever was met; what changed becomes dated facts with source "visit"."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, crypto, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import DifficultyOrigin, FactSource, VisitOutcome
from enterprises.models import Difficulty, Unit, Visit
from enterprises.rules import status as status_rules
from enterprises.services import faults, liaisons, locking, observed, registration, status
from enterprises.services.difficulties import raise_difficulty
from enterprises.services.inputs import Liaison, Raised, Survey
from enterprises.services.locking import Answer, raised
from enterprises.services.observed import Moment
from enterprises.services.rounds.settling import settle

OTHER_CONTENT = N_("这次走访（%(day)s）已经登记，改动后的内容没有保存。需要更正的，请重新打开走访表再登记一次。")


@dataclass(frozen=True)
class Visited:
    """The stored visit, and what the visitor should be told (for example that the status waits for the street)."""

    visit: Visit
    notices: tuple[Refusal, ...] = field(default=())
    difficulty: Difficulty | None = None


@transaction.atomic
def visit(
    *,
    unit: Unit,
    client_uuid: UUID,
    visited_on: date,
    outcome: str,
    by: Principal,
    answers: Survey | None = None,
    liaison: Liaison | None = None,
    difficulty: Raised | None = None,
    talks: Sequence[str] = (),
    note: str = "",
    version: int | None = None,
    visitor_id: int | None = None,
    revisit_on: date | None = None,
    confirmed: Sequence[str] = (),
) -> Visited:
    """Register a visit; sent twice under one ``client_uuid`` it is stored once. It counts in every open round that has the unit.

    ``visitor_id`` names the person who went, where another registers it. A difficulty told at the door is raised with the visit.
    What was found as it is known stays the fact that it is; the visit names it (with ``confirmed``, fields that were shown and left).

    Raises:
        Denied: ``by`` may not visit the unit.
        Conflict: the facts shown to the visitor (``version``) changed meanwhile, the number names another visit, or it came
            before with other content.
        ValidationError: impossible counts, answers of a unit where nobody was met, a day that lies ahead, a needless revisit.
    """
    unit = locking.take(unit, "enterprises.visit_unit", by=by)
    content = _digest(unit.pk, visited_on, str(outcome), answers, liaison, difficulty, sorted(talks), note, revisit_on)
    if (known := _known(client_uuid, unit, by, content)) is not None:
        return Visited(known)
    locking.take(unit, "enterprises.visit_unit", by=by, version=version)
    given, moment = answers or Survey(), Moment(visited_on, by, FactSource.VISIT)
    faults.of_visit(unit, given, on=visited_on, note=note, by=by, outcome=outcome).raise_if_any()
    changed, unusual, standing = _write_answers(unit, given, moment)
    moved, notices = _write_status(unit, VisitOutcome(outcome), moment)
    named, more = liaisons.said_at_visit(unit, liaison, moment)
    changed += ["status"] * moved + ["liaison"] * named
    standing += ["liaison_name"] * (liaison is not None and bool(liaison.name) and not (named or more))
    stood = sorted({*confirmed, *standing}) if outcome == VisitOutcome.DONE else []
    stored = Visit.objects.create(
        client_uuid=client_uuid, unit=unit, visited_on=visited_on, outcome=outcome, talks=list(talks), note=note,
        content=content, changed=changed, confirmed=stood, person_id=visitor_id or by.person_id, user_id=by.user_id,
        task=settle(unit, VisitOutcome(outcome), on=visited_on, revisit_on=revisit_on),
    )  # fmt: skip
    if changed:
        _count_version(unit)
    audit.record(by, "enterprises.visited", unit, outcome=outcome, changed=changed)
    return Visited(stored, (*notices, *more, *unusual), _raise(stored, difficulty, by))


@transaction.atomic
def survey(
    *, unit: Unit, answers: Survey, on: date, by: Principal, source: str = "desk", version: int | None = None
) -> Unit:
    """Write counts of a unit without a visit (reported by the unit, or taken from another register).

    Raises:
        Denied: ``by`` may not amend the unit.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: impossible counts, or a day that lies ahead.
    """
    return raised(survey_many([(unit, answers, version)], on=on, by=by, source=source)[0])


@transaction.atomic
def survey_many(
    told: Sequence[tuple[Unit, Survey, int | None]], *, on: date, by: Principal, source: str = "desk"
) -> list[Answer]:
    """Write counts of many units, as :func:`survey` does of one, by a few statements; return each unit, or what refuses it.

    Raises:
        ValidationError: the day lies ahead.
    """
    taken = locking.take_many([(unit, version) for unit, _answers, version in told], "enterprises.amend_unit", by=by)
    locking.check_day("on", _("日期"), on, by=by)
    known = observed.Known([unit for unit in taken if isinstance(unit, Unit)], on)
    judged = [_possible(unit, answers, known) for unit, (_u, answers, _v) in zip(taken, told, strict=True)]
    given = [(unit, answers) for unit, (_u, answers, _v) in zip(judged, told, strict=True) if isinstance(unit, Unit)]
    written = write_answers(given, Moment(on, by, source))
    changed = [(unit, subjects) for (unit, _answers), subjects in zip(given, written, strict=True) if subjects]
    with locking.following():
        for unit, _subjects in changed:
            unit.version += 1
        locking.save([unit for unit, _subjects in changed], ["version"])
    lines = [(unit, {"changed": subjects, "source": source}) for unit, subjects in changed]
    audit.record_many(by, "enterprises.surveyed", lines)
    return judged


def _possible(unit: Answer, answers: Survey, known: observed.Known) -> Answer:
    try:
        if isinstance(unit, Unit) and not answers.is_empty:
            observed.check_survey(unit, answers, known.on, known)
    except ValidationError as refusal:
        return refusal
    return unit


def write_answers(told: observed.Told, moment: Moment) -> list[list[str]]:
    """Write answers that were checked, and who manages the units then; return of each which subjects changed."""
    with locking.following():
        changed = observed.write_surveys(told, moment)
        scaled = [unit for (unit, _answers), subjects in zip(told, changed, strict=True) if "scale" in subjects]
        if scaled:
            registration.settle_lines(scaled, moment)
    return changed


def _count_version(unit: Unit) -> None:
    unit.version += 1
    with locking.following():
        unit.save(update_fields=["version"])


def _raise(visit: Visit, told: Raised | None, by: Principal) -> Difficulty | None:
    if told is None:
        return None
    return raise_difficulty(
        unit=visit.unit, kind=told.kind, text=told.text, on=visit.visited_on, by=by, origin=DifficultyOrigin.VISIT,
        visit=visit, raiser=told.raiser,
    )  # fmt: skip


def _digest(*content: Any) -> str:
    """Return what tells the content of a visit from any other; keyed, since names and numbers of persons are in it."""
    plain = [asdict(one) if isinstance(one, Survey | Liaison | Raised) else one for one in content]
    return crypto.blind_index(json.dumps(plain, default=str, sort_keys=True))


def _known(client_uuid: UUID, unit: Unit, by: Principal, content: str) -> Visit | None:
    sent = Visit.objects.filter(client_uuid=client_uuid)
    known = sent.of(unit=unit).first()
    if (known is None and sent.taken()) or (known is not None and known.user_id != by.user_id):
        errors.conflict(Refusal("visit_number_taken", N_("该走访编号已用于另一次走访，没有保存。请重新打开走访表。")))
    if known is not None and known.content not in {"", content}:
        told = {"day": known.visited_on.isoformat()}
        errors.conflict(Refusal("visit_other_content", OTHER_CONTENT, told))
    return known


def _write_answers(unit: Unit, answers: Survey, moment: Moment) -> tuple[list[str], tuple[Refusal, ...], list[str]]:
    """Write what changed; return its subjects, what is unusual, and the fields that are as they were known."""
    if answers.is_empty:
        return [], (), []
    known = observed.Known([unit], moment.on)
    unusual = observed.check_survey(unit, answers, moment.on, known)
    standing = observed.unchanged(unit, answers, known)
    return write_answers([(unit, answers)], moment)[0], unusual, standing


def _write_status(unit: Unit, outcome: VisitOutcome, moment: Moment) -> tuple[bool, list[Refusal]]:
    """Write the status that an outcome says, where the visitor may; otherwise tell what it waits for."""
    said = status_rules.OUTCOME_STATUS[outcome]
    old = status.state_on(unit, moment.on)
    if said is None or said[0] == old:
        return False, []
    new, reason = said
    refusal = status_rules.check_transition(old, new, reason)
    if refusal is not None:
        return False, [refusal]
    if not policy.can_on(moment.by, "enterprises.close_unit", unit):
        return False, [Refusal("status_waits", N_("走访结果已保存，经营状态的变更待街道（乡镇）确认。"))]
    objections = status.objections(unit, moment.on) if new in status.LEAVING else []
    if objections:
        return False, objections
    return status.write(unit, new, reason, moment), []
