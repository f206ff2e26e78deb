"""Whether the units of a joint branch lie near enough to each other (地域相邻).

Source: 《中国共产党支部工作条例(试行)》第四条 "按照地域相邻、行业相近、规模适当、便于管理的原则,成立联合党支部".
"""

from collections.abc import Collection, Mapping

from access.choices import AreaLevel
from access.outcome import N_, Refusal, Verdict
from orgs.rules.limits import ARTICLE_4

NEAR = frozenset({AreaLevel.COMMUNITY, AreaLevel.PARK, AreaLevel.ZONE})  # what a neighbourhood is made of


def not_near(unit: str) -> Refusal:
    """Return the warning about a unit, by its name, that lies too far from the branch; distance is a norm (一般)."""
    message = N_("“%(unit)s”与该支部不在同一或相邻社区，一般按地域相邻联合组建。")
    return Refusal("not_near", message, {"unit": unit}, ARTICLE_4)


def check_near(seat: int, units: Mapping[str, int], neighbours: Collection[tuple[int, int]]) -> Verdict:
    """Warn of units outside the community of the branch and those beside it.

    Args:
        seat: key of the community (park, zone) in which the branch is kept.
        units: name of each unit with the key of its community.
        neighbours: pairs of adjacent communities, in either order. Without any the neighbourhood is unknown, and nothing is said.
    """
    known = {seat, *(place for pair in neighbours if seat in pair for place in pair)}
    if not neighbours:
        return Verdict()
    return Verdict(warnings=tuple(not_near(name) for name, place in units.items() if place not in known))
