import pytest

from enterprises.choices import MemberStage, RelationPlace
from enterprises.rules import counts
from enterprises.rules.counts import MemberCounts

FORMAL, PROBATIONARY = MemberStage.FORMAL, MemberStage.PROBATIONARY


def codes(found):
    return [refusal.code for refusal in found]


def test_members_are_formal_and_probationary_and_nobody_else():
    found = MemberCounts(by_stage=dict.fromkeys(MemberStage, 1))
    assert (found.formal, found.members) == (1, 2)


@pytest.mark.parametrize("stage", list(MemberStage))
def test_no_stage_may_be_negative(stage):
    verdict = counts.check_members(MemberCounts(staff=10, by_stage={stage: -1}))
    assert codes(verdict.refusals) == ["count_negative"]
    assert str(stage.label) in verdict.refusals[0].render()


@pytest.mark.parametrize("place", list(RelationPlace))
def test_no_relation_place_may_be_negative(place):
    verdict = counts.check_members(MemberCounts(staff=10, by_relation={place: -1}))
    assert codes(verdict.refusals) == ["count_negative"]


@pytest.mark.parametrize(
    ("staff", "refused"),
    [(counts.MAX_COUNT, []), (counts.MAX_COUNT + 1, ["count_too_large"]), (-1, ["count_negative"])],
)
def test_staff_is_a_possible_number(staff, refused):
    assert codes(counts.check_members(MemberCounts(staff=staff)).refusals) == refused


@pytest.mark.parametrize(("staff", "refused"), [(3, []), (2, ["members_exceed_staff"]), (None, [])])
def test_members_are_at_most_the_staff(staff, refused):
    verdict = counts.check_members(MemberCounts(staff=staff, by_stage={FORMAL: 2, PROBATIONARY: 1}))
    assert codes(verdict.refusals) == refused


@pytest.mark.parametrize(
    ("split", "refused"),
    [
        ({}, []),
        ({RelationPlace.UNIT: 2, RelationPlace.TALENT_AGENCY: 1}, []),
        ({RelationPlace.UNIT: 2}, ["relation_split"]),
        ({RelationPlace.UNIT: 4}, ["relation_split"]),
    ],
)
def test_the_relation_split_adds_up_to_the_members(split, refused):
    found = MemberCounts(staff=9, by_stage={FORMAL: 2, PROBATIONARY: 1, MemberStage.ACTIVIST: 2}, by_relation=split)
    assert codes(counts.check_members(found).refusals) == refused


def test_more_people_on_the_way_than_staff_is_a_warning():
    by_stage = {FORMAL: 2, MemberStage.APPLICANT: 3}
    assert codes(counts.check_members(MemberCounts(staff=4, by_stage=by_stage)).warnings) == ["stages_exceed_staff"]
    assert counts.check_members(MemberCounts(staff=5, by_stage=by_stage)).warnings == ()
    assert counts.check_members(MemberCounts(by_stage=by_stage)).is_allowed


def test_each_labelled_count_is_checked():
    assert codes(counts.check_each({"甲": 0, "乙": -3})) == ["count_negative"]


@pytest.mark.parametrize(
    ("wan", "code"),
    [(0, None), (counts.MAX_WAN, None), (-1, "money_negative"), (counts.MAX_WAN + 1, "money_too_large")],
)
def test_an_amount_is_possible_money(wan, code):
    refusal = counts.check_money("营业收入", wan)
    assert (refusal.code if refusal else None) == code
