"""Refusals as exceptions: one sentence naming field and rule, whatever the door."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from access.outcome import Refusal


class Conflict(ValidationError):
    """The state is no longer what the act needs, or somebody else changed the record first (HTTP 409)."""


class ScopeNotDeclared(RuntimeError):
    """A guarded queryset was evaluated without saying for whom (a programming error, never shown to a user)."""


def with_clause(text: str, refusal: Refusal) -> str:
    """Return a rule's sentence with the clause on which it rests, if it names one."""
    return _("%(text)s（依据：%(clause)s）") % {"text": text, "clause": _(refusal.clause)} if refusal.clause else text


def _build(
    kind: type[ValidationError],
    refusal: Refusal | str | Promise,
    field: str | None,
    code: str,
    params: dict[str, Any],
) -> ValidationError:
    if isinstance(refusal, Refusal):
        text, code, params = _(refusal.message), refusal.code, dict(refusal.params)
        text = with_clause(text, refusal)
    else:
        text = str(refusal)
    error = ValidationError(text, code=code, params=params)
    return kind({field: error} if field else error) if field or kind is not ValidationError else error


def refuse(
    refusal: Refusal | str | Promise, *, field: str | None = None, code: str = "refused", **params: Any
) -> NoReturn:
    """Raise a refusal as Django's ``ValidationError``.

    Raises:
        ValidationError: always; with ``field`` the sentence stands at that field.
    """
    raise _build(ValidationError, refusal, field, code, params)


def conflict(
    refusal: Refusal | str | Promise, *, field: str | None = None, code: str = "conflict", **params: Any
) -> NoReturn:
    """Raise a refusal that is nobody's wrong input but a change in between.

    Raises:
        Conflict: always.
    """
    raise _build(Conflict, refusal, field, code, params)


def require(refusal: Refusal | None, *, field: str | None = None) -> None:
    """Raise when a rule answered with a refusal.

    Raises:
        ValidationError: the rule's own sentence.
    """
    if refusal is not None:
        refuse(refusal, field=field)
