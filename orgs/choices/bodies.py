"""How working bodies work together: posts in them, meetings, and tasks from the meeting to their end."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyPostKind(TextChoices):
    """A person's duty in a body (机构任职). Source: Q1 (1名专职副书记, 兼职副书记)."""

    SECRETARY = "secretary", _("书记")
    FULL_DEPUTY = "full_deputy", _("专职副书记")
    PART_DEPUTY = "part_deputy", _("兼职副书记")
    MEMBER = "member", _("委员")
    LIAISON = "liaison", _("联络员")


class MeetingKind(TextChoices):
    """Kinds of meetings of a body. Source: T4 (联席会议), T6 (座谈会), P12 (例会); 每月一调度."""

    JOINT = "joint", _("联席会议")
    REGULAR = "regular", _("例会")
    DISPATCH = "dispatch", _("调度会")
    SYMPOSIUM = "symposium", _("座谈会")


class TaskSource(TextChoices):
    """What a task comes from. Source: T4, P2 (责任书), P5 (年度实施意见), P12 (督查)."""

    DECISION = "decision", _("会议议定")
    PLAN = "plan", _("年度计划")
    LETTER = "letter", _("责任书目标")
    TICKET = "ticket", _("督查单")


class LetterResult(TextChoices):
    """What the yearly check of a responsibility letter finds (责任书年度考核). Source: P2."""

    DONE = "done", _("完成")
    MOSTLY = "mostly", _("基本完成")
    FAILED = "failed", _("未完成")


class TaskState(TextChoices):
    """How far a task is."""

    OPEN = "open", pgettext_lazy("task", "办理中")
    REPORTED = "reported", _("已报办结")
    RETURNED = "returned", _("退回重办")
    CONFIRMED = "confirmed", _("已办结")
    CANCELLED = "cancelled", pgettext_lazy("task", "已撤销")


class TaskStep(TextChoices):
    """A step of a task."""

    ASSIGN = "assign", _("交办任务")
    REPORT = "report", _("报办结")
    CONFIRM = "confirm", _("确认办结")
    RETURN = "return", _("退回重办")
    CANCEL = "cancel", _("撤销任务")
