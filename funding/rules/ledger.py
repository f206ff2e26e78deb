"""Double entry: every posting is two legs that sum to zero; a mistake is reversed, never edited. Amounts are yuan.

Source: design 4 (append-only double-entry ledger); domain 6.3.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from access.outcome import N_, Refusal
from funding.choices import LedgerAccount, PostingKind, Side
from funding.rules.policies import CENT

LARGEST = Decimal("999999999999.99")  # numeric(14,2)
Account = LedgerAccount

POSTINGS: dict[
    PostingKind, tuple[LedgerAccount, LedgerAccount]
] = {  # kind → (account that grows, account that shrinks)
    PostingKind.BUDGET: (Account.APPROPRIATION, Account.FUND),
    PostingKind.COMMIT: (Account.COMMITMENT, Account.APPROPRIATION),
    PostingKind.RELEASE: (Account.APPROPRIATION, Account.COMMITMENT),
    PostingKind.PAY: (Account.GRANTED, Account.COMMITMENT),
    PostingKind.CLAW_BACK: (Account.RECEIVABLE, Account.GRANTED),
    PostingKind.RECOVER: (Account.APPROPRIATION, Account.RECEIVABLE),
}


@dataclass(frozen=True)
class Leg:
    """One side of a posting; positive grows the account, negative shrinks it."""

    account: LedgerAccount
    amount_yuan: Decimal


def side_of(amount_yuan: Decimal) -> Side:
    """Return the side of a signed amount: what grows an account is a debit (借), what shrinks it a credit (贷)."""
    if amount_yuan == 0:
        return Side.EVEN
    return Side.DEBIT if amount_yuan > 0 else Side.CREDIT


def check_amount(amount_yuan: Decimal) -> Refusal | None:
    """Refuse what is not a positive amount in yuan and fen that the ledger can hold."""
    if not amount_yuan.is_finite() or amount_yuan <= 0:
        return Refusal("amount_not_positive", N_("金额应大于0。"))
    if amount_yuan > LARGEST:
        return Refusal("amount_too_large", N_("金额过大，请核对。"))
    if amount_yuan != amount_yuan.quantize(CENT):
        return Refusal("amount_fraction", N_("金额最多到分（两位小数）。"))
    return None


def legs(kind: PostingKind, amount_yuan: Decimal) -> tuple[Leg, Leg]:
    """Return the two legs of a posting.

    Raises:
        ValueError: an amount that `check_amount` refuses.
        KeyError: a reversal, which is made by `reverse`.
    """
    if check_amount(amount_yuan):
        raise ValueError(f"not an amount to post: {amount_yuan}")
    grows, shrinks = POSTINGS[kind]
    return Leg(grows, amount_yuan), Leg(shrinks, -amount_yuan)


def reverse(posted: Iterable[Leg]) -> tuple[Leg, ...]:
    """Return the legs that undo a posting (冲正): the same accounts, opposite signs."""
    return tuple(Leg(leg.account, -leg.amount_yuan) for leg in posted)


def is_balanced(posted: Iterable[Leg]) -> bool:
    """Tell whether the legs sum to zero."""
    return sum((leg.amount_yuan for leg in posted), Decimal(0)) == 0


def balances(posted: Iterable[Leg]) -> Mapping[LedgerAccount, Decimal]:
    """Return the balance of each account that the legs touch."""
    found: defaultdict[LedgerAccount, Decimal] = defaultdict(Decimal)
    for leg in posted:
        found[leg.account] += leg.amount_yuan
    return dict(found)


def check_budget(available_yuan: Decimal, amount_yuan: Decimal) -> Refusal | None:
    """Refuse to commit more than the appropriation still holds. Source: domain 6.3, warn on overspend; here a limit."""
    if amount_yuan <= available_yuan:
        return None
    message = N_("可用预算%(available)s元，不足以支付%(amount)s元。")
    return Refusal("over_budget", message, {"available": available_yuan, "amount": amount_yuan})
