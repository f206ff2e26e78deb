"""The parts of a visit from a phone that are not merged: outcome, talks, note, another visit agreed, a difficulty.

What an earlier release of the form does not write is simply not said.

Source: domain 3.4 (one visit fills every table), quality O3 (form version n-2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from enterprises.choices import DifficultyKind, TalkKind, VisitOutcome
from enterprises.rules.phone import Malformed

MOST_WORDS = 500  # characters of a note or of a difficulty


@dataclass(frozen=True)
class Parts:
    """What a phone said beside the answers; ``difficulty`` is a kind and words."""

    outcome: VisitOutcome
    talks: tuple[str, ...] = ()
    note: str = ""
    revisit_on: date | None = None
    difficulty: tuple[str, str] | None = None


def parts_of(payload: Mapping[str, Any]) -> Parts:
    """Read what a phone said.

    Raises:
        Malformed: a part is not what it should be.
    """
    outcome, talks = payload.get("outcome"), payload.get("talks", [])
    if (
        outcome not in VisitOutcome.values
        or not isinstance(talks, list)
        or not set(map(str, talks)) <= set(TalkKind.values)
    ):
        raise Malformed("outcome")
    return Parts(
        VisitOutcome(outcome), tuple(talks), _words(payload.get("note", ""), "note"), _day(payload.get("revisit_on")),
        _difficulty(payload.get("difficulty")),
    )  # fmt: skip


def _words(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_WORDS:
        raise Malformed(name)
    return value


def _day(value: object) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # another type is told like a wrong text
    except (TypeError, ValueError) as error:
        raise Malformed("revisit_on") from error


def _difficulty(value: object) -> tuple[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("kind") not in DifficultyKind.values:
        raise Malformed("difficulty")
    return value["kind"], _words(value.get("text"), "difficulty")
