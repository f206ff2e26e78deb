import itertools

import pytest

from access.choices import Role
from funding.choices import Action, BatchStatus, EntitlementStatus, PaymentStatus
from funding.rules import steps

E, B, P, A = EntitlementStatus, BatchStatus, PaymentStatus, Action
ALLOWED = [  # a list: states of two tables may carry the same word
    (E.PROPOSED, A.REVIEW, E.REVIEWED), (E.PROPOSED, A.RETURN, E.RETURNED),
    (E.PROPOSED, A.REFUSE, E.REFUSED), (E.PROPOSED, A.CANCEL, E.CANCELLED),
    (E.REVIEWED, A.APPROVE, E.APPROVED), (E.REVIEWED, A.RETURN, E.RETURNED), (E.REVIEWED, A.REFUSE, E.REFUSED),
    (E.RETURNED, A.PROPOSE, E.PROPOSED), (E.RETURNED, A.CANCEL, E.CANCELLED),
    (E.APPROVED, A.BATCH, E.BATCHED), (E.APPROVED, A.CANCEL, E.CANCELLED),
    (E.BATCHED, A.PAY, E.PAID), (E.BATCHED, A.UNBATCH, E.APPROVED),
    (E.PAID, A.REVERSE, E.APPROVED), (E.PAID, A.CLAW_BACK, E.CLAWED_BACK),
    (B.DRAFT, A.CONFIRM, B.CONFIRMED), (B.DRAFT, A.CANCEL, B.CANCELLED),
    (B.CONFIRMED, A.SEND, B.SENT), (B.CONFIRMED, A.RETURN, B.DRAFT), (B.CONFIRMED, A.CANCEL, B.CANCELLED),
    (B.SENT, A.SETTLE, B.SETTLED),
    (P.PENDING, A.SEND, P.SENT), (P.SENT, A.PAY, P.PAID), (P.SENT, A.FAIL, P.FAILED),
    (P.PENDING, A.UNBATCH, P.CANCELLED), (P.FAILED, A.UNBATCH, P.CANCELLED),
    (P.FAILED, A.RESEND, P.SENT), (P.PAID, A.REVERSE, P.REVERSED),
]  # fmt: skip
TABLES = {E: steps.ENTITLEMENT, B: steps.BATCH, P: steps.PAYMENT}
PAIRS = [(table, status, action) for kind, table in TABLES.items() for status, action in itertools.product(kind, A)]


@pytest.mark.parametrize(("table", "status", "action"), PAIRS)
def test_every_action_in_every_state(table, status, action):
    refusal = steps.check_step(table, status, action, reason="理由")
    expected = next((to for frm, act, to in ALLOWED if frm is status and act is action), None)
    assert (refusal is None) is (expected is not None)
    if refusal is None:
        assert steps.next_status(table, status, action) is expected
    else:
        assert refusal.render()
        with pytest.raises(KeyError):
            steps.next_status(table, status, action)


@pytest.mark.parametrize(("kind", "table"), list(TABLES.items()))
def test_every_state_is_in_its_table_and_every_action_has_somebody(kind, table):
    assert set(table) == set(kind)
    assert all(move.roles and move.roles <= set(Role) for moves in table.values() for move in moves.values())


def test_stopping_or_undoing_needs_a_reason():
    asked = {
        action
        for table in TABLES.values()
        for status, moves in table.items()
        for action in moves
        if steps.check_step(table, status, action, reason=" ")
    }
    assert asked == {A.RETURN, A.REFUSE, A.CANCEL, A.FAIL, A.REVERSE, A.CLAW_BACK, A.UNBATCH}


def test_review_approval_and_payment_lie_with_different_roles():
    assert steps.roles_for(steps.ENTITLEMENT, A.REVIEW) == {Role.STREET_OFFICER, Role.COMMITTEE}
    assert steps.roles_for(steps.ENTITLEMENT, A.APPROVE) == {Role.COMMITTEE, Role.ORG_DEPT}
    assert steps.roles_for(steps.ENTITLEMENT, A.PAY) == {Role.FINANCE}
    assert steps.roles_for(steps.BATCH, A.PAY) == frozenset()


def test_buttons_follow_the_table():
    assert steps.actions_open_to(steps.ENTITLEMENT, E.REVIEWED, {Role.ORG_DEPT}) == (A.APPROVE, A.RETURN, A.REFUSE)
    assert steps.actions_open_to(steps.ENTITLEMENT, E.REVIEWED, {Role.STREET_OFFICER}) == ()
    assert steps.actions_open_to(steps.ENTITLEMENT, E.PAID, {Role.FINANCE, Role.COMMITTEE}) == (A.REVERSE, A.CLAW_BACK)


CHAIN = [(A.PROPOSE, 1), (A.REVIEW, 2), (A.APPROVE, 3), (A.BATCH, 4), (A.CONFIRM, 5)]


@pytest.mark.parametrize(
    ("action", "person", "allowed"),
    [
        (A.PAY, 1, False),
        (A.PAY, 2, False),
        (A.PAY, 3, False),
        (A.PAY, 4, True),  # the same hand
        (A.PAY, 5, False),
        (A.PAY, 6, True),
        (A.REVERSE, 4, False),
        (A.REVERSE, 5, True),
        (A.CLAW_BACK, 3, True),
        (A.CLAW_BACK, 1, False),
        (A.CANCEL, 1, True),
    ],
)
def test_nobody_acts_with_two_hands_in_one_chain(action, person, allowed):
    refusal = steps.different_people(CHAIN, action, person)
    assert (refusal is None) is allowed


@pytest.mark.parametrize(
    ("acts", "action"),
    [
        ([(A.PROPOSE, 1)], A.REVIEW),
        ([(A.PROPOSE, 1), (A.REVIEW, 2)], A.APPROVE),
        ([(A.PROPOSE, 1), (A.REVIEW, 1)], A.APPROVE),
    ],
)
def test_the_proposer_neither_reviews_nor_approves(acts, action):
    refusal = steps.different_people(acts, action, 1)
    assert refusal.code == "same_person"
    assert "核算" in refusal.render()


def test_who_returned_a_case_may_review_it_again():
    acts = [(A.PROPOSE, 1), (A.RETURN, 2), (A.PROPOSE, 1)]
    assert steps.different_people(acts, A.REVIEW, 2) is None
    assert steps.different_people(acts, A.REVIEW, 1) is not None


def test_every_action_has_a_hand_or_decides_nothing():
    assert set(steps.HANDS) == set(Action)
