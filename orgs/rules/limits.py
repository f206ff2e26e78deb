"""Thresholds of formation, committees and terms: data that a district may set with dates and a source.

"应当" is a limit, "一般" a norm; the rules turn the first into refusals and the second into warnings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from access.outcome import N_
from orgs.choices import LifeKind, OrgType
from orgs.rules.assemblies import CUSTOM, PERIODS, Frequency
from orgs.rules.elections import MajorityBase

BRANCH_REGULATION = N_("《中国共产党支部工作条例（试行）》")
ARTICLE_4 = N_("《中国共产党支部工作条例（试行）》第四条")
CHAPTER_2 = N_("《中国共产党支部工作条例（试行）》第二章")
CHAPTER_6 = N_("《中国共产党支部工作条例（试行）》第六章")
TERMS_OPINION = N_("《关于党的基层组织任期的意见》（2018）")


@dataclass(frozen=True)
class Limits:
    """Limits in force in one district on one day; the defaults are the national texts.

    Counts are persons or units, periods calendar months or years. Source: domain 2.1, 2.5.
    """

    min_formal_members: int = 3  # 支部工作条例第四条
    branch_soft_max: int = 50  # 第四条, 一般不超过50人
    general_branch_from: int = 50  # practice; the Constitution says 根据工作需要和党员人数
    party_committee_from: int = 100
    is_from_inclusive: bool = False  # ">50" by default; some texts say "≥50"
    joint_max_units: int = 5  # 第二章, 一般不超过5个单位; Hefei uses 10
    committee_from: int = 7  # 第六章, 正式党员7人以上应当设立支部委员会
    committee_min: int = 3  # 第六章, 由3至5人组成, 一般不超过7人
    committee_soft_max: int = 7
    project_months: int = 6  # 第二章, 工期6个月以上的工程、工作项目
    reply_months: int = 1  # 一般应当在1个月内批复
    remind_months: int = 6  # 一般提前6个月
    urgent_months: int = 3
    final_months: int = 1
    extension_months: int = 12  # 延长期限一般不超过1年
    search_idle_days: int = 30  # ours: somebody who is looked for (双找) without an entry for so long is told of
    term_years: Mapping[str, int] = field(  # 任期意见 (2018): 党委5年, 党总支、党支部3年
        default_factory=lambda: {OrgType.COMMITTEE: 5, OrgType.GENERAL_BRANCH: 3, OrgType.BRANCH: 3}, hash=False
    )
    majority_base: str = MajorityBase.ENTITLED  # 超过应到会有选举权人数的一半; the 1990 rules: of those present
    life: Mapping[str, tuple[int, int]] = field(default_factory=dict, hash=False)  # kind: (times, months); else 4.1
    source: str = BRANCH_REGULATION


NATIONAL = Limits()


def limits_from_data(data: Mapping[str, object]) -> Limits:
    """Build limits from stored settings; what is not set keeps its national default.

    Raises:
        ValueError: a name that is no limit, a count below one, an unknown base of the majority or frequency of a meeting.
    """
    unknown = set(data) - {limit.name for limit in fields(Limits)}
    if unknown:
        raise ValueError(f"no such limit: {sorted(unknown)}")
    numbers = [value for value in data.values() if isinstance(value, int) and not isinstance(value, bool)]
    if any(number < 1 for number in numbers):
        raise ValueError(f"a limit is at least one: {dict(data)!r}")
    MajorityBase(str(data.get("majority_base", MajorityBase.ENTITLED)))
    life_from_data(data.get("life", {}))
    return Limits(**data)  # type: ignore[arg-type]


def life_from_data(data: object) -> dict[LifeKind, Frequency]:
    """Return how often each kind of organization life is held, where a district sets another frequency than domain 4.1.

    Raises:
        ValueError: no such kind, not ``[times, months]``, or months that do not fill a year.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"not kinds with their frequencies: {data!r}")
    found = dict(CUSTOM)
    for kind, (times, months) in data.items():
        if times < 0 or months not in PERIODS:
            raise ValueError(f"no frequency: {times!r} in {months!r} months")
        found[LifeKind(kind)] = Frequency(times, months)
    return found
