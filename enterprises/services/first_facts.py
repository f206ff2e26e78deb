"""The facts with which units enter the register: nothing is known of them before, so that nothing needs to be read or superseded."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from access import dated
from access.bulk import insert_values
from enterprises.choices import OperatingStatus, StatusReason
from enterprises.models import (
    AnswerFact,
    BaseFact,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
)
from enterprises.models.facts import UnitFact
from enterprises.services import answering, base, locking, managing, observed
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Survey
from enterprises.services.observed import Moment

OPERATING = {"status": OperatingStatus.OPERATING, "reason": StatusReason.REGISTERED}
Made = tuple[Unit, Survey, managing.Answer]  # a unit, what was counted there, who manages it while nothing was
Rows = list[dict[str, Any]]


def write(made: Sequence[Made], moment: Moment, questions: answering.Questions) -> list[tuple[Unit, bool | None]]:
    """Write the first facts of units that entered in this transaction, as observing them one after the other would.

    Returns units that were measured, with their above-scale flag: who manages them may follow from it.
    """
    every = {"valid": DateRange(moment.on, None), "recorded_by_id": moment.by.user_id, "source": moment.source}
    scales = [(unit, _scale(unit, survey)) for unit, survey, _answer in made if survey.asked(SCALE)]
    told: dict[type[UnitFact], Rows] = {
        StatusFact: [_of(unit, OPERATING) for unit, _s, _a in made],
        PlacementFact: [_of(unit, {"area_id": unit.area_id}) for unit, _s, _a in made],
        ManagingFact: [_of(unit, _managed(answer)) for unit, _s, answer in made],
        BaseFact: [_of(unit, base.proposed(unit, OperatingStatus.OPERATING)) for unit, _s, _a in made],
        ScaleFact: [_of(unit, values) for unit, values in scales],
        MembersFact: _members(made),
        MassOrgFact: _masses(made),
        AnswerFact: _answers(made, questions),
    }
    dated.hold_facts_lock()
    with locking.following():
        for model, rows in told.items():
            insert_values(model, [{**row, **every} for row in rows])
    observed.tell([row["unit_id"] for row in told[MembersFact]], moment)
    return [(unit, values["above_scale"]) for unit, values in scales]


def _of(unit: Unit, values: dict[str, Any]) -> dict[str, Any]:
    return {"unit_id": unit.pk, **values}


def _managed(answer: managing.Answer) -> dict[str, Any]:
    return {"body_id": answer.body.pk if answer.body is not None else None, "rule": answer.rule}


def _scale(unit: Unit, survey: Survey) -> dict[str, Any]:
    return observed.sized(unit, dict.fromkeys(SCALE) | survey.asked(SCALE))


def _members(made: Sequence[Made]) -> Rows:
    names = STAGES + RELATIONS
    asked = ((unit, survey.asked(names)) for unit, survey, _answer in made)
    return [_of(unit, dict.fromkeys(names, 0) | counts) for unit, counts in asked if counts]


def _masses(made: Sequence[Made]) -> Rows:
    return [
        _of(unit, {"kind": kind})
        for unit, survey, _answer in made
        for kind, stands in (survey.mass or {}).items()
        if stands
    ]


def _answers(made: Sequence[Made], questions: answering.Questions) -> Rows:
    return [
        _of(unit, {"question_id": question.pk, "value": value})
        for unit, survey, _answer in made
        for question, value in answering.kept(survey.extra or {}, questions)
    ]
