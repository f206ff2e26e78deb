"""Answers to extra questions: judged by their questions, and made ready to be kept as dated facts."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from access.outcome import N_, Refusal
from enterprises.choices import VisitOutcome
from enterprises.models import Question
from enterprises.rules import questions as rules
from enterprises.rules import survey
from enterprises.services.inputs import Findings

PREFIX = "extra_"  # an extra question's field on forms


def asking(row: Question) -> rules.Asking:
    """Return a question as the rules read it."""
    options = tuple(one["value"] for one in row.options)
    return rules.Asking(row.code, row.label, row.kind, options, row.lowest, row.highest, row.shown_if)


class Questions:
    """The extra questions of a day; read once, when one is first looked for."""

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def _rows(self) -> list[Question]:
        return list(Question.objects.order_by("order", "pk"))

    @cached_property
    def codes(self) -> dict[int, str]:
        """The codes of all questions, retired ones too, by their keys."""
        return {row.pk: row.code for row in self._rows}

    @cached_property
    def asked(self) -> dict[str, Question]:
        """The questions that are still asked, by their codes."""
        return {row.code: row for row in self._rows if row.retired_on is None or row.retired_on > self.on}

    @cached_property
    def asking(self) -> dict[str, rules.Asking]:
        """The same as the rules read them."""
        return {code: asking(row) for code, row in self.asked.items()}


def check(
    extra: Mapping[str, Any],
    questions: Questions,
    findings: Findings,
    *,
    before: Mapping[str, Any],
    counts: Mapping[str, Any],
) -> None:
    """Add what is wrong with answers; None is not asked. An answer to what is not asked, given the other answers, is refused.

    Args:
        extra: answers by code.
        questions: the questions of the day of the answers.
        findings: where to add.
        before: what the unit answered before, by code; it counts, and an answer that stays as it was is not refused.
        counts: the counts, what is known included.
    """
    given = _given(extra)
    if not given:
        return
    known = questions.asking
    kept: dict[str, Any] = {}
    for code, value in given.items():
        if code not in known:
            unknown = Refusal("question_unknown", N_("没有代码为“%(code)s”的补充问题，或已停用。"), {"code": code[:30]})
            findings.add("extra", unknown)
            continue
        kept[code], refusal = rules.check_answer(known[code], value)
        findings.add(f"{PREFIX}{code}", refusal)
    for code in idle({**before, **kept}, questions, counts=counts):
        if code in kept and kept[code] is not None and kept[code] != before.get(code):
            message = N_("按其他回答，“%(label)s”不用问，请不要填写。")
            told = {"label": questions.asked[code].label}
            findings.add(f"{PREFIX}{code}", Refusal("answer_not_asked", message, told))


def idle(answers: Mapping[str, Any], questions: Questions, *, counts: Mapping[str, Any]) -> list[str]:
    """Return the codes of answers to what is not asked, given the counts and the other answers of a visit that met somebody."""
    shows = [one.show for one in questions.asking.values() if one.show is not None]
    hidden = survey.hidden({**counts, **answers, "outcome": VisitOutcome.DONE.value}, shows)
    return sorted(hidden & set(answers) & set(questions.asking))


def kept(extra: Mapping[str, Any], questions: Questions) -> Iterator[tuple[Question, Any]]:
    """Yield questions with their (checked) answers as they are kept."""
    for code, value in _given(extra).items():
        yield questions.asked[code], rules.check_answer(questions.asking[code], value)[0]


def _given(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in extra.items() if value is not None}
