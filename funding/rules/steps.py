"""States of entitlements, batches and payments as tables with who may; nobody acts twice in one chain.

Source: domain 6.3 (town review, committee approval, disbursement) and 9.5 (applicant ≠ reviewer ≠ approver ≠ payer).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from access.choices import Role
from access.outcome import N_, Refusal
from funding.choices import Action, BatchStatus, EntitlementStatus, PaymentStatus

Status = TypeVar("Status", EntitlementStatus, BatchStatus, PaymentStatus)


@dataclass(frozen=True)
class Move:
    """Where an action leads and which roles may take it."""

    to: EntitlementStatus | BatchStatus | PaymentStatus
    roles: frozenset[Role]


def _move(to: EntitlementStatus | BatchStatus | PaymentStatus, *roles: Role) -> Move:
    return Move(to, frozenset(roles))


REVIEWERS = (Role.STREET_OFFICER, Role.COMMITTEE)  # 乡镇(街道)审核
APPROVERS = (Role.COMMITTEE, Role.ORG_DEPT)  # 工委审批
PROPOSERS = (Role.COMMITTEE, Role.STREET_OFFICER, Role.SECRETARY)
E, B, P = EntitlementStatus, BatchStatus, PaymentStatus

ENTITLEMENT: dict[EntitlementStatus, dict[Action, Move]] = {
    E.PROPOSED: {
        Action.REVIEW: _move(E.REVIEWED, *REVIEWERS),
        Action.RETURN: _move(E.RETURNED, *REVIEWERS),
        Action.REFUSE: _move(E.REFUSED, *REVIEWERS),
        Action.CANCEL: _move(E.CANCELLED, *PROPOSERS),
    },
    E.REVIEWED: {
        Action.APPROVE: _move(E.APPROVED, *APPROVERS),
        Action.RETURN: _move(E.RETURNED, *APPROVERS),
        Action.REFUSE: _move(E.REFUSED, *APPROVERS),
    },
    E.RETURNED: {
        Action.PROPOSE: _move(E.PROPOSED, *PROPOSERS),
        Action.CANCEL: _move(E.CANCELLED, *PROPOSERS),
    },
    E.APPROVED: {
        Action.BATCH: _move(E.BATCHED, Role.FINANCE),
        Action.CANCEL: _move(E.CANCELLED, *APPROVERS),
    },
    E.BATCHED: {
        Action.PAY: _move(E.PAID, Role.FINANCE),
        Action.UNBATCH: _move(E.APPROVED, Role.FINANCE),
    },
    E.PAID: {
        Action.REVERSE: _move(E.APPROVED, Role.FINANCE),
        Action.CLAW_BACK: _move(E.CLAWED_BACK, *APPROVERS),
    },
    E.REFUSED: {},
    E.CANCELLED: {},
    E.CLAWED_BACK: {},
}

BATCH: dict[BatchStatus, dict[Action, Move]] = {
    B.DRAFT: {
        Action.CONFIRM: _move(B.CONFIRMED, Role.FINANCE, Role.COMMITTEE),
        Action.CANCEL: _move(B.CANCELLED, Role.FINANCE),
    },
    B.CONFIRMED: {
        Action.SEND: _move(B.SENT, Role.FINANCE),
        Action.RETURN: _move(B.DRAFT, Role.FINANCE, Role.COMMITTEE),
        Action.CANCEL: _move(B.CANCELLED, Role.FINANCE),
    },
    B.SENT: {Action.SETTLE: _move(B.SETTLED, Role.FINANCE)},
    B.SETTLED: {},
    B.CANCELLED: {},
}

PAYMENT: dict[PaymentStatus, dict[Action, Move]] = {
    P.PENDING: {
        Action.SEND: _move(P.SENT, Role.FINANCE),
        Action.UNBATCH: _move(P.CANCELLED, Role.FINANCE),
    },
    P.SENT: {
        Action.PAY: _move(P.PAID, Role.FINANCE),
        Action.FAIL: _move(P.FAILED, Role.FINANCE),
    },
    P.FAILED: {
        Action.RESEND: _move(P.SENT, Role.FINANCE),
        Action.UNBATCH: _move(P.CANCELLED, Role.FINANCE),
    },
    P.PAID: {Action.REVERSE: _move(P.REVERSED, Role.FINANCE)},
    P.REVERSED: {},
    P.CANCELLED: {},
}

HANDS: dict[Action, str | None] = {  # whose hand an action is; None decides nothing and binds nobody
    Action.PROPOSE: "propose",
    Action.REVIEW: "review",
    Action.APPROVE: "approve",
    Action.CLAW_BACK: "approve",
    Action.BATCH: "pay",
    Action.UNBATCH: "pay",
    Action.SEND: "pay",
    Action.RESEND: "pay",
    Action.PAY: "pay",
    Action.FAIL: "pay",
    Action.SETTLE: "pay",
    Action.CONFIRM: "check",
    Action.REVERSE: "check",
    Action.RETURN: None,
    Action.REFUSE: None,
    Action.CANCEL: None,
}

NEEDS_REASON = frozenset(
    {Action.RETURN, Action.REFUSE, Action.CANCEL, Action.FAIL, Action.REVERSE, Action.CLAW_BACK, Action.UNBATCH}
)


def check_step(
    table: Mapping[Status, Mapping[Action, Move]], status: Status, action: Action, *, reason: str = ""
) -> Refusal | None:
    """Refuse an action that the state does not have, or one without the reason it needs.

    Source: domain 6.3.
    """
    if action not in table[status]:
        message = N_("当前为“%(status)s”，不能办理“%(action)s”。")
        return Refusal("funding_step", message, {"status": status.label, "action": action.label})
    if action in NEEDS_REASON and not reason.strip():
        return Refusal("reason_required", N_("办理“%(action)s”须写明理由。"), {"action": action.label})
    return None


def next_status(table: Mapping[Status, Mapping[Action, Move]], status: Status, action: Action) -> Status:
    """Return the state after an action.

    Raises:
        KeyError: the state does not have the action; ask `check_step` first.
    """
    return table[status][action].to  # type: ignore[return-value]


def roles_for(table: Mapping[Status, Mapping[Action, Move]], action: Action) -> frozenset[Role]:
    """Return all roles that may take an action from some state; grants are made of this."""
    return frozenset(role for moves in table.values() if action in moves for role in moves[action].roles)


def actions_open_to(
    table: Mapping[Status, Mapping[Action, Move]], status: Status, roles: Collection[Role]
) -> tuple[Action, ...]:
    """Return the actions that somebody who holds ``roles`` may take now, in the order of the table (for buttons)."""
    return tuple(action for action, move in table[status].items() if not move.roles.isdisjoint(roles))


def different_people(acts: Iterable[tuple[Action, object]], action: Action, person: object) -> Refusal | None:
    """Refuse somebody whose hand was in the chain before: proposer, reviewer, approver, payer and checker differ.

    Args:
        acts: (action, person) of the chain so far; the same hand may act again after a return.
        action: what is to be done now.
        person: who does it, a person and not an account.

    Source: domain 9.5 "applicant ≠ reviewer ≠ approver ≠ disburser".
    """
    hand = HANDS[action]
    for earlier, who in acts:
        if who == person and hand and HANDS[earlier] not in {None, hand}:
            message = N_("您已办理过“%(earlier)s”，同一笔补助不能再由您办理“%(action)s”。")
            return Refusal("same_person", message, {"earlier": earlier.label, "action": action.label})
    return None
