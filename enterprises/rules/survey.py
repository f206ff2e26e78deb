"""The one table of what a visit asks, when it asks it, and what must hold between the answers.

The form, the service, REST and the import judge by :data:`CHECKS` and :data:`SHOWS`; :func:`as_data` hands the same tables to the phone,
whose script interprets them. A check is data: which fields on the left, which on the right, and how they compare.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from access.outcome import N_, Refusal, Verdict
from enterprises.choices import Headcount, MemberStage, RelationPlace, SurveyPart, VisitOutcome

MAX_COUNT = 9_999_999  # more persons than any unit has; keeps a slipped finger out of the sums
MAX_WAN = Decimal("999999999999.99")  # what the column holds
AGAIN = (VisitOutcome.DOOR_CLOSED, VisitOutcome.REFUSED, VisitOutcome.NOT_FOUND)  # worth another visit


@dataclass(frozen=True)
class Field:
    """One thing that a visit asks: its part of the form and, for numbers, its bounds."""

    label: Any
    part: SurveyPart
    kind: str = "count"  # count, money


FIELDS: dict[str, Field] = {
    "staff": Field(Headcount.STAFF.label, SurveyPart.STAFF),
    "formal": Field(MemberStage.FORMAL.label, SurveyPart.MEMBERS),
    "probationary": Field(MemberStage.PROBATIONARY.label, SurveyPart.MEMBERS),
    "targets": Field(MemberStage.DEVELOPMENT_TARGET.label, SurveyPart.MEMBERS),
    "activists": Field(MemberStage.ACTIVIST.label, SurveyPart.MEMBERS),
    "applicants": Field(MemberStage.APPLICANT.label, SurveyPart.MEMBERS),
    "relation_here": Field(RelationPlace.UNIT.label, SurveyPart.RELATIONS),
    "relation_talent": Field(RelationPlace.TALENT_AGENCY.label, SurveyPart.RELATIONS),
    "relation_former": Field(RelationPlace.FORMER_OR_COMMUNITY.label, SurveyPart.RELATIONS),
    "relation_temporary": Field(RelationPlace.TEMPORARY.label, SurveyPart.RELATIONS),
    "relation_other": Field(RelationPlace.OTHER.label, SurveyPart.RELATIONS),
    "revenue_wan": Field(N_("年营业收入（万元）"), SurveyPart.MONEY, "money"),
    "assets_wan": Field(N_("资产总额（万元）"), SurveyPart.MONEY, "money"),
}
MEMBERS = ("formal", "probationary")
STAGES = (*MEMBERS, "targets", "activists", "applicants")
RELATIONS = tuple(name for name, one in FIELDS.items() if one.part == SurveyPart.RELATIONS)
COUNTED = (*FIELDS, "mass", "liaison_name", "liaison_phone", "talks")


@dataclass(frozen=True)
class Check:
    """What must hold between sums of fields. ``names`` are the two sums' names in the sentence.

    ``sum_le``: the left sum is at most the right one, where the right side is known. ``split``: the left sum, when anything of it was
    said, equals the right one. ``warns`` tells without refusing.
    """

    code: str
    kind: str  # sum_le, split
    left: tuple[str, ...]
    right: tuple[str, ...]
    at: str
    message: str
    names: tuple[str, str]
    warns: bool = False
    clause: str = ""

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Say whether the check holds of what is known."""
        left, right = (_sum(values, side) for side in (self.left, self.right))
        if self.kind == "split":
            return left in {0, right}
        return any(values.get(name) is None for name in self.right) or left <= right

    def refusal(self, values: Mapping[str, Any]) -> Refusal:
        """Return the sentence with the two sums."""
        sums = (_sum(values, self.left), _sum(values, self.right))
        return Refusal(self.code, self.message, dict(zip(self.names, sums, strict=True)), clause=self.clause)


# Source: domain 7.6 form D (关系在本企业…其他); 正式党员 ≤ 党员 ≤ 从业人员.
CHECKS: tuple[Check, ...] = (
    Check(
        "members_exceed_staff", "sum_le", MEMBERS, ("staff",), "formal",
        N_("党员%(members)d名（含预备党员）多于从业人员%(staff)d名。"), ("members", "staff"),
    ),
    Check(
        "formal_exceed_members", "sum_le", ("formal",), ("members",), "formal",
        N_("正式党员%(formal)d名多于党员总数%(members)d名。"), ("formal", "members"),
    ),
    Check(
        "relation_split", "split", RELATIONS, MEMBERS, "relation_here",
        N_("按组织关系所在划分的党员合计%(split)d名，与党员总数%(members)d名不符。"), ("split", "members"),
    ),
    Check(
        "stages_exceed_staff", "sum_le", STAGES, ("staff",), "staff",
        N_("党员、发展对象、积极分子和申请人合计%(people)d名，多于从业人员%(staff)d名，请核对。"), ("people", "staff"), warns=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Show:
    """Skip logic: the fields are asked only while the sum (or the one value) of ``given`` compares so with ``value``."""

    fields: tuple[str, ...]
    given: tuple[str, ...]
    op: str
    value: Any

    def is_met(self, values: Mapping[str, Any]) -> bool:
        """Say whether the fields are asked."""
        found = values.get(self.given[0]) if len(self.given) == 1 else _sum(values, self.given)
        return found is not None and found != "" and COMPARE[self.op](found, self.value)


COMPARE: dict[str, Any] = {
    "eq": lambda found, value: found == value,
    "ne": lambda found, value: found != value,
    "in": lambda found, value: found in value,
    "has": lambda found, value: value in found,
    "ge": lambda found, value: found >= value,
    "gt": lambda found, value: found > value,
    "le": lambda found, value: found <= value,
    "lt": lambda found, value: found < value,
}
SHOWS: tuple[Show, ...] = (
    Show(COUNTED, ("outcome",), "eq", "done"),
    Show(RELATIONS, MEMBERS, "gt", 0),
    Show(("revisit_on",), ("outcome",), "in", tuple(one.value for one in AGAIN)),
)


def _sum(values: Mapping[str, Any], names: Iterable[str]) -> int:
    return sum(values.get(name) or 0 for name in names)


def check_number(label: Any, value: Any, kind: str = "count") -> Refusal | None:
    """Refuse a count or an amount (万元) below zero or beyond what can be."""
    params = {"label": label, "value": value, "limit": MAX_COUNT}
    if kind == "money":
        if value < 0:
            return Refusal("money_negative", N_("“%(label)s”不能为负数。"), {"label": label})
        too_large = Refusal("money_too_large", N_("“%(label)s”过大，请核对单位是否为万元。"), {"label": label})
        return too_large if value > MAX_WAN else None
    if value < 0:
        return Refusal("count_negative", N_("“%(label)s”不能为负数，现为%(value)d。"), params)
    if value > MAX_COUNT:
        return Refusal("count_too_large", N_("“%(label)s”不能大于%(limit)d，现为%(value)d。"), params)
    return None


@dataclass(frozen=True)
class Judged:
    """What is wrong, by field, and what is only unusual."""

    refusals: tuple[tuple[str, Refusal], ...] = ()
    warnings: tuple[tuple[str, Refusal], ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The same without the fields."""
        return Verdict(refusals=tuple(one for _at, one in self.refusals), warnings=tuple(w for _at, w in self.warnings))


def judge(values: Mapping[str, Any]) -> Judged:
    """Judge answers together with what is known; sums are compared only when every number is possible by itself."""
    numbers = {name: values[name] for name in FIELDS if values.get(name) is not None}
    impossible = [
        (name, check_number(FIELDS[name].label, number, FIELDS[name].kind))
        for name, number in numbers.items()
        if not 0 <= number <= MAX_COUNT  # whatever is counted or measured may lie between
    ]
    refused = [(name, refusal) for name, refusal in impossible if refusal is not None]
    if any(FIELDS[name].kind == "count" for name, _refusal in refused):
        return Judged(tuple(refused))
    broken = [check for check in CHECKS if not check.holds(values)]
    refused += [(check.at, check.refusal(values)) for check in broken if not check.warns]
    warned = [(check.at, check.refusal(values)) for check in broken if check.warns]
    return Judged(tuple(refused), () if refused else tuple(warned))


def settled(values: Mapping[str, Any], said: Iterable[str] = ()) -> dict[str, Any]:
    """Return the values where, once there is no member, relations that nobody spoke of (``said``) sit nowhere.

    They are not asked then (see SHOWS), so what was known of them is of members who are gone. Source: domain 7.6 form D.
    """
    found, spoken = dict(values), set(said)
    if all(values.get(name) is not None for name in MEMBERS) and not _sum(values, MEMBERS):
        found |= {name: 0 for name in RELATIONS if name not in spoken and values.get(name)}
    return found


def asked_with(parts: Iterable[str], known: Mapping[str, Any]) -> list[str]:
    """Return the parts to be asked: where a split of the members is known, it is asked with their number, which it has to match."""
    found = list(parts)
    if SurveyPart.MEMBERS in found and SurveyPart.RELATIONS not in found and _sum(known, RELATIONS):
        found.append(SurveyPart.RELATIONS)
    return found


def hidden(values: Mapping[str, Any], more: Iterable[Show] = ()) -> frozenset[str]:
    """Return the fields that are not asked, given the answers; what depends on a hidden field is hidden with it."""
    found: set[str] = set()
    for show in (*SHOWS, *more):
        if not show.is_met({name: value for name, value in values.items() if name not in found}):
            found.update(show.fields)
    return frozenset(found)


@dataclass(frozen=True)
class Asked:
    """What a round asks: the parts of the known data, and extra questions as the rules read them."""

    parts: frozenset[str] = field(default_factory=lambda: frozenset(SurveyPart))

    def fields(self) -> tuple[str, ...]:
        """Return the known fields that are asked."""
        return tuple(name for name, one in FIELDS.items() if one.part in self.parts)


def as_data() -> dict[str, Any]:
    """Return the tables as plain data, for whoever interprets them elsewhere; messages and labels are msgids to be translated."""
    return {
        "fields": [
            {"name": name, "label": one.label, "kind": one.kind, "part": one.part.value, "lowest": 0,
             "highest": float(MAX_WAN) if one.kind == "money" else MAX_COUNT}
            for name, one in FIELDS.items()
        ],
        "checks": [
            {"code": one.code, "kind": one.kind, "left": one.left, "right": one.right, "at": one.at, "message": one.message,
             "names": one.names, "warns": one.warns}
            for one in CHECKS
        ],
        "shows": [{"fields": one.fields, "given": one.given, "op": one.op, "value": one.value} for one in SHOWS],
    }  # fmt: skip
