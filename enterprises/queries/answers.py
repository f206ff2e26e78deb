"""Answers to extra questions: as columns and filters of the list of units, and in words."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.languages import listed
from access.principals import Principal
from access.registries import Column, ColumnFilter
from enterprises.choices import QuestionKind, RoundStatus
from enterprises.models import AnswerFact, Question, RoundTask, Unit
from enterprises.queries.pieces import Piece
from enterprises.rules.questions import Asking, check_answer
from enterprises.rules.survey import FIELDS

YES_NO = {"yes": True, "no": False}
VIEW = "enterprises.view_unit"


def in_words(kind: str, options: Iterable[dict[str, str]], value: Any) -> str:
    """Return an answer as people read it."""
    labels = {one["value"]: one["label"] for one in options}
    if kind == QuestionKind.YES_NO:
        return _("是") if value else _("否")
    if kind == QuestionKind.CHOICE:
        return labels.get(value, str(value))
    if kind == QuestionKind.CHOICES:
        return listed(labels.get(one, one) for one in value)
    return f"{value:,}" if kind == QuestionKind.NUMBER else str(value)


COMPARISONS = {
    "ge": gettext_lazy("不少于"), "gt": gettext_lazy("大于"), "le": gettext_lazy("不多于"), "lt": gettext_lazy("小于"),
    "eq": gettext_lazy("等于"), "ne": gettext_lazy("不等于"), "in": gettext_lazy("属于"), "has": gettext_lazy("包含"),
}  # fmt: skip


def with_conditions() -> list[Question]:
    """Return every question in order, each with its ``condition`` in words, "" where it is always asked."""
    rows = list(Question.objects.order_by("order", "pk"))
    by_code = {row.code: row for row in rows}
    for row in rows:
        row.condition = _condition(row.shown_if, by_code) if row.shown_if else ""
    return rows


def _condition(shown_if: dict[str, Any], by_code: dict[str, Question]) -> str:
    by, value = by_code.get(shown_if["field"]), shown_if["value"]
    label = by.label if by is not None else _(FIELDS[shown_if["field"]].label)
    values = value if isinstance(value, list) else [value]
    kind = by.kind if by is not None else QuestionKind.NUMBER
    kind = QuestionKind.CHOICE if kind == QuestionKind.CHOICES else kind
    said = listed(in_words(kind, by.options if by is not None else (), one) for one in values)
    told = {"field": label, "comparison": COMPARISONS[shown_if["op"]], "value": said}
    return _("“%(field)s”%(comparison)s“%(value)s”时才问") % told


def question_columns() -> list[Column]:
    """Return the columns of the questions that are shown in the list of units."""
    return [
        _column(row) for row in Question.objects.filter(in_list=True, retired_on__isnull=True).order_by("order", "pk")
    ]


def _column(row: Question) -> Column:
    return Column(
        f"answer_{row.code}",
        row.label,
        partial(_annotate, row),
        _filters(row),
        900,
        partial(in_words, row.kind, row.options),
        partial(_read, row),
    )


def _filters(row: Question) -> dict[str, ColumnFilter]:
    """Return how the list is narrowed by a question: one of its options, a span of numbers or days, words of a text."""
    key = f"answer_{row.code}"
    if row.kind in {QuestionKind.NUMBER, QuestionKind.DAY}:
        return {
            f"{key}_from": ColumnFilter(f"{row.label} ≥", (), partial(_span, row, "gte")),
            f"{key}_to": ColumnFilter(f"{row.label} ≤", (), partial(_span, row, "lte")),
        }
    if row.kind == QuestionKind.TEXT:
        return {key: ColumnFilter(row.label, (), partial(_containing, row))}
    choices = [(one["value"], one["label"]) for one in row.options]
    if row.kind == QuestionKind.YES_NO:
        choices = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]
    return {key: ColumnFilter(row.label, choices, partial(_apply, row))}


def _span(question: Question, lookup: str, rows: Any, value: str, on: date) -> Any:
    typed = unicodedata.normalize("NFKC", value).strip()
    limit, refusal = check_answer(Asking(question.code, question.label, question.kind), typed)
    if refusal is not None:
        return rows.none()
    return rows.filter(Exists(_said(question, on).filter(**{f"value__{lookup}": limit})))


def _containing(question: Question, rows: Any, value: str, on: date) -> Any:
    said = _said(question, on).annotate(said=KeyTextTransform("said", JSONObject(said="value")))
    return rows.filter(Exists(said.filter(said__icontains=value.strip())))


def _read(question: Question, piece: Piece) -> dict[int, Any]:
    rows = AnswerFact.objects.of(unit__in=piece.among).as_of(piece.on).filter(question=question).order_by()
    return dict(rows.values_list("unit_id", "value"))


def _said(question: Question, on: date) -> Any:
    return AnswerFact.objects.of(unit=OuterRef("pk")).as_of(on).filter(question=question).order_by()


def _annotate(question: Question, rows: Any, on: date) -> Any:
    return rows.annotate(**{f"answer_{question.code}": Subquery(_said(question, on).values("value")[:1])})


def _apply(question: Question, rows: Any, value: str, on: date) -> Any:
    return rows.filter(Exists(_said(question, on).filter(_matches(question, value))))


def _matches(question: Question, value: str) -> Q:
    if question.kind == QuestionKind.YES_NO:
        return Q(value=YES_NO.get(value))
    if question.kind == QuestionKind.NUMBER:
        number = value.removeprefix("-").replace(".", "", 1)
        return Q(value=float(value) if number.isdecimal() and number.isascii() else None)
    return Q(value__contains=[value]) if question.kind == QuestionKind.CHOICES else Q(value=value)


def answered(rows: Any, code: str, value: str, on: date) -> Any:
    """Keep the units that gave an answer to the question of a code; none for an unknown one."""
    question = Question.objects.filter(code=code).first()
    return rows.none() if question is None else _apply(question, rows, value, on)


def asked_of(unit: Unit, principal: Principal, on: date) -> QuerySet[Question]:
    """Return the questions asked of a unit on a day: those of every round, and those of open rounds that have the unit."""
    tasks = RoundTask.objects.visible_to(principal, VIEW).filter(unit=unit, round__state=RoundStatus.OPEN)
    inside = Q(rounds__in=tasks.order_by().values("round"))
    return Question.objects.asked_on(on).filter(Q(rounds__isnull=True) | inside).distinct().order_by("order", "pk")


def of_unit(unit: Unit, principal: Principal, on: date, known_at: datetime | None = None) -> dict[str, Any]:
    """Return a unit's answers as of a day, by the code of the question."""
    rows = (
        AnswerFact.objects.visible_to(principal, VIEW).filter(unit=unit).as_of(on, known_at).order_by("question__code")
    )
    return dict(rows.values_list("question__code", "value"))
