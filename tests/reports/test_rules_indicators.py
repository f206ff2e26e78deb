import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.outcome import Rate
from reports.choices import Counted, Flag, IndicatorCode, Measure
from reports.rules import indicators
from reports.rules.indicators import SPECS

C, F = IndicatorCode, Flag
BASE = {F.OPERATING, F.IN_BASE, F.ENTERPRISE}
UNIT_SPECS = [spec for spec in SPECS.values() if spec.counted == Counted.UNITS]


def rate(code, rows):
    return indicators.tally(SPECS[code], rows)


WORKED_EXAMPLE = (  # domain 3.2: 100 operating units
    [BASE | {F.SINGLE}] * 20
    + [BASE | {F.JOINT}] * 15
    + [BASE | {F.REGIONAL}] * 30
    + [BASE | {F.INSTRUCTOR}] * 25
    + [BASE] * 10
)


@pytest.mark.parametrize(
    ("code", "percent"),
    [(C.ORG_STRICT, "35.0"), (C.ORG_BROAD, "65.0"), (C.SINGLE, "20.0"), (C.WORK_ONLY, "25.0"), (C.WORK, "90.0")],
)
def test_the_worked_example(code, percent):
    found = rate(code, WORKED_EXAMPLE)
    assert (found.percent, found.whole) == (Decimal(percent), 100)


def test_the_worked_example_counts_units_and_organizations_apart():
    organizations = [{F.ORG_ACTIVE, F.ORG_SINGLE}] * 20 + [{F.ORG_ACTIVE}] * (4 + 2)
    assert rate(C.UNCOVERED, WORKED_EXAMPLE).part == 10
    assert rate(C.ORGANIZATIONS, [*organizations, {F.ORG_SINGLE}]).part == 26  # a revoked one does not count


def test_every_code_has_its_definition():
    assert set(SPECS) == set(IndicatorCode)
    assert all(spec.version == 1 and spec.source and spec.key == f"{code.value}@1" for code, spec in SPECS.items())


@pytest.mark.parametrize("spec", UNIT_SPECS, ids=lambda spec: spec.code)
@pytest.mark.parametrize("lacking", [F.OPERATING, F.IN_BASE, F.ENTERPRISE])
def test_only_operating_units_of_the_base_and_kind_are_in_any_denominator(spec, lacking):
    everything = set(Flag) - {F.SOCIAL, F.SELF_EMPLOYED}
    assert indicators.evaluate(spec, everything)[1]
    assert indicators.evaluate(spec, everything - {lacking}) == (False, False)


def test_self_employed_and_social_organizations_have_their_own_denominator():
    rows = [{F.OPERATING, F.IN_BASE, kind, F.SINGLE} for kind in (F.ENTERPRISE, F.SOCIAL, F.SELF_EMPLOYED)]
    assert rate(C.SINGLE, rows) == Rate(1, 1)
    social = indicators.for_kinds(SPECS[C.SINGLE], F.SOCIAL)
    assert indicators.tally(social, rows) == Rate(1, 1)
    assert indicators.tally(indicators.for_kinds(social, F.ENTERPRISE, F.SOCIAL, F.SELF_EMPLOYED), rows) == Rate(3, 3)


@pytest.mark.parametrize(("code", "kind"), [(C.SINGLE, F.UNION), (C.G2, F.SOCIAL), (C.ORGANIZATIONS, F.ENTERPRISE)])
def test_only_indicators_of_units_are_asked_by_kind(code, kind):
    with pytest.raises(ValueError, match="cannot be asked"):
        indicators.for_kinds(SPECS[code], kind)


@pytest.mark.parametrize("way", [F.AFFILIATED, F.RELYING, F.REGIONAL])
def test_the_broad_rate_adds_what_the_strict_one_leaves_out(way):
    rows = [BASE | {way}]
    assert (rate(C.ORG_STRICT, rows).part, rate(C.ORG_BROAD, rows).part) == (0, 1)
    assert rate(C.WORK, rows).part == 1
    assert rate(C.WORK_ONLY, rows).part == 0


@pytest.mark.parametrize("way", [F.INSTRUCTOR, F.LIAISON, F.UNION, F.LEAGUE])
def test_work_coverage_has_four_ways(way):
    assert rate(C.WORK_ONLY, [BASE | {way}]) == rate(C.WORK, [BASE | {way}]) == Rate(1, 1)
    assert rate(C.WORK_ONLY, [BASE | {way, F.REGIONAL}]) == Rate(0, 1)


@pytest.mark.parametrize("not_a_way", [F.WOMEN, F.CARD, F.GRID_INSTRUCTOR])
def test_other_things_are_no_work_coverage(not_a_way):
    assert rate(C.WORK, [BASE | {not_a_way}]) == Rate(0, 1)
    assert rate(C.UNCOVERED, [BASE | {not_a_way}]).part == 1


def test_above_scale_asks_above_scale_units_only():
    rows = [BASE | {F.ABOVE_SCALE, F.JOINT}, BASE | {F.ABOVE_SCALE, F.REGIONAL}, BASE | {F.SINGLE}]
    assert rate(C.ABOVE_SCALE, rows) == Rate(1, 2)


def test_the_gap_is_what_ought_to_form_and_has_not():
    rows = [BASE | {F.ELIGIBLE}, BASE | {F.ELIGIBLE, F.SINGLE}, BASE | {F.ELIGIBLE, F.REGIONAL}, BASE | {F.FEW_MEMBERS}]
    assert (rate(C.FORM, rows), rate(C.BUILD_GAP, rows).part) == (Rate(1, 3), 2)


def test_the_four_goals():
    social = {F.OPERATING, F.IN_BASE, F.SOCIAL}
    whole_work = {F.NO_MEMBERS, F.REGIONAL, F.GRID_INSTRUCTOR, F.CARD}
    rows = [
        BASE | {F.ELIGIBLE, F.SINGLE},
        social | {F.ELIGIBLE, F.JOINT},
        BASE | {F.FEW_MEMBERS, F.JOINT},
        social | {F.FEW_MEMBERS, F.AFFILIATED},
        BASE | {F.FEW_MEMBERS, F.REGIONAL},
        BASE | whole_work,
        social | (whole_work - {F.CARD}),
        BASE | (whole_work - {F.GRID_INSTRUCTOR}),
    ]
    assert (rate(C.G1, rows), rate(C.G3, rows), rate(C.G4, rows)) == (Rate(1, 2), Rate(2, 3), Rate(1, 3))
    organizations = [{F.ORG_ACTIVE, F.ORG_SINGLE, F.ORG_STARRED}, {F.ORG_ACTIVE, F.ORG_SINGLE}, {F.ORG_ACTIVE}]
    assert rate(C.G2, organizations) == Rate(1, 2)


@given(st.lists(st.sets(st.sampled_from(list(Flag))), max_size=30))
def test_the_indicators_agree_with_each_other_on_any_ledger(rows):
    strict, broad, single = (rate(code, rows) for code in (C.ORG_STRICT, C.ORG_BROAD, C.SINGLE))
    only, work, uncovered = (rate(code, rows) for code in (C.WORK_ONLY, C.WORK, C.UNCOVERED))
    assert single.part <= strict.part <= broad.part <= work.part
    assert broad.part + only.part == work.part
    assert work.part + uncovered.part == work.whole
    assert rate(C.FORM, rows).part + rate(C.BUILD_GAP, rows).part == rate(C.FORM, rows).whole


@given(st.sets(st.sampled_from(list(Flag))))
def test_nothing_is_in_the_numerator_only(flags):
    for spec in SPECS.values():
        in_part, in_whole = indicators.evaluate(spec, flags)
        assert in_whole or not in_part


@pytest.mark.parametrize("spec", list(SPECS.values()), ids=lambda spec: spec.code)
def test_a_definition_is_plain_data_and_comes_back_equal(spec):
    assert indicators.spec_from_data(json.loads(json.dumps(spec.as_data()))) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"code": "LUCK"},
        {"version": "one"},
        {"measure": "colour"},
        {"counted": "people"},
        {"kinds": ["company"]},
        {"part": {"all_of": ["lucky"]}},
        {"part": {"most_of": ["single"]}},
    ],
)
def test_a_definition_of_unknown_words_is_an_error(change):
    with pytest.raises(ValueError, match=r"not a valid|invalid literal|no such condition"):
        indicators.spec_from_data({**SPECS[C.SINGLE].as_data(), **change})


@pytest.mark.parametrize(
    ("formal", "members", "group"),
    [(0, 0, F.NO_MEMBERS), (0, 1, F.FEW_MEMBERS), (2, 9, F.FEW_MEMBERS), (3, 3, F.ELIGIBLE), (9, 12, F.ELIGIBLE)],
)
def test_a_unit_belongs_to_one_group_by_its_members(formal, members, group):
    assert indicators.flags_of_members(formal=formal, members=members) == group


def test_the_threshold_of_the_groups_is_a_setting():
    assert indicators.flags_of_members(formal=3, members=3, threshold=4) == F.FEW_MEMBERS


@pytest.mark.parametrize(("formal", "members"), [(1, 0), (-1, 0)])
def test_impossible_counts_belong_to_no_group(formal, members):
    with pytest.raises(ValueError, match="impossible"):
        indicators.flags_of_members(formal=formal, members=members)


def test_counts_are_counts_and_rates_are_rates():
    counts = {spec.code for spec in SPECS.values() if spec.measure == Measure.COUNT}
    assert counts == {C.BUILD_GAP, C.UNCOVERED, C.ORGANIZATIONS}
