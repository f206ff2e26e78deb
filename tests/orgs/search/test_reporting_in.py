"""Members in service who report in at a community: by name, by number, never both; what they took on and how it went."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from access.errors import Conflict
from access.models import Area
from access.policy import Denied
from access.principals import system_scope
from orgs.models import ReportIn, ReportInCount
from orgs.rules.reporting_in import Tally, check_count
from orgs.services import reporting_in as acts
from tests.factories.orgs import TODAY
from tests.orgs.search.searches import codes

ON, NEXT = date(2015, 5, 4), timedelta(days=1)


def reported(world, by, name="示例在职党员", unit="示例局", on=ON, area=None, **more):
    given = acts.Reporting(name, unit, **more)
    return acts.report_in(area=area or world.east_community, reporting=given, on=on, by=by)


def counted(world, by, reported=10, note="街道汇总表", on=ON, own=(None, None), area=None):
    given = acts.Counted(reported, note, *own)
    return acts.count_reported(area=area or world.east_community, counted=given, on=on, by=by)


def test_somebody_reports_in_takes_a_post_and_the_last_feedback_stands(world, east):
    row = reported(world, east, post=" 楼道长 ")
    acts.give_feedback(report=row, feedback="每周两次", on=ON + NEXT, by=east)
    acts.give_feedback(report=row, feedback="群众满意", on=ON + 2 * NEXT, by=east, post="文明劝导")
    with system_scope("test"):
        found = ReportIn.objects.as_system("test").get()
    assert (found.name, found.post, found.feedback, found.feedback_on, found.version) == (
        "示例在职党员", "文明劝导", "群众满意", ON + 2 * NEXT, 3,
    )  # fmt: skip


@pytest.mark.parametrize(("on", "code"), [
    (ON - NEXT, {"dates_out_of_order"}), (ON, set()), (TODAY, set()), (TODAY + NEXT, {"date_in_future"}),
])  # fmt: skip
def test_feedback_follows_the_reporting_in(world, east, on, code):
    row = reported(world, east)

    def act():
        acts.give_feedback(report=row, feedback="好", on=on, by=east)

    if code:
        assert codes(act) == code
    else:
        act()


def test_what_is_missing_is_asked_for(world, east):
    row = reported(world, east)
    assert codes(lambda: acts.give_feedback(report=row, feedback=" ", on=ON, by=east)) == {"required"}
    assert codes(lambda: reported(world, east, name="  ")) == {"required"}
    assert codes(lambda: reported(world, east, unit="")) == {"required"}
    assert codes(lambda: counted(world, east, note=" ")) == {"required"}


def test_one_click_twice_is_one_entry_and_a_namesake_of_another_unit_another(world, east):
    reported(world, east)
    with pytest.raises(Conflict, match="已在本社区登记"):
        reported(world, east, name=" 示例在职党员")
    reported(world, east, unit="另一局")
    assert ReportIn.objects.visible_to(east, "orgs.view_member").count() == 2


def test_members_report_in_at_communities_that_are_open_and_one_answers_for(world, east):
    assert codes(lambda: reported(world, east, area=world.east)) == {"no_community"}
    assert codes(lambda: counted(world, east, area=world.east_grid)) == {"no_community"}
    with system_scope("test"):
        Area.objects.filter(pk=world.east_community.pk).update(closed_on=ON)
    world.east_community.refresh_from_db()
    assert codes(lambda: reported(world, east)) == {"no_community"}
    for act in (reported, counted):
        with pytest.raises(Denied):
            act(world, east, area=world.west_community)


def test_another_street_sees_neither_names_nor_numbers(world, east):
    row = reported(world, east)
    counted(world, east)
    west = world.act_as("west")
    assert not ReportIn.objects.visible_to(west, "orgs.view_member").exists()
    assert not ReportInCount.objects.visible_to(west, "orgs.view_member").exists()
    with pytest.raises(Denied):
        acts.give_feedback(report=row, feedback="好", on=ON, by=west)


def test_a_later_number_supersedes_and_the_day_before_keeps_the_earlier_one(world, east):
    counted(world, east, 10)
    counted(world, east, 14, on=ON + NEXT)
    rows = ReportInCount.objects.visible_to(east, "orgs.view_member")
    assert [rows.as_of(day).get().reported for day in (ON, ON + NEXT)] == [10, 14]
    assert rows.as_of(ON - NEXT).count() == 0


@pytest.mark.parametrize(("reported_", "own", "code"), [
    (10, (None, None), ""), (10, (8, 8), ""), (10, (0, 0), ""), (10, (8, None), "own_together"), (10, (None, 8), "own_together"),
    (10, (8, 9), "own_within"), (10, (12, 11), "own_within"), (10, (12, 10), ""),
])  # fmt: skip
def test_figures_of_the_district_itself_stand_together_and_within(reported_, own, code):
    found = check_count(reported=reported_, own_members=own[0], own_reported=own[1])
    assert (found.code if found else "") == code


def test_the_database_refuses_figures_that_cannot_be(world, east):
    row = counted(world, east, own=(8, 8))
    with system_scope("test"):
        kept = ReportInCount.objects.as_system("test").get(pk=row.pk)
    for own in ({"own_members": None}, {"own_reported": 9}, {"own_members": 20, "own_reported": 11}, {"note": ""}):
        wrong = ReportInCount(area=world.east_community, reported=10, note="表", own_members=8, own_reported=8, valid=kept.valid)
        for name, value in own.items():
            setattr(wrong, name, value)
        wrong.valid = type(kept.valid)(date(2000, 1, 1), date(2000, 2, 1))
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)
    named = reported(world, east)
    rows = ReportIn.objects.visible_to(east, "orgs.keep_member").filter(pk=named.pk)
    for values in ({"feedback": "好"}, {"feedback_on": ON}, {"name": ""}, {"work_unit": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_names_and_numbers_are_added_once():
    tally = Tally(named=3, counted=10, named_local=2, own_reported=8, own_members=10)
    assert (tally.total, tally.own_total) == (13, 10)
