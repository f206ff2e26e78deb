"""Indicator definitions (口径) as versioned data, and the pure evaluator that the queries must agree with.

A definition is built of `Flag`s: a unit (or an organization) is in the denominator when it fits ``whole``, and in the
numerator when it fits ``part`` as well. Source: domain 3.2; source 001 四个100%目标.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from access.outcome import N_, Rate
from reports.choices import Counted, Flag, IndicatorCode, Measure

Code = IndicatorCode


@dataclass(frozen=True)
class Condition:
    """Flags of which all, at least one, and none must be true; an empty part asks nothing."""

    all_of: tuple[Flag, ...] = ()
    any_of: tuple[Flag, ...] = ()
    none_of: tuple[Flag, ...] = ()

    def fits(self, flags: Collection[str]) -> bool:
        """Tell whether the flags fulfil the condition."""
        return (
            all(flag in flags for flag in self.all_of)
            and (not self.any_of or any(flag in flags for flag in self.any_of))
            and not any(flag in flags for flag in self.none_of)
        )

    def as_data(self) -> dict[str, list[str]]:
        """Return the condition as plain data."""
        return {name: [flag.value for flag in getattr(self, name)] for name in ("all_of", "any_of", "none_of")}


@dataclass(frozen=True)
class Spec:
    """One version of one indicator.

    ``kinds`` are the kinds of unit in the denominator (enterprises, social organizations and self-employed each have
    their own); it is not asked of organizations. A count has no denominator of its own: its part stands alone.
    """

    code: IndicatorCode
    version: int
    name: str
    part: Condition
    whole: Condition
    counted: Counted = Counted.UNITS
    measure: Measure = Measure.RATE
    kinds: tuple[Flag, ...] = (Flag.ENTERPRISE,)
    source: str = field(default=N_("统计口径说明3.2节"))

    @property
    def key(self) -> str:
        """Return the name that a snapshot stores: code and version."""
        return f"{self.code.value}@{self.version}"

    def as_data(self) -> dict[str, object]:
        """Return the definition as plain data, which `spec_from_data` reads back."""
        return {
            "code": self.code.value,
            "version": self.version,
            "name": self.name,
            "part": self.part.as_data(),
            "whole": self.whole.as_data(),
            "counted": self.counted.value,
            "measure": self.measure.value,
            "kinds": [kind.value for kind in self.kinds],
            "source": self.source,
        }


ORG_STRICT_MODES = (Flag.SINGLE, Flag.JOINT)
ORG_BROAD_MODES = (*ORG_STRICT_MODES, Flag.AFFILIATED, Flag.RELYING, Flag.REGIONAL)
WORK_WAYS = (Flag.INSTRUCTOR, Flag.LIAISON, Flag.UNION, Flag.LEAGUE)  # 指导员、联络员、工会、共青团
OPERATING = Condition(all_of=(Flag.OPERATING, Flag.IN_BASE))  # 实体运营、纳入党建基数
ELIGIBLE = Condition(all_of=(Flag.OPERATING, Flag.IN_BASE, Flag.ELIGIBLE))
BOTH_KINDS = (Flag.ENTERPRISE, Flag.SOCIAL)  # source 001 speaks of 非公经济和社会组织 together


def _goal(code: IndicatorCode, name: str, part: Condition, *among: Flag) -> Spec:
    whole = replace(OPERATING, all_of=(*OPERATING.all_of, *among))
    return Spec(code, 1, name, part, whole, kinds=BOTH_KINDS, source=N_("来源001：“四个百分之百”目标"))


SPECS: dict[IndicatorCode, Spec] = {
    spec.code: spec
    for spec in (
        Spec(Code.ORG_STRICT, 1, N_("组织覆盖率（严口径）"), Condition(any_of=ORG_STRICT_MODES), OPERATING),
        Spec(Code.ORG_BROAD, 1, N_("组织覆盖率（宽口径）"), Condition(any_of=ORG_BROAD_MODES), OPERATING),
        Spec(Code.SINGLE, 1, N_("单独组建率"), Condition(all_of=(Flag.SINGLE,)), OPERATING),
        Spec(Code.FORM, 1, N_("组建率（应建已建）"), Condition(any_of=ORG_STRICT_MODES), ELIGIBLE),
        Spec(Code.WORK_ONLY, 1, N_("仅工作覆盖率"), Condition(any_of=WORK_WAYS, none_of=ORG_BROAD_MODES), OPERATING),
        Spec(Code.WORK, 1, N_("工作覆盖率（含组织覆盖）"), Condition(any_of=ORG_BROAD_MODES + WORK_WAYS), OPERATING),
        Spec(
            Code.ABOVE_SCALE,
            1,
            N_("规上企业覆盖率"),
            Condition(any_of=ORG_STRICT_MODES),
            Condition(all_of=(Flag.OPERATING, Flag.IN_BASE, Flag.ABOVE_SCALE)),
        ),
        Spec(
            Code.BUILD_GAP,
            1,
            N_("应建未建数"),
            Condition(none_of=ORG_STRICT_MODES),
            ELIGIBLE,
            measure=Measure.COUNT,
        ),
        Spec(
            Code.UNCOVERED,
            1,
            N_("未覆盖数"),
            Condition(none_of=ORG_BROAD_MODES + WORK_WAYS),
            OPERATING,
            measure=Measure.COUNT,
        ),
        Spec(
            Code.ORGANIZATIONS,
            1,
            N_("党组织数"),
            Condition(),
            Condition(all_of=(Flag.ORG_ACTIVE,)),
            Counted.ORGANIZATIONS,
            Measure.COUNT,
            kinds=(),
        ),
        _goal(Code.G1, N_("具备条件的建立党组织"), Condition(all_of=(Flag.SINGLE,)), Flag.ELIGIBLE),
        Spec(
            Code.G2,
            1,
            N_("单建党组织实行星级管理"),
            Condition(all_of=(Flag.ORG_STARRED,)),
            Condition(all_of=(Flag.ORG_ACTIVE, Flag.ORG_SINGLE)),
            Counted.ORGANIZATIONS,
            kinds=(),
            source=N_("来源001：“四个百分之百”目标"),
        ),
        _goal(
            Code.G3,
            N_("仅有个别党员的建立联合党组织"),
            Condition(any_of=(Flag.JOINT, Flag.AFFILIATED)),
            Flag.FEW_MEMBERS,
        ),
        _goal(
            Code.G4,
            N_("没有党员的实现组织和工作覆盖"),
            Condition(all_of=(Flag.REGIONAL, Flag.GRID_INSTRUCTOR, Flag.CARD)),
            Flag.NO_MEMBERS,
        ),
    )
}


def for_kinds(spec: Spec, *kinds: Flag) -> Spec:
    """Return the definition for other kinds of unit (self-employed and social organizations are counted separately).

    Raises:
        ValueError: a flag that is no kind, or a definition that counts organizations.
    """
    if spec.counted != Counted.UNITS or not set(kinds) <= {Flag.ENTERPRISE, Flag.SOCIAL, Flag.SELF_EMPLOYED}:
        raise ValueError(f"{spec.key} cannot be asked for {kinds}")
    return replace(spec, kinds=kinds)


def evaluate(spec: Spec, flags: Collection[str]) -> tuple[bool, bool]:
    """Tell whether one unit (or organization) is in the numerator and in the denominator.

    Nothing is in the numerator that is not in the denominator. For a count the numerator is what is counted.
    """
    is_kind = not spec.kinds or any(kind in flags for kind in spec.kinds)
    in_whole = is_kind and spec.whole.fits(flags)
    return in_whole and spec.part.fits(flags), in_whole


def tally(spec: Spec, rows: Iterable[Collection[str]]) -> Rate:
    """Return numerator and denominator over rows of flags, each row one unit (or organization).

    Source: domain 0.1: units are counted once, whatever covers them.
    """
    part = whole = 0
    for flags in rows:
        in_part, in_whole = evaluate(spec, flags)
        part, whole = part + in_part, whole + in_whole
    return Rate(part, whole)


def flags_of_members(*, formal: int, members: int, threshold: int = 3) -> Flag:
    """Return which of the three groups of units a unit belongs to: eligible, a few members, none.

    Args:
        formal: formal members in persons.
        members: members, probationary included.
        threshold: formal members from which a unit ought to organize (``orgs.rules.limits``).

    Raises:
        ValueError: a negative count, or more formal members than members.

    Source: source 001 具备建立党组织条件的 / 仅有个别党员的 / 没有党员的; Table 27 应建、个别、没有.
    """
    if not 0 <= formal <= members:
        raise ValueError(f"impossible counts: {formal=} {members=}")
    if formal >= threshold:
        return Flag.ELIGIBLE
    return Flag.FEW_MEMBERS if members else Flag.NO_MEMBERS


def _condition(data: Mapping[str, Iterable[str]]) -> Condition:
    if not set(data) <= {"all_of", "any_of", "none_of"}:
        raise ValueError(f"no such condition: {sorted(data)}")
    return Condition(**{name: tuple(Flag(flag) for flag in flags) for name, flags in data.items()})


def spec_from_data(data: Mapping[str, object]) -> Spec:
    """Build a definition from stored data.

    Raises:
        ValueError: a code, flag, measure or condition that does not exist.
        KeyError: a part of the definition is missing.
    """
    return Spec(
        code=IndicatorCode(str(data["code"])),
        version=int(str(data["version"])),
        name=str(data["name"]),
        part=_condition(data["part"]),  # type: ignore[arg-type]
        whole=_condition(data["whole"]),  # type: ignore[arg-type]
        counted=Counted(str(data["counted"])),
        measure=Measure(str(data["measure"])),
        kinds=tuple(Flag(kind) for kind in data["kinds"]),  # type: ignore[attr-defined]
        source=str(data.get("source", "")),
    )
