"""Vocabularies of spreadsheets that come in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    """How far an imported file has come; nothing is written before it is confirmed."""

    READING = "reading", _("识别中")
    PREVIEW = "preview", _("待确认")
    APPLYING = "applying", _("写入中")
    APPLIED = "applied", _("已写入")
    UNDOING = "undoing", _("撤销中")
    UNDONE = "undone", _("已撤销")
    DROPPED = "dropped", _("已放弃")


class RowVerdict(TextChoices):
    """What a row of an imported file would do."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("有变化")
    CANCELLED = "cancelled", _("注销或不在册")
    SAME = "same", _("无变化")
    CONFLICT = "conflict", _("冲突")
    ERROR = "error", _("有错误")


WRITING_VERDICTS = (RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.CANCELLED)
BAD_VERDICTS = (RowVerdict.CONFLICT, RowVerdict.ERROR)
