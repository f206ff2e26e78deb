from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.choices import IndustrySection, SizeClass
from enterprises.rules import size

L, M, S, X = SizeClass.LARGE, SizeClass.MEDIUM, SizeClass.SMALL, SizeClass.MICRO

TABLE = [  # section, class, measures, large, medium, small
    ("A", "0111", "r", (20_000,), (500,), (50,)),
    ("B", "0610", "sr", (1_000, 40_000), (300, 2_000), (20, 300)),
    ("C", "3011", "sr", (1_000, 40_000), (300, 2_000), (20, 300)),
    ("D", "4430", "sr", (1_000, 40_000), (300, 2_000), (20, 300)),
    ("E", "4710", "ra", (80_000, 80_000), (6_000, 5_000), (300, 300)),
    ("F", "5131", "sr", (200, 40_000), (20, 5_000), (5, 1_000)),
    ("F", "5211", "sr", (300, 20_000), (50, 500), (10, 100)),
    ("G", "5431", "sr", (1_000, 30_000), (300, 3_000), (20, 200)),
    ("G", "5910", "sr", (1_000, 30_000), (300, 3_000), (20, 200)),
    ("G", "5920", "sr", (200, 30_000), (100, 1_000), (20, 100)),
    ("G", "6020", "sr", (1_000, 30_000), (300, 2_000), (20, 100)),
    ("H", "6110", "sr", (300, 10_000), (100, 2_000), (10, 100)),
    ("I", "6311", "sr", (2_000, 100_000), (100, 1_000), (10, 100)),
    ("I", "6421", "sr", (2_000, 100_000), (100, 1_000), (10, 100)),
    ("I", "6510", "sr", (300, 10_000), (100, 1_000), (10, 50)),
    ("K", "7010", "ra", (200_000, 10_000), (1_000, 5_000), (100, 2_000)),
    ("K", "7020", "sr", (1_000, 5_000), (300, 1_000), (100, 500)),
    ("K", "7030", "s", (300,), (100,), (10,)),
    ("L", "7211", "sa", (300, 120_000), (100, 8_000), (10, 100)),
    ("M", "7310", "s", (300,), (100,), (10,)),
    ("N", "7620", "s", (300,), (100,), (10,)),
    ("O", "8010", "s", (300,), (100,), (10,)),
    ("P", "8310", "s", (300,), (100,), (10,)),
    ("Q", "8411", "s", (300,), (100,), (10,)),
    ("R", "8710", "s", (300,), (100,), (10,)),
]
NAMES = {"s": "staff", "r": "revenue_wan", "a": "assets_wan"}
CASES = [
    (section, cls, measures, limits, place)
    for section, cls, measures, *rows in TABLE
    for place, limits in enumerate(rows)
]


@pytest.mark.parametrize(("section", "cls", "measures", "limits", "place"), CASES)
def test_a_class_begins_exactly_at_its_limits_and_failing_one_drops_to_the_next(section, cls, measures, limits, place):
    facts = {NAMES[letter]: limit for letter, limit in zip(measures, limits, strict=True)}
    assert size.size_class(IndustrySection(section), cls, **facts) == (L, M, S)[place]
    for name, limit in facts.items():
        assert size.size_class(IndustrySection(section), cls, **{**facts, name: limit - 1}) != (L, M, S)[place]


def test_failing_one_limit_drops_class_by_class():
    industry = IndustrySection.C
    assert size.size_class(industry, staff=1_000, revenue_wan=39_999) == M
    assert size.size_class(industry, staff=1_000, revenue_wan=300) == S
    assert size.size_class(industry, staff=1_000, revenue_wan=Decimal("299.99")) == X


@pytest.mark.parametrize("section", list(IndustrySection))
def test_every_section_has_an_answer_or_is_outside_the_standard(section):
    found = size.size_class(section, "", staff=0, revenue_wan=0, assets_wan=0)
    assert found == (None if section in {"J", "S", "T"} else X)


def test_a_missing_fact_decides_nothing_unless_another_does():
    assert size.size_class(IndustrySection.C) is None
    assert size.size_class(IndustrySection.C, staff=19) == X
    assert size.size_class(IndustrySection.C, staff=20) is None
    assert size.size_class(IndustrySection.C, revenue_wan=299) == X


def test_without_the_class_the_lines_must_agree():
    assert size.size_class(IndustrySection.F, staff=4, revenue_wan=50) == X
    assert size.size_class(IndustrySection.F, staff=8, revenue_wan=2_000) is None  # wholesale small, retail micro
    assert size.size_class(IndustrySection.F, "5211", staff=8, revenue_wan=2_000) == X


def test_a_class_that_the_section_does_not_have_leaves_its_lines_open():
    assert size.size_lines(IndustrySection.F, "9999") == (size.WHOLESALE, size.RETAIL)


@given(st.integers(0, 2_000), st.integers(0, 100_000), st.integers(0, 500), st.integers(0, 50_000))
def test_more_staff_and_revenue_never_make_an_enterprise_smaller(staff, revenue, more_staff, more_revenue):
    order = [X, S, M, L]
    before = size.size_class(IndustrySection.C, staff=staff, revenue_wan=revenue)
    after = size.size_class(IndustrySection.C, staff=staff + more_staff, revenue_wan=revenue + more_revenue)
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("section", "cls", "limit"),
    [
        ("B", "", 2_000),
        ("C", "3011", 2_000),
        ("D", "", 2_000),
        ("F", "5131", 2_000),
        ("F", "5211", 500),
        ("H", "", 200),
        ("K", "7020", 1_000),
        ("O", "8010", 500),
        ("Q", "8411", 2_000),
        ("Q", "8511", 500),
    ],
)
def test_above_scale_begins_at_the_threshold(section, cls, limit):
    section = IndustrySection(section)
    assert size.is_above_scale(section, cls, revenue_wan=limit) is True
    assert size.is_above_scale(section, cls, revenue_wan=limit - 1) is False
    assert size.is_above_scale(section, cls) is None


@pytest.mark.parametrize(("section", "cls"), [("E", ""), ("E", "4710"), ("K", "7010")])
def test_builders_and_developers_are_above_scale_by_qualification(section, cls):
    assert size.is_above_scale(IndustrySection(section), cls, is_qualified=True) is True
    assert size.is_above_scale(IndustrySection(section), cls, revenue_wan=10**6) is False


def test_without_the_class_the_thresholds_must_agree():
    assert size.is_above_scale(IndustrySection.F, revenue_wan=2_000) is True
    assert size.is_above_scale(IndustrySection.F, revenue_wan=499) is False
    assert size.is_above_scale(IndustrySection.F, revenue_wan=500) is None


@pytest.mark.parametrize("section", ["A", "J", "S", "T"])
def test_sections_without_a_threshold_are_never_above_scale(section):
    assert size.is_above_scale(IndustrySection(section), revenue_wan=10**6) is False
