"""Vocabularies of units, their facts, visits and hand-overs; labels are Chinese msgids. No logic here: see ``rules``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class UnitKind(TextChoices):
    """What a unit is (单位类别); each kind has its own denominator. Source: 两新组织; domain 3.2 scope rules."""

    ENTERPRISE = "enterprise", _("非公有制企业")
    SOCIAL = "social", _("社会组织")
    SELF_EMPLOYED = "self_employed", _("个体工商户")


class SocialKind(TextChoices):
    """Kind of social organization (社会组织种类). Source: columns of the national statistics Table 30."""

    ASSOCIATION = "association", _("社会团体")
    FOUNDATION = "foundation", _("基金会")
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise", _("民办非企业单位")
    LAW_FIRM = "law_firm", _("律师事务所")
    ACCOUNTING_FIRM = "accounting_firm", _("会计师事务所")
    TAX_FIRM = "tax_firm", _("税务师事务所")
    OTHER = "other", _("其他社会组织")


class RegistrationType(TextChoices):
    """Registration type (登记注册类型). Source: 《关于划分企业登记注册类型的规定》, old codes (domain 7.3)."""

    STATE = "110", _("国有企业")
    COLLECTIVE = "120", _("集体企业")
    SHARE_COOPERATIVE = "130", _("股份合作企业")
    STATE_ALLIANCE = "141", _("国有联营企业")
    COLLECTIVE_ALLIANCE = "142", _("集体联营企业")
    MIXED_ALLIANCE = "143", _("国有与集体联营企业")
    OTHER_ALLIANCE = "149", _("其他联营企业")
    STATE_SOLE = "151", _("国有独资公司")
    OTHER_LIMITED = "159", _("其他有限责任公司")
    JOINT_STOCK = "160", _("股份有限公司")
    PRIVATE_SOLE = "171", _("私营独资企业")
    PRIVATE_PARTNERSHIP = "172", _("私营合伙企业")
    PRIVATE_LIMITED = "173", _("私营有限责任公司")
    PRIVATE_JOINT_STOCK = "174", _("私营股份有限公司")
    OTHER_DOMESTIC = "190", _("其他内资企业")
    HMT_EQUITY = "210", _("合资经营企业（港澳台资）")
    HMT_COOPERATIVE = "220", _("合作经营企业（港澳台资）")
    HMT_SOLE = "230", _("港澳台商独资经营企业")
    HMT_JOINT_STOCK = "240", _("港澳台商投资股份有限公司")
    FOREIGN_EQUITY = "310", _("中外合资经营企业")
    FOREIGN_COOPERATIVE = "320", _("中外合作经营企业")
    FOREIGN_SOLE = "330", _("外资企业")
    FOREIGN_JOINT_STOCK = "340", _("外商投资股份有限公司")


class ControllingCapital(TextChoices):
    """Who controls the capital (控股情况). Source: columns of Table 27; 公有=国有+集体, 非公有=私有+港澳台+外商."""

    STATE = "state", _("国有控股")
    COLLECTIVE = "collective", _("集体控股")
    PRIVATE = "private", _("私有经济控制")
    HMT = "hmt", _("港澳台商经济控制")
    FOREIGN = "foreign", _("外商经济控制")


class IndustrySection(TextChoices):
    """Section of the industrial classification (行业门类). Source: GB/T 4754-2017."""

    A = "A", _("农、林、牧、渔业")
    B = "B", _("采矿业")
    C = "C", _("制造业")
    D = "D", _("电力、热力、燃气及水生产和供应业")
    E = "E", _("建筑业")
    F = "F", _("批发和零售业")
    G = "G", _("交通运输、仓储和邮政业")
    H = "H", _("住宿和餐饮业")
    I = "I", _("信息传输、软件和信息技术服务业")  # noqa: E741 - the section's own letter
    J = "J", _("金融业")
    K = "K", _("房地产业")
    L = "L", _("租赁和商务服务业")
    M = "M", _("科学研究和技术服务业")
    N = "N", _("水利、环境和公共设施管理业")
    O = "O", _("居民服务、修理和其他服务业")  # noqa: E741 - the section's own letter
    P = "P", _("教育")
    Q = "Q", _("卫生和社会工作")
    R = "R", _("文化、体育和娱乐业")
    S = "S", _("公共管理、社会保障和社会组织")
    T = "T", _("国际组织")


class SizeClass(TextChoices):
    """Size (企业规模). Source: 《统计上大中小微型企业划分办法(2017)》."""

    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class OperatingStatus(TextChoices):
    """Operating status (经营状态); only ``OPERATING`` is 实体运营. Source: domain 3.2."""

    OPERATING = "operating", _("在营")
    SUSPENDED = "suspended", _("停业")
    SHELL = "shell", _("空壳")
    MOVED_OUT = "moved_out", _("迁出")
    CLOSED = "closed", _("注销")


class StatusReason(TextChoices):
    """Why the operating status is what it is (状态原因)."""

    REGISTERED = "registered", _("登记入册")
    SEEN_OPERATING = "seen_operating", _("走访核实在营")
    RESUMED = "resumed", _("恢复经营")
    MOVED_BACK = "moved_back", _("迁回本地")
    SEASONAL = "seasonal", _("季节性停业")
    NO_BUSINESS = "no_business", _("长期无经营活动")
    NO_TAX = "no_tax", _("长期无纳税记录")
    NOT_FOUND = "not_found", _("查无下落")
    MOVED = "moved", _("迁往外地")
    DEREGISTERED = "deregistered", _("办理注销登记")
    LICENCE_REVOKED = "licence_revoked", _("吊销营业执照")
    BANKRUPT = "bankrupt", _("破产")
    MERGED = "merged", _("并入其他单位")
    OTHER = "other", _("其他")


class NoCodeReason(TextChoices):
    """Why a unit has no unified social credit code (无统一社会信用代码原因)."""

    OLD_NUMBER = "old_number", _("仍用15位旧注册号")
    PENDING = "pending", _("正在办理登记")
    EXEMPT = "exempt", _("依法无需登记")
    NOT_SHOWN = "not_shown", _("走访时未能出示")
    OTHER = "other", _("其他")


class MemberStage(TextChoices):
    """Stage of a person on the way into the Party (党员发展阶段). Source: 《中国共产党发展党员工作细则》."""

    FORMAL = "formal", _("正式党员")
    PROBATIONARY = "probationary", _("预备党员")
    DEVELOPMENT_TARGET = "development_target", _("发展对象")
    ACTIVIST = "activist", _("入党积极分子")
    APPLICANT = "applicant", _("入党申请人")


class Headcount(TextChoices):
    """What else is counted in a unit besides persons by stage (人数)."""

    STAFF = "staff", _("从业人员")


class RelationPlace(TextChoices):
    """Where a member's organizational relation sits (组织关系所在). Source: form D of domain 7.6."""

    UNIT = "unit", _("本单位")
    TALENT_AGENCY = "talent_agency", _("人才职介")
    FORMER_OR_COMMUNITY = "former_or_community", _("原单位或街道社区")
    TEMPORARY = "temporary", _("临时组织关系")
    OTHER = "other", _("其他")


class MassOrgKind(TextChoices):
    """Mass organizations (群团组织, 工青妇). Source: source 001, K4."""

    UNION = "union", _("工会")
    LEAGUE = "league", _("共青团")
    WOMEN = "women", _("妇联")


class HandoverState(TextChoices):
    """How far a hand-over between streets (移交) has come; all but the first two are final.

    Offered by the giver it waits for the receiver; asked for by the receiver it waits for the giver.
    """

    OPEN = "open", _("待接收")
    ASKED = "asked", _("待移出方同意")
    ACCEPTED = "accepted", _("已接收")
    RETURNED = "returned", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class FactSource(TextChoices):
    """Who says so (数据来源); kept with every dated fact."""

    VISIT = "visit", _("上门走访")
    ENTERPRISE = "enterprise", _("单位自报")
    DESK = "desk", _("内业核实")
    IMPORT = "import", _("台账导入")
    REGISTRY = "registry", _("市场监管")
    CIVIL_AFFAIRS = "civil_affairs", _("民政登记")
    TAX = "tax", _("税务")
    SOCIAL_SECURITY = "social_security", _("人社社保")
    ORG = "org", _("党组织报告")
    DEMO = "demo", _("演示数据")


class IdentityPart(TextChoices):
    """The parts of a unit's identity of which it is kept who said them when. Source: domain 7.7, field-level provenance."""

    ADDRESS = "address", _("地址")
    CONTACT_NAME = "contact_name", _("联系人")
    CONTACT_PHONE = "contact_phone", _("联系电话")
    BUSINESS = "business", _("主营业务")
    OWNER_POSTS = "owner_posts", _("出资人担任的两代表一委员")


class VisitOutcome(TextChoices):
    """What the officer met at the door (走访结果). Source: source 000, 摸清底数建台账."""

    DONE = "done", _("已访")
    DOOR_CLOSED = "door_closed", _("关门")
    REFUSED = "refused", _("拒访")
    NOT_FOUND = "not_found", _("查无")
    MOVED_OUT = "moved_out", _("迁出")
    CLOSED = "closed", _("注销")
    SHELL = "shell", _("空壳")


class BaseReason(TextChoices):
    """Why a unit is inside or outside the base (党建基数). Source: scope rules of domain 3.2."""

    LEGAL_UNIT = "legal_unit", _("在营法人单位，纳入基数")
    REVIEWED_IN = "reviewed_in", _("复核后纳入")
    STATE_CONTROLLED = "state_controlled", _("国有或集体控股，不纳入")
    OUTSIDE_BRANCH = "outside_branch", _("外地单位分支机构，不纳入")
    NOT_OPERATING = "not_operating", _("停业、空壳，移出基数")
    MOVED_OUT = "moved_out", _("迁出，移出基数")
    CLOSED = "closed", _("注销，移出基数")
    REVIEWED_OUT = "reviewed_out", _("复核后移出")


class TalkKind(TextChoices):
    """With whom the visitor talked (两进两谈). Source: source 004, 进企业与出资人谈、进车间与职工谈."""

    INVESTOR = "investor", _("进企业与出资人谈")
    STAFF = "staff", _("进车间与职工谈")


class UnitPersonKind(TextChoices):
    """Part a person plays in a unit (单位相关人员)."""

    LEGAL_REP = "legal_rep", _("法定代表人")
    INVESTOR = "investor", _("出资人（业主）")
    CONTACT = "contact", _("联系人")
    LIAISON = "liaison", _("党建工作联络员")


class SocialPost(TextChoices):
    """Public posts of an owner (两代表一委员，工商联任职). Source: domain 7.6 H and I; source 002 P6."""

    PARTY_DELEGATE = "party_delegate", _("党代会代表")
    NPC_DEPUTY = "npc_deputy", _("人大代表")
    CPPCC_MEMBER = "cppcc_member", _("政协委员")
    FEDERATION = "federation", _("工商联任职")


class RoundStatus(TextChoices):
    """State of a survey round (摸底调查)."""

    PLANNED = "planned", _("未开始")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
