"""The way from a unit that ought to have an organization to its cancelled ticket."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    PLANNED = "planned", _("列入联合组建方案")


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
