"""Numbers of persons in what a phone sent: kept encrypted beside the rest, opened when the visit is entered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from access import crypto
from enterprises.rules.phone import LIAISON_PHONE


def _context(number: UUID) -> str:
    return f"submission.liaison_phone:{number}"


def sealed(payload: Mapping[str, Any], number: UUID) -> dict[str, Any]:
    """Return what was sent with the number encrypted, bound to the visit's own number."""
    answers = payload.get("answers")
    if not isinstance(answers, dict):
        return dict(payload)
    told = answers.get(LIAISON_PHONE)
    if not isinstance(told, str) or not told:
        return dict(payload)
    return {**payload, "answers": {**answers, LIAISON_PHONE: crypto.encrypt(told, context=_context(number))}}


def unsealed(payload: Mapping[str, Any], number: UUID) -> Any:
    """Return the answers of what was sent with the number in clear."""
    answers = payload.get("answers", {})
    if not isinstance(answers, dict):
        return answers
    told = answers.get(LIAISON_PHONE)
    if not isinstance(told, str) or not told:
        return answers
    return {**answers, LIAISON_PHONE: crypto.decrypt(told, context=_context(number))}
