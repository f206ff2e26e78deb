"""Election meetings: quorum and majority at their edges, ties, impossible counts."""

from dataclasses import replace

import pytest

from orgs.rules.elections import Ballot, Count, MajorityBase, candidates_needed, check_ballot, check_quorum, count

FIVE = {"甲": 20, "乙": 18, "丙": 16, "丁": 9}
BALLOT = Ballot(seats=3, votes=FIVE, issued=25, returned=24)


@pytest.mark.parametrize(
    ("entitled", "present", "code"), [(5, 4, None), (5, 3, "no_quorum"), (11, 8, "no_quorum"), (11, 9, None)]
)
def test_four_fifths_are_a_quorum(entitled, present, code):
    refusal = check_quorum(entitled=entitled, present=present)
    assert (refusal.code if refusal else None) == code


def test_more_present_than_entitled_is_a_mistake():
    assert check_quorum(entitled=5, present=6).code == "present_too_many"


@pytest.mark.parametrize(("seats", "needed"), [(1, 2), (3, 4), (5, 6), (6, 8), (10, 12)])
def test_candidates_are_a_fifth_more_than_seats(seats, needed):
    assert candidates_needed(seats) == needed
    assert candidates_needed(seats, is_differential=False) == seats


def test_everything_wrong_with_a_ballot_is_said_at_once():
    wrong = Ballot(seats=3, votes={"甲": 31, "乙": 2, "丙": 2}, issued=28, returned=30)
    found = [refusal.code for refusal in check_ballot(wrong, present=25).refusals]
    assert found == ["too_few_candidates", "issued_too_many", "returned_too_many", "votes_too_many"]


def test_a_secretary_is_elected_from_as_many_candidates_as_seats():
    one = Ballot(seats=1, votes={"甲": 5, "乙": 4}, issued=9, returned=9, is_differential=False)
    assert [refusal.code for refusal in check_ballot(one, present=9).refusals] == ["not_equal"]
    assert check_ballot(replace(one, votes={"甲": 9}), present=9).is_allowed


def test_more_votes_than_the_ballots_could_name_are_refused():
    ballot = Ballot(seats=1, votes={"甲": 9, "乙": 8}, issued=10, returned=10)
    assert [refusal.code for refusal in check_ballot(ballot, present=10).refusals] == ["votes_sum"]
    assert check_ballot(BALLOT, present=25).is_allowed


def test_more_than_half_of_the_base_is_elected_and_seats_may_stay_open():
    assert count(BALLOT, entitled=30, present=25) == Count(("甲", "乙", "丙"), (), 0)
    assert count(BALLOT, entitled=32, present=26) == Count(("甲", "乙"), (), 1)  # 16 of 32 is not more than half
    assert count(BALLOT, entitled=32, present=26, base=MajorityBase.PRESENT) == Count(("甲", "乙", "丙"), (), 0)


def test_of_more_than_the_seats_those_with_most_votes_are_elected():
    four = replace(BALLOT, votes={"甲": 20, "乙": 18, "丙": 17, "丁": 16})
    assert count(four, entitled=25, present=25) == Count(("甲", "乙", "丙"), (), 0)


def test_equal_votes_for_the_last_seat_are_voted_on_again():
    tie = replace(BALLOT, votes={"甲": 20, "乙": 17, "丙": 16, "丁": 16})
    assert count(tie, entitled=25, present=25) == Count(("甲", "乙"), ("丙", "丁"), 1)
    all_tied = replace(BALLOT, votes=dict.fromkeys("甲乙丙丁", 17))
    assert count(all_tied, entitled=25, present=25) == Count((), ("甲", "乙", "丙", "丁"), 3)


def test_nobody_with_half_leaves_every_seat_open():
    assert count(replace(BALLOT, votes=dict.fromkeys("甲乙丙丁", 12)), entitled=24, present=24) == Count((), (), 3)
