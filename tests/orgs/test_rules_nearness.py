"""Nearness of the units of a joint branch: same or adjacent communities, and silence where nobody said who the neighbours are."""

import pytest

from orgs.rules.limits import ARTICLE_4
from orgs.rules.nearness import check_near

PAIRS = {(1, 2), (2, 3)}


@pytest.mark.parametrize(
    ("seat", "places", "neighbours", "far"),
    [
        (1, {"甲": 1, "乙": 2}, PAIRS, []),
        (2, {"甲": 1, "乙": 2, "丙": 3}, PAIRS, []),  # both beside the middle
        (1, {"甲": 1, "丙": 3}, PAIRS, ["丙"]),  # the neighbour of a neighbour
        (1, {"甲": 9, "乙": 8}, PAIRS, ["甲", "乙"]),
        (9, {"甲": 9, "乙": 1}, PAIRS, ["乙"]),
        (1, {"甲": 9}, set(), []),  # unknown
    ],
)
def test_units_outside_the_neighbourhood_of_the_branch_are_warned_of_by_name(seat, places, neighbours, far):
    for pairs in (neighbours, {(other, one) for one, other in neighbours}):
        verdict = check_near(seat, places, pairs)
        assert [warning.params["unit"] for warning in verdict.warnings] == far
        assert verdict.is_allowed
        assert {warning.clause for warning in verdict.warnings} <= {ARTICLE_4}
