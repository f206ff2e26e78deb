"""The work of bodies (工作机构): member units, posts, meetings, and tasks with their log.

Bodies themselves are reference data of the ground floor. Rows lie in the area for which the body answers; a task also on the line of
the body that has to do it, as it was when the task was given.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact, FactQuerySet
from access.guarded import GuardedQuerySet, ScopedModel
from orgs.choices import BodyPostKind, MeetingKind, TaskSource, TaskState, TaskStep
from orgs.models.duties import ResponsibilityLetter
from orgs.querysets import BodyTaskQuerySet


class BodyMember(DatedFact, ScopedModel):
    """A body is member unit (成员单位) of a committee for a period. Source: T1 (29家), K5 (22家), Q1 (18家)."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    committee = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("工委"), related_name="+")
    member = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("成员单位"), related_name="+")
    duties = models.CharField(_("工作职责"), max_length=500, blank=True)
    document = models.CharField(_("依据文件"), max_length=120, blank=True)

    objects = FactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_bodymember_no_overlap": _("该机构在此期间已是成员单位，请刷新后重试。"),
        "orgs_bodymember_superseded_only": _("成员单位记录只能被新记录取代，不能修改。"),
        "orgs_bodymember_valid_not_empty": _("成员单位必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("成员单位")
        verbose_name_plural = pgettext_lazy("plural", "成员单位")
        ordering = ("valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_bodymember_of_another", condition=~Q(committee=F("member")),
                violation_error_message=_("机构不能是自己的成员单位。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.member)


class BodyPost(DatedFact, ScopedModel):
    """A person's duty in a body for a period, with the department from which a part-time one comes. Source: Q1."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    body = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("工作机构"), related_name="+")
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("人员"), related_name="+")
    kind = models.CharField(_("任职"), max_length=12, choices=BodyPostKind)
    department = models.CharField(_("所在单位和职务"), max_length=120, blank=True)

    objects = FactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_bodypost_no_overlap": _("该人员在此期间已在该机构任职。"),
        "orgs_bodypost_superseded_only": _("任职记录只能被新记录取代，不能修改。"),
        "orgs_bodypost_valid_not_empty": _("任职必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("机构任职")
        verbose_name_plural = pgettext_lazy("plural", "机构任职")
        ordering = ("valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_bodypost_part_time_from_somewhere", condition=~Q(kind="part_deputy") | ~Q(department=""),
                violation_error_message=_("兼职副书记须写明所在单位和职务。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id}"


class BodyMeeting(ScopedModel):
    """A meeting that a body held; what it decided are tasks. Inserted, never changed. Source: T4, T6, P12."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    body = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("召集机构"), related_name="+")
    kind = models.CharField(_("会议类别"), max_length=10, choices=MeetingKind)
    held_on = models.DateField(_("召开日期"))
    topic = models.CharField(_("议题"), max_length=200)
    agenda = models.TextField(_("议程和议定事项"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"orgs_bodymeeting_append_only": _("会议记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("工作会议")
        verbose_name_plural = pgettext_lazy("plural", "工作会议")
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_bodymeeting_once", fields=["body", "held_on", "topic"],
                violation_error_message=_("这次会议已经登记。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.topic}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:body_meeting", args=[self.pk])


class MeetingBody(ScopedModel):
    """A body that took part in a meeting."""

    scope_parent = "meeting"

    meeting = models.ForeignKey(BodyMeeting, models.PROTECT, verbose_name=_("会议"), related_name="bodies")
    body = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("参会单位"), related_name="+")

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"orgs_meetingbody_append_only": _("会议记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("参会单位")
        verbose_name_plural = pgettext_lazy("plural", "参会单位")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="orgs_meetingbody_once", fields=["meeting", "body"],
                violation_error_message=_("该单位已列为参会单位。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.body_id)


class BodyTask(ScopedModel):
    """What one body gives another, or itself, to do by a day; its state follows the steps in its log."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    issuer = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("交办机构"), related_name="+")
    owner = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("责任单位"), related_name="+")
    person = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("责任人"), null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("任务来源"), max_length=10, choices=TaskSource)
    meeting = models.ForeignKey(
        BodyMeeting, models.PROTECT, verbose_name=_("会议"), null=True, blank=True, related_name="+"
    )
    letter = models.ForeignKey(
        ResponsibilityLetter, models.PROTECT, verbose_name=_("责任书"), null=True, blank=True, related_name="targets"
    )
    basis = models.CharField(_("依据"), max_length=120, blank=True, help_text=_("例如年度实施意见、责任书或督查单的文号。"))
    title = models.CharField(_("任务"), max_length=200)
    due_on = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.OPEN, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    given_on = models.DateField(_("交办日期"))

    objects = BodyTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = pgettext_lazy("plural", "任务")
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_bodytask_decision_of_a_meeting",
                condition=Q(source="decision", meeting__isnull=False) | ~Q(source="decision") & Q(meeting__isnull=True),
                violation_error_message=_("会议议定的任务须对应一次会议，其他任务不对应会议。"),
            ),
            models.CheckConstraint(
                name="orgs_bodytask_target_of_a_letter",
                condition=Q(source="letter", letter__isnull=False) | ~Q(source="letter") & Q(letter__isnull=True),
                violation_error_message=_("责任书目标须对应一份责任书，其他任务不对应责任书。"),
            ),
            models.CheckConstraint(
                name="orgs_bodytask_due_later", condition=Q(due_on__gte=F("given_on")),
                violation_error_message=_("完成期限不能早于交办日期。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:body_task", args=[self.pk])


class TaskEntry(ScopedModel):
    """A step of a task, in the log. Inserted, never changed."""

    scope_parent = "task"

    task = models.ForeignKey(BodyTask, models.PROTECT, verbose_name=_("任务"), related_name="entries")
    step = models.CharField(_("步骤"), max_length=10, choices=TaskStep)
    on = models.DateField(_("日期"))
    text = models.CharField(_("说明"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"orgs_taskentry_append_only": _("任务记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("任务记录")
        verbose_name_plural = pgettext_lazy("plural", "任务记录")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_step_display()
