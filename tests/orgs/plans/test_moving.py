"""A person moves units of a plan: refused with the clause, warned with a reason, kept where the rules hold."""

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.policy import Denied
from orgs.choices import DraftState, LinePlace
from orgs.models import PlanLine
from orgs.services.planner import drafts, moving
from orgs.services.rules_in_force import limits_at
from tests.orgs.planner.towns import broken_rules


@pytest.fixture
def planned(street):
    """Two joint groups in one community, by industry, and a unit that the regional branch takes."""
    first = [street.unit(formal=n, industry="C") for n in (2, 2)]
    second = [street.unit(formal=n, industry="F") for n in (2, 1, 1)]
    alone, empty = street.unit(formal=4), street.unit(formal=0)
    draft = street.plan()
    return street, draft, first, second, alone, empty


def move(planned, *units, to, **more):
    street, draft = planned[:2]
    return moving.move(draft=draft, units=[unit.pk for unit in units], target=to, by=street.by, **more)


def number_of(planned, unit):
    street, draft = planned[:2]
    return str(street.line(draft, unit).number)


def places(draft):
    rows = PlanLine.objects.as_system("test").filter(draft=draft).order_by("unit")
    return list(rows.values_list("unit", "place", "number"))


def test_a_unit_that_another_group_can_take_is_moved_and_the_plan_still_breaks_no_rule(planned):
    street, draft, first, second, *_ = planned
    with pytest.raises(ValidationError, match="不足3名"):
        move(planned, second[0], to=number_of(planned, first[0]))
    move(planned, second[2], to=number_of(planned, first[0]))
    fresh = street.fresh(draft)
    seen = drafts.drawn(fresh)
    assert not broken_rules(seen.plan, seen.town)
    assert (fresh.hand_moves, street.line(fresh, second[2]).is_moved) == (1, True)
    assert seen.plan.cost().mix == drafts.computed_cost(fresh).mix + 1


def test_what_the_rules_forbid_is_refused_with_its_clause_and_nothing_is_written(planned):
    street, draft, first, *_ = planned
    before = places(draft)
    with pytest.raises(ValidationError, match=r"第四条|第二章"):
        move(planned, first[0], to=moving.REGIONAL)
    assert places(draft) == before
    assert street.fresh(draft).version == draft.version


def test_a_whole_group_may_be_dissolved_and_a_new_one_made_of_it(planned):
    street, draft, first, *_ = planned
    move(planned, *first, to=moving.REGIONAL)
    assert {street.line(draft, unit).place for unit in first} == {LinePlace.REGIONAL}
    move(planned, *first, to=moving.NEW)
    made = street.fresh(draft)
    assert {street.line(draft, unit).number for unit in first} == {len(made.groups) - 1}
    assert made.groups[-1]["application"] is None


def test_a_unit_without_a_member_needs_a_reason_that_stays_with_the_group(planned):
    street, draft, first, _second, _alone, empty = planned
    to = number_of(planned, first[0])
    with pytest.raises(ValidationError, match="写明理由"):
        move(planned, empty, to=to)
    move(planned, empty, to=to, reason="同一园区，业主申请")
    assert street.fresh(draft).groups[int(to)]["reason"] == "同一园区，业主申请"


def test_a_sixth_unit_needs_a_reason(street):
    units = [street.unit(formal=1) for _ in range(5)]
    sixth = street.unit(formal=1)
    draft = street.plan()
    number = next(street.line(draft, unit).number for unit in units if street.line(draft, unit).number is not None)
    here = [unit for unit in [*units, sixth] if street.line(draft, unit).number == number]
    others = [unit for unit in [*units, sixth] if unit not in here]
    with pytest.raises(ValidationError, match="一般不超过5个"):
        moving.move(draft=draft, units=[unit.pk for unit in others], target=str(number), by=street.by)
    moving.move(draft=draft, units=[unit.pk for unit in others], target=str(number), by=street.by, reason="同一楼宇")
    assert {street.line(draft, unit).number for unit in [*units, sixth]} == {number}
    assert limits_at(street.world.east.path, on=draft.facts_on).joint_max_units == 5


def test_a_unit_from_afar_needs_a_reason(street):
    units = [street.unit(at=0, formal=n) for n in (2, 2)]
    far = street.unit(at=2, formal=1)
    draft = street.plan()
    to = str(street.line(draft, units[0]).number)
    with pytest.raises(ValidationError, match="不在同一或相邻社区"):
        moving.move(draft=draft, units=[far.pk], target=to, by=street.by)
    moving.move(draft=draft, units=[far.pk], target=to, by=street.by, reason="同一企业集团")


def test_a_unit_whose_community_no_regional_branch_covers_is_not_sent_there(street):
    units = [street.unit(at=3, formal=n) for n in (2, 2, 1)]
    draft = street.plan()
    with pytest.raises(ValidationError, match="没有区域党支部"):
        moving.move(draft=draft, units=[unit.pk for unit in units], target=moving.REGIONAL, by=street.by)


def test_a_unit_that_ought_to_stand_alone_is_not_moved(planned):
    _street, _draft, first, _second, alone, _empty = planned
    with pytest.raises(ValidationError, match="应当单独组建"):
        move(planned, alone, to=number_of(planned, first[0]))


@pytest.mark.parametrize("to", ["99", "-1", "x", ""])
def test_a_group_that_the_plan_does_not_have_is_refused(planned, to):
    with pytest.raises(ValidationError, match="没有这个组"):
        move(planned, planned[3][2], to=to)


def test_a_unit_that_is_not_in_the_plan_is_refused(planned):
    stranger = planned[0].unit(formal=1)
    with pytest.raises(ValidationError, match="没有这个单位"):
        move(planned, stranger, to=moving.REGIONAL)
    with pytest.raises(ValidationError, match="先选择"):
        move(planned, to=moving.REGIONAL)


def test_a_plan_changed_meanwhile_or_replaced_is_not_moved_in(planned):
    street, draft, first, second, *_ = planned
    move(planned, second[2], to=number_of(planned, first[0]), version=draft.version)
    with pytest.raises(Conflict):
        move(planned, second[2], to=moving.REGIONAL, version=draft.version)
    newer = street.plan()
    assert newer.state == DraftState.OPEN
    with pytest.raises(Conflict):
        move(planned, second[2], to=moving.REGIONAL)


def test_the_officer_of_another_street_and_the_leader_who_only_reads_move_nothing(planned):
    street, draft, _first, second, *_ = planned
    for key in ("west", "leader"):
        with pytest.raises(Denied):
            moving.move(draft=draft, units=[second[2].pk], target=moving.REGIONAL, by=street.world.act_as(key))
