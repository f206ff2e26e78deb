"""Steps of a re-election, seats, slates and results; the days before, on and after the bounds of a term."""

from datetime import date

import pytest

from orgs.choices import BallotPost, ReElectionStage, ReElectionStep, TermStatus
from orgs.rules import reelections as rules
from orgs.rules.elections import Ballot, MajorityBase
from orgs.rules.limits import limits_from_data
from orgs.rules.terms import check_early, term_status

C, S, D = BallotPost.COMMITTEE, BallotPost.SECRETARY, BallotPost.DEPUTY
ENDS = date(2023, 3, 10)


@pytest.mark.parametrize("stage", ReElectionStage)
@pytest.mark.parametrize("step", ReElectionStep)
def test_every_step_is_refused_from_every_stage_that_the_table_does_not_name(stage, step):
    refusal = rules.check_step(stage, step)
    assert (refusal is None) == (stage in rules.MOVES[step].before)
    assert refusal is None or refusal.code == "reelection_step"


def test_the_table_is_complete_and_every_stage_leads_to_an_end():
    assert set(rules.MOVES) == set(ReElectionStep)
    ends = set(rules.FINAL)
    for _turn in ReElectionStage:
        ends |= {stage for move in rules.MOVES.values() if move.after in ends for stage in move.before}
    assert ends == set(ReElectionStage)
    assert all(not rules.steps_from(stage) for stage in rules.FINAL)
    assert ReElectionStep.TIE not in rules.steps_from(ReElectionStage.NOMINATED)


@pytest.mark.parametrize(
    ("seats", "formal", "codes"),
    [
        ({S: 1}, 6, []),
        ({S: 1}, 7, ["committee_needed"]),
        ({S: 1, C: 3}, 7, []),
        ({S: 1, C: 2}, 7, ["committee_small"]),
        ({S: 0, C: 3}, 7, ["one_secretary"]),
        ({S: 1, D: 3, C: 3}, None, ["committee_posts"]),
    ],
)
def test_seats_are_those_that_the_regulation_asks_for(seats, formal, codes):
    assert [refusal.code for refusal in rules.check_seats(seats, formal=formal).refusals] == codes


def test_a_committee_of_more_than_seven_is_a_warning_only():
    assert not rules.check_seats({S: 1, C: 7}, formal=30).warnings
    verdict = rules.check_seats({S: 1, C: 8}, formal=30)
    assert verdict.is_allowed
    assert [one.code for one in verdict.warnings] == ["committee_large"]


@pytest.mark.parametrize(("committee", "codes"), [("甲乙丙丁戊", ["too_few_candidates"]), ("甲乙丙丁戊己", [])])
def test_a_slate_has_a_fifth_more_candidates_than_seats(committee, codes):
    found = rules.check_slate({C: 5, S: 1}, {C: list(committee), S: ["甲"]})
    assert [refusal.code for refusal in found.refusals] == codes
    assert not codes or found.refusals[0].params == {"post": "委员", "seats": 5, "needed": 6, "candidates": 5}


def test_a_slate_names_nobody_twice_and_leaders_from_the_committee():
    seats = {C: 3, S: 1, D: 1}
    found = rules.check_slate(seats, {C: ["甲", "乙", "丙", "丙"], S: ["丁"], D: ["丁"]})
    assert {refusal.code for refusal in found.refusals} == {"named_twice", "two_posts", "not_in_committee"}
    assert [one.code for one in rules.check_slate({S: 1}, {S: ["甲", "乙"]}).refusals] == ["not_equal"]


def test_a_result_without_secretary_or_with_too_small_a_committee_is_refused():
    assert [one.code for one in rules.check_elected({C: ["甲", "乙", "丙"]}, formal=7).refusals] == ["no_secretary"]
    small = rules.check_elected({C: ["甲", "乙"], S: ["甲"]}, formal=7)
    assert [one.code for one in small.refusals] == ["committee_too_small"]
    assert [one.code for one in rules.check_elected({C: ["甲", "乙", "丙"], S: ["丁"]}, formal=7).refusals] == [
        "leader_not_elected"
    ]
    assert rules.check_elected({S: ["甲"]}, formal=6).is_allowed


def test_the_base_of_the_majority_decides_who_is_elected():
    ballot = Ballot(seats=1, votes={"甲": 9}, issued=16, returned=16, is_differential=False)
    for base, elected in ((MajorityBase.ENTITLED, ()), (MajorityBase.PRESENT, ("甲",))):
        meeting = rules.Meeting(18, 16, {S: ballot}, base)
        assert rules.check_meeting(meeting).is_allowed
        assert rules.counts(meeting)[S].elected == elected


def test_a_district_may_set_the_base_but_no_other_word():
    assert limits_from_data({"majority_base": "present"}).majority_base == MajorityBase.PRESENT
    with pytest.raises(ValueError, match="everybody"):
        limits_from_data({"majority_base": "everybody"})


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2022, 9, 9), TermStatus.NOT_DUE), (date(2022, 9, 10), TermStatus.DUE_SOON),
        (date(2022, 9, 11), TermStatus.DUE_SOON), (date(2022, 12, 9), TermStatus.DUE_SOON),
        (date(2022, 12, 10), TermStatus.DUE_3M), (date(2022, 12, 11), TermStatus.DUE_3M),
        (date(2023, 2, 9), TermStatus.DUE_3M), (date(2023, 2, 10), TermStatus.DUE_1M),
        (date(2023, 2, 11), TermStatus.DUE_1M), (date(2023, 3, 9), TermStatus.DUE_1M), (ENDS, TermStatus.OVERDUE),
        (date(2023, 3, 11), TermStatus.OVERDUE),
    ],
)  # fmt: skip
def test_reminders_change_on_their_day(on, status):
    assert term_status(ENDS, on=on) == status


@pytest.mark.parametrize(
    ("held", "code"), [("2022-03-09", "election_too_early"), ("2022-03-10", None), ("2022-03-11", None)]
)
def test_an_election_is_at_most_a_year_early(held, code):
    refusal = check_early(ENDS, date.fromisoformat(held))
    assert (refusal.code if refusal else None) == code
    assert check_early(None, ENDS) is None
