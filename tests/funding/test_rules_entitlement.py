import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.choices import PolicyShape, Proration
from funding.rules import conditions, entitlement, policies
from funding.rules.conditions import Facts
from orgs.choices import FormationMode, OrgType

D = Decimal
NEW = Facts(
    2023,
    OrgType.BRANCH,
    form=FormationMode.SINGLE,
    founded_on=date(2023, 5, 10),
    is_active=True,
    is_approved=True,
    is_unit_paid=False,
)
OLD = Facts(2023, OrgType.BRANCH, founded_on=date(2020, 1, 1), is_active=True, has_passed=True)


def amount_of(decision):
    return decision.refusal.code if decision.refusal else decision.amount_yuan


def test_a_new_single_organization_gets_five_thousand_with_its_derivation():
    decision = entitlement.startup(NEW)
    assert decision.amount_yuan == D("5000.00")
    assert decision.rule_id == "qianwei_startup@1"
    assert "5000元/个" in decision.clause
    assert {fact.name: fact.value for fact in decision.facts} == {
        "year": 2023,
        "is_active": True,
        "form": "single",
        "is_approved": True,
        "founded_on": "2023-05-10",
        "is_unit_paid": False,
    }
    assert json.loads(json.dumps(decision.as_data()))["amount_yuan"] == "5000.00"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_active": False}, "not_active"),
        ({"form": FormationMode.JOINT}, "not_single"),
        ({"form": FormationMode.REGIONAL}, "not_single"),
        ({"is_approved": False}, "not_approved"),
        ({"founded_on": date(2022, 12, 31)}, "not_founded_in_year"),
        ({"founded_on": date(2023, 1, 1)}, D("5000.00")),
        ({"founded_on": date(2023, 12, 31)}, D("5000.00")),
        ({"founded_on": date(2024, 1, 1)}, "not_founded_in_year"),
        ({"is_unit_paid": True}, "not_unit_not_paid"),
        ({"unit_revoked_on": date(2020, 5, 11)}, "not_not_reformed"),
        ({"unit_revoked_on": date(2020, 5, 10)}, D("5000.00")),  # three years have passed
    ],
)
def test_startup_is_for_new_single_organizations_once_per_unit(change, code):
    assert amount_of(entitlement.startup(replace(NEW, **change))) == code


@pytest.mark.parametrize("fact", ["is_active", "form", "is_approved", "founded_on", "is_unit_paid"])
def test_a_missing_fact_is_named_and_never_guessed(fact):
    decision = entitlement.startup(replace(NEW, **{fact: None}))
    assert decision.missing_facts == (fact,)
    assert decision.amount_yuan is None
    assert decision.as_data()["amount_yuan"] is None
    assert conditions.LABELS[fact] in decision.refusal.render()


def test_a_refusal_for_cause_misses_nothing():
    assert entitlement.startup(replace(NEW, is_active=False)).missing_facts == ()
    assert entitlement.startup(NEW).missing_facts == ()


def test_startup_outside_the_policy_dates_is_refused():
    policy = replace(policies.QIANWEI_STARTUP, starts_on=date(2023, 5, 11))
    assert amount_of(entitlement.startup(NEW, policy)) == "not_founded_in_year"
    policy = replace(policies.QIANWEI_STARTUP, starts_on=date(2023, 5, 10), ends_on=date(2023, 5, 11))
    assert amount_of(entitlement.startup(NEW, policy)) == D("5000.00")
    policy = replace(policies.QIANWEI_STARTUP, ends_on=date(2023, 5, 10))
    assert amount_of(entitlement.startup(NEW, policy)) == "not_founded_in_year"


@pytest.mark.parametrize(
    ("org_type", "amount"),
    [
        (OrgType.COMMITTEE, D("10000.00")),
        (OrgType.GENERAL_BRANCH, D("5000.00")),
        (OrgType.BRANCH, D("3000.00")),
        (OrgType.GROUP, "no_standard"),
    ],
)
def test_the_yearly_subsidy_follows_the_type(org_type, amount):
    assert amount_of(entitlement.annual(replace(OLD, org_type=org_type))) == amount


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"has_passed": False}, "not_assessed"),
        ({"has_passed": None}, "missing_fact"),
        ({"is_active": False}, "not_active"),
        ({"founded_on": None}, "missing_fact"),
        ({"founded_on": date(2024, 1, 1)}, "founded_later"),
    ],
)
def test_the_yearly_subsidy_needs_a_passed_assessment(change, code):
    decision = entitlement.annual(replace(OLD, **change))
    assert amount_of(decision) == code
    assert decision.refusal.render()


@pytest.mark.parametrize(
    ("proration", "founded", "amount"),
    [
        (Proration.FULL, date(2023, 12, 31), D("3000.00")),
        (Proration.HALF_AFTER_JUNE, date(2023, 6, 30), D("3000.00")),
        (Proration.HALF_AFTER_JUNE, date(2023, 7, 1), D("1500.00")),
        (Proration.BY_MONTHS, date(2023, 1, 1), D("3000.00")),
        (Proration.BY_MONTHS, date(2023, 2, 28), D("2750.00")),
        (Proration.BY_MONTHS, date(2023, 12, 31), D("250.00")),
        (Proration.NEXT_YEAR, date(2023, 1, 1), "from_next_year"),
        (Proration.OPEN, date(2023, 1, 1), "proration_open"),
        (Proration.OPEN, date(2022, 12, 31), D("3000.00")),
        (Proration.NEXT_YEAR, date(2022, 12, 31), D("3000.00")),
    ],
)
def test_what_is_founded_in_the_year_follows_the_switch(proration, founded, amount):
    policy = replace(policies.QIANWEI_ANNUAL, proration=proration)
    decision = entitlement.annual(replace(OLD, founded_on=founded), policy)
    assert amount_of(decision) == amount
    assert decision.is_open is (amount == "proration_open")


def test_every_switch_is_covered():
    assert set(Proration) == {"full", "half_after_june", "by_months", "next_year", "open"}


def test_startup_is_paid_in_full_whenever_in_the_year():
    assert entitlement.startup(replace(NEW, founded_on=date(2023, 12, 30))).amount_yuan == D("5000.00")


@pytest.mark.parametrize(
    ("since", "amount"),
    [
        (date(2022, 12, 31), D("5000.00")),
        (date(2023, 1, 1), D("4833.33")),  # counts from February
        (date(2023, 4, 10), D("4333.33")),  # from May: 3000 × 4/12 + 5000 × 8/12
        (date(2023, 4, 30), D("4333.33")),
        (date(2023, 5, 1), D("4166.67")),
        (date(2023, 12, 1), D("3000.00")),
    ],
)
def test_an_upgrade_counts_from_the_month_after_approval(since, amount):
    history = ((date(2020, 1, 1), OrgType.BRANCH), (since, OrgType.GENERAL_BRANCH))
    decision = entitlement.annual(replace(OLD, org_type=OrgType.GENERAL_BRANCH, type_history=history))
    assert decision.amount_yuan == amount
    assert "/12" in decision.arithmetic
    assert "type_history" in {fact.name for fact in decision.facts}


def test_a_type_without_standard_in_the_history_is_refused():
    history = ((date(2020, 1, 1), OrgType.GROUP),)
    assert amount_of(entitlement.annual(replace(OLD, type_history=history))) == "no_standard"


def test_a_history_that_begins_in_the_year_counts_its_first_type_before_it():
    history = ((date(2023, 3, 1), OrgType.BRANCH),)
    assert entitlement.annual(replace(OLD, type_history=history)).amount_yuan == D("3000.00")


@pytest.mark.parametrize(
    ("policy", "facts", "amount"),
    [
        (policies.JINAN_MEMBER, {"members": 7, "are_relations_here": True}, D("2100.00")),
        (policies.JINAN_MEMBER, {"members": 0, "are_relations_here": True}, D("0.00")),
        (policies.JINAN_MEMBER, {"are_relations_here": True}, "missing_fact"),
        (policies.JINAN_MEMBER, {"members": 7, "are_relations_here": False}, "not_relations"),
        (policies.SHANXI_JOINT, {"form": FormationMode.JOINT}, D("3200.00")),
        (policies.SHANXI_JOINT, {"form": FormationMode.SINGLE}, "no_standard"),
        (policies.SHANXI_JOINT, {}, "missing_fact"),
        (policies.GUIYANG_GRADE, {"grade": "first"}, D("8000.00")),
        (policies.GUIYANG_GRADE, {"grade": "fourth"}, "no_standard"),
        (policies.GUIYANG_GRADE, {}, "missing_fact"),
    ],
)
def test_other_published_standards(policy, facts, amount):
    decision = entitlement.entitle(policy, replace(OLD, **facts))
    assert amount_of(decision) == amount
    assert decision.refusal is None or decision.refusal.render()


def test_jinan_pays_two_thousand_to_any_new_organization():
    joint = replace(NEW, form=FormationMode.JOINT)
    assert entitlement.entitle(policies.JINAN_STARTUP, joint).amount_yuan == D("2000.00")


def test_an_award_by_star_looks_the_star_up():
    policy = replace(policies.GUIYANG_GRADE, shape=PolicyShape.BY_STAR, amounts={"5": D(2000), "4": D(1000)})
    assert entitlement.entitle(policy, replace(OLD, star=4)).amount_yuan == D("1000.00")
    assert amount_of(entitlement.entitle(policy, replace(OLD, star=3))) == "no_standard"


@pytest.mark.parametrize(
    ("members", "other", "amount"),
    [
        (1, 0, D("500.00")),  # the floor
        (2, 0, D("600.00")),
        (10, 0, D("2500.00")),  # the cap
        (8, 100, D("2400.00")),
        (8, 101, D("2399.00")),  # support of another level counts against the cap
        (8, 9999, D("0.00")),
    ],
)
def test_floor_and_combined_cap(members, other, amount):
    policy = replace(policies.JINAN_MEMBER, floor_yuan=D(500), cap_yuan=D(2500))
    facts = replace(OLD, members=members, are_relations_here=True, other_support_yuan=D(other))
    assert entitlement.entitle(policy, facts).amount_yuan == amount


@pytest.mark.parametrize("key", list(conditions.CONDITIONS))
def test_every_condition_holds_fails_and_asks(key):
    condition = conditions.CONDITIONS[key]
    policy = replace(policies.QIANWEI_STARTUP, conditions=(key,))
    good = replace(
        NEW,
        has_passed=True,
        are_relations_here=True,
        are_dues_paid=True,
        is_last_year_settled=True,
        has_veto=False,
    )
    bad = {
        "active": {"is_active": False},
        "single": {"form": FormationMode.AFFILIATED},
        "approved": {"is_approved": False},
        "founded_in_year": {"founded_on": date(2021, 1, 1)},
        "unit_not_paid": {"is_unit_paid": True},
        "not_reformed": {"unit_revoked_on": date(2023, 1, 1)},
        "assessed": {"has_passed": False},
        "relations": {"are_relations_here": False},
        "dues": {"are_dues_paid": False},
        "settled": {"is_last_year_settled": False},
        "no_veto": {"has_veto": True},
    }[key]
    assert conditions.check(policy, good) == (None, (condition.fact,))
    refusal, asked = conditions.check(policy, replace(good, **bad))
    assert (refusal.code, asked) == (f"not_{key}", (condition.fact,))
    unknown, _asked = conditions.check(policy, replace(good, **{condition.fact: None}))
    assert (unknown is None) is condition.may_be_none


def test_every_shape_has_its_arithmetic_and_every_fact_its_label():
    assert set(entitlement.ARITHMETIC) == set(PolicyShape) == set(policies.KEYS)
    assert set(conditions.LABELS) == set(Facts.__dataclass_fields__)


def test_an_unknown_condition_is_an_error():
    with pytest.raises(KeyError):
        entitlement.startup(NEW, replace(policies.QIANWEI_STARTUP, conditions=("luck",)))


@given(st.integers(0, 10_000), st.decimals(0, 10_000, places=2), st.decimals(0, 10_000, places=2))
def test_an_amount_is_money_and_never_above_its_cap(members, each, cap):
    policy = replace(policies.JINAN_MEMBER, amounts={"": each}, cap_yuan=cap)
    amount = entitlement.entitle(policy, replace(OLD, members=members, are_relations_here=True)).amount_yuan
    assert 0 <= amount <= cap
    assert amount == amount.quantize(D("0.01"))


@given(st.dates(date(2023, 1, 1), date(2023, 12, 31)), st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_by_months_the_earlier_founding_never_gets_less(one, other):
    policy = replace(policies.QIANWEI_ANNUAL, proration=Proration.BY_MONTHS)
    first, second = (
        entitlement.annual(replace(OLD, founded_on=day), policy).amount_yuan for day in sorted((one, other))
    )
    assert first >= second
