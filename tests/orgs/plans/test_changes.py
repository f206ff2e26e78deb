"""Between making a plan and taking it over the world goes on: what changed is refused by name, and nothing is written."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from access.errors import Conflict
from access.principals import system_scope
from enterprises import services as register
from enterprises.choices import OperatingStatus
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs.choices import DraftState
from orgs.models import Application, Coverage, FormationCase, LimitSetting
from orgs.services.planner import accepting, drafts, trials
from orgs.services.planner.accepting import ALL
from orgs.services.planner.facts import reached
from tests.factories.orgs import OPENED, TODAY


@pytest.fixture
def planned(street):
    units = {name: street.unit(formal=formal) for name, formal in (("one", 2), ("two", 1), ("none", 0), ("alone", 3))}
    return street, street.plan(), units


def written():
    counts = [model.objects.as_system("test").count() for model in (FormationCase, Application)]
    return [*counts, Coverage.objects.as_system("test").filter(superseded_at__isnull=True).count()]


def refused(planned, unit, words, parts=(ALL,), on=TODAY):
    street, draft, _units = planned
    before = written()
    with pytest.raises(ValidationError) as refusal:
        accepting.accept(draft=street.fresh(draft), parts=parts, on=on, by=street.by)
    said = " ".join(refusal.value.messages)
    assert unit.name in said
    assert words in said
    assert written() == before
    assert street.fresh(draft).state == DraftState.OPEN


def fresh(planned, name):
    rows = Unit.objects.visible_to(planned[0].by, "enterprises.view_unit")
    return rows.get(pk=planned[2][name].pk)


def test_a_unit_with_a_third_formal_member_by_now_is_not_put_into_a_joint_branch(planned):
    street, *_ = planned
    register.survey(unit=fresh(planned, "one"), answers=Survey(formal=3), on=TODAY, by=street.by)
    refused(planned, planned[2]["one"], "由2名变为3名，应当单独组建")


def test_a_unit_that_stopped_is_taken_over_nowhere_whatever_its_place(planned):
    street, *_ = planned
    for name in ("two", "none", "alone"):
        unit = fresh(planned, name)
        closed = register.close(
            unit=unit, status=OperatingStatus.SUSPENDED, reason="seasonal", on=TODAY, by=street.by
        )
        refused(planned, closed, "已停业、歇业或注销")


def test_a_unit_that_moved_to_the_next_community_or_out_of_the_street_is_refused(planned):
    street, *_ = planned
    register.move(unit=fresh(planned, "two"), to=street.communities[1], on=TODAY, by=street.by)
    refused(planned, planned[2]["two"], "已迁到其他社区")
    away = street.world.act_as("committee")
    unit = Unit.objects.visible_to(away, "enterprises.view_unit").get(pk=planned[2]["none"].pk)
    register.move(unit=unit, to=street.world.west_community, on=TODAY, by=away)
    street.by = street.world.act_as("east")
    refused(planned, planned[2]["none"], "已迁到其他社区", parts=(f"regional:{street.communities[0].pk}",))


def test_what_did_not_change_is_still_taken_over_in_its_own_part(planned):
    street, draft, units = planned
    register.survey(unit=fresh(planned, "one"), answers=Survey(formal=3), on=TODAY, by=street.by)
    accepting.accept(draft=street.fresh(draft), parts=[f"single:{units['alone'].pk}"], on=TODAY, by=street.by)
    assert Application.objects.as_system("test").count() == 1


def test_a_plan_made_by_limits_that_are_no_longer_in_force_is_not_taken_over(planned):
    street, draft, _units = planned
    before = written()
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=street.world.district, data={"joint_max_units": 10}, valid=DateRange(OPENED, None), origin="示例文件"
        )
    with pytest.raises(Conflict, match=r"不超过5个单位.*10个，示例文件"):
        accepting.accept(draft=street.fresh(draft), parts=[ALL], on=TODAY, by=street.by)
    assert written() == before


def test_a_trial_cannot_be_taken_over_even_where_its_limits_are_those_in_force(planned):
    street, draft, _units = planned
    trial = trials.attempt(draft=draft, limits=(("joint_max_units", 5),), at=None, by=street.by)
    with pytest.raises(Conflict, match="试算"):
        accepting.accept(draft=trial, parts=[ALL], on=TODAY, by=street.by)


@pytest.mark.parametrize(("reach", "grouped"), [(0, set()), (1, {0, 1}), (2, {0, 1, 2})])
def test_a_trial_of_how_far_a_branch_may_reach_joins_just_those_units(street, reach, grouped):
    units = [street.unit(at=at, formal=formal) for at, formal in enumerate((2, 1, 1))]
    draft = street.plan()
    trial = trials.attempt(draft=draft, limits=(("reach", reach),), at=None, by=street.by)
    seen = drafts.drawn(trial)
    together = {unit.key for group in seen.plan.groups for unit in group.units}
    assert together >= {units[at].pk for at in grouped}
    assert (not together) == (not grouped)
    assert drafts.drawn(draft).town.neighbours == street_pairs(street)


def street_pairs(street):
    keys = [place.pk for place in street.communities]
    return frozenset(pairwise(keys))


def test_borders_are_counted_between_communities():
    row = [(1, 2), (2, 3), (3, 4)]
    assert reached(row, 0) == frozenset()
    assert reached(row, 1) == frozenset(row)
    assert reached(row, 2) == frozenset(row) | {(1, 3), (2, 4)}
