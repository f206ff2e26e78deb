"""A plan made from the ledger: what is planned, with what facts, and that it breaks no rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from access.models import Job
from access.policy import Denied
from access.principals import system_scope
from access.services import jobs
from enterprises.choices import OperatingStatus
from orgs import services
from orgs.choices import DraftState, LinePlace
from orgs.models import AreaAdjacency, LimitSetting, PartyOrg, PlanDraft, PlanLine
from orgs.rules import planner
from orgs.services.planner import drafts, facts
from tests.factories.orgs import DAY, OPENED, TODAY
from tests.orgs.planner.towns import broken_rules


def town(street, **more):
    return facts.town_of(street.asked(**more), by=street.by)


def keys(found):
    return sorted(unit.key for unit in found.units)


def test_only_operating_units_without_coverage_are_planned_and_ripe_ones_under_a_regional_branch(street):
    free, ripe = street.unit(formal=1), street.unit(formal=3)
    street.unit(formal=2, status=OperatingStatus.SUSPENDED)
    street.world.single(by=street.by)
    street.world.unit(street.world.west_community, formal=1)
    assert keys(town(street)) == [free.pk, ripe.pk]


def test_a_unit_that_ripened_while_the_regional_branch_covers_it_is_planned(street):
    held = street.unit(formal=3)
    org = PartyOrg.objects.as_system("test").get(form="regional")
    services.join(unit=held, org=org, on=DAY, by=street.by, reason="书记人选未定")
    assert keys(town(street)) == [held.pk]


def test_neighbours_count_from_their_first_day_to_the_day_before_their_end(street):
    one, other = street.communities[0], street.communities[3]
    ended = TODAY + timedelta(days=1)
    with system_scope("test data"):
        AreaAdjacency.objects.create(area=one, other=other, valid=DateRange(TODAY, ended))
    for on, holds in ((TODAY - timedelta(days=1), False), (TODAY, True), (ended, False)):
        assert ((one.pk, other.pk) in facts.neighbours(street.world.east.path, on)) is holds


def test_a_community_belongs_to_the_regional_branch_of_its_grid_and_the_fourth_to_none(street):
    found = town(street).regional
    assert set(found) == {place.pk for place in street.communities[:3]}


def test_probationary_members_turn_formal_a_year_after_they_were_known_at_the_latest(street):
    soon = street.unit(formal=1, probationary=2, since=date(2015, 2, 1))
    long_ago = street.unit(formal=1, probationary=1, since=OPENED)
    found = {unit.key: unit.turning for unit in town(street).units}
    assert found == {soon.pk: (date(2016, 2, 1),) * 2, long_ago.pk: ()}


def test_limits_of_the_district_are_those_of_the_plan(street):
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=street.world.district, data={"joint_max_units": 10}, valid=DateRange(OPENED, None), origin="示例文件"
        )
    for _ in range(10):
        street.unit(formal=1)
    draft = street.plan()
    assert draft.limits == {"joint_max_units": 10, "min_formal_members": 3, "source": "示例文件"}
    assert [len(group.units) for group in drafts.drawn(draft).plan.groups] == [10]


def test_the_number_of_statements_does_not_grow_with_the_units(street):
    counted = []
    for _ in range(2):
        for number in range(8):
            street.unit(at=number % 4, formal=number % 3)
        with CaptureQueriesContext(connection) as seen:
            town(street)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 14


def mixed(street, number=24):
    return [street.unit(at=n % 4, industry="CFGI"[n % 3], formal=(0, 1, 2, 1, 3)[n % 5]) for n in range(number)]


def test_a_plan_of_the_ledger_breaks_no_rule_and_is_read_back_as_it_was_computed(street):
    mixed(street)
    draft = street.plan()
    seen = drafts.drawn(draft)
    computed = planner.plan(town(street))
    assert not broken_rules(seen.plan, seen.town)
    assert planner.placements(seen.plan, seen.town) == planner.placements(computed, seen.town)
    assert drafts.computed_cost(draft) == seen.plan.cost()
    assert seen.plan.is_exact


def test_the_same_facts_give_the_same_plan_and_the_new_one_replaces_the_old(street):
    mixed(street)
    first, second = street.plan(), street.plan()
    told = [
        PlanLine.objects.as_system("test").filter(draft=one).order_by("unit").values_list("unit", "place", "number")
        for one in (first, second)
    ]
    assert list(told[0]) == list(told[1])
    assert street.fresh(first).state == DraftState.REPLACED
    assert street.fresh(second).state == DraftState.OPEN


def test_a_trial_uses_other_limits_and_replaces_nothing(street):
    mixed(street)
    draft = street.plan()
    trial = drafts.ask(asked=street.asked(limits=(("joint_max_units", 10),)), at=None, by=street.by, base=draft)
    assert (trial.state, trial.limits["joint_max_units"]) == (DraftState.TRIAL, 10)
    assert street.fresh(draft).state == DraftState.OPEN


def test_hand_picked_units_are_planned_alone_and_leave_the_plan_of_the_street(street):
    units = mixed(street)
    whole = street.plan()
    picked = street.plan(picked=(units[1].pk, units[2].pk))
    assert {line.unit_id for line in PlanLine.objects.as_system("test").filter(draft=picked)} == {
        units[1].pk, units[2].pk,
    }  # fmt: skip
    assert street.fresh(whole).state == DraftState.OPEN


@pytest.mark.parametrize("limits", [(("min_formal_members", 1),), (("joint_max_units", 1),), (("reply_months", 2),)])
def test_a_trial_with_a_limit_that_no_plan_is_proved_for_is_refused(street, limits):
    mixed(street)
    draft = street.plan()
    with pytest.raises(ValidationError):
        drafts.ask(asked=street.asked(limits=limits), at=None, by=street.by, base=draft)
    assert PlanDraft.objects.as_system("test").count() == 1


def test_nothing_to_plan_and_a_foreign_street_are_refused(street):
    with pytest.raises(ValidationError, match="没有需要编制方案的单位"):
        street.plan()
    with pytest.raises(Denied):
        drafts.make(asked=replace(street.asked(), area=street.world.west), by=street.by)
    assert not PlanDraft.objects.as_system("test").exists()


def test_many_units_are_a_job_that_makes_the_same_plan(street, monkeypatch):
    mixed(street, 12)
    inline = street.plan()
    monkeypatch.setattr(drafts, "AT_ONCE", 5)
    sent = []
    monkeypatch.setattr(jobs, "send", sent.append)
    at = datetime(2015, 9, 1, 9, tzinfo=UTC)
    job = drafts.ask(asked=street.asked(), at=at, by=street.by)
    assert isinstance(job, Job)
    assert jobs.run(job.pk, lambda: at) == "done"
    made = PlanDraft.objects.as_system("test").latest("pk")
    assert made.pk != inline.pk
    assert made.steps[:5] == inline.steps[:5]


def test_a_unit_that_nothing_can_take_is_named_as_blocked(street):
    stuck = street.unit(at=3, formal=1)
    draft = street.plan()
    assert street.line(draft, stuck).place == LinePlace.BLOCKED
