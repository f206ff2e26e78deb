from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.choices import LedgerAccount, PostingKind
from funding.rules import ledger

D, A, K = Decimal, LedgerAccount, PostingKind
POSTED = [kind for kind in K if kind != K.REVERSAL]
AMOUNTS = st.decimals(D("0.01"), ledger.LARGEST, places=2)


@pytest.mark.parametrize("kind", POSTED)
@given(amount=AMOUNTS)
def test_every_posting_sums_to_zero_over_two_accounts(kind, amount):
    legs = ledger.legs(kind, amount)
    assert ledger.is_balanced(legs)
    assert len({leg.account for leg in legs}) == 2


@given(st.lists(st.tuples(st.sampled_from(POSTED), AMOUNTS), max_size=20))
def test_a_reversed_history_leaves_nothing(history):
    legs = [leg for kind, amount in history for leg in ledger.legs(kind, amount)]
    assert ledger.is_balanced(legs)
    assert not any(ledger.balances([*legs, *ledger.reverse(legs)]).values())


def test_the_way_of_one_subsidy_through_the_accounts():
    way = [
        (K.BUDGET, 20000, {A.APPROPRIATION: 20000, A.FUND: -20000}),
        (K.COMMIT, 5000, {A.APPROPRIATION: 15000, A.FUND: -20000, A.COMMITMENT: 5000}),
        (K.PAY, 5000, {A.APPROPRIATION: 15000, A.FUND: -20000, A.COMMITMENT: 0, A.GRANTED: 5000}),
        (
            K.CLAW_BACK,
            2000,
            {A.APPROPRIATION: 15000, A.FUND: -20000, A.COMMITMENT: 0, A.GRANTED: 3000, A.RECEIVABLE: 2000},
        ),
        (K.RECOVER, 2000, {A.APPROPRIATION: 17000, A.FUND: -20000, A.COMMITMENT: 0, A.GRANTED: 3000, A.RECEIVABLE: 0}),
    ]
    legs = []
    for kind, amount, balances in way:
        legs += ledger.legs(kind, D(amount))
        assert ledger.balances(legs) == balances


def test_releasing_undoes_committing():
    legs = [*ledger.legs(K.COMMIT, D(7)), *ledger.legs(K.RELEASE, D(7))]
    assert not any(ledger.balances(legs).values())


def test_a_single_leg_is_not_balanced():
    assert not ledger.is_balanced(ledger.legs(K.PAY, D(1))[:1])


def test_a_reversal_is_made_of_legs_and_not_of_an_amount():
    with pytest.raises(KeyError):
        ledger.legs(K.REVERSAL, D(1))


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("0.01", None),
        ("999999999999.99", None),
        ("0", "amount_not_positive"),
        ("-0.01", "amount_not_positive"),
        ("NaN", "amount_not_positive"),
        ("Infinity", "amount_not_positive"),
        ("1000000000000", "amount_too_large"),
        ("1E+400", "amount_too_large"),
        ("0.001", "amount_fraction"),
        ("1.10", None),
    ],
)
def test_an_amount_is_positive_money(amount, code):
    refusal = ledger.check_amount(D(amount))
    assert (refusal.code if refusal else None) == code
    if refusal:
        with pytest.raises(ValueError, match="not an amount"):
            ledger.legs(K.PAY, D(amount))


@pytest.mark.parametrize(("amount", "refused"), [("100.00", False), ("100.01", True)])
def test_no_more_is_committed_than_is_there(amount, refused):
    refusal = ledger.check_budget(D("100.00"), D(amount))
    assert (refusal is not None) is refused
    assert refusal is None or refusal.render() == "可用预算100.00元，不足以支付100.01元。"
