"""The rectification of weak organizations (整顿), from the listing to the acceptance."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RectificationKind(TextChoices):
    """What is done about a weak organization (整顿方式). Source: source 003 调整书记、合并撤销、督促限期整改."""

    SECRETARY = "secretary", _("调整书记")
    MERGE = "merge", _("合并撤销")
    DEADLINE = "deadline", _("限期整改")


class RectificationStage(TextChoices):
    """Stage of a rectification (整顿进度). Source: domain 4.6."""

    LISTED = "listed", _("已列入")
    LED = "led", _("已明确联系领导")
    PLANNED = "planned", _("整顿中")
    CLOSED = "closed", _("已销号")
    DISSOLVED = "dissolved", _("组织已终止")


class RectificationStep(TextChoices):
    """A step of a rectification (整顿办理). Source: domain 4.6."""

    LEAD = "lead", _("明确联系领导")
    PLAN = "plan", _("批准整顿方案")
    REPORT = "report", _("登记整顿进展")
    EXTEND = "extend", _("延长期限")
    CLOSE = "close", _("验收销号")
    DISSOLVE = "dissolve", _("因组织终止而结束")
