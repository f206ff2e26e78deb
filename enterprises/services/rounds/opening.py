"""Opening a round: its units are put on lists in one statement, whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from access import audit, errors, policy
from access.models import Area, Body
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import SurveyPart
from enterprises.models import Question, RoundTask, SurveyRound
from enterprises.rules import rounds as rules
from enterprises.rules.rounds import Burden
from enterprises.services.rounds import dealing
from enterprises.services.rounds.selecting import RUN, check_filter, select

ENLIST = """
INSERT INTO enterprises_roundtask (round_id, unit_id, closed_code, attempts, area_path, line_code)
SELECT {round}, chosen.id, '', 0, '', '' FROM ({units}) AS chosen (id) ORDER BY chosen.id
"""


def foresee(
    *, area: Area, wanted: Mapping[str, Any], parts: Iterable[str], questions: int, on: date, by: Principal
) -> Burden:
    """Return how much a round would ask of officers, before it is opened.

    Raises:
        Denied: ``by`` may not run rounds there.
        ValidationError: a filter that is not understood.
    """
    policy.check(by, RUN, Place(area.path))
    check_filter(wanted)
    return rules.burden(select(wanted, area=area, on=on, by=by).order_by().count(), parts, questions)


@transaction.atomic
def open_survey_round(
    *,
    area: Area,
    name: str,
    starts_on: date,
    ends_on: date,
    on: date,
    by: Principal,
    wanted: Mapping[str, Any] | None = None,
    parts: Sequence[str] = tuple(SurveyPart.values),
    questions: Sequence[Question] = (),
    lead: Body | None = None,
) -> SurveyRound:
    """Open a round of visits; every unit is put on one officer's list, or named as a hole of its street.

    ``lead`` is the body that answers for it; None is the opener's own.

    Raises:
        Denied: ``by`` may not run rounds there.
        ValidationError: no name, dates out of order, a filter that is not understood or takes in no unit, a retired question,
            a body that lies elsewhere.
    """
    policy.check(by, RUN, Place(area.path))
    filter_ = dict(wanted or {})
    check_filter(filter_)
    lead = _lead(lead, area, by)
    if any(row.retired_on is not None and row.retired_on <= on for row in questions):
        errors.refuse(Refusal("question_retired", N_("所选补充问题中有已停用的。")), field="questions")
    row = SurveyRound(
        area=area, name=name.strip(), starts_on=starts_on, ends_on=ends_on, filter=filter_, parts=list(parts), lead=lead,
        opened_by_id=by.user_id,
    )  # fmt: skip
    row.full_clean(exclude=["area", "lead"])
    row.save()
    row.questions.set(questions)
    row.units = _enlist(row, select(filter_, area=area, on=on, by=by))
    if not row.units:
        errors.refuse(Refusal("round_empty", N_("按这些条件没有单位，请放宽走访对象。")), field="filter")
    row.save(update_fields=["units"])
    tasks = RoundTask.objects.visible_to(by, RUN).filter(round=row).values_list("pk", flat=True)
    dealing.deal_by_place(list(tasks.order_by("pk")), area, on)
    audit.record(by, "enterprises.survey_round_opened", row, name=row.name, units=row.units)
    return row


def _lead(lead: Body | None, area: Area, by: Principal) -> Body | None:
    """Return the body that answers for a round: the one named, or that by which the opener may run it."""
    if lead is None:
        held = policy.explain(by, RUN, Place(area.path)).deciding
        return Body.objects.get(pk=held[0].body_id) if held else None
    if lead.closed_on is not None:
        errors.refuse(Refusal("body_closed", N_("该机构已撤销，请另选牵头机构。")), field="lead")
    errors.require(rules.check_lead(area_path=area.path, home_path=lead.home.path), field="lead")
    return lead


def _enlist(row: SurveyRound, units: Any) -> int:
    chosen, values = units.order_by().values("pk").statement()
    with connection.cursor() as cursor:
        cursor.execute(ENLIST.format(round="%s", units=chosen), [row.pk, *values])
        return int(cursor.rowcount)
