"""Organization life (组织生活): how often each kind is customary, what is due in a month, what was missed.

Source: 支部工作条例第四章; domain 4.1. Frequencies are per calendar period; places may set others as data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from orgs.choices import LifeKind, OrgNature


@dataclass(frozen=True)
class Frequency:
    """At least ``times`` in each period of ``months`` calendar months (1, 3, 6 or 12, from January on)."""

    times: int
    months: int


CUSTOM: Mapping[LifeKind, Frequency] = {
    LifeKind.MEMBERS_MEETING: Frequency(1, 3),
    LifeKind.COMMITTEE_MEETING: Frequency(1, 1),
    LifeKind.GROUP_MEETING: Frequency(1, 1),
    LifeKind.LESSON: Frequency(1, 3),
    LifeKind.THEME_DAY: Frequency(1, 1),
    LifeKind.LIFE_MEETING: Frequency(1, 12),
    LifeKind.APPRAISAL: Frequency(1, 12),
}
MONTHS = 12  # of a year
PERIODS = (1, 3, 6, 12)  # months
WITHOUT = frozenset({OrgNature.FUNCTIONAL})  # members take part where their relation is


@dataclass(frozen=True)
class Need:
    """How often a kind is needed in a period and how often it was held; the period is [starts_on, ends_on)."""

    kind: LifeKind
    starts_on: date
    ends_on: date
    needed: int
    held: int

    @property
    def missing(self) -> int:
        """How many are left to hold."""
        return max(0, self.needed - self.held)


def period_of(day: date, months: int) -> tuple[date, date]:
    """Return the calendar period of so many months that a day lies in, half-open.

    Raises:
        ValueError: periods of that length do not fill a year.
    """
    if months < 1 or MONTHS % months:
        raise ValueError(f"a period of {months} months does not fill a year")
    first = (day.month - 1) // months * months
    following = first + months
    return date(day.year, first + 1, 1), date(day.year + following // MONTHS, following % MONTHS + 1, 1)


def needs(
    *,
    held: Iterable[tuple[LifeKind, date]],
    on: date,
    since: date,
    has_committee: bool,
    has_groups: bool,
    nature: OrgNature = OrgNature.REGULAR,
    frequencies: Mapping[LifeKind, Frequency] = CUSTOM,
) -> list[Need]:
    """Return what an organization needs in the periods of a day, in the order of the vocabulary.

    A period in which the organization was founded (``since``) asks nothing where less than half of it was left.

    Args:
        held: what was held, kind and day; each counts once in its period.
        on: the day asked about.
        since: day of founding.
        has_committee: a branch committee exists (from seven formal members on).
        has_groups: Party groups exist.
        nature: functional organizations hold no organization life of their own.
        frequencies: customary, or as set by the place.
    """
    if nature in WITHOUT or on < since:
        return []
    held = list(held)
    found = []
    for kind in LifeKind:
        if kind not in frequencies or not _applies(kind, has_committee=has_committee, has_groups=has_groups):
            continue
        starts_on, ends_on = period_of(on, frequencies[kind].months)
        if since > starts_on + (ends_on - starts_on) / 2:
            continue
        times = sum(one == kind and starts_on <= day < ends_on for one, day in held)
        found.append(Need(kind, starts_on, ends_on, frequencies[kind].times, times))
    return found


def _applies(kind: LifeKind, *, has_committee: bool, has_groups: bool) -> bool:
    if kind == LifeKind.COMMITTEE_MEETING:
        return has_committee
    return has_groups if kind == LifeKind.GROUP_MEETING else True
