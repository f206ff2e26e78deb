from datetime import date
from decimal import Decimal

import pytest

from orgs.choices import FormationMode, OrgStatus, VenueItem
from orgs.rules import ratings

D = Decimal


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", "good"),
        ("90", "good"),
        ("89.99", "fair"),
        ("80", "fair"),
        ("79.9", "ordinary"),
        ("60", "ordinary"),
        ("59.9", "poor"),
        ("0", "poor"),
    ],
)
def test_a_score_reaches_the_best_grade_it_can(score, grade):
    assert ratings.grade_for(ratings.FOUR_GRADES, D(score)).key == grade
    assert ratings.check_grade(ratings.FOUR_GRADES, grade, status=OrgStatus.ACTIVE, score=D(score)) is None


def test_a_scheme_without_scores_grades_by_judgement():
    assert ratings.grade_for(ratings.DADONG, D(95)) is None
    assert ratings.check_grade(ratings.DADONG, "ordinary", status=OrgStatus.ACTIVE, score=D(95)) is None


@pytest.mark.parametrize(
    ("grade", "score", "code"),
    [
        ("advanced", None, "grade_unknown"),
        ("poor", None, None),
        ("good", D("89.9"), "grade_score"),
        ("good", D("100.1"), "score_range"),
        ("good", D("-1"), "score_range"),
    ],
)
def test_a_grade_belongs_to_its_scheme_and_score(grade, score, code):
    refusal = ratings.check_grade(ratings.FOUR_GRADES, grade, status=OrgStatus.ACTIVE, score=score)
    assert (refusal.code if refusal else None) == code
    assert refusal is None or refusal.render()


@pytest.mark.parametrize("status", list(OrgStatus))
def test_only_active_organizations_are_rated(status):
    grade = ratings.check_grade(ratings.DADONG, "good", status=status)
    star = ratings.check_star(3, form=FormationMode.SINGLE, status=status)
    assert (grade is None) is (star is None) is (status == OrgStatus.ACTIVE)


@pytest.mark.parametrize("star", [-1, 0, 1, 2, 3, 4, 5, 6])
def test_stars_are_one_to_five(star):
    refusal = ratings.check_star(star, form=FormationMode.SINGLE, status=OrgStatus.ACTIVE)
    assert (refusal is None) is (1 <= star <= 5)
    assert refusal is None or refusal.render() == f"星级应为1到5星，现为{star}。"


@pytest.mark.parametrize("form", [None, *FormationMode])
def test_stars_are_for_single_organizations(form):
    refusal = ratings.check_star(5, form=form, status=OrgStatus.ACTIVE)
    assert (refusal is None) is (form == FormationMode.SINGLE)


@pytest.mark.parametrize(("star", "demonstrates"), [(3, False), (4, True), (5, True)])
def test_four_stars_demonstrate(star, demonstrates):
    assert ratings.is_demonstration_grade(star) is demonstrates


def test_stars_lapse_after_two_years():
    assert ratings.star_until(date(2012, 2, 29)) == date(2014, 2, 28)


def test_the_shipped_schemes_have_the_grades_of_their_places():
    assert list(ratings.DADONG.labels()) == ["advanced", "good", "ordinary"]
    assert list(ratings.NATIONAL_2012.labels()) == ["advanced", "ordinary", "backward"]
    assert len(ratings.SCHEMES) == 3


def test_a_scheme_is_read_from_data():
    bands = [{"key": "a", "label": "甲", "from_score": "85"}, {"key": "b", "label": "乙"}]
    scheme = ratings.scheme_from_data("two", "两档", bands, "示例")
    assert scheme.bands[0].from_score == D(85)
    assert scheme.labels() == {"a": "甲", "b": "乙"}


@pytest.mark.parametrize(("stored", "lowest"), [(0, D(0)), ("0", D(0)), ("", None), (None, None)])
def test_the_lowest_grade_may_begin_at_nothing(stored, lowest):
    bands = [{"key": "a", "label": "甲", "from_score": "85"}, {"key": "b", "label": "乙", "from_score": stored}]
    assert ratings.scheme_from_data("two", "两档", bands).bands[1].from_score == lowest


@pytest.mark.parametrize(
    "bands",
    [
        [{"key": "a", "label": "甲"}],
        [{"key": "a", "label": "甲"}, {"key": "a", "label": "乙"}],
        [{"key": "a", "label": "甲", "from_score": "60"}, {"key": "b", "label": "乙", "from_score": "80"}],
    ],
)
def test_a_scheme_that_grades_nothing_is_an_error(bands):
    with pytest.raises(ValueError, match="not a grading scheme"):
        ratings.scheme_from_data("x", "某", bands)


def test_a_venue_lacks_what_is_not_ticked_in_the_order_of_the_standard():
    assert ratings.missing_in_venue(set(VenueItem)) == ()
    assert ratings.missing_in_venue([VenueItem.FLAG, VenueItem.PLACE]) == (
        VenueItem.FACILITIES,
        VenueItem.SIGN,
        VenueItem.BOOKS,
        VenueItem.RULES,
    )
