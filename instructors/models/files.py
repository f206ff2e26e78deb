"""The file of an instructor (指导员档案) and the append-only trail of its steps."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from instructors.choices import InstructorKind, InstructorOrigin, Stage, Step
from instructors.querysets import CLOSED, IN_FORCE, FileQuerySet, InstructorQuerySet


class Instructor(ScopedModel):
    """One person's way from application to leaving; a later application of the same person is a new file.

    ``area`` is the home of the Party committee (党委(党组)) that makes the first review and the line is its line, so
    that it sees its own people; ``stage`` only ever follows the last :class:`SelectionStep` (a trigger insists).
    """

    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("人员"), related_name="instructor_files")
    name = models.CharField(_("姓名"), max_length=60)  # as applied: who sees the file need not see the person's record
    pinyin = models.CharField(max_length=120, blank=True, editable=False, db_collation="C")
    initials = models.CharField(max_length=60, blank=True, editable=False, db_collation="C")
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所属辖区"), related_name="+")
    committee = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("所在党委（党组）"), related_name="instructor_files"
    )
    kind = models.CharField(_("指导员类别"), max_length=12, choices=InstructorKind)
    origin = models.CharField(_("人员来源"), max_length=12, choices=InstructorOrigin)
    department = models.CharField(_("工作部门"), max_length=120, blank=True)
    post = models.CharField(_("职务"), max_length=80, blank=True)
    expertise = models.CharField(_("专长"), max_length=200, blank=True)
    is_formal_member = models.BooleanField(_("正式党员"), default=False)
    recommended_by = models.CharField(_("推荐组织"), max_length=120, blank=True)
    statement = models.TextField(_("申请理由"), max_length=1000, blank=True)
    stage = models.CharField(_("阶段"), max_length=16, choices=Stage, default=Stage.DRAFT, editable=False)
    applied_on = models.DateField(_("申请日期"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("建档时间"), auto_now_add=True)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = InstructorQuerySet.as_manager()

    constraint_sentences = {
        "instructors_instructor_starts_as_draft": _("指导员档案从起草开始。"),
        "instructors_instructor_stage_by_step": _("指导员的阶段只能由办理动作改变，程序不得跳越。"),
    }

    class Meta:
        verbose_name = _("党建工作指导员")
        verbose_name_plural = pgettext_lazy("plural", "党建工作指导员")
        ordering = ("pinyin", "pk")
        indexes = (models.Index(name="instructors_by_stage", fields=["stage", "area_path"]),)
        constraints = (
            models.UniqueConstraint(
                name="instructors_instructor_one_open_file",
                fields=["person"],
                condition=~Q(stage__in=CLOSED),
                violation_error_message=_("该人员已有在办或在聘的指导员档案。"),
            ),
            models.CheckConstraint(
                name="instructors_instructor_formal_member",
                condition=Q(is_formal_member=True) | Q(stage="draft"),
                violation_error_message=_("党建工作指导员应当是正式党员。"),
            ),
            models.CheckConstraint(
                name="instructors_instructor_applied_unless_draft",
                condition=Q(stage="draft") | Q(applied_on__isnull=False),
                violation_error_message=_("提出申请须有日期。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_force(self) -> bool:
        """Whether the instructor is appointed or serving."""
        return self.stage in IN_FORCE

    def get_absolute_url(self) -> str:
        """Return the address of the dossier."""
        return reverse("instructors:detail", args=[self.pk])


class SelectionStep(ScopedModel):
    """One act on the file: which step, from where to where, by whom, when, with what opinion; append-only.

    ``actor_person`` is the person behind the account, set by the database; it is never the instructor's own person
    except for an application or a resignation, and never the same for both reviews of one round.
    """

    scope_parent = "instructor"

    instructor = models.ForeignKey(Instructor, models.PROTECT, verbose_name=_("指导员"), related_name="steps")
    step = models.CharField(_("办理动作"), max_length=16, choices=Step)
    from_stage = models.CharField(_("原阶段"), max_length=16, choices=Stage)
    to_stage = models.CharField(_("新阶段"), max_length=16, choices=Stage)
    on = models.DateField(_("办理日期"))
    opinion = models.TextField(_("意见"), max_length=1000, blank=True)
    actor = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("办理人"), null=True, related_name="+")
    actor_person = models.ForeignKey("access.Person", models.PROTECT, null=True, editable=False, related_name="+")
    actor_name = models.CharField(_("办理人"), max_length=80)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)

    objects = FileQuerySet.as_manager()

    constraint_sentences = {
        "instructors_selectionstep_from_current": _("该档案的阶段刚被他人改变，请刷新后重试。"),
        "instructors_selectionstep_no_jump": _(
            "程序不得跳越：个人申请—党委（党组）初审—组织部门复审—岗前培训—发放聘书。"
        ),
        "instructors_selectionstep_not_oneself": _("不能审核或办理本人的档案。"),
        "instructors_selectionstep_two_reviewers": _("初审和复审不能由同一人办理。"),
        "instructors_selectionstep_in_order": _("办理日期不能早于上一步的办理日期。"),
        "instructors_selectionstep_append_only": _("办理记录只能追加，不能修改或删除。"),
    }

    class Meta:
        verbose_name = _("办理记录")
        verbose_name_plural = pgettext_lazy("plural", "办理记录")
        ordering = ("instructor_id", "pk")

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.on}"
