"""Vocabularies of outside registers (外部名册) and of the differences that they show (比对任务)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutsideRegister(TextChoices):
    """Whose list it is. Source: domain 7.6, P8."""

    MARKET = "market", _("市场监管登记名册")
    TAX = "tax", _("税务登记名册")
    SOCIAL_SECURITY = "security", _("社保参保名册")
    CIVIL_AFFAIRS = "civil", _("民政登记名册")
    PROJECTS = "projects", _("新批项目名册")


class RegisterDifference(TextChoices):
    """What a row of an outside register says against the ledger (比对结果)."""

    NEW = "new", _("台账中没有")
    CHANGED = "changed", _("与台账不同")
    CANCELLED = "cancelled", _("已注销或不在册")


class RegisterTaskState(TextChoices):
    """How far a difference has come (核实情况); all but the first are final."""

    OPEN = "open", _("待核实")
    VISITED = "visited", _("已走访核实")
    REGISTERED = "registered", _("已登记")
    NOT_OURS = "not_ours", _("不属登记范围")
    CONFIRMED = "confirmed", _("注销属实")
    REPLACED = "replaced", _("已被后来的名册取代")
