from datetime import date
from decimal import Decimal

import pytest

from funding.choices import FundSource, PolicyShape, Proration
from funding.rules import conditions, policies

STORED = {
    "code": "x",
    "version": 2,
    "shape": "annual_by_type",
    "title": "示例",
    "clause": "示例条款",
    "amounts": {"committee": "10000", "branch": 3000},
    "conditions": ["active", "assessed"],
    "fund": "upper",
    "proration": "by_months",
}


def test_a_policy_is_read_from_data():
    policy = policies.policy_from_data(STORED)
    assert policy.amounts == {"committee": Decimal(10000), "branch": Decimal(3000)}
    assert policy.conditions == ("active", "assessed")
    assert (policy.shape, policy.fund, policy.proration) == (
        PolicyShape.ANNUAL_BY_TYPE,
        FundSource.UPPER,
        Proration.BY_MONTHS,
    )
    assert policy.rule_id == "x@2"


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"amounts": {}},
        {"amounts": {"single": 1}},
        {"amounts": {"branch": "-1"}},
        {"amounts": {"branch": "0.001"}},
        {"amounts": {"branch": "NaN"}},
        {"amounts": {"branch": "Infinity"}},
        {"shape": "by_luck"},
        {"fund": "lottery"},
        {"proration": "sometimes"},
    ],
)
def test_a_policy_that_cannot_be_computed_is_an_error(change):
    with pytest.raises(ValueError, match=r"policy|fit|money|not a valid"):
        policies.policy_from_data({**STORED, **change})


def test_a_grade_policy_takes_the_keys_of_any_scheme():
    policy = policies.policy_from_data({**STORED, "shape": "by_grade", "amounts": {"advanced": 1}})
    assert policy.shape == PolicyShape.BY_GRADE


@pytest.mark.parametrize(
    ("on", "in_force"),
    [(date(2022, 12, 31), False), (date(2023, 1, 1), True), (date(2023, 12, 31), True), (date(2024, 1, 1), False)],
)
def test_a_version_is_in_force_from_its_first_day_to_before_its_end_day(on, in_force):
    policy = policies.policy_from_data({**STORED, "starts_on": date(2023, 1, 1), "ends_on": date(2024, 1, 1)})
    assert policy.is_in_force(on) is in_force


def test_the_published_standards_can_be_computed_and_name_their_clause():
    for policy in policies.PUBLISHED:
        assert policy.clause
        assert set(policy.conditions) <= set(conditions.CONDITIONS)
        allowed = policies.KEYS[policy.shape]
        assert allowed is None or set(policy.amounts) <= allowed


def test_qianwei_pays_what_the_source_says():
    assert policies.QIANWEI_STARTUP.amounts == {"": Decimal(5000)}
    assert policies.QIANWEI_ANNUAL.amounts == {
        "committee": Decimal(10000),
        "general_branch": Decimal(5000),
        "branch": Decimal(3000),
    }
