"""Plain answers that rules give: a refusal, a verdict, a rate.

The only home of these value types. Pure: no Django, no clock, no database; ``access.errors`` turns a
`Refusal` into a translated exception.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def N_(text: str) -> str:  # noqa: N802 - the customary name of the no-op marker
    """Mark ``text`` for translation without translating it; `makemessages` collects it as it does ``_``."""
    return text


@dataclass(frozen=True)
class Refusal:
    """Why a rule says no (or warns): a stable code, a Chinese sentence with %(name)s places, the values, the clause.

    With ``params``, a literal percent sign in ``message`` is written ``%%`` (as in Django's ``ValidationError``).
    """

    code: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    clause: str = ""

    def render(self) -> str:
        """Return the sentence in its source language with the values filled in.

        Raises:
            KeyError: the message names a place that ``params`` does not fill.
        """
        return self.message % dict(self.params) if self.params else self.message


@dataclass(frozen=True)
class Verdict:
    """What a rule found: ``refusals`` forbid the act (应当), ``warnings`` ask for a reason (一般)."""

    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Tell whether nothing forbids the act."""
        return not self.refusals

    def __add__(self, other: "Verdict") -> "Verdict":
        """Join the findings of two rules."""
        return Verdict(self.refusals + other.refusals, self.warnings + other.warnings)


@dataclass(frozen=True)
class Rate:
    """A share as two counts; never a bare float.

    Raises:
        ValueError: a negative count.
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if self.part < 0 or self.whole < 0:
            raise ValueError(f"negative count: {self.part}/{self.whole}")

    @property
    def percent(self) -> Decimal | None:
        """Return the share in per cent with one place, half rounded up; None when there is nothing to share."""
        if self.whole == 0:
            return None
        return (Decimal(self.part) * 100 / self.whole).quantize(TENTH, rounding=ROUND_HALF_UP)

    def reaches(self, target_percent: Decimal | int) -> bool:
        """Tell whether the exact (unrounded) share is at least ``target_percent``; an empty whole reaches nothing."""
        return self.whole > 0 and self.part * 100 >= Decimal(target_percent) * self.whole

    def __str__(self) -> str:
        shown = "—" if self.percent is None else f"{self.percent}%"
        return f"{shown} ({self.part}/{self.whole})"
