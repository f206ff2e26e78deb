"""Campaign arithmetic: what is still needed, how fast, and the straight line to the target.

A deadline counts as the last day of the campaign. Counts are units, weeks begin on the campaign's first day.
Source: source 000 集中组建百日行动, 到2015年10月底之前…覆盖率达到50%.
"""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from access.outcome import TENTH, Rate
from reports.choices import Pace

WEEK = 7


def units_for(target_percent: Decimal | int, whole: int) -> int:
    """Return how many units are the least that reach the target share of ``whole``."""
    return int((Decimal(target_percent) * whole / 100).to_integral_value(rounding=ROUND_CEILING))


def units_needed(rate: Rate, target_percent: Decimal | int) -> int:
    """Return how many more units must be covered to reach the target; 0 when it is reached."""
    return max(0, units_for(target_percent, rate.whole) - rate.part)


def weeks_left(on: date, deadline: date) -> int:
    """Return the weeks that are left, a begun week counting whole; 0 on the deadline and after it."""
    return max(0, -(-(deadline - on).days // WEEK))


def weekly_pace(rate: Rate, target_percent: Decimal | int, *, on: date, deadline: date) -> int | None:
    """Return how many units a week must be covered from now on; None when no time is left and some are needed.

    Source: source 000 每周一报表.
    """
    needed = units_needed(rate, target_percent)
    if needed == 0:
        return 0
    weeks = weeks_left(on, deadline)
    return -(-needed // weeks) if weeks else None


def expected_percent(
    start_percent: Decimal, target_percent: Decimal, *, on: date, starts_on: date, deadline: date
) -> Decimal:
    """Return the share that the straight line from start to target asks on a day (序时进度), one place.

    Raises:
        ValueError: a deadline that is not after the start.
    """
    days = (deadline - starts_on).days
    if days <= 0:
        raise ValueError(f"deadline {deadline} is not after {starts_on}")
    passed = min(max((on - starts_on).days, 0), days)
    share = start_percent + (target_percent - start_percent) * passed / days
    return share.quantize(TENTH, rounding=ROUND_HALF_UP)


def pace(
    rate: Rate,
    *,
    start_percent: Decimal,
    target_percent: Decimal,
    on: date,
    starts_on: date,
    deadline: date,
) -> Pace:
    """Tell how a campaign stands on a day against its straight line.

    Raises:
        ValueError: a deadline that is not after the start.
    """
    if rate.reaches(target_percent):
        return Pace.REACHED
    if on < starts_on:
        return Pace.NOT_STARTED
    if on > deadline:
        return Pace.MISSED
    line = expected_percent(start_percent, target_percent, on=on, starts_on=starts_on, deadline=deadline)
    return Pace.AHEAD if rate.reaches(line) else Pace.BEHIND


def report_days(starts_on: date, deadline: date) -> tuple[date, ...]:
    """Return the days of the weekly report: every seventh day from the start, and the deadline itself as the last.

    Source: source 000 每周一报表…结束一考核.
    """
    weeks = range((deadline - starts_on).days // WEEK + 1)
    days = [starts_on + timedelta(days=WEEK * week) for week in weeks]
    return tuple(dict.fromkeys([*days, deadline])) if days else ()
