"""Closed vocabularies of Party organizations; labels are Chinese msgids. No logic here: see ``rules``."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class OrgType(TextChoices):
    """Type of Party organization (党组织类型). Source: table headings 党委/总支/支部/党小组 (domain 7.5)."""

    COMMITTEE = "committee", _("党委")
    GENERAL_BRANCH = "general_branch", _("党总支")
    BRANCH = "branch", _("党支部")
    GROUP = "group", _("党小组")


class OrgNature(TextChoices):
    """Nature (党组织性质); temporary and functional ones hold no terms. Source: 《支部工作条例(试行)》第二章."""

    REGULAR = "regular", _("常设党组织")
    PROJECT = "project", _("工程（项目）党支部")
    TEMPORARY = "temporary", _("临时党支部")
    FUNCTIONAL = "functional", _("功能型党支部")
    FLOATING = "floating", _("流动党员党支部")


class FormationMode(TextChoices):
    """How a unit is covered by an organization (组建方式). Source: source 001 单建、联建、1+N; source 003."""

    SINGLE = "single", _("单独组建")
    JOINT = "joint", _("联合组建")
    AFFILIATED = "affiliated", _("挂靠组建")
    RELYING = "relying", _("依托组建")
    REGIONAL = "regional", _("区域统建（1+N）")


class RegionalKind(TextChoices):
    """On what a regional organization stands (区域党组织类别). Source: source 001; source 003 协会、商圈、楼宇."""

    TOWN = "town", _("乡镇街道")
    COMMUNITY = "community", _("社区（村）")
    PARK = "park", _("园区")
    BUILDING = "building", _("楼宇")
    CIRCLE = "circle", _("商圈")
    MARKET = "market", _("市场")
    INDUSTRY = "industry", _("行业（协会、产业链）")


class LifeEventKind(TextChoices):
    """What happens to an organization (党组织沿革); its status is what the events say. Source: domain 2.3, 2.4."""

    FOUNDING = "founding", _("成立")
    RENAME = "rename", _("更名")
    TYPE_CHANGE = "type_change", _("改设类型")
    MERGE = "merge", _("并入其他党组织")
    SPLIT = "split", _("分设出新党组织")
    RELOCATE = "relocate", _("随单位迁移")
    REVOKE = "revoke", _("撤销")


class OrgStatus(TextChoices):
    """Status read from the life events (党组织状态)."""

    UNFOUNDED = "unfounded", _("未成立")
    ACTIVE = "active", _("正常")
    MERGED = "merged", _("已合并")
    REVOKED = "revoked", _("已撤销")


class CoverageEndReason(TextChoices):
    """Why an organization no longer covers a unit (退出覆盖原因). Source: source 001 7家…单独建立了党支部."""

    LEFT = "left", _("退出")
    SPLIT_OFF = "split_off", _("分出单独组建")
    MODE_CHANGED = "mode_changed", _("调整组建方式")
    ORG_MERGED = "org_merged", _("党组织合并")
    ORG_REVOKED = "org_revoked", _("党组织撤销")
    UNIT_GONE = "unit_gone", _("单位停业、迁出或注销")
    UNIT_MOVED = "unit_moved", _("单位迁出所属区域")


class FormationStage(TextChoices):
    """Stage of a formation (成立程序). Source: 《支部工作条例(试行)》第五条 as published by 共产党员网."""

    DRAFT = "draft", _("起草")
    SUBMITTED = "submitted", _("已请示")
    RETURNED = "returned", _("退回")
    UNDER_DECISION = "under_decision", _("会议研究")
    APPROVED = "approved", _("已批复")
    ELECTION_HELD = "election_held", _("已选举")
    FILED = "filed", _("已备案")
    ACTIVE = "active", _("已成立")
    WITHDRAWN = "withdrawn", _("撤回")


class Obstacle(TextChoices):
    """What stands in the way of forming an organization (未组建原因). Source: domain 3.3, 一企一策."""

    NO_MEMBERS = "no_members", _("没有党员")
    FEW_MEMBERS = "few_members", _("正式党员不足3名")
    RELATIONS_ELSEWHERE = "relations_elsewhere", _("组织关系未转入")
    OWNER_UNWILLING = "owner_unwilling", _("出资人不支持")
    UNSTABLE = "unstable", _("经营不稳定")
    NO_SECRETARY = "no_secretary", _("没有合适的书记人选")
    NO_VENUE = "no_venue", _("没有活动场所")


class PlanStatus(TextChoices):
    """State of a plan for one unit (一企一策); 销号 is approved above. Source: source 000 "组建一个销号一个"."""

    OPEN = "open", _("待办")
    IN_PROGRESS = "in_progress", _("推进中")
    BUILT = "built", _("已组建待销号")
    CLEARED = "cleared", _("已销号")
    LAPSED = "lapsed", _("不再应建")


class CaseOrigin(TextChoices):
    """Why a unit came on the list of those to be organized (列入原因). Source: domain 2.3; source 000 动态清零."""

    FOUND = "found", _("摸排发现")
    RIPENED = "ripened", _("正式党员达到3名")
    REVOKED = "revoked", _("原党组织撤销")
    REOPENED = "reopened", _("销号后重新列入")


class FormationStep(TextChoices):
    """A step of forming an organization (成立程序办理). Source: 《支部工作条例(试行)》第五条."""

    SUBMIT = "submit", _("报送请示")
    RETURN = "return", _("退回")
    CONSIDER = "consider", _("提交会议研究")
    APPROVE = "approve", _("批复")
    ELECT = "elect", _("登记选举结果")
    FILE = "file", _("备案")
    ACTIVATE = "activate", _("正式成立")
    WITHDRAW = "withdraw", _("撤回请示")


class PostKind(TextChoices):
    """Post in an organization (党内职务). Source: 《支部工作条例(试行)》第六章."""

    SECRETARY = "secretary", _("书记")
    DEPUTY = "deputy", _("副书记")
    ORGANIZATION = "organization", _("组织委员")
    PUBLICITY = "publicity", _("宣传委员")
    DISCIPLINE = "discipline", _("纪检委员")
    MEMBER = "member", _("委员")


class SecretarySource(TextChoices):
    """Where the secretary comes from (书记来源). Source: source 001, 业主担任书记 85 名; domain 2.6."""

    OWNER = "owner", _("出资人（业主）")
    EXECUTIVE = "executive", _("企业高管")
    MIDDLE_MANAGER = "middle_manager", _("中层管理人员")
    EMPLOYEE = "employee", _("普通职工")
    DISPATCHED_CADRE = "dispatched_cadre", _("选派干部")
    INSTRUCTOR = "instructor", _("党建工作指导员")


class TermStatus(TextChoices):
    """Where a term of office stands on a day (任期状态). Source: source 003 超期服役、临届; 任期意见 (2018)."""

    NOT_DUE = "not_due", _("届期内")
    DUE_SOON = "due_soon", _("六个月内届满")
    DUE_3M = "due_3m", _("三个月内届满")
    EXTENDED = "extended", _("经批准延期")
    OVERDUE = "overdue", _("超期")
    EXEMPT = "exempt", _("不实行任期")


class RatingKind(TextChoices):
    """Which kind of scheme a rating belongs to (评定类别)."""

    STAR = "star", _("星级评定")
    GRADE = "grade", _("分类定级")


class Star(IntegerChoices):
    """One to five stars (星级). Source: source 001, 五星级党组织."""

    ONE = 1, _("一星级")
    TWO = 2, _("二星级")
    THREE = 3, _("三星级")
    FOUR = 4, _("四星级")
    FIVE = 5, _("五星级")


class VenueItem(TextChoices):
    """The six haves of a venue (六有). Source: source 001 "有场所、有设施、有标志、有党旗、有书报、有制度"."""

    PLACE = "place", _("有场所")
    FACILITIES = "facilities", _("有设施")
    SIGN = "sign", _("有标志")
    FLAG = "flag", _("有党旗")
    BOOKS = "books", _("有书报")
    RULES = "rules", _("有制度")


class MemberStage(TextChoices):
    """Stage of joining the Party (发展党员阶段). Source: domain 4.3."""

    APPLICANT = "applicant", _("入党申请人")
    ACTIVIST = "activist", _("入党积极分子")
    TARGET = "target", _("发展对象")
    PROBATIONARY = "probationary", _("预备党员")
    FORMAL = "formal", _("正式党员")


class LetterState(TextChoices):
    """Where a transfer of the organization relation stands (组织关系转接). Source: domain 4.4."""

    DRAFTED = "drafted", _("待开具")
    IN_TRANSIT = "in_transit", _("已开具，待接收")
    EXPIRED = "expired", _("介绍信已过期")
    RECEIVED = "received", _("已接收，待回执")
    CONFIRMED = "confirmed", _("回执已确认")


class LifeKind(TextChoices):
    """Kind of organization life that has a customary frequency (组织生活). Source: domain 4.1."""

    MEMBERS_MEETING = "members_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支部委员会会议")
    GROUP_MEETING = "group_meeting", _("党小组会")
    LESSON = "lesson", _("党课")
    THEME_DAY = "theme_day", _("主题党日")
    LIFE_MEETING = "life_meeting", _("组织生活会")
    APPRAISAL = "appraisal", _("民主评议党员")
