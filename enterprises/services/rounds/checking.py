"""The back-check (回头抽查): a sample that anybody can draw again from its seed, and what it found against what the visits said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import VisitOutcome
from enterprises.models import BackCheck, MembersFact, RoundTask, ScaleFact, SurveyRound, Unit, Visit
from enterprises.querysets import RoundTaskQuerySet
from enterprises.rules import rounds as rules
from enterprises.rules import survey
from enterprises.rules.contact import check_order
from enterprises.services import locking
from enterprises.services.inputs import Findings
from enterprises.services.rounds.selecting import RUN

COMPARED = ("staff", *survey.STAGES)


def visited(survey_round: SurveyRound, by: Principal) -> RoundTaskQuerySet:
    """Return the tasks from which the sample of a round is drawn."""
    return RoundTask.objects.visible_to(by, RUN).filter(round=survey_round, closed_code=VisitOutcome.DONE)


@transaction.atomic
def draw_sample(*, survey_round: SurveyRound, seed: int, size: int, by: Principal) -> SurveyRound:
    """Draw the sample of a round once, from the units visited so far; it stays, whoever reads it.

    Raises:
        Denied: ``by`` may not run rounds there.
        ValidationError: it was drawn before, or is empty or larger than what was visited.
    """
    policy.check(by, RUN, Place(survey_round.area.path))
    row: SurveyRound = (
        SurveyRound.objects.select_for_update(of=("self",)).select_related("area").get(pk=survey_round.pk)
    )
    if row.check_seed is not None:
        errors.refuse(Refusal("sample_drawn", N_("本轮已经抽取过抽查样本，不能重抽。")), field="seed")
    errors.require(rules.check_sample(size, visited(row, by).count()), field="size")
    units = visited(row, by).order_by("unit_id").values_list("unit_id", flat=True)
    row.check_seed, row.check_size, row.check_drawn_at = seed, size, Now()
    row.check_units = rules.draw(seed, units, size)
    row.save(update_fields=["check_seed", "check_size", "check_drawn_at", "check_units"])
    row.refresh_from_db(fields=["check_drawn_at"])
    audit.record(by, "enterprises.sample_drawn", row, seed=seed, size=size)
    return row


@transaction.atomic
def record_check(
    *, task: RoundTask, found: Mapping[str, int | None], on: date, by: Principal, note: str = ""
) -> BackCheck:
    """Keep what a back-check found, with its differences from what the visit had said; it corrects nothing by itself.

    Raises:
        Denied: ``by`` may not run rounds where the unit lies.
        ValidationError: the unit is not in the sample, a day before the visit, the visitor checks their own visit, impossible
            counts, or nothing was asked.
    """
    policy.check(by, RUN, task)
    locking.check_day("on", str(BackCheck._meta.get_field("checked_on").verbose_name), on, by=by)
    given = {name: found[name] for name in COMPARED if found.get(name) is not None}
    findings = Findings()
    for at, refusal in survey.judge(given).refusals:
        findings.add(at, refusal)
    if not given:
        findings.add("staff", Refusal("nothing_found", N_("请至少填写一项抽查结果。")))
    findings.raise_if_any()
    if task.unit_id not in task.round.check_units:
        errors.refuse(Refusal("not_sampled", N_("该单位不在本轮抽查样本中。")), field="__all__")
    unit: Unit = task.unit
    met = Visit.objects.of(unit=unit).filter(task=task, outcome=VisitOutcome.DONE).order_by("-pk").first()
    if met is not None:
        errors.require(check_order((_("走访日期"), met.visited_on), (_("抽查日期"), on)), field="on")
    if met is not None and met.user_id == by.user_id:
        errors.refuse(Refusal("own_visit", N_("走访人不能抽查自己的走访。")), field="__all__")
    first = first_said(unit, met)
    row = BackCheck(
        task=task, unit=unit, checked_on=on, checker_id=by.user_id, note=note.strip(), found=given,
        first={name: first.get(name) for name in given}, differences=rules.differences(first, given),
    )  # fmt: skip
    row.full_clean(exclude=["unit", "task"])
    row.save()
    audit.record(by, "enterprises.back_checked", unit, round=task.round_id, differences=len(row.differences))
    return row


def first_said(unit: Unit, visit: Visit | None) -> dict[str, Any]:
    """Return the counts of a unit as they stood right after a visit."""
    if visit is None:
        return {}
    said: dict[str, Any] = {}
    for model in (ScaleFact, MembersFact):
        fact = model.objects.of(unit=unit).as_of(visit.visited_on, visit.recorded_at).order_by("pk").first()
        said |= {name: getattr(fact, name) for name in COMPARED if hasattr(fact, name)}
    return said
