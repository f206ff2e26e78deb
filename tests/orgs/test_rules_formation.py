import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.choices import FormationMode, OrgNature, OrgType
from orgs.rules import formation
from orgs.rules.formation import Situation
from orgs.rules.limits import ARTICLE_4, NATIONAL, Limits, limits_from_data


def codes(found):
    return [refusal.code for refusal in found]


def unit(formal, members=None, **kwargs):
    return Situation("示例公司", formal, formal if members is None else members, **kwargs)


@pytest.mark.parametrize(
    ("members", "formal", "form"),
    [
        (0, 0, FormationMode.REGIONAL),
        (1, 0, FormationMode.JOINT),  # one on probation is a member
        (2, 2, FormationMode.JOINT),
        (5, 2, FormationMode.JOINT),
        (3, 3, FormationMode.SINGLE),
        (90, 80, FormationMode.SINGLE),
    ],
)
def test_the_form_follows_the_formal_members(members, formal, form):
    assert formation.recommended_form(members=members, formal=formal) == form


@pytest.mark.parametrize(("members", "formal"), [(-1, -1), (1, 2), (0, -1)])
def test_impossible_counts_are_an_error(members, formal):
    with pytest.raises(ValueError, match="impossible"):
        formation.recommended_form(members=members, formal=formal)


@pytest.mark.parametrize("counts", [(-1, 2, None), (3, 2, None), (2, 2, 3), (2, 2, -1)])
def test_a_situation_of_impossible_counts_is_an_error(counts):
    formal, members, here = counts
    with pytest.raises(ValueError, match="impossible"):
        Situation("示例公司", formal, members, formal_here=here)


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_formal_members_never_weaken_the_form(formal, more):
    before = formation.recommended_form(members=formal, formal=formal)
    after = formation.recommended_form(members=formal + more, formal=formal + more)
    order = [FormationMode.REGIONAL, FormationMode.JOINT, FormationMode.SINGLE]
    assert order.index(after) >= order.index(before)


@pytest.mark.parametrize(
    ("members", "exclusive", "inclusive"),
    [
        (49, OrgType.BRANCH, OrgType.BRANCH),
        (50, OrgType.BRANCH, OrgType.GENERAL_BRANCH),
        (51, OrgType.GENERAL_BRANCH, OrgType.GENERAL_BRANCH),
        (100, OrgType.GENERAL_BRANCH, OrgType.COMMITTEE),
        (101, OrgType.COMMITTEE, OrgType.COMMITTEE),
    ],
)
def test_the_operator_of_the_thresholds_is_a_setting(members, exclusive, inclusive):
    assert formation.recommended_type(members) == exclusive
    assert formation.recommended_type(members, limits=Limits(is_from_inclusive=True)) == inclusive


@pytest.mark.parametrize(
    ("org_type", "members", "warned"),
    [
        (OrgType.BRANCH, 50, []),
        (OrgType.BRANCH, 51, ["branch_too_large"]),
        (OrgType.GENERAL_BRANCH, 51, []),
        (OrgType.GENERAL_BRANCH, 50, ["type_too_high"]),
        (OrgType.COMMITTEE, 101, []),
        (OrgType.COMMITTEE, 100, ["type_too_high"]),
        (OrgType.GROUP, 1, []),
    ],
)
def test_a_type_that_does_not_fit_is_a_warning(org_type, members, warned):
    verdict = formation.check_type(org_type, members=members)
    assert verdict.is_allowed
    assert codes(verdict.warnings) == warned


@pytest.mark.parametrize(
    ("org_type", "parents"),
    [
        (OrgType.COMMITTEE, {None, OrgType.COMMITTEE}),
        (OrgType.GENERAL_BRANCH, {None, OrgType.COMMITTEE}),
        (OrgType.BRANCH, {None, OrgType.COMMITTEE, OrgType.GENERAL_BRANCH}),
        (OrgType.GROUP, {OrgType.BRANCH}),
    ],
)
def test_each_type_has_its_superiors(org_type, parents):
    for parent in (None, *OrgType):
        assert (formation.check_parent(org_type, parent) is None) is (parent in parents)


def test_the_superior_is_named_in_the_refusal():
    assert (
        formation.check_parent(OrgType.BRANCH, OrgType.GROUP).render()
        == "“党支部”的上级不能是“党小组”，只能是党委或党总支。"
    )
    assert formation.check_parent(OrgType.GROUP, None).render() == "“党小组”须写明上级，只能是党支部。"


@pytest.mark.parametrize(("formal", "refused"), [(2, ["below_threshold"]), (3, [])])
def test_a_single_organization_needs_three_formal_members(formal, refused):
    verdict = formation.check_single(unit(formal, 9))
    assert codes(verdict.refusals) == refused
    assert all(refusal.clause == ARTICLE_4 for refusal in verdict.refusals)


def test_the_refusal_names_the_numbers():
    sentence = formation.check_single(unit(2, 9)).refusals[0].render()
    assert sentence == "“示例公司”有正式党员2名，不足3名，不能单独组建党组织。"


@pytest.mark.parametrize(
    ("here", "nature", "warned"),
    [
        (None, OrgNature.REGULAR, []),
        (3, OrgNature.REGULAR, []),
        (2, OrgNature.REGULAR, ["relations_elsewhere"]),
        (0, OrgNature.PROJECT, ["relations_elsewhere"]),
        (0, OrgNature.FLOATING, ["relations_elsewhere"]),
        (0, OrgNature.TEMPORARY, []),  # relations do not move
        (0, OrgNature.FUNCTIONAL, []),
    ],
)
def test_relations_elsewhere_are_a_warning_where_relations_move(here, nature, warned):
    verdict = formation.check_single(unit(3, formal_here=here), nature=nature)
    assert verdict.is_allowed
    assert codes(verdict.warnings) == warned


def test_a_unit_that_does_not_operate_is_not_covered_in_any_form():
    gone = unit(3, is_operating=False)
    for verdict in (
        formation.check_single(gone),
        formation.check_joint([gone, unit(1)]),
        formation.check_affiliated(gone),
        formation.check_covered(gone),
    ):
        assert "unit_not_operating" in codes(verdict.refusals)


@pytest.mark.parametrize(
    ("units", "reason", "refused", "warned"),
    [
        ([unit(2), unit(1)], "", [], []),
        ([unit(2), unit(0, 1)], "", ["joint_below_threshold"], []),
        ([unit(2)], "", ["joint_too_few_units", "joint_below_threshold"], []),
        ([], "", ["joint_too_few_units", "joint_below_threshold"], []),
        ([unit(3), unit(1)], "", [], ["should_be_single"]),
        ([unit(2), unit(1), unit(0)], "", [], ["no_member"]),
        ([unit(1)] * 5, "", [], []),
        ([unit(1)] * 6, "", ["joint_needs_reason"], ["joint_too_many_units"]),
        ([unit(1)] * 6, "  ", ["joint_needs_reason"], ["joint_too_many_units"]),
        ([unit(1)] * 6, "同一楼宇,便于管理", [], ["joint_too_many_units"]),
    ],
)
def test_a_joint_branch(units, reason, refused, warned):
    verdict = formation.check_joint(units, reason=reason)
    assert codes(verdict.refusals) == refused
    assert codes(verdict.warnings) == warned


def test_a_district_may_allow_larger_joint_branches():
    ten = Limits(joint_max_units=10)
    assert formation.check_joint([unit(1)] * 10, limits=ten).is_allowed
    assert not formation.check_joint([unit(1)] * 11, limits=ten).is_allowed


@pytest.mark.parametrize(
    ("situation", "refused", "warned"),
    [
        (unit(0), ["affiliated_no_member"], []),
        (unit(0, 1), [], []),
        (unit(2), [], []),
        (unit(3), [], ["should_be_single"]),
    ],
)
def test_members_hang_on_to_another_branch(situation, refused, warned):
    verdict = formation.check_affiliated(situation)
    assert (codes(verdict.refusals), codes(verdict.warnings)) == (refused, warned)


@pytest.mark.parametrize(("situation", "warned"), [(unit(0), []), (unit(2), []), (unit(3), ["should_be_single"])])
def test_the_regional_branch_covers_everybody(situation, warned):
    verdict = formation.check_covered(situation)
    assert (codes(verdict.refusals), codes(verdict.warnings)) == ([], warned)


@pytest.mark.parametrize(
    ("formal", "nature", "refused"),
    [
        (3, OrgNature.REGULAR, []),
        (2, OrgNature.REGULAR, ["regional_below_threshold"]),
        (0, OrgNature.FUNCTIONAL, []),
        (0, OrgNature.TEMPORARY, []),
    ],
)
def test_the_one_of_one_plus_n_is_a_branch_itself(formal, nature, refused):
    assert codes(formation.check_regional_branch(formal=formal, nature=nature).refusals) == refused


def test_limits_are_read_from_data_and_keep_the_national_rest():
    limits = limits_from_data({"joint_max_units": 10, "source": "合肥"})
    assert (limits.joint_max_units, limits.min_formal_members) == (10, NATIONAL.min_formal_members)


@pytest.mark.parametrize("data", [{"colour": 3}, {"joint_max_units": 0}, {"min_formal_members": -3}])
def test_impossible_limits_are_an_error(data):
    with pytest.raises(ValueError, match="limit"):
        limits_from_data(data)
