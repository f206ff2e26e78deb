"""Survey rounds (摸底轮次): opening, lists without holes, visits that settle tasks, revisits, closing, the back-check, the base."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from access import answers, policy
from access.models import AuditEvent, User
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import RoundTask, SurveyRound, Unit, Visit
from enterprises.services.rounds.selecting import check_filter
from tests.enterprises.rounds import codes, met, opened, task_of, tasks_of
from tests.factories.access import TODAY
from tests.factories.enterprises import unit

RUN = "enterprises.run_round"


def test_every_unit_is_on_exactly_one_list_and_a_hole_is_named(land, committee, officers, units):
    row = opened(committee, land.county)
    found = {task.unit_id: task.officer_id for task in tasks_of(row)}
    first, second, street = (one.user_id for one in officers)
    assert row.units == len(units) == len(found)
    assert sorted(found[one.pk] for one in units[:4]) == sorted([first, first, second, second])
    assert found[units[4].pk] == street
    assert found[units[5].pk] is None
    with acting(committee):
        assert services.close_survey_round(survey_round=row, on=TODAY, by=committee).report["holes"] == 1


def test_a_round_takes_in_what_its_filter_says(land, committee, units):
    unit(land.first, kind="social")
    social = opened(committee, land.county, wanted={"kinds": ["social"]})
    out = opened(committee, land.county, name="基数外", wanted={"base": "in"})
    assert (social.units, out.units) == (1, 7)


@pytest.mark.parametrize(
    "wanted", [{"kinds": ["bank"]}, {"kinds": "social"}, {"base": "maybe"}, {"owner": "x"}, {"statuses": [1]}]
)
def test_a_filter_that_is_not_understood_is_refused(db, wanted):
    with pytest.raises(ValidationError) as raised:
        check_filter(wanted)
    assert codes(raised) == ["filter_unknown"]


def test_a_round_without_a_unit_is_refused_and_nothing_is_kept(land, committee):
    with pytest.raises(ValidationError) as raised:
        opened(committee, land.county)
    assert codes(raised) == ["round_empty"]
    assert not SurveyRound.objects.exists()


def test_a_street_runs_rounds_in_its_own_area_only(land, east, units):
    with pytest.raises(policy.Denied):
        opened(east, land.county)
    assert opened(east, land.east).units == 5


def test_lists_are_handed_over_and_split_without_holes(land, committee, officers, units):
    row = opened(committee, land.county)
    first, second, street = officers
    with acting(street):
        moved = services.deal(
            survey_round=row, tasks=RoundTask.objects.filter(officer_id=first.user_id), officers=[street.user_id],
            on=TODAY, by=street,
        )  # fmt: skip
        split = services.deal(
            survey_round=row, tasks=RoundTask.objects.filter(unit__in=[one.pk for one in units[:4]]),
            officers=[first.user_id, second.user_id], on=TODAY, by=street,
        )  # fmt: skip
    assert (moved, split) == (2, 4)
    shares = [task.officer_id for task in tasks_of(row)]
    assert [shares.count(one.user_id) for one in officers] == [2, 2, 1]


def test_an_officer_of_another_place_is_refused_and_no_unit_changes_hands(land, committee, officers, units):
    row = opened(committee, land.county)
    before = [task.officer_id for task in tasks_of(row)]
    for chosen, code in (
        ([officers[0].user_id], "officer_elsewhere"),
        ([], "officer_unknown"),
        ([0], "officer_unknown"),
    ):
        with acting(committee), pytest.raises(ValidationError) as raised:
            services.deal(survey_round=row, tasks=RoundTask.objects.all(), officers=chosen, on=TODAY, by=committee)
        assert codes(raised) == [code]
    assert [task.officer_id for task in tasks_of(row)] == before


def test_what_is_visited_is_dealt_no_more(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0])
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.deal(
            survey_round=row, tasks=RoundTask.objects.filter(unit=units[0]), officers=[officers[0].user_id], on=TODAY,
            by=committee,
        )  # fmt: skip
    assert codes(raised) == ["nothing_to_deal"]


def test_one_visit_counts_in_every_open_round_that_has_the_unit(land, committee, east, officers, units):
    district, street = opened(committee, land.county), opened(east, land.east, name="街道摸底")
    visit = met(officers[0], units[0]).visit
    for row in (district, street):
        task = task_of(row, units[0])
        assert (task.closed_code, task.coded_on, task.attempts, task.is_open) == ("done", TODAY, 1, False)
    assert visit.task_id in {task_of(district, units[0]).pk, task_of(street, units[0]).pk}


@pytest.mark.parametrize(
    ("outcome", "is_open"),
    [("done", False), ("door_closed", True), ("refused", True), ("not_found", False), ("moved_out", False),
     ("closed", False), ("shell", False)],
)  # fmt: skip
def test_a_unit_stays_open_until_visited_or_coded(land, committee, officers, units, outcome, is_open):
    row = opened(committee, land.county)
    met(officers[0], units[0], outcome)
    task = task_of(row, units[0])
    assert (task.closed_code, task.is_open) == (outcome, is_open)
    assert task.revisit_on == (TODAY + timedelta(days=7) if is_open else None)


def test_the_third_closed_door_is_the_last(land, committee, officers, units):
    row = opened(committee, land.county)
    for number in range(3):
        met(officers[0], units[0], "door_closed", on=TODAY - timedelta(days=2 - number))
        task = task_of(row, units[0])
        assert (task.attempts, task.is_open) == (number + 1, number < 2)


def test_a_revisit_is_planned_only_where_nobody_was_met_and_later(land, committee, officers, units):
    opened(committee, land.county)
    for outcome, day, code in (("done", TODAY, "revisit_not_needed"), ("refused", TODAY, "revisit_before")):
        with pytest.raises(ValidationError) as raised:
            met(officers[0], units[0], outcome, revisit_on=day)
        assert codes(raised) == [code]
    assert not Visit.objects.as_system("test").exists()


@pytest.mark.parametrize(("days", "counts"), [(21, False), (20, True), (0, True)])
def test_a_visit_before_the_round_began_does_not_count(land, committee, officers, units, days, counts):
    row = opened(committee, land.county)
    met(officers[0], units[0], on=TODAY - timedelta(days=days))
    assert (task_of(row, units[0]).closed_code == "done") is counts


def test_a_unit_that_moves_changes_to_the_list_of_its_new_place(land, committee, officers, units):
    row = opened(committee, land.county)
    for area, officer in ((land.second, officers[2].user_id), (land.west, None), (land.first, "first")):
        made = Unit.objects.as_system("test").get(pk=units[0].pk)
        with acting(committee):
            services.move(unit=made, to=area, on=TODAY, by=committee)
        found = task_of(row, units[0]).officer_id
        assert found in {one.user_id for one in officers[:2]} if officer == "first" else found == officer


def test_counts_of_a_unit_where_nobody_was_met_are_refused(land, officers, units):
    with pytest.raises(ValidationError) as raised:
        met(officers[0], units[0], "door_closed", answers=services.Survey(staff=3))
    assert codes(raised) == ["not_asked"]


def test_a_closed_round_stands_with_its_report_and_its_rest_named(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0])
    met(officers[0], units[1], "door_closed")
    with acting(committee):
        closed = services.close_survey_round(survey_round=row, on=TODAY, by=committee)
    assert {name: closed.report[name] for name in ("units", "done", "door_closed", "rest")} == {
        "units": 6, "done": 1, "door_closed": 1, "rest": 5,
    }  # fmt: skip
    assert [(one["name"], one["units"]) for one in closed.report["streets"]] == [("东街道", 5), ("西街道", 1)]
    met(officers[0], units[1])
    assert task_of(row, units[1]).closed_code == "door_closed"
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.close_survey_round(survey_round=row, on=TODAY, by=committee)
    assert codes(raised) == ["round_closed"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("UPDATE enterprises_roundtask SET attempts = 9", "enterprises_roundtask_round_open"),
        ("DELETE FROM enterprises_roundtask", "enterprises_roundtask_round_open"),
        ("UPDATE enterprises_surveyround SET name = 'x'", "enterprises_surveyround_closed_once"),
    ],
)
def test_the_database_keeps_a_closed_round(land, committee, units, change, name):
    row = opened(committee, land.county)
    with acting(committee):
        services.close_survey_round(survey_round=row, on=TODAY, by=committee)
    with system_scope("test"), pytest.raises(IntegrityError) as raised, transaction.atomic():
        connection.cursor().execute(change)
    assert answers.constraint_sentence(raised.value)[0] == name


def test_opening_and_dealing_leave_a_trace(land, committee, officers, units):
    row = opened(committee, land.county)
    acts = AuditEvent.objects.as_system("test").filter(object_id=row.pk).values_list("act", flat=True)
    assert "enterprises.survey_round_opened" in acts
    assert User.objects.as_system("test").filter(pk=row.opened_by_id).exists()
