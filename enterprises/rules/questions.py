"""Extra questions (补充问题): whether an answer fits its question. Source: domain 3.4, what a ledger must know is a list of fields."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any

from access.outcome import N_, Refusal
from enterprises.choices import QuestionKind
from enterprises.rules import names
from enterprises.rules.survey import COUNTED, FIELDS, Show

TEXT_MAX = 200
CODE_MAX = 30
RESERVED = frozenset(COUNTED)  # names under which a visit sends what the register keeps itself
WORDS = re.compile(r"[、，,;；\s]+")


@dataclass(frozen=True)
class Asking:
    """A question as the rules read it."""

    code: str
    label: str
    kind: str
    options: tuple[str, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    shown_if: Mapping[str, Any] | None = None

    @property
    def show(self) -> Show | None:
        """Its skip logic; None is always asked."""
        if not self.shown_if:
            return None
        return Show((self.code,), (self.shown_if["field"],), self.shown_if["op"], self.shown_if["value"])


def made_code(words: str, taken: Collection[str]) -> str:
    """Return a code for a question or an option that is known by its words only: their initials, with a number where taken.

    Source: codes are what a ledger is exchanged by (domain 3.4). A code is made once and kept with what it stands for; answers, tables
    and systems refer to it, people to the words.
    """
    plain = re.sub(r"[^a-z0-9]", "", names.initials(words))
    base = (plain if plain[:1].isalpha() else f"x{plain}")[: CODE_MAX - 4]
    return next(one for n in count(1) if (one := base if n == 1 else f"{base}_{n}") not in taken)


def check_code(code: str) -> Refusal | None:
    """Refuse the name of a field that the register keeps itself: conditions could not tell the two apart."""
    if code not in RESERVED:
        return None
    return Refusal("code_reserved", N_("代码“%(code)s”是台账自带的字段，请换一个代码。"), {"code": code})


def coded_options(options: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return options with a code each; those that come with one keep it."""
    read = [dict(one) for one in options]
    taken = {one["value"] for one in read if one.get("value")}
    for one in read:
        if not one.get("value"):
            one["value"] = made_code(one["label"], taken)
            taken.add(one["value"])
    return [{"value": one["value"], "label": one["label"]} for one in read]


def check_options(labels: Sequence[str]) -> Refusal | None:
    """Refuse two options of the same words: nobody could tell which was meant."""
    twice = next((one for place, one in enumerate(labels) if one in labels[:place]), None)
    return Refusal("option_twice", N_("选项“%(label)s”写了两次。"), {"label": twice}) if twice is not None else None


def check_answer(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    """Return the answer as it is kept, or why it does not fit: numbers as numbers, days as text, choices among the options."""
    read = {
        QuestionKind.NUMBER: _number,
        QuestionKind.TEXT: _text,
        QuestionKind.YES_NO: _yes_no,
        QuestionKind.CHOICE: _choice,
        QuestionKind.CHOICES: _choices,
        QuestionKind.DAY: _day,
    }
    return read[QuestionKind(asked.kind)](asked, value)


def _unfit(asked: Asking) -> Refusal:
    return Refusal("answer_unfit", N_("“%(label)s”的回答不符合题型。"), {"label": asked.label})


def _number(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None, _unfit(asked)
    if isinstance(value, bool) or not number.is_finite() or number != round(number, 2):
        return None, _unfit(asked)
    low, high = asked.lowest, asked.highest
    if (low is not None and number < low) or (high is not None and number > high) or abs(number) >= 10**12:
        message = N_("“%(label)s”应在%(lowest)s至%(highest)s之间，现为%(value)s。")
        bounds = {"lowest": "" if low is None else f"{low:f}", "highest": "" if high is None else f"{high:f}"}
        return None, Refusal("answer_out_of_bounds", message, {"label": asked.label, "value": f"{number:f}", **bounds})
    return int(number) if number == int(number) else float(number), None


def _text(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    fits = isinstance(value, str) and value.strip() and len(value) <= TEXT_MAX and value.isprintable()
    return (value.strip(), None) if fits else (None, _unfit(asked))


def _yes_no(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    return (value, None) if isinstance(value, bool) else (None, _unfit(asked))


def _choice(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    return (value, None) if isinstance(value, str) and value in asked.options else (None, _unfit(asked))


def _choices(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    if not isinstance(value, list | tuple) or any(one not in asked.options for one in value):
        return None, _unfit(asked)
    return [one for one in asked.options if one in value], None


def _day(asked: Asking, value: Any) -> tuple[Any, Refusal | None]:
    try:
        return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat(), None
    except ValueError:
        return None, _unfit(asked)


ORDERED = ("eq", "ne", "ge", "gt", "le", "lt")
OPS: Mapping[str, tuple[str, ...]] = {  # how the answers of a kind are compared in a condition
    QuestionKind.NUMBER: ORDERED, QuestionKind.DAY: ORDERED, QuestionKind.TEXT: ("eq", "ne"),
    QuestionKind.YES_NO: ("eq",), QuestionKind.CHOICE: ("eq", "ne", "in"), QuestionKind.CHOICES: ("has",),
}  # fmt: skip
COUNTS: Mapping[str, Asking] = {name: Asking(name, one.label, QuestionKind.NUMBER) for name, one in FIELDS.items()}


def check_show(shown_if: Mapping[str, Any], known: Mapping[str, Asking]) -> Refusal | None:
    """Refuse a condition that names an unknown field, or compares in a way or with a value that the field's answers cannot have.

    Args:
        shown_if: ``field``, ``op`` and ``value``; empty is always asked.
        known: the earlier questions by code; the register's own counts are known anyway.
    """
    if not shown_if:
        return None
    if not isinstance(shown_if, Mapping) or set(shown_if) != {"field", "op", "value"}:
        return Refusal("show_unknown", N_("出现条件应写明已有的字段、比较方式和值。"))
    by = {**known, **COUNTS}.get(shown_if["field"]) if isinstance(shown_if["field"], str) else None
    if by is None or shown_if["op"] not in OPS[by.kind]:
        return Refusal("show_unknown", N_("出现条件应写明已有的字段、比较方式和值。"))
    values = shown_if["value"] if shown_if["op"] == "in" else [shown_if["value"]]
    fits = isinstance(values, list) and bool(values)
    fits = fits and all(check_answer(_one_of(by), value) == (value, None) for value in values)
    return None if fits else Refusal("show_value", N_("出现条件的值与“%(label)s”的题型不符。"), {"label": by.label})


def _one_of(asked: Asking) -> Asking:
    """Return the question as one of its options answers it."""
    return replace(asked, kind=QuestionKind.CHOICE) if asked.kind == QuestionKind.CHOICES else asked


def value_of(asked: Asking, op: str, typed: str, words: Mapping[str, Any]) -> Any:
    """Return what was typed as the value of a condition: numbers, days, options, by any of the ``words`` that mean them."""
    if op == "in":
        return [words.get(word, word) for word in WORDS.split(typed.strip()) if word]
    value = words.get(typed.strip(), typed.strip()) if asked.kind != QuestionKind.TEXT else typed.strip()
    kept, refusal = check_answer(_one_of(asked), value)
    return value if refusal else kept
