import itertools

import pytest

from orgs.choices import FormationMode
from orgs.rules import modes

M = FormationMode
OWN = {M.SINGLE, M.JOINT, M.AFFILIATED, M.RELYING}


def test_every_mode_has_a_strength_of_its_own():
    assert set(modes.STRENGTH) == set(M) == set(modes.COMPANIONS)
    assert len(set(modes.STRENGTH.values())) == len(M)


@pytest.mark.parametrize(
    ("held", "counted"),
    [
        ([], None),
        ([M.REGIONAL], M.REGIONAL),
        ([M.REGIONAL, M.RELYING], M.RELYING),
        ([M.REGIONAL, M.JOINT], M.JOINT),
        ([M.JOINT, M.SINGLE, M.REGIONAL], M.SINGLE),
        ([M.AFFILIATED, M.RELYING], M.AFFILIATED),
    ],
)
def test_a_unit_counts_once_by_its_strongest_mode(held, counted):
    assert modes.strongest(held) == counted


@pytest.mark.parametrize(("held", "new"), list(itertools.product(M, M)))
def test_own_forms_exclude_each_other_and_regional_may_stand_beside(held, new):
    refusal = modes.check_mode([held], new)
    assert (refusal is not None) is (held == new or {held, new} <= OWN)


def test_a_unit_without_coverage_may_have_any():
    assert all(modes.check_mode([], new) is None for new in M)


def test_the_refusal_names_both_forms():
    refusal = modes.check_mode([M.REGIONAL, M.JOINT], M.SINGLE)
    assert refusal.render() == "该单位已有“联合组建”的党组织覆盖，不能同时“单独组建”。"


COMPATIBLE = {
    (M.SINGLE, M.AFFILIATED), (M.SINGLE, M.RELYING),
    (M.JOINT, M.JOINT), (M.JOINT, M.AFFILIATED), (M.JOINT, M.RELYING),
    (M.REGIONAL, M.REGIONAL), (M.REGIONAL, M.AFFILIATED), (M.REGIONAL, M.RELYING),
    (M.AFFILIATED, M.AFFILIATED), (M.AFFILIATED, M.RELYING), (M.RELYING, M.RELYING),
}  # fmt: skip


@pytest.mark.parametrize(("covered", "new"), list(itertools.product(M, M)))
def test_what_one_organization_may_be_at_once(covered, new):
    allowed = (covered, new) in COMPATIBLE or (new, covered) in COMPATIBLE
    assert (modes.check_companion([covered], new) is None) is allowed


def test_a_single_organization_has_one_unit_of_its_own():
    refusal = modes.check_companion([M.AFFILIATED, M.SINGLE], M.SINGLE)
    assert refusal.render() == "该党组织现为“单独组建”，不能再以“单独组建”覆盖其他单位。"


@pytest.mark.parametrize(
    ("covered", "is_regional", "form"),
    [
        ([], False, None),
        ([], True, M.REGIONAL),
        ([M.AFFILIATED, M.SINGLE], False, M.SINGLE),
        ([M.JOINT, M.JOINT], False, M.JOINT),
        ([M.AFFILIATED], True, M.REGIONAL),
    ],
)
def test_the_form_of_an_organization_is_read_from_whom_it_covers(covered, is_regional, form):
    assert modes.form_of(covered, is_regional=is_regional) == form
