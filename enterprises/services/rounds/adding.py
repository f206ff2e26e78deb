"""Putting one more unit into a running round, for example because an outside register says something else of it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import RoundStatus
from enterprises.models import RoundTask, SurveyRound, Unit
from enterprises.rules import rounds as rules
from enterprises.services.rounds import dealing
from enterprises.services.rounds.selecting import RUN


@transaction.atomic
def add_unit(*, survey_round: SurveyRound, unit: Unit, on: date, by: Principal) -> RoundTask:
    """Put a unit on the list of a running round and deal it out by place; one that stands there already stays as it is.

    Raises:
        Denied: ``by`` may not run rounds where the unit lies.
        ValidationError: the round is closed, or held elsewhere.
    """
    policy.check(by, RUN, unit)
    errors.require(rules.check_open(RoundStatus(survey_round.state)))
    if not unit.area_path.startswith(survey_round.area.path):
        errors.refuse(Refusal("round_elsewhere", N_("该单位不在这一轮走访的辖区内。")), field="survey_round")
    known: RoundTask | None = RoundTask.objects.of(unit=unit).filter(round=survey_round).first()
    if known is not None:
        return known
    task = _enlist(survey_round, unit, on)
    audit.record(by, "enterprises.round_unit_added", survey_round, unit=unit.pk)
    return task


def take_over(kept: Unit, tasks: Iterable[RoundTask], *, on: date) -> None:
    """Put a unit on the lists of the rounds in which the entry merged into it waited for a visit, once in each."""
    for task in tasks:
        if not RoundTask.objects.of(unit=kept).filter(round=task.round).exists():
            _enlist(task.round, kept, on)


def _enlist(survey_round: SurveyRound, unit: Unit, on: date) -> RoundTask:
    task: RoundTask = RoundTask.objects.create(round=survey_round, unit=unit)
    SurveyRound.objects.filter(pk=survey_round.pk).update(units=F("units") + 1)
    dealing.deal_by_place([task.pk], survey_round.area, on)
    return task
