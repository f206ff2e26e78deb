"""The rectification of a weak organization (整顿软弱涣散): from the listing to the acceptance."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import RectificationKind, RectificationStage
from orgs.models.organizations import PartyOrg
from orgs.querysets import RectificationQuerySet


class Rectification(ScopedModel):
    """One leader, one plan, one ledger. ``log`` is a list of the steps with their actors, added to and never changed.

    ``reported_on`` is the day of the latest entry about the progress. Source: source 003; domain 4.6.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="rectifications")
    kind = models.CharField(_("整顿方式"), max_length=12, choices=RectificationKind)
    stage = models.CharField(
        _("整顿进度"), max_length=12, choices=RectificationStage, default=RectificationStage.LISTED
    )
    problems = models.CharField(_("存在问题"), max_length=500)
    listed_on = models.DateField(_("列入日期"))
    due_on = models.DateField(_("整顿期限"))
    leader = models.CharField(_("联系领导"), max_length=60, blank=True)
    leader_post = models.CharField(_("联系领导职务"), max_length=80, blank=True)
    plan = models.CharField(_("整顿方案"), max_length=1000, blank=True)
    planned_on = models.DateField(_("方案批准日期"), null=True, blank=True)
    reported_on = models.DateField(_("最近进展日期"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    result = models.CharField(_("整顿结果"), max_length=500, blank=True)
    log = models.JSONField(_("办理记录"), default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("整顿")
        verbose_name_plural = pgettext_lazy("plural", "整顿")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="orgs_rectification_one_open",
                fields=["org"],
                condition=~Q(stage__in=(RectificationStage.CLOSED, RectificationStage.DISSOLVED)),
                violation_error_message=_("该党组织已有进行中的整顿。"),
            ),
            models.CheckConstraint(
                name="orgs_rectification_due_after_listing",
                condition=Q(due_on__gt=F("listed_on")),
                violation_error_message=_("整顿期限应晚于列入日期。"),
            ),
            models.CheckConstraint(
                name="orgs_rectification_led",
                condition=~Q(stage__in=("led", "planned", "closed")) | ~Q(leader=""),
                violation_error_message=_("整顿须明确联系领导。"),
            ),
            models.CheckConstraint(
                name="orgs_rectification_planned",
                condition=~Q(stage__in=("planned", "closed"))
                | Q(planned_on__isnull=False, planned_on__gte=F("listed_on")) & ~Q(plan=""),
                violation_error_message=_("整顿须有批准的方案和日期，且不早于列入日期。"),
            ),
            models.CheckConstraint(
                name="orgs_rectification_closed_whole",
                condition=Q(stage__in=("closed", "dissolved"), closed_on__isnull=False, closed_on__gte=F("listed_on"))
                & ~Q(result="")
                | ~Q(stage__in=("closed", "dissolved")) & Q(closed_on__isnull=True, result=""),
                violation_error_message=_("结束的整顿须有日期和结果，且不早于列入日期。"),
            ),
        )

    def __str__(self) -> str:
        return str(_("%(org)s整顿") % {"org": self.org_id if "org" not in self._state.fields_cache else self.org})

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:rectification", args=[self.pk])
