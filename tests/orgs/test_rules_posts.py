import pytest

from orgs.choices import PostKind, SecretarySource
from orgs.rules import posts


@pytest.mark.parametrize(
    ("formal", "seats", "refused", "warned"),
    [
        (6, 0, None, None),
        (6, 1, None, None),
        (6, 2, None, None),  # secretary and deputy
        (6, 3, None, "committee_not_needed"),
        (7, 0, "committee_required", None),
        (7, 2, "committee_required", None),
        (7, 3, None, None),
        (7, 5, None, None),
        (50, 7, None, None),
        (50, 8, None, "committee_too_large"),
    ],
)
def test_seven_formal_members_need_a_committee_of_three_to_seven(formal, seats, refused, warned):
    verdict = posts.check_committee(formal=formal, seats=seats)
    assert [refusal.code for refusal in verdict.refusals] == ([refused] if refused else [])
    assert [warning.code for warning in verdict.warnings] == ([warned] if warned else [])
    assert all(found.render() and found.clause for found in verdict.refusals + verdict.warnings)


@pytest.mark.parametrize("kind", list(PostKind))
def test_only_deputies_and_plain_members_are_several(kind):
    refusal = posts.check_post([kind], kind)
    assert (refusal is None) is (kind in {PostKind.DEPUTY, PostKind.MEMBER})
    assert posts.check_post([], kind) is None


def test_the_taken_post_is_named():
    assert posts.check_post([PostKind.SECRETARY], PostKind.SECRETARY).render() == "该党组织已有书记，应先免去原任职务。"


@pytest.mark.parametrize("source", list(SecretarySource))
def test_a_secretary_is_a_formal_member_whatever_the_source(source):
    assert posts.check_secretary(is_formal_member=False, source=source).refusals[0].code == "secretary_not_formal"
    assert posts.check_secretary(is_formal_member=True, source=source).warnings == ()


@pytest.mark.parametrize(("investor", "warned"), [(True, False), (None, False), (False, True)])
def test_an_owner_secretary_should_be_a_known_investor(investor, warned):
    verdict = posts.check_secretary(is_formal_member=True, source=SecretarySource.OWNER, is_investor=investor)
    assert bool(verdict.warnings) is warned


def test_owner_secretaries_are_secretaries_who_own():
    found = {
        (kind, source)
        for kind in PostKind
        for source in (None, *SecretarySource)
        if posts.is_owner_secretary(kind, source)
    }
    assert found == {(PostKind.SECRETARY, SecretarySource.OWNER)}
