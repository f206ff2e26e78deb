"""Closed vocabularies of reports; labels are Chinese msgids. No logic here: see ``rules``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorCode(TextChoices):
    """Codes of the shipped indicators (指标). Source: domain 3.2; G1-G4 are the 四个100%目标 of source 001."""

    ORG_STRICT = "ORG_STRICT", _("组织覆盖率（严口径）")
    ORG_BROAD = "ORG_BROAD", _("组织覆盖率（宽口径）")
    SINGLE = "SINGLE", _("单独组建率")
    FORM = "FORM", _("组建率（应建已建）")
    WORK_ONLY = "WORK_ONLY", _("仅工作覆盖率")
    WORK = "WORK", _("工作覆盖率（含组织覆盖）")
    ABOVE_SCALE = "ABOVE_SCALE", _("规上企业覆盖率")
    BUILD_GAP = "BUILD_GAP", _("应建未建数")
    UNCOVERED = "UNCOVERED", _("未覆盖数")
    ORGANIZATIONS = "ORGANIZATIONS", _("党组织数")
    G1 = "G1", _("具备条件的建立党组织")
    G2 = "G2", _("单建党组织实行星级管理")
    G3 = "G3", _("仅有个别党员的建立联合党组织")
    G4 = "G4", _("没有党员的实现组织和工作覆盖")


class Counted(TextChoices):
    """What an indicator counts (计数对象): units and organizations are never mixed. Source: domain 0.1."""

    UNITS = "units", _("单位")
    ORGANIZATIONS = "organizations", _("党组织")


class Measure(TextChoices):
    """Whether an indicator is a share or a count (计量方式)."""

    RATE = "rate", _("百分比")
    COUNT = "count", _("个数")


class Flag(TextChoices):
    """What may be true of a unit or an organization on a day; indicator definitions are built of these (条件)."""

    OPERATING = "operating", _("实体运营")
    IN_BASE = "in_base", _("纳入党建基数")
    ENTERPRISE = "enterprise", _("非公有制企业")
    SOCIAL = "social", _("社会组织")
    SELF_EMPLOYED = "self_employed", _("个体工商户")
    ABOVE_SCALE = "above_scale", _("规上")
    ELIGIBLE = "eligible", _("正式党员3名以上")
    FEW_MEMBERS = "few_members", _("有党员但正式党员不足3名")
    NO_MEMBERS = "no_members", _("没有党员")
    SINGLE = "single", _("单独组建")
    JOINT = "joint", _("联合组建")
    AFFILIATED = "affiliated", _("挂靠组建")
    RELYING = "relying", _("依托组建")
    REGIONAL = "regional", _("区域统建")
    INSTRUCTOR = "instructor", _("有指导员")
    GRID_INSTRUCTOR = "grid_instructor", _("所在网格有指导员")
    LIAISON = "liaison", _("有联络员")
    UNION = "union", _("有工会")
    LEAGUE = "league", _("有团组织")
    WOMEN = "women", _("有妇联")
    CARD = "card", _("有服务联系卡")
    ORG_ACTIVE = "org_active", _("党组织存续")
    ORG_SINGLE = "org_single", _("单建党组织")
    ORG_STARRED = "org_starred", _("有现行星级")


class FigureStatus(TextChoices):
    """How a published figure compares with what the application computes (比对结果)."""

    HOLDS = "holds", _("相符")
    DIFFERS = "differs", _("不符")
    NOT_YET = "not_yet", _("尚未实现")


class Bound(TextChoices):
    """How a published figure is meant (数字性质); "60余" is at least 60. Source: domain 1.7."""

    EXACT = "exact", _("等于")
    AT_LEAST = "at_least", _("不少于")
    ABOUT = "about", _("约")


class Cadence(TextChoices):
    """How often progress is looked at (调度频次). Source: source 000 "每周一报表、每月一调度、结束一考核"."""

    WEEKLY = "weekly", _("每周一报表")
    MONTHLY = "monthly", _("每月一调度")
    FINAL = "final", _("结束一考核")


class Pace(TextChoices):
    """How a campaign stands against its straight line (进度)."""

    NOT_STARTED = "not_started", _("未开始")
    AHEAD = "ahead", _("达到序时进度")
    BEHIND = "behind", _("落后序时进度")
    REACHED = "reached", _("已达目标")
    MISSED = "missed", _("到期未达")
