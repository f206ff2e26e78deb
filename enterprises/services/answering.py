"""Answers to extra questions: judged by their questions, and made ready to be kept as dated facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from access.outcome import N_, Refusal
from enterprises.models import Question
from enterprises.rules import questions as rules
from enterprises.services.inputs import Findings

PREFIX = "extra_"  # an extra question's field on forms


def asking(row: Question) -> rules.Asking:
    """Return a question as the rules read it."""
    options = tuple(one["value"] for one in row.options)
    return rules.Asking(row.code, row.label, row.kind, options, row.lowest, row.highest, row.shown_if)


def check(extra: Mapping[str, Any], on: date, findings: Findings) -> None:
    """Add what is wrong with answers; None is not asked."""
    given = _given(extra)
    known = _questions(given, on)
    for code, value in given.items():
        if code not in known:
            unknown = Refusal("question_unknown", N_("没有代码为“%(code)s”的补充问题，或已停用。"), {"code": code[:30]})
            findings.add("extra", unknown)
            continue
        _kept, refusal = rules.check_answer(asking(known[code]), value)
        findings.add(f"{PREFIX}{code}", refusal)


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
    still = Q(retired_on__isnull=True) | Q(retired_on__gt=on)
    return {row.code: row for row in Question.objects.filter(still, code__in=wanted)}
