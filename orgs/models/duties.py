"""Responsibility letters (责任书), signed level by level for a year, and their yearly check. Inserted, never changed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import GuardedQuerySet, ScopedModel
from orgs.choices import LetterResult

ONCE = _("责任书签订后不能修改或删除。")


class ResponsibilityLetter(ScopedModel):
    """What one body answers for to the body above it in a year; its targets are tasks. Source: P2 (逐级签定责任书)."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    upper = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("上级机构"), related_name="+")
    lower = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("责任单位"), related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    signed_on = models.DateField(_("签订日期"))
    upper_signer = models.CharField(_("上级签订人"), max_length=40)
    lower_signer = models.CharField(_("责任单位签订人"), max_length=40)
    document = models.CharField(_("文号"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"orgs_responsibilityletter_append_only": ONCE}

    class Meta:
        verbose_name = _("责任书")
        verbose_name_plural = pgettext_lazy("plural", "责任书")
        ordering = ("-year", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_responsibilityletter_once_a_year", fields=["upper", "lower", "year"],
                violation_error_message=_("该年度的责任书已经签订。"),
            ),
            models.CheckConstraint(
                name="orgs_responsibilityletter_of_another", condition=~Q(upper=F("lower")),
                violation_error_message=_("责任书由上下级机构签订，不能与自己签订。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year} {self.lower}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:duty_letter", args=[self.pk])


class LetterCheck(ScopedModel):
    """What the body above found when the year was over; one per letter."""

    scope_parent = "letter"

    letter = models.OneToOneField(
        ResponsibilityLetter, models.PROTECT, verbose_name=_("责任书"), related_name="check_record"
    )
    checked_on = models.DateField(_("考核日期"))
    result = models.CharField(_("考核结果"), max_length=8, choices=LetterResult)
    text = models.CharField(_("考核情况"), max_length=500)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"orgs_lettercheck_append_only": _("责任书考核记录不能修改或删除。")}

    class Meta:
        verbose_name = _("责任书考核")
        verbose_name_plural = pgettext_lazy("plural", "责任书考核")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_result_display()
