"""Vocabularies of one-time links to a unit's contact; labels are Chinese msgids."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LinkState(TextChoices):
    """How far a one-time link has come (确认链接); all but the first two are final."""

    OPEN = "open", _("待填写")
    SENT = "sent", _("待审核")
    APPLIED = "applied", _("已采用")
    DECLINED = "declined", _("未采用")
    REVOKED = "revoked", _("已作废")
