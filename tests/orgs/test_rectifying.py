"""The rectification of weak organizations: a complete table of steps, silent months, and who may tell, extend and accept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access.errors import Conflict
from access.policy import Denied
from orgs import services as org_services
from orgs.choices import RectificationKind, RectificationStage, RectificationStep
from orgs.models import Rectification
from orgs.rules import rectifying as rules
from orgs.services import rectifying as acts

Stage, Step = RectificationStage, RectificationStep
FOUNDED, LISTED, DUE = date(2012, 1, 1), date(2015, 1, 10), date(2015, 6, 30)
LED, PLANNED, TOLD, DONE = date(2015, 1, 12), date(2015, 1, 20), date(2015, 2, 15), date(2015, 6, 1)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", Step)
def test_every_step_is_refused_from_every_stage_that_the_table_does_not_name(stage, step):
    wanted = {
        Step.LEAD: {Stage.LISTED, Stage.LED},
        Step.PLAN: {Stage.LED},
        Step.REPORT: {Stage.PLANNED},
        Step.EXTEND: {Stage.PLANNED},
        Step.CLOSE: {Stage.PLANNED},
        Step.DISSOLVE: {Stage.LISTED, Stage.LED, Stage.PLANNED},
    }
    refusal = rules.check_step(stage, step)
    assert (refusal is None) == (stage in wanted[step])
    assert (step in rules.steps_from(stage)) == (stage in wanted[step])
    assert refusal is None or (refusal.code == "rectification_step" and refusal.params["stage"] == str(stage.label))


def test_every_stage_leads_to_an_end():
    ends = set(rules.FINAL)
    for _turn in Stage:
        ends |= {stage for move in rules.MOVES.values() if move.after in ends for stage in move.before}
    assert ends == set(Stage)
    assert all(not rules.steps_from(stage) for stage in rules.FINAL)


@pytest.mark.parametrize(
    ("planned", "told", "on", "silent"),
    [
        (date(2015, 1, 20), [], date(2015, 2, 28), []),  # the month of the plan and the one that runs ask for nothing
        (date(2015, 1, 20), [], date(2015, 3, 1), [date(2015, 2, 1)]),
        (date(2015, 1, 20), [date(2015, 2, 28)], date(2015, 3, 31), []),
        (date(2015, 1, 20), [date(2015, 3, 1)], date(2015, 4, 1), [date(2015, 2, 1)]),
        (date(2014, 11, 30), [], date(2015, 2, 1), [date(2014, 12, 1), date(2015, 1, 1)]),
        (date(2015, 2, 1), [], date(2015, 3, 1), []),
    ],
)
def test_a_whole_month_without_an_entry_is_silent(planned, told, on, silent):
    assert list(rules.silent_months(planned, told, on)) == silent


@pytest.fixture
def org(world, committee):
    return world.single(by=committee, on=FOUNDED)


def listed(org, by, **given):
    values = {"on": LISTED, "kind": RectificationKind.DEADLINE, "problems": "组织生活不正常", "due_on": DUE, **given}
    return acts.list_for_rectification(org=org, listing=acts.Listing(**values), by=by)


def planned(org, by):
    row = acts.assign_leader(rectification=listed(org, by), leader="示例领导", on=LED, by=by)
    return acts.approve_plan(rectification=row, plan="限期补齐制度，按月报告。", on=PLANNED, by=by)


def refused(act, code):
    with pytest.raises(ValidationError) as refusal:
        act()
    found = getattr(refusal.value, "error_dict", {"": refusal.value.error_list} if hasattr(refusal.value, "error_list") else {})
    assert code in {error.code for errors in found.values() for error in errors}


def stopped(act, code):
    with pytest.raises(Conflict) as refusal:
        act()
    assert refusal.value.code == code


def test_the_whole_way_ends_with_an_acceptance_by_somebody_who_did_not_write_the_ledger(world, org, committee):
    east = world.act_as("east")
    row = planned(org, committee)
    row = acts.tell_progress(rectification=row, text="已补选委员", on=TOLD, by=east)
    row = acts.extend_rectification(
        rectification=row, due_on=date(2015, 9, 30), reason="书记人选尚在考察", on=DONE, by=committee
    )
    row = acts.accept_rectification(rectification=row, result="验收合格", on=DONE, by=committee)
    row.refresh_from_db()
    assert (row.stage, row.closed_on, row.due_on, row.version) == (Stage.CLOSED, DONE, date(2015, 9, 30), 6)
    assert [line["step"] for line in row.log] == ["lead", "plan", "report", "extend", "close"]
    assert listed(org, committee).pk != row.pk, "it may be listed again after it was closed"


def test_who_wrote_the_ledger_does_not_accept_the_result(org, committee):
    row = acts.tell_progress(rectification=planned(org, committee), text="已补选委员", on=TOLD, by=committee)
    with pytest.raises(Denied):
        acts.accept_rectification(rectification=row, result="合格", on=DONE, by=committee)
    row.refresh_from_db()
    assert row.stage == Stage.PLANNED


def test_an_empty_ledger_is_not_accepted(org, committee):
    row = planned(org, committee)
    stopped(lambda: acts.accept_rectification(rectification=row, result="合格", on=DONE, by=committee), "ledger_empty")


def test_one_organization_has_one_rectification_at_a_time_also_in_the_database(org, committee):
    listed(org, committee)
    stopped(lambda: listed(org, committee), "rectification_open")
    with pytest.raises(IntegrityError, match="orgs_rectification_one_open"), transaction.atomic():
        Rectification.objects.create(org=org, kind="deadline", problems="x", listed_on=LISTED, due_on=DUE)


def test_a_street_office_tells_the_progress_and_does_not_list_lead_or_accept(world, org, committee):
    waiting, row = listed(world.single(by=committee, on=FOUNDED), committee), planned(org, committee)
    west = world.act_as("west")
    with pytest.raises(Denied):
        acts.tell_progress(rectification=row, text="进展", on=TOLD, by=west)
    east = world.act_as("east")
    with pytest.raises(Denied):
        acts.assign_leader(rectification=waiting, leader="甲", on=LED, by=east)
    row = acts.tell_progress(rectification=row, text="进展", on=TOLD, by=east)
    assert row.reported_on == TOLD
    with pytest.raises(Denied):
        acts.accept_rectification(rectification=row, result="合格", on=DONE, by=east)
    acts_of_the_committee = {move.permission for step, move in rules.MOVES.items() if step != Step.REPORT}
    assert acts_of_the_committee == {"orgs.grade_org"}


def test_days_follow_each_other_and_texts_say_something(org, committee):
    refused(lambda: listed(org, committee, due_on=LISTED), "due_before_listing")
    refused(lambda: listed(org, committee, problems="  "), "text_missing")
    row = planned(org, committee)
    give = {"rectification": row, "by": committee}
    refused(lambda: acts.tell_progress(text=" ", on=TOLD, **give), "text_missing")
    refused(lambda: acts.tell_progress(text="进展", on=LISTED, **give), "dates_out_of_order")
    refused(lambda: acts.extend_rectification(due_on=DUE, reason="慢", on=TOLD, **give), "no_extension")
    refused(lambda: acts.tell_progress(text="进展", on=date(2999, 1, 1), **give), "date_in_future")
    row.refresh_from_db()
    assert (row.version, len(row.log), row.reported_on) == (3, 2, None)


def test_it_ends_with_the_organization_only_after_that_has_ended(org, committee):
    row = listed(org, committee)
    give = {"rectification": row, "reason": "已撤销", "on": DONE, "by": committee}
    stopped(lambda: acts.end_with_organization(**give), "org_still_active")
    approval = org_services.Approval(on=date(2015, 5, 1), approval_no="示例〔2015〕3号", reason="长期不开展活动")
    org_services.revoke(org=org, approval=approval, version=org.version, by=committee)
    assert acts.end_with_organization(**give).stage == Stage.DISSOLVED


def test_steps_of_another_stage_are_refused_by_name(org, committee):
    row = listed(org, committee)
    give = {"rectification": row, "on": LED, "by": committee}
    stopped(lambda: acts.approve_plan(plan="方案", **give), "rectification_step")
    stopped(lambda: acts.tell_progress(text="进展", **give), "rectification_step")
    stopped(lambda: acts.accept_rectification(result="合格", **give), "rectification_step")


@pytest.mark.parametrize("on", [date(2015, 2, 28), date(2015, 3, 1), date(2015, 3, 31), date(2015, 4, 1)])
@pytest.mark.parametrize("told", [None, date(2015, 2, 15), date(2015, 3, 2)])
def test_the_query_of_silent_months_is_the_rule(org, committee, on, told):
    row = planned(org, committee)
    if told:
        row = acts.tell_progress(rectification=row, text="进展", on=told, by=committee)
    silent = rules.silent_months(PLANNED, rules.told_on(row.log), on)
    expected = rules.last_whole_month(on) in silent and (told is None or told < rules.last_whole_month(on))
    found = Rectification.objects.visible_to(committee, "orgs.view_org").silent(on)
    assert found.filter(pk=row.pk).exists() == expected


def test_a_rectification_is_overdue_from_the_day_after_its_last_day(org, committee):
    row = listed(org, committee)
    rows = Rectification.objects.visible_to(committee, "orgs.view_org")
    assert not rows.overdue(DUE).exists()
    assert list(rows.overdue(date(2015, 7, 1))) == [row]
