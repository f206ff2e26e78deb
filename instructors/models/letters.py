"""Pre-post training (岗前培训) and letters of appointment (聘书)."""

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from instructors.models.files import Instructor
from instructors.querysets import FileQuerySet, LetterQuerySet


class Training(ScopedModel):
    """A training attended: day, class hours (学时), result; append-only."""

    scope_parent = "instructor"

    instructor = models.ForeignKey(Instructor, models.PROTECT, verbose_name=_("指导员"), related_name="trainings")
    held_on = models.DateField(_("培训日期"))
    hours = models.PositiveSmallIntegerField(_("学时"))
    topic = models.CharField(_("培训内容"), max_length=200)
    has_passed = models.BooleanField(_("考核合格"))
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    objects = FileQuerySet.as_manager()

    constraint_sentences = {"instructors_training_append_only": _("培训记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("岗前培训")
        verbose_name_plural = pgettext_lazy("plural", "岗前培训")
        ordering = ("instructor_id", "held_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="instructors_training_hours_plausible",
                condition=Q(hours__gte=1, hours__lte=500),
                violation_error_message=_("学时应在1到500之间。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.held_on}"


class Letter(ScopedModel):
    """A numbered letter of appointment for a period; revoked, never changed."""

    scope_parent = "instructor"

    instructor = models.ForeignKey(Instructor, models.PROTECT, verbose_name=_("指导员"), related_name="letters")
    issuing_area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("发放辖区"), related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    serial = models.PositiveIntegerField(_("顺序号"))
    number = models.CharField(_("聘书编号"), max_length=60, unique=True)
    valid = DateRangeField(_("聘期"))
    issued_on = models.DateField(_("发放日期"))
    issued_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    revoked_on = models.DateField(_("收回日期"), null=True, editable=False)
    revoked_because = models.CharField(_("收回理由"), max_length=200, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    constraint_sentences = {
        "instructors_letter_training": _("没有合格的岗前培训，不能发放聘书。"),
        "instructors_letter_no_overlap": _("该指导员在此期间已有聘书。"),
        "instructors_letter_bounded": _("聘期必须有开始和届满日期。"),
        "instructors_letter_fixed": _("聘书发出后只能收回，不能修改。"),
        "instructors_letter_dispatches_end_first": _("收回聘书之前须先结束其派驻。"),
    }

    class Meta:
        verbose_name = _("聘书")
        verbose_name_plural = pgettext_lazy("plural", "聘书")
        ordering = ("instructor_id", "valid")
        constraints = (
            models.UniqueConstraint(
                name="instructors_letter_serial_unique",
                fields=["issuing_area", "year", "serial"],
                violation_error_message=_("该聘书编号已被使用，请重试。"),
            ),
            models.CheckConstraint(
                name="instructors_letter_revoked_with_reason",
                condition=Q(revoked_on__isnull=True, revoked_because="")
                | Q(revoked_on__isnull=False) & ~Q(revoked_because=""),
                violation_error_message=_("收回聘书须写明日期和理由。"),
            ),
            models.CheckConstraint(
                name="instructors_letter_revoked_before_its_end",
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__lte=F("valid__endswith")),
                violation_error_message=_("收回日期不能晚于聘期届满。"),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def since(self) -> date:
        """First day of the appointment."""
        return self.valid.lower

    @property
    def until(self) -> date:
        """The day on which the appointment no longer holds: its end or its revocation."""
        return min(self.valid.upper, self.revoked_on or self.valid.upper)
