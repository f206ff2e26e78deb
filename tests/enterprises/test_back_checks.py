"""What follows from a round: the back-check from a seed, and the base that it proposes and the district approves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from access import policy
from access.principals import acting
from enterprises import services
from enterprises.models import BackCheck, BaseFact, RoundTask, Unit
from enterprises.queries import checks
from enterprises.rules import rounds as rules
from tests.enterprises.rounds import codes, met, opened, task_of
from tests.factories.access import TODAY


def drawn(by, row, size=2, seed=7):
    with acting(by):
        return services.draw_sample(survey_round=row, seed=seed, size=size, by=by)


def sampled(row, by):
    with acting(by):
        return [task.unit_id for task in checks.sampled(row, by)]


def test_the_sample_follows_from_its_seed_and_stays_when_more_is_visited(land, committee, officers, units):
    row = opened(committee, land.county)
    for made in units[:3]:
        met(officers[0], made)
    row = drawn(committee, row)
    first = sampled(row, committee)
    RoundTask.objects.as_system("test").filter(round=row, unit=units[3]).update(
        closed_code="done", coded_on=TODAY, coded_at=row.check_drawn_at + timedelta(seconds=1)
    )
    assert sampled(row, committee) == first == rules.draw(7, [made.pk for made in units[:3]], 2)
    assert len(first) == 2
    with pytest.raises(ValidationError) as raised:
        drawn(committee, row, seed=8)
    assert codes(raised) == ["sample_drawn"]


def test_a_street_sees_its_part_of_the_sample_and_no_other_units(land, committee, east, officers, units):
    row = opened(committee, land.county)
    for made in (*units[:4], units[5]):
        met(officers[0] if made != units[5] else committee, made)
    row = drawn(committee, row, size=3, seed=next(seed for seed in range(99) if draws_west(seed, units)))
    whole = sampled(row, committee)
    assert sampled(row, east) == [unit for unit in whole if unit != units[5].pk]
    left = next(made for made in units[:4] if made.pk not in whole)
    with pytest.raises(ValidationError) as raised, acting(east):
        services.record_check(task=task_of(row, left), found={"staff": 5}, on=TODAY, by=east)
    assert codes(raised) == ["not_sampled"]


def draws_west(seed, units):
    return units[5].pk in rules.draw(seed, [made.pk for made in (*units[:4], units[5])], 3)


def test_a_back_check_is_not_before_the_visit(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0])
    task = task_of(drawn(committee, row, size=1), units[0])
    with pytest.raises(ValidationError) as raised, acting(committee):
        services.record_check(task=task, found={"staff": 5}, on=TODAY - timedelta(days=1), by=committee)
    assert codes(raised) == ["dates_out_of_order"]


@pytest.mark.parametrize(("size", "is_right"), [(0, False), (1, True), (2, False)])
def test_a_sample_is_of_what_was_visited(land, committee, officers, units, size, is_right):
    row = opened(committee, land.county)
    met(officers[0], units[0])
    if is_right:
        assert drawn(committee, row, size=size).check_size == size
        return
    with pytest.raises(ValidationError) as raised:
        drawn(committee, row, size=size)
    assert codes(raised) == ["sample_size"]


def test_where_nothing_was_visited_there_is_nothing_to_draw_from(land, committee, officers, units):
    with pytest.raises(ValidationError) as raised:
        drawn(committee, opened(committee, land.county), size=1)
    assert codes(raised) == ["nothing_visited"]


def test_a_back_check_tells_what_differs_and_corrects_nothing(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0], answers=services.Survey(staff=30, formal=2))
    row = drawn(committee, row, size=1)
    task = task_of(row, units[0])
    with acting(committee):
        kept = services.record_check(task=task, found={"staff": 25, "formal": 2}, on=TODAY, by=committee)
    assert kept.differences == [{"field": "staff", "first": 30, "second": 25}]
    with acting(committee), pytest.raises((ValidationError, IntegrityError)):
        services.record_check(task=task, found={"staff": 25}, on=TODAY, by=committee)
    assert BackCheck.objects.as_system("test").count() == 1


def test_nobody_checks_their_own_visit_and_only_what_was_drawn(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[2], units[0])
    met(officers[2], units[1])
    row = drawn(committee, row, size=1)
    with acting(committee):
        (chosen,) = sampled(row, committee)
    inside = task_of(row, Unit.objects.as_system("test").get(pk=chosen))
    outside = next(task_of(row, made) for made in units[:2] if made.pk != chosen)
    for task, by, code in ((inside, officers[2], "own_visit"), (outside, committee, "not_sampled")):
        with acting(by), pytest.raises(ValidationError) as raised:
            services.record_check(task=task, found={"staff": 1}, on=TODAY, by=by)
        assert codes(raised) == [code]


def test_the_district_approves_what_the_round_proposes(land, committee, officers, units):
    row = opened(committee, land.county)
    guide = officers[0]
    met(guide, units[0])
    RoundTask.objects.as_system("test").filter(round=row, unit=units[1]).update(closed_code="shell", coded_on=TODAY)
    with acting(committee):
        found = services.propose_base(survey_round=row, on=TODAY, by=committee)
        assert [(one.unit.pk, one.in_base, one.stands) for one in found] == [(units[1].pk, False, True)]
        done = services.approve_base(
            survey_round=row, units=[units[1].pk], document="〔2015〕9号", on=TODAY, by=committee
        )
    fact = BaseFact.objects.as_system("test").filter(unit=units[1]).as_of(TODAY).get()
    assert (done, fact.in_base, fact.round.name, fact.round.document) == (1, False, "摸底", "〔2015〕9号")
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.approve_base(survey_round=row, units=[units[1].pk], document="", on=TODAY, by=committee)
    assert codes(raised) == ["proposal_gone"]
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.approve_base(survey_round=row, units=range(1, 202), document="", on=TODAY, by=committee)
    assert codes(raised) == ["too_many"]


def test_a_street_proposes_but_does_not_approve(land, committee, east, officers, units):
    row = opened(east, land.east)
    with acting(east), pytest.raises(policy.Denied):
        services.approve_base(survey_round=row, units=[units[0].pk], document="", on=TODAY, by=east)
