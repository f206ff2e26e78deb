"""Kinds of organization life."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LifeKind(TextChoices):
    """Kind of organization life that has a customary frequency (组织生活). Source: domain 4.1."""

    MEMBERS_MEETING = "members_meeting", _("支部党员大会")
    COMMITTEE_MEETING = "committee_meeting", _("支部委员会会议")
    GROUP_MEETING = "group_meeting", _("党小组会")
    LESSON = "lesson", _("党课")
    THEME_DAY = "theme_day", _("主题党日")
    LIFE_MEETING = "life_meeting", _("组织生活会")
    APPRAISAL = "appraisal", _("民主评议党员")
