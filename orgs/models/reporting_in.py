"""Members in service who report to the community where they live (在职党员到社区报到): by name, or by number only."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact, FactQuerySet
from access.guarded import GuardedQuerySet, ScopedModel


class ReportIn(ScopedModel):
    """One member in service who reported in a community, what was taken on there, and how it went. Class 敏感."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("报到社区"), related_name="+")
    name = models.CharField(_("姓名"), max_length=60)
    work_unit = models.CharField(_("工作单位"), max_length=120)
    is_local = models.BooleanField(_("工作单位在本区"), default=True)
    reported_on = models.DateField(_("报到日期"))
    post = models.CharField(_("认领岗位或服务"), max_length=120, blank=True)
    feedback = models.CharField(_("反馈"), max_length=200, blank=True)
    feedback_on = models.DateField(_("反馈日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("报到党员")
        verbose_name_plural = pgettext_lazy("plural", "报到党员")
        ordering = ("-reported_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_reportin_named", condition=~Q(name="") & ~Q(work_unit=""),
                violation_error_message=_("请填写姓名和工作单位。"),
            ),
            models.UniqueConstraint(
                name="orgs_reportin_once", fields=["area", "name", "work_unit", "reported_on"],
                violation_error_message=_("该单位的这名党员已在本社区登记报到。"),
            ),
            models.CheckConstraint(
                name="orgs_reportin_feedback_on_a_day",
                condition=Q(feedback="", feedback_on__isnull=True)
                | ~Q(feedback="") & Q(feedback_on__isnull=False, feedback_on__gte=F("reported_on")),
                violation_error_message=_("反馈须有内容和日期，且不早于报到日期。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the community's register."""
        return f"{reverse('orgs:reported_in')}?area={self.area_id}"


class ReportInCount(DatedFact, ScopedModel):
    """How many reported in a community by number only, from a day on; never those who stand there by name. Counts are persons.

    ``own_members`` are those in service in the district itself who live in the community, ``own_reported`` those of them among
    ``reported``; both unknown where nobody counted them.
    """

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("报到社区"), related_name="+")
    reported = models.PositiveIntegerField(_("只报数字的报到人数"))
    own_members = models.PositiveIntegerField(_("本区在职党员"), null=True, blank=True)
    own_reported = models.PositiveIntegerField(_("其中已报到"), null=True, blank=True)
    note = models.CharField(_("数字出处"), max_length=200)

    objects = FactQuerySet.as_manager()

    constraint_sentences = {"orgs_reportincount_no_overlap": _("该社区在此期间已有报到人数，请刷新后重试。")}

    class Meta:
        verbose_name = _("报到人数")
        verbose_name_plural = pgettext_lazy("plural", "报到人数")
        ordering = ("area", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_reportincount_own_within",
                condition=Q(own_members__isnull=True, own_reported__isnull=True)
                | Q(own_members__isnull=False, own_reported__isnull=False, own_reported__lte=F("own_members"))
                & Q(reported__gte=F("own_reported")),
                violation_error_message=_("本区已报到人数不能多于本区在职党员，也不能多于报到人数。"),
            ),
            models.CheckConstraint(
                name="orgs_reportincount_sourced", condition=~Q(note=""), violation_error_message=_("请填写数字出处。")
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.reported)

    def get_absolute_url(self) -> str:
        """Return the address of the community's register."""
        return f"{reverse('orgs:reported_in')}?area={self.area_id}"
