"""The register of published figures (来源数据): what each source prints, row by row; computed values never stand here.

Rows are those of the feature list in ``docs/sources.md``; ``key`` names the query that computes the figure, "" where none does yet.
"""

from dataclasses import dataclass
from datetime import date

from access.outcome import N_
from reports.choices import Bound


@dataclass(frozen=True)
class Place:
    """A source: its county's code, the day on which its figures are asked, and its name."""

    key: str
    county_code: str
    on: date
    title: str


TIEXI = Place("000", "210106", date(2015, 10, 31), N_("沈阳市铁西区（2015）"))
KEQI = Place("001", "150425", date(2014, 8, 14), N_("赤峰市克什克腾旗（2014）"))
ESSAY = Place("002", "", date(2014, 1, 1), N_("县级政策文稿"))
DADONG = Place("003", "210104", date(2012, 6, 30), N_("沈阳市大东区（2012）"))
QIANWEI = Place("004", "511123", date(2023, 4, 14), N_("乐山市犍为县（年份未注，示例取2023）"))


@dataclass(frozen=True)
class Published:
    """One figure as printed."""

    row: str
    place: Place
    figure: str
    published: int | str
    bound: Bound = Bound.EXACT
    key: str = ""
    unit: str = ""


def _f(
    row: str, place: Place, figure: str, published: int | str, bound: Bound = Bound.EXACT, key: str = "", unit: str = ""
) -> Published:
    return Published(row, place, figure, published, bound, key, unit)


LEAST, ABOUT = Bound.AT_LEAST, Bound.ABOUT

REGISTER: tuple[Published, ...] = (
    _f("T1", TIEXI, N_("成员单位"), 29, key="member_units", unit=N_("个")),
    _f("T2", TIEXI, N_("党建工作指导站"), 7, key="stations", unit=N_("个")),
    _f("T5", TIEXI, N_("书记抓基层党建工作项目"), 1, unit=N_("项")),
    _f("T8", TIEXI, N_("摸底走访起止月份"), "2015-04—2015-05", key="survey_months"),
    _f("T10", TIEXI, N_("10月底非公企业党组织覆盖率"), 50, LEAST, "coverage_percent", "%"),
    _f("G1", KEQI, N_("具备条件的建立党组织"), 100, key="goal:G1", unit="%"),
    _f("G2", KEQI, N_("单建党组织实行星级管理"), 100, key="goal:G2", unit="%"),
    _f("G3", KEQI, N_("仅有个别党员的建立联合党组织"), 100, key="goal:G3", unit="%"),
    _f("G4", KEQI, N_("没有党员的实现组织和工作覆盖"), 100, key="goal:G4", unit="%"),
    _f("K1", KEQI, N_("单建非公经济组织党组织"), 98, key="single_enterprise", unit=N_("个")),
    _f("K1", KEQI, N_("单建社会组织党组织"), 18, key="single_social", unit=N_("个")),
    _f("K2", KEQI, N_("联建非公经济组织党组织"), 29, key="joint_enterprise", unit=N_("个")),
    _f("K2", KEQI, N_("联建社会组织党组织"), 63, key="joint_social", unit=N_("个")),
    _f("K3", KEQI, N_("区域党支部"), 23, key="regional", unit=N_("个")),
    _f("K3", KEQI, N_("划分网格"), 126, key="grids", unit=N_("个")),
    _f("K3", KEQI, N_("“1+N”覆盖非公经济和社会组织"), 7000, ABOUT, "regional_units", N_("家")),
    _f("K1", KEQI, N_("党组织合计（单建、联建、区域）"), 231, key="organizations", unit=N_("个")),
    _f("K4", KEQI, N_("工会组织"), 259, key="mass:union", unit=N_("家")),
    _f("K4", KEQI, N_("妇女组织"), 69, key="mass:women", unit=N_("家")),
    _f("K4", KEQI, N_("团组织"), 28, key="mass:league", unit=N_("家")),
    _f("K5", KEQI, N_("成员单位"), 22, key="member_units", unit=N_("家")),
    _f("K6", KEQI, N_("归口管理党委（总支）"), 5, key="managing_bodies", unit=N_("个")),
    _f("K8", KEQI, N_("业主担任党组织书记"), 85, key="owner_secretaries", unit=N_("名")),
    _f("K8", KEQI, N_("选派干部"), 60, unit=N_("人")),
    _f("K8", KEQI, N_("储备党务工作人才"), 163, unit=N_("名")),
    _f("K9", KEQI, N_("红山水泥年列支党建经费"), 100_000, unit=N_("元")),
    _f("K11", KEQI, N_("五星级党组织"), 12, key="stars:5", unit=N_("家")),
    _f("K11", KEQI, N_("四星级党组织"), 15, key="stars:4", unit=N_("家")),
    _f("K11", KEQI, N_("党建工作示范点"), 30, key="demonstration", unit=N_("个")),
    _f("K12", KEQI, N_("联合党支部新发展党员"), 42, key="life_sum:development.people.joint", unit=N_("名")),
    _f("K12", KEQI, N_("由联建分出单独建立党支部"), 7, key="split_off", unit=N_("家")),
    _f("K13", KEQI, N_("恳谈会"), 60, LEAST, key="life:forum", unit=N_("次")),
    _f("K13", KEQI, N_("走访非公经济和社会组织"), 7000, ABOUT, "visited_units", N_("家")),
    _f("K13", KEQI, N_("宣传册"), 32_000, LEAST, key="life_sum:outreach.brochures", unit=N_("份")),
    _f("K13", KEQI, N_("服务联系卡"), 13_000, LEAST, "cards", N_("张")),
    _f("K13", KEQI, N_("解决实际困难"), 238, key="difficulties", unit=N_("个")),
    _f("K14", KEQI, N_("党建QQ群"), 18, key="life:channel", unit=N_("个")),
    _f("K14", KEQI, N_("发布信息"), 6000, LEAST, key="life_sum:channel.messages", unit=N_("条")),
    _f("K14", KEQI, N_("学习资料"), 200_000, LEAST, key="life_sum:channel.characters", unit=N_("字")),
    _f("K15", KEQI, N_("赛罕社区协调贷款"), 1_600_000, LEAST, "effect:finance", N_("元")),
    _f("K15", KEQI, N_("赛罕社区扶助初始创业户"), 45, key="helped:finance", unit=N_("户")),
    _f("K15", KEQI, N_("石材行业党支部节约运费"), 12_000_000, key="effect:transport", unit=N_("元")),
    _f("K16", KEQI, N_("新发展党员"), 261, key="life_sum:development.people", unit=N_("名")),
    _f("K16", KEQI, N_("新发展党员业主"), 45, key="life_sum:development.owners", unit=N_("名")),
    _f("K17", KEQI, N_("业主培训班"), 4, key="life:training", unit=N_("期")),
    _f("K17", KEQI, N_("业主培训"), 220, key="life_sum:training.people", unit=N_("人次")),
    _f("K18", KEQI, N_("党员示范岗、先锋岗"), 42, key="life:post", unit=N_("个")),
    _f("K18", KEQI, N_("党员责任区"), 135, key="life:zone", unit=N_("个")),
    _f("K18", KEQI, N_("党员技术服务队"), 32, key="life:tech_team", unit=N_("个")),
    _f("K18", KEQI, N_("攻克技术难题"), 26, key="life_sum:innovation.solved", unit=N_("个")),
    _f("K18", KEQI, N_("变革创新项目"), 41, key="life_sum:innovation.projects", unit=N_("个")),
    _f("K18", KEQI, N_("合理化建议"), 260, LEAST, key="life_sum:innovation.advice", unit=N_("条")),
    _f("K19", KEQI, N_("解决就业"), 10_000, LEAST, key="life_sum:contribution.jobs", unit=N_("人")),
    _f("K19", KEQI, N_("捐资"), 10_000_000, ABOUT, key="life_sum:contribution.yuan", unit=N_("元")),
    _f("K19", KEQI, N_("帮扶贫困户"), 600, LEAST, key="life_sum:contribution.households", unit=N_("户")),
    _f("K19", KEQI, N_("救助贫困大学生"), 100, LEAST, key="life_sum:contribution.students", unit=N_("人")),
    _f("D4", DADONG, N_("查找到党员"), 512, key="found_members", unit=N_("名")),
    _f("D4", DADONG, N_("口袋党员、隐性党员"), 154, key="hidden_members", unit=N_("名")),
    _f("D6", DADONG, N_("调查问卷"), 3200, LEAST, key="life_sum:outreach.questionnaires", unit=N_("份")),
    _f("D6", DADONG, N_("集体座谈"), 50, LEAST, key="life:forum", unit=N_("次")),
    _f("D6", DADONG, N_("个别谈话"), 300, LEAST, key="life_sum:talk.people", unit=N_("人")),
    _f("D7", DADONG, N_("分类定级的基层党组织"), 996, key="graded", unit=N_("个")),
    _f("D8", DADONG, N_("调整书记"), 9, key="secretary_changes", unit=N_("个")),
    _f("D8", DADONG, N_("合并、撤销党组织"), 12, key="merged_or_revoked", unit=N_("个")),
    _f("D8", DADONG, N_("督促限期整改"), 24, key="ordered", unit=N_("个")),
    _f("D9", DADONG, N_("半年新建非公党组织"), 67, key="new_orgs", unit=N_("个")),
    _f("D9", DADONG, N_("符合条件企业组建率"), 100, key="goal:FORM", unit="%"),
    _f("D9", DADONG, N_("符合条件企业覆盖率"), 100, key="goal:ORG_STRICT", unit="%"),
    _f("D11", DADONG, N_("在职党员到社区报到"), 15_507, key="reported_in", unit=N_("名")),
    _f("D11", DADONG, N_("本区在职党员报到率"), 100, key="own_reported", unit="%"),
    _f("D12", DADONG, N_("机关党建工作指导员"), 100, key="instructors", unit=N_("名")),
    _f("Q1", QIANWEI, N_("成员单位"), 18, key="member_units", unit=N_("个")),
    _f("Q2", QIANWEI, N_("红色向导（党建指导员）"), 87, key="instructors", unit=N_("名")),
    _f("Q2", QIANWEI, N_("担任指导员的两新组织"), 260, LEAST, "guided_units", N_("家")),
    _f("Q3", QIANWEI, N_("指导员职责任务"), 9, unit=N_("项")),
    _f("Q5", QIANWEI, N_("符合条件并建立党组织"), 116, key="organizations", unit=N_("家")),
    _f("Q5", QIANWEI, N_("纳入有效管理的两新党员"), 800, LEAST, "members", N_("名")),
    _f("Q6", QIANWEI, N_("党建对子"), 60, LEAST, key="pairings", unit=N_("个")),
    _f("Q6", QIANWEI, N_("结对活动"), 110, LEAST, key="life:activity", unit=N_("场次")),
    _f("Q7", QIANWEI, N_("单独新组建一次性补助标准"), 5000, key="tariff:startup", unit=N_("元")),
    _f("Q7", QIANWEI, N_("党委年度补助标准"), 10_000, key="tariff:committee", unit=N_("元")),
    _f("Q7", QIANWEI, N_("党总支年度补助标准"), 5000, key="tariff:general_branch", unit=N_("元")),
    _f("Q7", QIANWEI, N_("党支部年度补助标准"), 3000, key="tariff:branch", unit=N_("元")),
    _f("Q7", QIANWEI, N_("近三年划拨补助经费"), 600_000, LEAST, "paid_yuan", N_("元")),
    _f("Q8", QIANWEI, N_("专题培训班"), 4, key="life:training", unit=N_("期")),
    _f("Q10", QIANWEI, N_("红色工匠"), 300, LEAST, key="life_sum:mentor.people", unit=N_("人")),
    _f("Q11", QIANWEI, N_("村企结对协议（规上企业）"), 6, key="life:village", unit=N_("家")),
    _f("Q12", QIANWEI, N_("志愿服务队"), 17, key="life:volunteer_team", unit=N_("支")),
    _f("Q12", QIANWEI, N_("发现并解决问题"), 300, LEAST, key="life_sum:new_group.solved", unit=N_("个")),
)
