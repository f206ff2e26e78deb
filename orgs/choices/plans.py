"""Plans of formation for a street, a district or hand-picked units."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    """State of a plan (组建方案): worked on, taken over into cases, or followed by a newer one."""

    OPEN = "open", _("编制中")
    ACCEPTED = "accepted", _("已采纳")
    REPLACED = "replaced", _("已被新方案取代")
    TRIAL = "trial", _("试算")


class LinePlace(TextChoices):
    """Where a plan puts a unit (方案去向)."""

    SINGLE = "single", _("单独组建")
    GROUP = "group", _("联合组建")
    REGIONAL = "regional", _("区域党支部兜底")
    BLOCKED = "blocked", _("暂无去处")
