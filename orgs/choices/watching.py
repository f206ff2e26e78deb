"""What asks to look again at how units are organized (动态预警)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WatchKind(TextChoices):
    """Which change of members or units asks for a decision. Source: 支部工作条例第五条; domain 2.3 动态清零."""

    OWN_BRANCH = "own_branch", _("联建单位正式党员达到3名")
    TURNED_FORMAL = "turned_formal", _("预备党员转正，仍不足3名")
    JOINT_SINGLE = "joint_single", _("联合党组织只剩一家单位")
    JOINT_SHORT = "joint_short", _("联合党组织正式党员不足3名")
