"""Extra questions as columns of a table of units: recognised by question and synonyms, compared, written, taken back."""

from collections.abc import Iterable, Mapping
from typing import Any

from access import dated
from enterprises.choices import QuestionKind
from enterprises.models import AnswerFact, Question, Unit
from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import Field
from enterprises.services.answering import PREFIX
from enterprises.services.observed import Moment, Seen, observe_many

KINDS: Mapping[str, str] = {
    QuestionKind.NUMBER: "decimal", QuestionKind.TEXT: "text", QuestionKind.YES_NO: "yes", QuestionKind.CHOICE: "choice",
    QuestionKind.CHOICES: "choices", QuestionKind.DAY: "day",
}  # fmt: skip


def question_fields() -> tuple[Field, ...]:
    """Return the questions that are asked today, as columns."""
    return tuple(_field(row) for row in Question.objects.filter(retired_on__isnull=True).order_by("order", "pk"))


def _field(row: Question) -> Field:
    words = {folded(word): value for value, label in row.labels.items() for word in (value, label)}
    return Field(
        PREFIX + row.code,
        row.label,
        KINDS[row.kind],
        tuple(row.synonyms),
        choices=words,
        options=row.labels,
        hint=row.hint,
    )


def answers_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a row by the codes of their questions."""
    return {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}


def known_answers(units: Iterable[int], on: Any) -> dict[int, dict[str, Any]]:
    """Return what each unit answered as of a day, by column."""
    found: dict[int, dict[str, Any]] = {}
    rows = AnswerFact.objects.of(unit__in=list(units)).as_of(on).order_by("pk")
    for unit, code, value in rows.values_list("unit_id", "question__code", "value"):
        found.setdefault(unit, {})[PREFIX + code] = value
    return found


def labels_of(names: Iterable[str]) -> dict[str, str]:
    """Return the labels of columns that are questions."""
    codes = [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]
    rows = Question.objects.filter(code__in=codes).values_list("code", "label") if codes else ()
    return {PREFIX + code: label for code, label in rows}


def restore_many(told: Iterable[tuple[Unit, Mapping[str, Any]]], moment: Moment) -> None:
    """Write the answers of units that stood before; where there was none, there is none again. Call inside ``locking.following``."""
    said = [(unit, code, value) for unit, before in told for code, value in answers_in(before).items()]
    rows = Question.objects.filter(code__in={code for _unit, code, _value in said}) if said else ()
    known = {row.code: row for row in rows}
    answers = [(unit, known[code], value) for unit, code, value in said if code in known]
    seen = [Seen(unit, {"value": value}, {"question": row}) for unit, row, value in answers if value is not None]
    gone = [{"unit": unit, "question": row} for unit, row, value in answers if value is None]
    observe_many(AnswerFact, seen, moment)
    dated.end_many(AnswerFact, keys=gone, on=moment.on, by=moment.by, source=moment.source)
