"""What each kind of organization life asks to be written down (组织生活记录): fields as data, and what they must fulfil.

Source: 支部工作条例第四章 (议题、主持人、应到和实到、决议); K13-K19, Q6, Q8, Q10-Q12 (what the sources count).
Anti-formalism (整治形式主义为基层减负若干规定):
no check-in, no photograph, no position, no points; a meeting asks for three entries, everything else may be left empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from access.outcome import N_, Refusal
from orgs.choices import LifeKind, OrgType
from orgs.rules.assemblies import CUSTOM, Frequency

MOST = 2_000_000_000  # of one figure: yuan, persons, characters


@dataclass(frozen=True)
class Count:
    """A figure that a kind asks for."""

    code: str
    label: str
    is_required: bool = False


@dataclass(frozen=True)
class Shape:
    """What a kind asks for besides organization and day; an empty label: not asked."""

    topic: str
    group: str
    host: str = ""
    result: str = ""
    has_attendance: bool = False  # expected, and attended, which is required
    is_standing: bool = False  # holds from a day on, with or without an end
    counts: tuple[Count, ...] = ()


MEET, SERVE, TEAM, TELL = N_("会议和党课"), N_("活动和培训"), N_("岗位和队伍"), N_("宣传和贡献")


def _meeting(topic: str = N_("议题"), result: str = N_("议定事项"), **more: object) -> Shape:
    return Shape(topic, MEET, host=N_("主持人"), result=result, has_attendance=True, **more)  # type: ignore[arg-type]


def _team(topic: str, host: str, *counts: Count) -> Shape:
    return Shape(topic, TEAM, host=host, result=N_("说明"), is_standing=True, counts=counts)


SHAPES: Mapping[LifeKind, Shape] = {
    LifeKind.MEMBERS_MEETING: _meeting(),
    LifeKind.COMMITTEE_MEETING: _meeting(),
    LifeKind.GROUP_MEETING: _meeting(),
    LifeKind.LESSON: Shape(N_("课题"), MEET, host=N_("主讲人"), has_attendance=True),
    LifeKind.THEME_DAY: _meeting(N_("主题"), N_("开展情况")),
    LifeKind.LIFE_MEETING: _meeting(N_("主题"), N_("查摆问题和整改措施")),
    LifeKind.APPRAISAL: _meeting(
        N_("评议范围"), N_("组织意见"),
        counts=(
            Count("excellent", N_("优秀人数")), Count("good", N_("合格人数")), Count("fair", N_("基本合格人数")),
            Count("failed", N_("不合格人数")),
        ),
    ),
    LifeKind.TALK: Shape(N_("谈话主题"), MEET, host=N_("谈话人"), counts=(Count("people", N_("谈话人数"), is_required=True),)),
    LifeKind.FORUM: _meeting(result=N_("答复和后续办理"), counts=(Count("units", N_("到会单位数")), Count("raised", N_("提出问题数")))),
    LifeKind.ACTIVITY: Shape(
        N_("活动名称"), SERVE, host=N_("共建单位"), result=N_("成效"), counts=(Count("people", N_("参加人数")),)
    ),
    LifeKind.TRAINING: Shape(
        N_("培训班名称"), SERVE, host=N_("培训对象"), counts=(Count("people", N_("参训人次"), is_required=True),)
    ),
    LifeKind.NEW_GROUP: Shape(
        N_("服务内容"), SERVE, host=N_("服务群体"), result=N_("办理结果"),
        counts=(Count("raised", N_("发现问题数")), Count("solved", N_("解决问题数"))),
    ),
    LifeKind.DEVELOPMENT: Shape(
        N_("说明"), SERVE,
        counts=(
            Count("people", N_("新发展党员数"), is_required=True), Count("owners", N_("其中出资人（业主）")),
        ),
    ),
    LifeKind.POST: _team(N_("岗位名称"), N_("负责人")),
    LifeKind.ZONE: _team(N_("责任区名称"), N_("负责人")),
    LifeKind.TECH_TEAM: _team(N_("队伍名称"), N_("负责人"), Count("people", N_("队员人数"))),
    LifeKind.VOLUNTEER_TEAM: _team(N_("队伍名称"), N_("负责人"), Count("people", N_("队员人数"))),
    LifeKind.MENTOR: _team(N_("结对内容"), N_("师傅"), Count("people", N_("红色工匠人数")), Count("apprentices", N_("徒弟人数"))),
    LifeKind.VILLAGE: _team(N_("结对村"), N_("负责人")),
    LifeKind.CHANNEL: _team(
        N_("群组或平台名称"), N_("管理人"), Count("messages", N_("累计发布信息条数")), Count("characters", N_("累计学习资料字数"))
    ),
    LifeKind.INNOVATION: Shape(
        N_("项目名称"), TELL, result=N_("成效"),
        counts=(
            Count("solved", N_("攻克技术难题数")), Count("projects", N_("变革创新项目数")), Count("advice", N_("合理化建议条数")),
        ),
    ),
    LifeKind.OUTREACH: Shape(
        N_("内容"), TELL,
        counts=(Count("brochures", N_("发放宣传册份数")), Count("questionnaires", N_("发放问卷份数"))),
    ),
    LifeKind.CONTRIBUTION: Shape(
        N_("内容"), TELL,
        counts=(
            Count("jobs", N_("解决就业人数")), Count("yuan", N_("捐资金额（元）")), Count("households", N_("帮扶困难户数")),
            Count("students", N_("救助学生人数")),
        ),
    ),
}  # fmt: skip
AT_LEAST_ONE = frozenset({LifeKind.INNOVATION, LifeKind.OUTREACH, LifeKind.CONTRIBUTION})  # a figure, whichever
OF_TYPE: Mapping[OrgType, frozenset[LifeKind]] = {  # 党委、党总支: 书记每年至少讲一次党课 (domain 4.1)
    OrgType.COMMITTEE: frozenset({LifeKind.LESSON}),
    OrgType.GENERAL_BRANCH: frozenset({LifeKind.LESSON}),
    OrgType.BRANCH: frozenset(CUSTOM) - {LifeKind.GROUP_MEETING},
    OrgType.GROUP: frozenset({LifeKind.GROUP_MEETING}),
}


def customary(org_type: OrgType, frequencies: Mapping[LifeKind, Frequency] = CUSTOM) -> dict[LifeKind, Frequency]:
    """Return how often each kind is customary for a type of organization, as set where it lies.

    Source: 支部工作条例第四章; domain 4.1. Groups that are organizations of their own record their own meetings.
    """
    return {kind: one for kind, one in frequencies.items() if kind in OF_TYPE[org_type]}


@dataclass(frozen=True)
class Entry:
    """What somebody wrote down; counts are persons, units, yuan as the kind says."""

    kind: LifeKind
    on: date
    topic: str
    until: date | None = None
    expected: int | None = None
    attended: int | None = None
    figures: Mapping[str, int | None] | None = None

    @property
    def counted(self) -> dict[str, int]:
        """The figures that were given."""
        return {code: number for code, number in (self.figures or {}).items() if number is not None}


def check_entry(entry: Entry) -> list[tuple[str, Refusal]]:
    """Return what an entry lacks or contradicts, by field; empty when it may stand.

    Source: 支部工作条例第四章 for attendance; domain 4.1.
    """
    shape, found = SHAPES[entry.kind], []
    if not entry.topic.strip():
        found.append(("topic", _required(shape.topic)))
    if not shape.is_standing and entry.until is not None:
        found.append(("until", Refusal("not_asked", N_("这一类记录只有日期，没有结束日期。"))))
    elif entry.until is not None and entry.until <= entry.on:
        found.append(("until", Refusal("dates_out_of_order", N_("结束日期必须晚于开始日期。"))))
    return found + _attendance(entry, shape) + _figures(entry, shape)


def _attendance(entry: Entry, shape: Shape) -> list[tuple[str, Refusal]]:
    given = {"expected": entry.expected, "attended": entry.attended}
    if not shape.has_attendance:
        return [(name, _not_asked()) for name, number in given.items() if number is not None]
    if entry.attended is None:
        return [("attended", _required(N_("实到人数")))]
    if entry.attended < 1:
        return [("attended", Refusal("nobody_came", N_("实到人数至少为1。")))]
    if entry.expected is not None and entry.attended > entry.expected and entry.kind != LifeKind.FORUM:
        params = {"expected": entry.expected, "attended": entry.attended}
        return [("attended", Refusal("more_than_expected", N_("实到%(attended)s人，超过应到%(expected)s人。"), params))]
    return []


def _figures(entry: Entry, shape: Shape) -> list[tuple[str, Refusal]]:
    asked, given = {one.code: one for one in shape.counts}, entry.counted
    found = [(code, _not_asked()) for code in given if code not in asked]
    found += [(code, _required(one.label)) for code, one in asked.items() if one.is_required and not given.get(code)]
    impossible = [code for code, number in given.items() if not 0 <= number <= MOST]
    found += [(code, Refusal("out_of_range", N_("数量应在0至2000000000之间。"))) for code in impossible]
    if entry.kind in AT_LEAST_ONE and not any(given.values()):
        found.append((shape.counts[0].code, Refusal("no_figure", N_("请至少填写一项数量。"))))
    pairs = {LifeKind.DEVELOPMENT: ("owners", "people"), LifeKind.NEW_GROUP: ("solved", "raised")}
    part, whole = pairs.get(entry.kind, ("", ""))
    if part in given and given[part] > given.get(whole, given[part]):
        params = {"part": given[part], "whole": given[whole]}
        found.append((part, Refusal("part_above_whole", N_("%(part)s多于总数%(whole)s。"), params)))
    if entry.kind == LifeKind.APPRAISAL and entry.attended is not None and sum(given.values()) > entry.attended:
        params = {"sum": sum(given.values()), "attended": entry.attended}
        found.append(("excellent", Refusal("more_than_attended", N_("各等次合计%(sum)s人，超过参加评议的%(attended)s人。"), params)))
    return found


def _required(label: str) -> Refusal:
    return Refusal("required", N_("请填写“%(label)s”。"), {"label": label})


def _not_asked() -> Refusal:
    return Refusal("not_asked", N_("这一类记录不需要填写此项。"))
