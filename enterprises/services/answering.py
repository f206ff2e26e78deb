"""Answers to extra questions: judged by their questions, and made ready to be kept as dated facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from access.outcome import N_, Refusal
from enterprises.choices import VisitOutcome
from enterprises.models import AnswerFact, Question, Unit
from enterprises.rules import questions as rules
from enterprises.rules import survey
from enterprises.services.inputs import Findings

PREFIX = "extra_"  # an extra question's field on forms


def asking(row: Question) -> rules.Asking:
    """Return a question as the rules read it."""
    options = tuple(one["value"] for one in row.options)
    return rules.Asking(row.code, row.label, row.kind, options, row.lowest, row.highest, row.shown_if)


def check(
    extra: Mapping[str, Any], on: date, findings: Findings, *, unit: Unit | None, counts: Mapping[str, Any]
) -> None:
    """Add what is wrong with answers; None is not asked. An answer to what is not asked, given the other answers, is refused.

    Args:
        extra: answers by code.
        on: the day of the answers.
        findings: where to add.
        unit: of which unit; what it answered before counts, an answer that stays as it was is not refused.
        counts: the counts, what is known included.
    """
    given = _given(extra)
    if not given:
        return
    known = {row.code: row for row in Question.objects.filter(_still(on))}
    kept: dict[str, Any] = {}
    for code, value in given.items():
        if code not in known:
            unknown = Refusal("question_unknown", N_("没有代码为“%(code)s”的补充问题，或已停用。"), {"code": code[:30]})
            findings.add("extra", unknown)
            continue
        kept[code], refusal = rules.check_answer(asking(known[code]), value)
        findings.add(f"{PREFIX}{code}", refusal)
    before = _before(unit, on)
    shows = [show for row in known.values() if (show := asking(row).show) is not None]
    values = {**counts, **before, **kept, "outcome": VisitOutcome.DONE.value}
    for code in sorted(set(kept) & survey.hidden(values, shows)):
        if kept[code] is not None and kept[code] != before.get(code):
            message = N_("按其他回答，“%(label)s”不用问，请不要填写。")
            findings.add(f"{PREFIX}{code}", Refusal("answer_not_asked", message, {"label": known[code].label}))


def _before(unit: Unit | None, on: date) -> dict[str, Any]:
    if unit is None or not unit.pk:
        return {}
    rows = AnswerFact.objects.of(unit=unit).as_of(on).order_by("pk")
    return dict(rows.values_list("question__code", "value"))


def kept(extra: Mapping[str, Any], on: date) -> Iterator[tuple[Question, Any]]:
    """Yield questions with their (checked) answers as they are kept."""
    given = _given(extra)
    known = _questions(given, on)
    for code in given:
        yield known[code], rules.check_answer(asking(known[code]), given[code])[0]


def _given(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in extra.items() if value is not None}


def _questions(codes: Iterable[str], on: date) -> dict[str, Question]:
    wanted = list(codes)
    if not wanted:
        return {}
    return {row.code: row for row in Question.objects.filter(_still(on), code__in=wanted)}


def _still(on: date) -> Q:
    return Q(retired_on__isnull=True) | Q(retired_on__gt=on)
