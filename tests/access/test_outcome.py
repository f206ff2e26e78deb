from decimal import Decimal

import pytest

from access.outcome import N_, Rate, Refusal, Verdict


def test_marking_a_text_changes_nothing():
    assert N_("单建") == "单建"


def test_a_refusal_fills_its_places():
    assert Refusal("few", "只有%(have)d名,占%(share)s%%", {"have": 2, "share": 40}).render() == "只有2名,占40%"


def test_a_refusal_without_values_is_its_own_sentence():
    assert Refusal("half", "未达到50%").render() == "未达到50%"


def test_a_refusal_that_lacks_a_value_is_an_error():
    with pytest.raises(KeyError):
        Refusal("few", "只有%(have)d名", {"other": 1}).render()


def test_refusals_are_values():
    assert Refusal("a", "b", {"n": 1}) == Refusal("a", "b", {"n": 1})
    assert len({Refusal("a", "b", {"n": 1}), Refusal("a", "b", {"n": 1})}) == 1


def test_verdicts_add_up():
    no, hint = Refusal("no", "不"), Refusal("hint", "请核对")
    both = Verdict(refusals=(no,)) + Verdict(warnings=(hint,))
    assert (both.refusals, both.warnings, both.is_allowed) == ((no,), (hint,), False)
    assert Verdict(warnings=(hint,)).is_allowed


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, None),
        (0, 3, Decimal("0.0")),
        (1, 3, Decimal("33.3")),
        (2, 3, Decimal("66.7")),
        (1, 2000, Decimal("0.1")),  # 0.05 is rounded up
        (154, 512, Decimal("30.1")),
        (7, 7, Decimal("100.0")),
    ],
)
def test_a_rate_is_rounded_half_up_to_one_place(part, whole, percent):
    assert Rate(part, whole).percent == percent


@pytest.mark.parametrize(
    ("part", "whole", "reached"),
    [(1, 2, True), (4996, 10000, False), (5000, 10000, True), (0, 0, False)],  # 49.96 % is shown as 50.0 and is not 50
)
def test_a_target_is_compared_with_the_exact_share(part, whole, reached):
    assert Rate(part, whole).reaches(50) is reached


@pytest.mark.parametrize(("part", "whole"), [(-1, 2), (1, -2)])
def test_a_negative_count_is_no_rate(part, whole):
    with pytest.raises(ValueError, match="negative"):
        Rate(part, whole)


def test_a_rate_prints_both_counts():
    assert (str(Rate(35, 100)), str(Rate(0, 0))) == ("35.0% (35/100)", "— (0/0)")
