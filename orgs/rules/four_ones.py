"""The four ones (四个一) of a regional branch in a quarter: venue, quarterly forum, an instructor a grid, a card a unit.

Source: source 001 K13; its 60 forums of 23 branches are less than four a year each, so parts of a quarter are understood.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from orgs.choices import FourOne, Light
from orgs.rules.assemblies import period_of

QUARTER_MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """A calendar quarter, half-open."""

    starts_on: date
    ends_on: date

    @property
    def name(self) -> str:
        """The quarter as it is written in addresses."""
        return f"{self.starts_on.year}Q{(self.starts_on.month + 2) // QUARTER_MONTHS}"

    def day(self, on: date) -> date:
        """Return the day of the quarter that is judged: today while it runs, its last day afterwards."""
        return min(on, self.ends_on - timedelta(days=1))


def quarter_of(on: date) -> Quarter:
    """Return the quarter of a day."""
    return Quarter(*period_of(on, QUARTER_MONTHS))


def quarter_named(name: str) -> Quarter | None:
    """Return the quarter of a name such as "2015Q3"; None when it is none."""
    year, mark, number = name.partition("Q")
    if not (
        mark and year.isdecimal() and number in {"1", "2", "3", "4"} and date.min.year <= int(year) < date.max.year
    ):
        return None
    return quarter_of(date(int(year), int(number) * QUARTER_MONTHS, 1))


@dataclass(frozen=True)
class Standing:
    """What is on file for a regional branch in a quarter; counts of grids and units."""

    founded_on: date
    ended_on: date | None
    has_venue: bool
    forums: int
    grids: int
    grids_led: int
    units: int
    units_with_card: int


def is_asked(standing: Standing, quarter: Quarter) -> bool:
    """Say whether a quarter asks for a forum: at least half of it fell in the life of the branch."""
    begins = max(standing.founded_on, quarter.starts_on)
    ends = min(standing.ended_on or quarter.ends_on, quarter.ends_on)
    return 2 * (ends - begins) >= quarter.ends_on - quarter.starts_on


def lights(standing: Standing, quarter: Quarter, *, on: date) -> dict[FourOne, Light]:
    """Return the four lights of a branch as they stand on a day.

    A forum is missing only when its quarter is over; of a branch without grids, or without units, nothing is asked there.
    """
    if standing.founded_on >= quarter.ends_on or (standing.ended_on and standing.ended_on <= quarter.starts_on):
        return dict.fromkeys(FourOne, Light.NOT_ASKED)
    forum = Light.MET if standing.forums else Light.MISSING
    if not standing.forums and not is_asked(standing, quarter):
        forum = Light.NOT_ASKED
    elif not standing.forums and on < quarter.ends_on:
        forum = Light.PENDING
    return {
        FourOne.VENUE: _light(standing.has_venue),
        FourOne.FORUM: forum,
        FourOne.INSTRUCTOR: _share(standing.grids_led, standing.grids),
        FourOne.CARD: _share(standing.units_with_card, standing.units),
    }


def _light(is_met: bool) -> Light:
    return Light.MET if is_met else Light.MISSING


def _share(had: int, of: int) -> Light:
    return _light(had >= of) if of else Light.NOT_ASKED
