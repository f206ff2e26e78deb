from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.outcome import Rate
from reports.choices import Bound, FigureStatus, Pace
from reports.rules import figures, pace

D = Decimal
START, DEADLINE = date(2015, 7, 24), date(2015, 10, 31)  # the hundred days of source 000


@pytest.mark.parametrize(
    ("part", "whole", "target", "needed"),
    [(35, 100, 50, 15), (50, 100, 50, 0), (60, 100, 50, 0), (0, 101, 50, 51), (0, 0, 50, 0), (1, 3, D("66.7"), 2)],
)
def test_what_is_still_needed(part, whole, target, needed):
    assert pace.units_needed(Rate(part, whole), target) == needed


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 100))
def test_the_needed_units_are_the_least_that_reach_the_target(part, whole, target):
    part = min(part, whole)
    needed = pace.units_needed(Rate(part, whole), target)
    assert Rate(part + needed, whole).reaches(target)
    assert needed == 0 or not Rate(part + needed - 1, whole).reaches(target)


@pytest.mark.parametrize(
    ("on", "weeks"),
    [
        (date(2015, 10, 31), 0),
        (date(2015, 11, 5), 0),
        (date(2015, 10, 30), 1),
        (date(2015, 10, 24), 1),
        (date(2015, 10, 23), 2),
    ],
)
def test_a_begun_week_counts_whole(on, weeks):
    assert pace.weeks_left(on, DEADLINE) == weeks


@pytest.mark.parametrize(
    ("part", "on", "weekly"),
    [
        (35, date(2015, 10, 10), 5),  # 15 in 3 weeks
        (36, date(2015, 10, 10), 5),  # 14 in 3 weeks, rounded up
        (50, date(2015, 10, 10), 0),
        (50, date(2015, 11, 10), 0),
        (49, date(2015, 10, 31), None),
    ],
)
def test_the_weekly_pace(part, on, weekly):
    assert pace.weekly_pace(Rate(part, 100), 50, on=on, deadline=DEADLINE) == weekly


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (date(2015, 7, 1), "30.0"),
        (START, "30.0"),
        (date(2015, 9, 12), "40.1"),  # 50 of 99 days
        (DEADLINE, "50.0"),
        (date(2016, 1, 1), "50.0"),
    ],
)
def test_the_straight_line(on, percent):
    found = pace.expected_percent(D(30), D(50), on=on, starts_on=START, deadline=DEADLINE)
    assert found == D(percent)


def test_a_campaign_lasts_at_least_a_day():
    with pytest.raises(ValueError, match="not after"):
        pace.expected_percent(D(30), D(50), on=START, starts_on=START, deadline=START)


@pytest.mark.parametrize(
    ("part", "on", "stands"),
    [
        (30, date(2015, 7, 23), Pace.NOT_STARTED),
        (30, START, Pace.AHEAD),
        (29, START, Pace.BEHIND),
        (40, date(2015, 9, 12), Pace.BEHIND),
        (41, date(2015, 9, 12), Pace.AHEAD),
        (50, date(2015, 9, 12), Pace.REACHED),
        (49, DEADLINE, Pace.BEHIND),
        (49, date(2015, 11, 1), Pace.MISSED),
        (50, date(2015, 11, 1), Pace.REACHED),
    ],
)
def test_how_a_campaign_stands(part, on, stands):
    found = pace.pace(
        Rate(part, 100), start_percent=D(30), target_percent=D(50), on=on, starts_on=START, deadline=DEADLINE
    )
    assert found == stands


def test_the_weekly_reports_end_on_the_deadline():
    days = pace.report_days(START, DEADLINE)
    assert (days[0], days[1], days[-2], days[-1]) == (START, date(2015, 7, 31), date(2015, 10, 30), DEADLINE)
    assert len(days) == 16
    assert pace.report_days(START, date(2015, 7, 31)) == (START, date(2015, 7, 31))
    assert pace.report_days(DEADLINE, START) == ()


@pytest.mark.parametrize(
    ("published", "bound", "computed", "status"),
    [
        (98, Bound.EXACT, 98, "holds"),
        (98, Bound.EXACT, 99, "differs"),
        (60, Bound.AT_LEAST, 60, "holds"),
        (60, Bound.AT_LEAST, 59, "differs"),
        (600_000, Bound.AT_LEAST, D("600000.01"), "holds"),
        (7000, Bound.ABOUT, 6650, "holds"),
        (7000, Bound.ABOUT, 6649, "differs"),
        (7000, Bound.ABOUT, 7350, "holds"),
        (7000, Bound.ABOUT, 7351, "differs"),
        (98, Bound.EXACT, None, "not_yet"),
        (0, Bound.EXACT, 0, "holds"),
    ],
)
def test_a_published_figure_is_compared_as_it_is_meant(published, bound, computed, status):
    assert figures.compare(published, bound, computed) == FigureStatus(status)


@pytest.mark.parametrize(("bound", "text"), [(Bound.EXACT, "= 98"), (Bound.AT_LEAST, "≥ 98"), (Bound.ABOUT, "≈ 98")])
def test_a_published_figure_is_shown_with_its_sign(bound, text):
    assert figures.shown(98, bound) == text
