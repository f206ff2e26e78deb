"""The "four ones" of a regional branch."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FourOne(TextChoices):
    """One of the four ones (四个一) of 1+N. Source: source 001 K13."""

    VENUE = "venue", _("一个活动阵地")
    FORUM = "forum", _("每季一次恳谈会")
    INSTRUCTOR = "instructor", _("每个网格一名指导员")
    CARD = "card", _("每个单位一张服务联系卡")


class Light(TextChoices):
    """What a light says (亮灯)."""

    MET = "met", _("已达到")
    MISSING = "missing", _("未达到")
    PENDING = "pending", _("本季尚未到期")
    NOT_ASKED = "not_asked", _("不足半季，不作要求")
