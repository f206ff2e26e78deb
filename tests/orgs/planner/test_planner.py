"""The formation planner: no rule broken, nothing better exists, the same town gives the same plan."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from config.environment import BASE_DIR
from orgs.rules.limits import NATIONAL
from orgs.rules.planner import (
    Cost,
    Group,
    Host,
    PlanUnit,
    Proposal,
    Seat,
    Town,
    check_group,
    explain,
    moved_to,
    placements,
    plan,
)
from orgs.rules.planner.making import split
from tests.orgs.planner.towns import RIPE, best_by_subsets, broken_rules, random_town

SIZES = [pytest.param(30, id="quick"), pytest.param(1000, id="full", marks=pytest.mark.full)]


def unit(key, formal, *, area=1, line="甲", members=None, **more):
    return PlanUnit(key, area, line, formal, formal if members is None else members, **more)


def town(*units, **more):
    return Town(units, **{"regional": {1: 7, 2: 7, 3: 7}, **more})


def names(one):
    return {unit.key: f"示例{unit.key}" for unit in one.units}


def test_each_unit_gets_the_form_that_its_members_call_for():
    one = town(unit(1, 3), unit(2, 1), unit(3, 2), unit(4, 0))
    assert placements(plan(one), one) == {
        1: Proposal.SINGLE,
        2: Proposal.JOINT,
        3: Proposal.JOINT,
        4: Proposal.REGIONAL,
    }


def test_units_of_communities_apart_are_not_joined():
    one = town(unit(1, 2, area=1), unit(2, 2, area=3), neighbours=frozenset({(1, 2)}))
    assert placements(plan(one), one) == {1: Proposal.REGIONAL, 2: Proposal.REGIONAL}
    between = town(unit(1, 2), unit(2, 0, area=2), unit(3, 2, area=3), neighbours=frozenset({(1, 2), (2, 3)}))
    assert set(placements(plan(between), between).values()) == {Proposal.REGIONAL}
    near = replace(one, neighbours=frozenset({(3, 1)}))
    assert placements(plan(near), near) == {1: Proposal.JOINT, 2: Proposal.JOINT}


def test_a_unit_whose_community_no_regional_branch_covers_is_named_as_blocked():
    one = town(unit(1, 1, area=9), unit(2, 0, area=9))
    made = plan(one)
    assert placements(made, one) == {1: Proposal.BLOCKED, 2: Proposal.BLOCKED}
    assert made.cost() == Cost(blocked=2)


def test_like_industry_comes_before_the_same_community():
    one = town(
        unit(1, 2, line="甲"),
        unit(2, 1, line="乙"),
        unit(3, 1, area=2, line="甲"),
        unit(4, 2, area=2, line="乙"),
        neighbours=frozenset({(1, 2)}),
    )
    assert plan(one).cost() == Cost(mix=0, distance=2, branches=2)


def test_a_branch_with_room_takes_a_unit_that_nobody_can_join():
    one = town(unit(1, 1), hosts=(Host(5, 1, "甲", units=4),))
    assert placements(plan(one), one) == {1: Proposal.JOIN}
    full = replace(one, hosts=(Host(5, 1, "甲", units=5),))
    assert placements(plan(full), full) == {1: Proposal.REGIONAL}


def test_the_norm_of_five_units_holds_and_a_district_may_set_ten():
    units = tuple(unit(key, 1) for key in range(10))
    assert len(plan(town(*units)).groups) == 2
    assert sorted(len(group.units) for group in plan(town(*units[:6])).groups) == [3, 3]
    hefei = town(*units, limits=replace(NATIONAL, joint_max_units=10))
    assert [len(group.units) for group in plan(hefei).groups] == [10]


def test_a_plan_made_before_is_kept_where_nothing_is_gained():
    units = [unit(key, 2, line=line) for key, line in enumerate("甲甲乙乙")]
    before = Seat(1, "乙")
    one = town(*units[:2], *(replace(unit, today=before) for unit in units[2:]))
    made = plan(one)
    assert made.cost() == Cost(mix=0, branches=2)
    moved = town(unit(1, 2, today=Seat(1, "丙")), unit(2, 2))
    assert plan(moved).cost() == Cost(branches=1, change=1)


@pytest.mark.parametrize("number", SIZES)
def test_no_plan_of_random_towns_breaks_a_rule(number):
    for seed in range(number):
        one = random_town(seed, 5 + seed % 21, areas=1 + seed % 6, hosts=seed % 3, planned_before=0.2)
        made = plan(one)
        assert not broken_rules(made, one), seed
        assert made.cost() == Cost(*(step.value for step in made.steps)), seed


@pytest.mark.parametrize("number", SIZES)
def test_plans_of_small_towns_equal_the_best_of_all_subsets(number):
    for seed in range(number):
        one = random_town(
            seed, 3 + seed % 8, areas=1 + seed % 4, lines=1 + seed % 3, hosts=seed % 3, planned_before=0.3
        )
        made = plan(one)
        assert made.is_exact, seed
        assert made.cost() == best_by_subsets(one), seed


def test_sixty_units_are_planned_within_a_gap_of_five_per_cent():
    _, gap = plan(random_town(60, 60, areas=8, lines=6, hosts=2)).first_gap
    assert gap <= 0.05


def test_the_same_town_gives_the_same_plan_in_whatever_order_its_units_come():
    one = random_town(3, 25, hosts=1)
    turned = replace(one, units=tuple(reversed(one.units)), hosts=tuple(reversed(one.hosts)))
    assert plan(one) == plan(one)
    assert placements(plan(one), one) == dict(sorted(placements(plan(turned), turned).items()))


PRINTED = """
from orgs.rules.planner import placements, plan
from tests.orgs.planner.towns import random_town
one = random_town(60, 60, areas=8, lines=6, hosts=2)
made = plan(one)
print(sorted(placements(made, one).items()), [[u.key for u in g.units] for g in made.groups], made.steps)
"""


def test_two_processes_with_other_hashes_make_the_same_plan():
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTED], cwd=BASE_DIR, env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True, timeout=300,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1
    assert "joint" in told.pop()


def test_a_pool_splits_whenever_it_brings_enough_for_each_branch():
    for twos in range(8):
        for ones in range(11):
            for own in range(twos + ones + 1):
                pool = [unit(key, 2 if key < twos else 1) for key in range(twos + ones)]
                pool = [replace(one, area=1 if (one.key * 7) % len(pool) < own else 2) for one in pool]
                near = sum(one.area == 1 for one in pool)
                for branches in range(1, 6):
                    formal = 2 * twos + ones
                    if formal >= 3 * branches and 2 * branches <= len(pool) <= 5 * branches and near >= branches:
                        _splits(pool, branches)


def _splits(pool, branches):
    one = town(*pool, neighbours=frozenset({(1, 2)}))
    groups = split(Seat(1, "甲"), pool, branches, one)
    assert len(groups) == branches
    assert all(group.formal >= 3 and 2 <= len(group.units) <= 5 for group in groups)
    assert all(any(member.area == 1 for member in group.units) for group in groups)


def test_a_pool_that_does_not_suffice_is_refused():
    pool = [unit(1, 1), unit(2, 1)]
    with pytest.raises(ValueError, match="does not suffice"):
        split(Seat(1, "甲"), pool, 1, town(*pool))


def test_a_line_says_what_is_short_when_it_will_not_be_and_what_else_was_possible():
    one = town(unit(1, 2, members=3, turning=(RIPE,)), unit(2, 1), unit(3, 2), unit(4, 1))
    made = plan(one)
    told = explain(made, one, 1, names(one))
    assert (told.proposal, told.short, told.ripe_on) == (Proposal.JOINT, 1, RIPE)
    assert {alternative.group for alternative in told.alternatives} >= {None}
    regional = next(alternative for alternative in told.alternatives if alternative.group is None)
    assert regional.cost.fallback == 1


def test_two_probationary_members_close_a_gap_of_two_only_when_both_have_turned():
    early, late = date(2027, 1, 1), date(2027, 6, 1)
    one = town(unit(1, 1, members=3, turning=(late, early)))
    assert explain(plan(one), one, 1, names(one)).ripe_on == late
    two = town(unit(1, 1, members=2, turning=(early,)))
    assert explain(plan(two), two, 1, names(two)).ripe_on is None


def test_a_unit_dragged_to_another_group_is_checked_at_once():
    one = town(unit(1, 2), unit(2, 1), unit(3, 2, line="乙"), unit(4, 1, line="乙"))
    made = plan(one)
    here = next(number for number, group in enumerate(made.groups) if group.units[0].key == 1)
    changed = moved_to(made, one, 2, 1 - here)
    left = check_group(changed.groups[here], one, names(one))
    assert {refusal.code for refusal in left.refusals} == {"joint_too_few_units", "joint_below_threshold"}
    assert check_group(changed.groups[1 - here], one, names(one)).is_allowed
    assert changed.cost().mix == 1


def test_a_unit_from_afar_is_a_warning_and_a_sixth_unit_asks_for_a_reason():
    far = Group(Seat(1, "甲"), (unit(1, 2), unit(2, 2, area=3)))
    one = town(*far.units)
    assert [warning.code for warning in check_group(far, one, names(one)).warnings] == ["not_near"]
    six = Group(Seat(1, "甲"), tuple(unit(key, 1) for key in range(6)))
    crowd = town(*six.units)
    assert [refusal.code for refusal in check_group(six, crowd, names(crowd)).refusals] == ["joint_needs_reason"]
    assert check_group(six, crowd, names(crowd), reason="同一园区").is_allowed


def test_what_no_plan_knows_is_refused():
    one = town(unit(1, 3), unit(2, 1))
    made = plan(one)
    for key in (1, 99):  # a unit alone is not moved: with three formal members it has to stand alone
        with pytest.raises(KeyError):
            moved_to(made, one, key, None)
    with pytest.raises(IndexError):
        moved_to(made, one, 2, 5)
    with pytest.raises(KeyError):
        explain(made, one, 99, names(one))


@pytest.mark.parametrize("wrong", [{"formal": 2, "members": 1}, {"formal": -1, "members": 1}])
def test_impossible_counts_are_refused(wrong):
    with pytest.raises(ValueError, match="impossible counts"):
        PlanUnit(1, 1, "甲", **wrong)


def test_a_town_with_a_key_twice_or_an_unproved_threshold_is_refused():
    with pytest.raises(ValueError, match="one key"):
        town(unit(1, 1), unit(1, 2))
    with pytest.raises(ValueError, match="thresholds"):
        town(unit(1, 1), limits=replace(NATIONAL, min_formal_members=5))
