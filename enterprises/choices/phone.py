"""Vocabularies of visits entered on the phone (离线走访)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SubmissionState(TextChoices):
    """How far a visit sent by a phone has come. Source: quality O1-O3; nothing that was received is ever dropped."""

    RECEIVED = "received", _("已送达")
    WAITING = "waiting", _("等待前一条")
    APPLIED = "applied", _("已入库")
    CONFLICT = "conflict", _("有冲突")
    QUARANTINED = "quarantined", _("待核实")
    CLOSED = "closed", _("已了结，未采用")


class HeldReason(TextChoices):
    """Why a visit from a phone was not entered by itself."""

    CHANGED = "changed", _("手机取走资料之后，他人改过同一项")
    CHECK = "check", _("填写内容未通过核对")
    OUT_OF_SCOPE = "out_of_scope", _("单位或填报人的职责范围已变更")
    UNIT_CLOSED = "unit_closed", _("单位经营状态已变更")
    MALFORMED = "malformed", _("内容不完整，程序无法识别")
    BY_FILE = "by_file", _("由存下的文件送达，未经手机核对")
    FAULT = "fault", _("程序未能处理")
