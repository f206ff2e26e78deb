import itertools
from datetime import date, timedelta

import pytest

from orgs.choices import FormationMode, FormationStage, FormationStep, PlanStatus
from orgs.rules import cases
from orgs.rules.cases import Standing

F, P = FormationStage, PlanStatus
STAGES = {
    (F.DRAFT, F.SUBMITTED), (F.DRAFT, F.WITHDRAWN),
    (F.SUBMITTED, F.UNDER_DECISION), (F.SUBMITTED, F.RETURNED), (F.SUBMITTED, F.WITHDRAWN),
    (F.RETURNED, F.SUBMITTED), (F.RETURNED, F.WITHDRAWN),
    (F.UNDER_DECISION, F.APPROVED), (F.UNDER_DECISION, F.RETURNED),
    (F.APPROVED, F.ELECTION_HELD), (F.ELECTION_HELD, F.FILED), (F.FILED, F.ACTIVE),
}  # fmt: skip
STANDINGS = [
    Standing(ought, built, status)
    for ought, built, status in itertools.product((True, False), (True, False), (None, *P))
    if not (ought and built)
]


@pytest.mark.parametrize(("stage", "step"), list(itertools.product(F, FormationStep)))
def test_no_stage_of_a_formation_is_skipped(stage, step):
    refusal = cases.check_step(stage, step)
    assert (refusal is None) is ((stage, cases.MOVES[step].after) in STAGES)
    assert refusal is None or refusal.render()
    assert (step in cases.steps_from(stage)) is (refusal is None)


def test_the_table_leads_from_the_draft_to_every_stage_and_out_of_none_that_is_done():
    assert {move.after for move in cases.MOVES.values()} | {F.DRAFT} == set(F)
    assert set(cases.MOVES) == set(FormationStep)
    assert all(not cases.steps_from(stage) for stage in cases.DONE)
    assert all(cases.steps_from(stage) for stage in set(F) - cases.DONE)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (date(2026, 3, 16), date(2026, 4, 16)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_a_reply_is_due_within_a_month_and_its_last_day_is_in_time(submitted, due):
    assert cases.reply_due(submitted) == due
    for stage in F:
        assert not cases.is_reply_overdue(stage, submitted, due)
        late = cases.is_reply_overdue(stage, submitted, due + timedelta(days=1))
        assert late is (stage in {F.SUBMITTED, F.UNDER_DECISION})
    assert not cases.is_reply_overdue(F.DRAFT, None, due)


@pytest.mark.parametrize(
    ("formal", "posts", "code"),
    [
        (3, ["secretary"], None),
        (6, ["secretary", "deputy"], None),
        (6, [], "no_secretary"),
        (7, ["deputy", "organization", "publicity"], "no_secretary"),
        (7, ["secretary", "organization"], "committee_too_small"),
        (7, ["secretary", "organization", "publicity"], None),
    ],
)
def test_an_election_fills_the_posts_and_from_seven_formal_members_a_committee(formal, posts, code):
    refusal = cases.check_election(formal=formal, elected=posts)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()


@pytest.mark.parametrize(
    ("mode", "number", "day", "built", "code"),
    [
        (FormationMode.SINGLE, "组字1号", 10, 10, None),
        (FormationMode.JOINT, "组字1号", 11, 10, None),
        (FormationMode.JOINT, "组字1号", 9, 10, "cleared_too_early"),
        (FormationMode.JOINT, "  ", 11, 10, "no_number"),
        (FormationMode.REGIONAL, "组字1号", 11, 10, "not_built"),
        (FormationMode.AFFILIATED, "组字1号", 11, 10, "not_built"),
        (None, "组字1号", 11, None, "not_built"),
    ],
)
def test_a_ticket_is_cancelled_with_number_day_and_an_own_or_joint_organization(mode, number, day, built, code):
    refusal = cases.check_cleared(
        mode, number=number, cleared_on=date(2026, 3, day), built_on=date(2026, 3, built) if built else None
    )
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()


@pytest.mark.parametrize("standing", STANDINGS)
def test_after_settling_and_listing_open_cases_are_the_units_that_ought_to_be_organized(standing):
    status = cases.settle(standing)
    settled = Standing(standing.ought, standing.built, status)
    if cases.needs_case(settled):
        settled = Standing(standing.ought, standing.built, P.OPEN)
    assert cases.invariant_holds([settled])
    assert cases.settle(settled) == settled.status, "settled twice is settled once"


@pytest.mark.parametrize("status", [P.CLEARED, P.LAPSED])
def test_a_cancelled_ticket_stays_and_its_unit_is_listed_anew(status):
    standing = Standing(ought=True, built=False, status=status)
    assert cases.settle(standing) == status
    assert cases.needs_case(standing)


def test_a_plan_under_way_is_kept_until_the_organization_covers_the_unit():
    assert cases.settle(Standing(ought=True, built=False, status=P.IN_PROGRESS)) == P.IN_PROGRESS
    assert cases.settle(Standing(ought=False, built=True, status=P.IN_PROGRESS)) == P.BUILT
    assert cases.settle(Standing(ought=True, built=False, status=P.BUILT)) == P.OPEN
    assert cases.settle(Standing(ought=False, built=False, status=P.IN_PROGRESS)) == P.LAPSED
