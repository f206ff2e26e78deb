"""Posts and terms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
    DUE_1M = "due_1m", _("一个月内届满")
    EXTENDED = "extended", _("经批准延期")
    OVERDUE = "overdue", _("超期")
    EXEMPT = "exempt", _("不实行任期")
