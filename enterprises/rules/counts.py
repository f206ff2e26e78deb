"""Checks of staff and member counts; every count is in persons.

Source: domain 0.2, 0.3 and 7.6 (members split by stage and by where the relation sits).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from access.outcome import N_, Refusal, Verdict
from enterprises.choices import Headcount, MemberStage, RelationPlace

MAX_COUNT = 9_999_999  # more persons than any unit has; keeps a slipped finger out of the sums
MAX_WAN = Decimal("999999999999.99")  # what the column holds
IN_THE_PARTY = (MemberStage.FORMAL, MemberStage.PROBATIONARY)


@dataclass(frozen=True)
class MemberCounts:
    """What was counted in one unit: staff, persons by stage, members (formal and probationary) by relation place."""

    staff: int | None = None
    by_stage: Mapping[MemberStage, int] = field(default_factory=dict, hash=False)
    by_relation: Mapping[RelationPlace, int] = field(default_factory=dict, hash=False)

    @property
    def formal(self) -> int:
        """Return the formal members (正式党员), who alone decide formation."""
        return self.by_stage.get(MemberStage.FORMAL, 0)

    @property
    def members(self) -> int:
        """Return the members, probationary included."""
        return sum(self.by_stage.get(stage, 0) for stage in IN_THE_PARTY)


def _impossible(label: object, value: int) -> Refusal | None:
    """Refuse a count below zero or beyond any unit."""
    params = {"label": label, "value": value, "limit": MAX_COUNT}
    if value < 0:
        return Refusal("count_negative", N_("“%(label)s”不能为负数，现为%(value)d。"), params)
    if value > MAX_COUNT:
        return Refusal("count_too_large", N_("“%(label)s”不能大于%(limit)d，现为%(value)d。"), params)
    return None


def check_each(counts: Mapping[Any, int]) -> tuple[Refusal, ...]:
    """Refuse each labelled count that cannot be (label → persons)."""
    found = (_impossible(label, value) for label, value in counts.items())
    return tuple(refusal for refusal in found if refusal)


def check_money(label: str, wan: Decimal | int) -> Refusal | None:
    """Refuse an amount (万元) below zero or beyond what can be kept."""
    if wan < 0:
        return Refusal("money_negative", N_("“%(label)s”不能为负数。"), {"label": label})
    if wan > MAX_WAN:
        return Refusal("money_too_large", N_("“%(label)s”过大，请核对单位是否为万元。"), {"label": label})
    return None


def _check_sums(counts: MemberCounts) -> tuple[Refusal, ...]:
    """Refuse more members than staff and a relation split that does not add up."""
    found = []
    if counts.staff is not None and counts.members > counts.staff:
        message = N_("党员%(members)d名（含预备党员）多于从业人员%(staff)d名。")
        found.append(Refusal("members_exceed_staff", message, {"members": counts.members, "staff": counts.staff}))
    split = sum(counts.by_relation.values())
    if counts.by_relation and split != counts.members:
        message = N_("按组织关系所在划分的党员合计%(split)d名，与党员总数%(members)d名不符。")
        found.append(Refusal("relation_split", message, {"split": split, "members": counts.members}))
    return tuple(found)


def _unusual(counts: MemberCounts) -> tuple[Refusal, ...]:
    """Warn when everybody on the way to the Party is more than everybody at work."""
    on_the_way = sum(counts.by_stage.values())
    if counts.staff is None or on_the_way <= counts.staff:
        return ()
    message = N_("党员、发展对象、积极分子和申请人合计%(people)d名，多于从业人员%(staff)d名，请核对。")
    return (Refusal("stages_exceed_staff", message, {"people": on_the_way, "staff": counts.staff}),)


def check_members(counts: MemberCounts) -> Verdict:
    """Check the counts of one unit: none negative, members at most the staff, the relation split adding up.

    Source: domain 7.6 form D (关系在本企业…其他); 正式党员 ≤ 党员 ≤ 从业人员.
    """
    labelled = {stage.label: number for stage, number in counts.by_stage.items()}
    labelled |= {place.label: number for place, number in counts.by_relation.items()}
    if counts.staff is not None:
        labelled[Headcount.STAFF.label] = counts.staff
    impossible = check_each(labelled)
    if impossible:
        return Verdict(refusals=impossible)
    refusals = _check_sums(counts)
    return Verdict(refusals=refusals, warnings=() if refusals else _unusual(counts))
