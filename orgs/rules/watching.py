"""Which changes of members and units ask for a decision about how units are organized (动态预警), one at a time.

Source: 《中国共产党支部工作条例(试行)》第五条 (正式党员3名以上应当单独成立, 不足3名联合成立), domain 2.3 动态清零. A unit that comes to 3
formal members without an organization is on the list of cases (组建台账) already, a new registration among what the register
brought: neither is told twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from orgs.choices import FormationMode, WatchKind
from orgs.rules.limits import NATIONAL, Limits

TOLD = timedelta(days=90)  # for how long a probationary member who turned formal is told; ours


@dataclass(frozen=True)
class UnitStanding:
    """An operating unit on a day; counts are persons."""

    mode: FormationMode | None  # own or joint organization that covers it
    formal: int
    least_formal: int  # the fewest since that organization covers it
    turned: bool  # the latest count has more formal and fewer probationary members than the one before, and is fresh


def of_unit(standing: UnitStanding, *, limits: Limits = NATIONAL) -> WatchKind | None:
    """Return what a unit asks for; None when nothing is to be decided.

    A unit that had three formal members already when its joint branch was formed was decided upon then.
    """
    ripe = standing.formal >= limits.min_formal_members
    if standing.mode == FormationMode.JOINT:
        grew = standing.least_formal < limits.min_formal_members
        return WatchKind.OWN_BRANCH if ripe and grew else None
    if standing.mode is None and standing.turned and not ripe:
        return WatchKind.TURNED_FORMAL
    return None


def of_joint(formal: Sequence[int], *, limits: Limits = NATIONAL) -> WatchKind | None:
    """Return what a joint organization asks for, whose units have ``formal`` members each; None when it stands well.

    One unit is no joint organization whatever its members: that is said first.
    """
    if len(formal) <= 1:
        return WatchKind.JOINT_SINGLE
    return WatchKind.JOINT_SHORT if sum(formal) < limits.min_formal_members else None
