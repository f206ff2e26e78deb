"""Designing extra questions (补充问题): added and retired without a release; never one that is asked already."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Question
from enterprises.rules import meanings
from enterprises.rules import questions as rules
from enterprises.services.answering import asking

DESIGN = "enterprises.design_questions"


@transaction.atomic
def design_question(
    *, on: date, by: Principal, code: str = "", options: Sequence[Mapping[str, str]] = (), **parts: Any
) -> Question:
    """Add an extra question, asked from a day on.

    Args:
        on: the day.
        by: who designs.
        code: its code; made of its words where none is given.
        options: the options of a choice, each with its words (``label``) and, if wanted, its code (``value``).
        parts: label, kind and the rest of its fields.

    Raises:
        Denied: ``by`` designs no questions.
        ValidationError: a question of the same meaning exists, its code is a field's of the register, or its parts do not fit together.
    """
    policy.check(by, DESIGN)
    errors.require(rules.check_options([one.get("label", "") for one in options]), field="options")
    row = Question(created_on=on, options=rules.coded_options(options), **parts)
    row.label = row.label.strip()
    row.synonyms = [word.strip() for word in row.synonyms if word.strip()]
    others = list(Question.objects.order_by("pk"))
    errors.require(rules.check_code(code), field="code")
    row.code = code or rules.made_code(row.label, {*rules.RESERVED, *(one.code for one in others)})
    known = meanings.same_meaning(
        [row.label, *row.synonyms], [meanings.Known(one.label, (one.label, *one.synonyms)) for one in others]
    )
    if known is not None:
        message = N_("“%(label)s”与已有的“%(known)s”是同一内容，请直接使用，不再重复填报。")
        errors.refuse(Refusal("question_known", message, {"label": row.label, "known": known.label}), field="label")
    errors.require(
        rules.check_show(row.shown_if, {one.code: asking(one) for one in others if one.retired_on is None}),
        field="shown_if",
    )
    row.full_clean()
    row.save()
    audit.record(by, "enterprises.question_designed", row, code=row.code, label=row.label)
    return row


@transaction.atomic
def retire_question(*, question: Question, on: date, by: Principal) -> Question:
    """Ask a question no longer from a day on; its answers stay.

    Raises:
        Denied: ``by`` designs no questions.
        ValidationError: it is retired already, or was not asked yet on that day.
    """
    policy.check(by, DESIGN)
    row: Question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.retired_on is not None:
        errors.refuse(Refusal("question_retired", N_("该补充问题已停用。")), field="on")
    row.retired_on = on
    row.full_clean()
    row.save(update_fields=["retired_on"])
    audit.record(by, "enterprises.question_retired", row, code=row.code)
    return row
