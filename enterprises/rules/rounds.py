"""Survey rounds (摸底轮次): what a visit leaves to be done, how much a round asks of officers, and which units are checked again.

Source: source 004 "两个覆盖"动态清零, a unit stays on the list until it is settled.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from access.outcome import N_, Refusal
from enterprises.choices import RoundStatus, SurveyPart, VisitOutcome
from enterprises.rules.survey import AGAIN, FIELDS

ON_THE_WAY = Decimal(8)  # minutes to the next door and to the right person, whatever is asked
PER_KNOWN = Decimal("0.25")  # minutes to confirm a field that is filled in
PER_QUESTION = Decimal("0.75")  # minutes to ask and enter a new one
FIELDS_OF: Mapping[str, int] = {
    **{part: sum(one.part == part for one in FIELDS.values()) for part in SurveyPart},
    SurveyPart.MASS: 3,
    SurveyPart.LIAISON: 2,
    SurveyPart.TALKS: 2,
}


@dataclass(frozen=True)
class Left:
    """What a visit leaves of a task: the outcome, and the day of another visit if there is to be one."""

    code: VisitOutcome
    revisit_on: date | None = None


def after_visit(
    outcome: VisitOutcome, on: date, *, attempts: int, revisit_on: date | None, every: int, most: int
) -> Left:
    """Say what a visit leaves: a closed door or a refusal is tried again, a limited number of times; everything else is settled.

    Args:
        outcome: what was met.
        on: the day of the visit.
        attempts: visits made, this one included.
        revisit_on: a day agreed at the door; a unit that was not found is looked for again only so.
        every: days until another visit where none was agreed.
        most: visits after which the outcome stands.
    """
    if outcome not in AGAIN:
        return Left(outcome)
    if revisit_on is not None:
        return Left(outcome, revisit_on)
    is_tried_again = outcome != VisitOutcome.NOT_FOUND and attempts < most
    return Left(outcome, on + timedelta(days=every) if is_tried_again else None)


def check_revisit(outcome: VisitOutcome, on: date, revisit_on: date | None) -> Refusal | None:
    """Refuse a day of another visit after a visit that settled the matter, or before it."""
    if revisit_on is None:
        return None
    if outcome not in AGAIN:
        return Refusal("revisit_not_needed", N_("只有关门、拒访、查无的单位安排回访。"))
    if revisit_on <= on:
        return Refusal("revisit_before", N_("回访日期须晚于走访当天。"))
    return None


@dataclass(frozen=True)
class Burden:
    """How much a round asks: fields of one unit, of all, and an estimate of the hours."""

    units: int
    known: int
    questions: int

    @property
    def fields(self) -> int:
        """Fields asked of one unit."""
        return self.known + self.questions

    @property
    def answers(self) -> int:
        """Fields × units."""
        return self.fields * self.units

    @property
    def minutes(self) -> Decimal:
        """Minutes for one unit, the way to it included."""
        return ON_THE_WAY + self.known * PER_KNOWN + self.questions * PER_QUESTION

    @property
    def hours(self) -> int:
        """Hours for all units."""
        return int((self.minutes * self.units / 60).quantize(Decimal(1), ROUND_HALF_UP))


def burden(units: int, parts: Iterable[str], questions: int) -> Burden:
    """Return how much a round asks of officers."""
    return Burden(units, sum(FIELDS_OF[part] for part in set(parts)), questions)


def check_open(state: RoundStatus) -> Refusal | None:
    """Refuse to change a round that is closed."""
    if state == RoundStatus.CLOSED:
        return Refusal("round_closed", N_("该摸底轮次已结束，不能再改。"))
    return None


def draw(seed: int, units: Iterable[int], size: int) -> list[int]:
    """Return the sample of a back-check: the same for the same seed and units, in the same order, on any machine."""
    return sorted(units, key=lambda unit: (hashlib.sha256(f"{seed}:{unit}".encode()).digest(), unit))[:size]


def check_lead(*, area_path: str, home_path: str) -> Refusal | None:
    """Refuse a body that neither lies in a round's area nor stands above it."""
    if home_path.startswith(area_path) or area_path.startswith(home_path):
        return None
    return Refusal("lead_elsewhere", N_("牵头机构须在本轮辖区内，或是辖区的上级机构。"))


def check_sample(size: int, visited: int) -> Refusal | None:
    """Refuse an empty sample, or one larger than what was visited."""
    if visited == 0:
        return Refusal("nothing_visited", N_("本轮还没有走访过的单位，无从抽查。"))
    if 0 < size <= visited:
        return None
    message = N_("抽查户数应在1至%(visited)d之间（已访单位数），现为%(size)d。")
    return Refusal("sample_size", message, {"visited": visited, "size": size})


def differences(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields in which the check found something else than the visit; what the check did not ask is not compared."""
    return [
        {"field": name, "first": first.get(name), "second": value}
        for name, value in second.items()
        if value is not None and (first.get(name) or 0) != value
    ]
