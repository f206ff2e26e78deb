"""Quality rules of the ledger: what contradicts itself or is missing, who puts it right, and within how many days.

Source: domain 3.4 (registers full of shells, compared three times until they match); the days are our working defaults. A finding
is computed from the facts of the day and never stored: it is gone when the facts are right.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from access.outcome import N_

COMMUNITY, STREET = "community", "street"
OWNERS = {COMMUNITY: N_("社区（村）"), STREET: N_("街道（乡镇）")}


@dataclass(frozen=True)
class QualityRule:
    """One rule: its sentence, who puts it right, within how many days of its beginning."""

    code: str
    label: Any
    owner: str
    days: int

    def due_on(self, since: date) -> date:
        """Return the last day on which it should be put right."""
        return since + timedelta(days=self.days)


RULES: tuple[QualityRule, ...] = (
    QualityRule("members_without_staff", N_("有党员但没有从业人员数"), COMMUNITY, 30),
    QualityRule("members_exceed_staff", N_("党员数多于从业人员数"), COMMUNITY, 15),
    QualityRule("base_not_operating", N_("在党建基数内但已不在营"), STREET, 15),
    QualityRule("operating_without_base", N_("在营但没有核定是否纳入基数"), STREET, 30),
    QualityRule("operating_without_staff", N_("在营但从业人员为0"), COMMUNITY, 30),
    QualityRule("members_unknown", N_("在营但没有党员情况"), COMMUNITY, 60),
    QualityRule("phone_missing", N_("在营但没有联系电话"), COMMUNITY, 60),
    QualityRule("industry_missing", N_("没有行业门类"), COMMUNITY, 60),
    QualityRule("code_pending", N_("在营但没有统一社会信用代码"), STREET, 90),
    QualityRule("founded_ahead", N_("成立日期晚于今天"), COMMUNITY, 15),
    QualityRule("founded_after_registration", N_("成立日期晚于入册日期"), COMMUNITY, 30),
)


def score(total: int, faulty: int) -> int:
    """Return how many of a hundred units are without findings, rounded down; 100 where there are none.

    Raises:
        ValueError: more faulty units than units.
    """
    if not 0 <= faulty <= total:
        raise ValueError(f"impossible counts: {faulty=} {total=}")
    return 100 if total == 0 else (total - faulty) * 100 // total
