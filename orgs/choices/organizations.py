"""What an organization is, how it covers a unit, and how its life goes on."""

from django.db.models import TextChoices
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
    REVERSE = "reverse", _("撤回变更")


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
