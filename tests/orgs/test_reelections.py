"""A re-election from the notice to the filed result: who may, in which order, with which votes; one path for two at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access.errors import Conflict
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.choices import BallotPost, OrgNature, ReElectionStage
from orgs.models import LimitSetting, ReElection, Term
from orgs.services import Election
from orgs.services import reelections as acts
from tests.factories.orgs import OPENED, TODAY, DateRange

C, S, D = BallotPost.COMMITTEE, BallotPost.SECRETARY, BallotPost.DEPUTY
FOUNDED, ELECTED = date(2012, 1, 1), date(2012, 9, 20)  # the term ends on 2015-09-20
ASKED, REPLIED, MET = date(2015, 7, 1), date(2015, 7, 10), date(2015, 8, 1)
NAMES = ["甲", "乙", "丙", "丁"]
SEATS = {C: 3, S: 1, D: 0}
VOTES = {"甲": 18, "乙": 17, "丙": 16, "丁": 3}


@pytest.fixture
def org(world, committee):
    made = world.single(by=committee, on=FOUNDED)
    services.elect(org=made, election=Election(on=ELECTED), by=committee)
    return made


def approved(org, by, seats=None):
    row = acts.begin_reelection(org=org, on=ASKED, by=by)
    acts.submit_reelection(reelection=row, seats=seats or SEATS, on=ASKED, by=by)
    return acts.approve_reelection(reelection=row, reply=acts.Reply(REPLIED, "示例〔2015〕9号"), by=by)


def nominated(org, by):
    row = approved(org, by)
    return acts.nominate(reelection=row, candidates={C: NAMES, S: ["甲"]}, on=REPLIED, by=by)


def a_vote(votes=None, *, on=MET, entitled=20, present=19, secretary=18):
    cast = {C: acts.Cast(19, 18, votes or VOTES), S: acts.Cast(19, 18, {"甲": secretary})}
    return acts.Vote(on, entitled, present, cast)


def refused(act, code):
    with pytest.raises(ValidationError) as refusal:
        act()
    codes = {error.code for error in refusal.value.error_list} if not hasattr(refusal.value, "error_dict") else {
        error.code for errors in refusal.value.error_dict.values() for error in errors
    }  # fmt: skip
    assert code in codes, codes


def test_the_whole_way_ends_with_a_new_term_from_the_day_of_the_meeting(world, org):
    east = world.act_as("east")
    row = acts.vote(reelection=nominated(org, east), vote=a_vote(), by=east)
    assert row.stage == ReElectionStage.HELD
    row = acts.report_reelection(reelection=row, on=MET + timedelta(days=3), by=east)
    committee = world.act_as("committee")
    row = acts.file_reelection(reelection=row, number="备2015-1", on=TODAY, by=committee)
    old, new = Term.objects.of(org=org).order_by("number")
    assert (row.stage, row.made_id) == (ReElectionStage.FILED, new.pk)
    assert (old.closed_on, new.elected_on, new.ends_on) == (MET, MET, date(2018, 8, 1))
    assert (new.number, new.entitled, new.present, new.elected) == (2, 20, 19, 3)
    assert [line["step"] for line in row.log] == ["submit", "approve", "nominate", "vote", "report", "file"]


def test_a_step_out_of_order_changes_nothing(world, org):
    east = world.act_as("east")
    row = acts.begin_reelection(org=org, on=ASKED, by=east)
    for act in (
        lambda: acts.approve_reelection(reelection=row, reply=acts.Reply(REPLIED, "1号"), by=east),
        lambda: acts.nominate(reelection=row, candidates={}, on=REPLIED, by=east),
        lambda: acts.vote(reelection=row, vote=a_vote(), by=east),
        lambda: acts.report_reelection(reelection=row, on=TODAY, by=east),
    ):
        with pytest.raises(Conflict):
            act()
    row.refresh_from_db()
    assert (row.stage, row.version, row.log) == (ReElectionStage.PREPARING, 1, [])


def test_one_reelection_at_a_time_and_no_other_election_beside_it(world, org):
    east = world.act_as("east")
    row = acts.begin_reelection(org=org, on=ASKED, by=east)
    with pytest.raises(Conflict):
        acts.begin_reelection(org=org, on=ASKED, by=east)
    with pytest.raises(Conflict):
        services.elect(org=org, election=Election(on=MET), by=east)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReElection.objects.create(org=org)
    acts.withdraw_reelection(reelection=row, reason="暂缓", on=ASKED, by=east)
    assert acts.begin_reelection(org=org, on=ASKED, by=east).pk != row.pk


def test_fewer_than_four_fifths_are_refused_with_rule_and_numbers_and_nothing_is_written(world, org):
    east = world.act_as("east")
    row = nominated(org, east)
    with pytest.raises(ValidationError, match=r"实到会15人，不足应到会20人的五分之四.*选举工作条例"):
        acts.vote(reelection=row, vote=a_vote({"甲": 9, "乙": 9, "丙": 9, "丁": 9}, present=15, secretary=9), by=east)
    row.refresh_from_db()
    assert (row.stage, row.ballots, row.held_on) == (ReElectionStage.NOMINATED, [], None)


def test_candidates_a_fifth_more_than_seats(world, org):
    east = world.act_as("east")
    row = approved(org, east)
    refused(lambda: acts.nominate(reelection=row, candidates={C: NAMES[:3], S: ["甲"]}, on=REPLIED, by=east),
            "too_few_candidates")  # fmt: skip
    acts.nominate(reelection=row, candidates={C: NAMES, S: ["甲"]}, on=REPLIED, by=east)


def test_equal_votes_for_the_last_seat_are_voted_on_again_at_the_same_meeting(world, org):
    east = world.act_as("east")
    row = acts.vote(reelection=nominated(org, east), vote=a_vote({"甲": 18, "乙": 15, "丙": 10, "丁": 11}), by=east)
    assert row.stage == ReElectionStage.HELD  # 10 of 20 is not more than half
    acts.report_reelection(reelection=row, on=MET, by=east)


def test_a_tie_waits_for_its_runoff(world, org):
    east = world.act_as("east")
    row = acts.vote(reelection=nominated(org, east), vote=a_vote({"甲": 18, "乙": 12, "丙": 12, "丁": 12}), by=east)
    assert row.stage == ReElectionStage.RUNOFF
    with pytest.raises(Conflict):
        acts.report_reelection(reelection=row, on=MET, by=east)
    again = {C: acts.Cast(19, 19, {"乙": 14, "丙": 13, "丁": 8})}
    refused(lambda: acts.vote(reelection=row, vote=acts.Vote(MET, 20, 18, again), by=east), "another_meeting")
    refused(lambda: acts.vote(reelection=row, vote=acts.Vote(MET, 20, 19, {C: acts.Cast(19, 19, VOTES)}), by=east),
            "other_candidates")  # fmt: skip
    row = acts.vote(reelection=row, vote=acts.Vote(MET, 20, 19, again), by=east)
    assert row.stage == ReElectionStage.HELD
    assert [line["elected"] for line in row.ballots if line["post"] == "committee"] == [["甲"], ["乙", "丙"]]


def test_a_secretary_without_a_majority_is_no_result(world, org):
    east = world.act_as("east")
    row = nominated(org, east)
    refused(lambda: acts.vote(reelection=row, vote=a_vote(secretary=10), by=east), "no_secretary")


def test_the_base_of_the_majority_is_the_districts_setting(world, org):
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=world.district, data={"majority_base": "present"}, valid=DateRange(OPENED, None), origin="示例规定"
        )
    east = world.act_as("east")
    row = acts.vote(reelection=nominated(org, east), vote=a_vote(secretary=10), by=east)  # 10 of 19 present
    assert (row.stage, row.majority_base) == (ReElectionStage.HELD, "present")


@pytest.mark.parametrize(("held", "fits"), [(date(2014, 9, 19), False), (date(2014, 9, 20), True)])
def test_an_election_more_than_a_year_early_is_refused(world, org, held, fits):
    east = world.act_as("east")
    row = acts.begin_reelection(org=org, on=ASKED, by=east)
    acts.submit_reelection(reelection=row, seats=SEATS, on=date(2014, 9, 1), by=east)
    acts.approve_reelection(reelection=row, reply=acts.Reply(date(2014, 9, 2), "1号"), by=east)
    acts.nominate(reelection=row, candidates={C: NAMES, S: ["甲"]}, on=date(2014, 9, 3), by=east)
    if fits:
        assert acts.vote(reelection=row, vote=a_vote(on=held), by=east).stage == ReElectionStage.HELD
    else:
        refused(lambda: acts.vote(reelection=row, vote=a_vote(on=held), by=east), "election_too_early")


def test_who_reported_does_not_file_and_a_street_does_not_file_at_all(world, org, committee):
    row = acts.vote(reelection=nominated(org, committee), vote=a_vote(), by=committee)
    row = acts.report_reelection(reelection=row, on=TODAY, by=committee)
    with pytest.raises(Denied):
        acts.file_reelection(reelection=row, number="1", on=TODAY, by=committee)
    with pytest.raises(Denied):
        acts.file_reelection(reelection=row, number="1", on=TODAY, by=world.act_as("east"))
    assert Term.objects.of(org=org).count() == 1


def test_another_street_runs_nothing_here(world, org):
    with pytest.raises(Denied):
        acts.begin_reelection(org=org, on=ASKED, by=world.act_as("west"))


def test_a_functional_branch_holds_no_reelection(world, east):
    org = world.single(by=east, nature=OrgNature.FUNCTIONAL)
    refused(lambda: acts.begin_reelection(org=org, on=TODAY, by=east), "no_term")
