"""From an uncovered unit to its cancelled ticket: plans for single units (一企一策), and applications for organizations (组建请示)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import CaseOrigin, FormationMode, FormationStage, Obstacle, OrgNature, OrgType, PlanStatus
from orgs.models.organizations import PartyOrg
from orgs.querysets import ApplicationQuerySet, CaseQuerySet


class Application(ScopedModel):
    """An application for an organization (组建请示) for the units of its cases, from draft to the founded organization.

    ``area`` is where the organization will lie. ``log`` is a list of the steps with their actors, added to and never changed.
    ``posts`` is a list of ``{"kind", "person", "name", "source"}``: whom the meeting elected.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所在辖区"), related_name="+")
    name = models.CharField(_("拟建党组织名称"), max_length=120)
    form = models.CharField(_("组建方式"), max_length=12, choices=FormationMode)
    org_type = models.CharField(_("党组织类型"), max_length=16, choices=OrgType, default=OrgType.BRANCH)
    nature = models.CharField(_("党组织性质"), max_length=12, choices=OrgNature, default=OrgNature.REGULAR)
    parent = models.ForeignKey(
        PartyOrg, models.PROTECT, verbose_name=_("上级党组织"), null=True, blank=True, related_name="+"
    )
    size = models.PositiveIntegerField(_("单位数"), editable=False)
    reason = models.CharField(_("组建理由"), max_length=500, blank=True)
    secretary = models.CharField(_("拟任书记"), max_length=60, blank=True)
    stage = models.CharField(_("办理阶段"), max_length=16, choices=FormationStage, default=FormationStage.DRAFT)
    submitted_on = models.DateField(_("请示日期"), null=True, blank=True)
    decided_on = models.DateField(_("批复日期"), null=True, blank=True)
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    approved_by = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("批准机构"), null=True, blank=True, related_name="+"
    )
    elected_on = models.DateField(_("选举日期"), null=True, blank=True)
    entitled = models.PositiveIntegerField(_("应到会有选举权人数"), null=True, blank=True)
    present = models.PositiveIntegerField(_("实到会有选举权人数"), null=True, blank=True)
    posts = models.JSONField(_("选举结果"), default=list, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filing_no = models.CharField(_("备案号"), max_length=60, blank=True)
    org = models.OneToOneField(
        PartyOrg, models.PROTECT, verbose_name=_("成立的党组织"), null=True, editable=False, related_name="application"
    )
    log = models.JSONField(_("办理记录"), default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("组建请示")
        verbose_name_plural = pgettext_lazy("plural", "组建请示")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="orgs_application_submitted_has_day",
                condition=Q(stage__in=("draft", "withdrawn")) | Q(submitted_on__isnull=False),
                violation_error_message=_("已报送的请示须有请示日期。"),
            ),
            models.CheckConstraint(
                name="orgs_application_approved_whole",
                condition=~Q(stage__in=("approved", "election_held", "filed", "active"))
                | (
                    Q(decided_on__isnull=False, decided_on__gte=F("submitted_on"), approved_by__isnull=False)
                    & ~Q(approval_no="")
                ),
                violation_error_message=_("批复须有文号、日期和批准机构，且不早于请示日期。"),
            ),
            models.CheckConstraint(
                name="orgs_application_election_whole",
                condition=~Q(stage__in=("election_held", "filed", "active"))
                | Q(elected_on__isnull=False, entitled__isnull=False, present__isnull=False)
                & Q(elected_on__gte=F("decided_on"), entitled__gte=1, present__lte=F("entitled")),
                violation_error_message=_("选举结果须有日期和到会人数，实到不超过应到，且不早于批复日期。"),
            ),
            models.CheckConstraint(
                name="orgs_application_filed_whole",
                condition=~Q(stage__in=("filed", "active")) | Q(filed_on__isnull=False, filed_on__gte=F("elected_on")),
                violation_error_message=_("备案须有日期，且不早于选举日期。"),
            ),
            models.CheckConstraint(
                name="orgs_application_active_has_org",
                condition=Q(stage="active", org__isnull=False) | ~Q(stage="active") & Q(org__isnull=True),
                violation_error_message=_("正式成立的请示须对应一个党组织。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:application", args=[self.pk])


class FormationCase(ScopedModel):
    """One unit that ought to be organized and how that shall come about (一企一策); its ticket is cancelled with proof (销号).

    The facts say whether a unit ought to be organized; the case keeps since when it is on the list, the plan and the proof. One
    case a unit is not final; back on the list after its ticket was cancelled, a unit gets a new one that names the ``former``.
    ``measures`` is a list of ``{"text", "due_on", "done_on"}``; ``next_due_on`` repeats the earliest day of those not done.
    """

    scope_parent = "unit"

    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="formation_cases")
    listed_on = models.DateField(_("列入日期"))
    origin = models.CharField(_("列入原因"), max_length=10, choices=CaseOrigin)
    former = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("原销号记录"), null=True, editable=False, related_name="next"
    )
    status = models.CharField(_("进展"), max_length=12, choices=PlanStatus, default=PlanStatus.OPEN, editable=False)
    obstacle = models.CharField(_("未组建原因"), max_length=20, choices=Obstacle, blank=True)
    form = models.CharField(_("拟采取的组建方式"), max_length=12, choices=FormationMode, blank=True)
    leader = models.CharField(_("包联责任人"), max_length=60, blank=True)
    leader_post = models.CharField(_("责任人职务"), max_length=80, blank=True)
    instructor = models.CharField(_("党建工作指导员"), max_length=60, blank=True)
    due_on = models.DateField(_("组建期限"), null=True, blank=True)
    measures = models.JSONField(_("措施"), default=list, blank=True)
    next_due_on = models.DateField(_("下一措施期限"), null=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, verbose_name=_("组建请示"), null=True, editable=False, related_name="cases"
    )
    coverage = models.ForeignKey(
        "orgs.Coverage", models.PROTECT, verbose_name=_("销号依据的覆盖"), null=True, editable=False, related_name="+"
    )
    cleared_on = models.DateField(_("销号日期"), null=True, editable=False)
    cleared_no = models.CharField(_("销号文号"), max_length=60, blank=True, editable=False)
    cleared_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    reported_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")
    lapsed_on = models.DateField(_("移出日期"), null=True, editable=False)
    log = models.JSONField(_("办理记录"), default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("组建台账")
        verbose_name_plural = pgettext_lazy("plural", "组建台账")
        ordering = ("listed_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_formationcase_one_open",
                fields=["unit"],
                condition=~Q(status__in=("cleared", "lapsed")),
                violation_error_message=_("该单位已在组建台账中。"),
            ),
            models.CheckConstraint(
                name="orgs_formationcase_cleared_whole",
                condition=Q(
                    status="cleared", cleared_on__isnull=False, coverage__isnull=False, cleared_by__isnull=False
                )
                & ~Q(cleared_no="")
                | ~Q(status="cleared") & Q(cleared_on__isnull=True, coverage__isnull=True, cleared_by__isnull=True),
                violation_error_message=_("销号须有日期、文号、批准人和所依据的党组织覆盖。"),
            ),
            models.CheckConstraint(
                name="orgs_formationcase_two_hands",
                condition=Q(cleared_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(cleared_by=F("reported_by")),
                violation_error_message=_("报请销号的人不能自己批准销号。"),
            ),
            models.CheckConstraint(
                name="orgs_formationcase_due_after_listed",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("listed_on")),
                violation_error_message=_("组建期限不能早于列入日期。"),
            ),
            models.CheckConstraint(
                name="orgs_formationcase_lapsed_has_day",
                condition=Q(status="lapsed", lapsed_on__isnull=False, lapsed_on__gte=F("listed_on"))
                | ~Q(status="lapsed") & Q(lapsed_on__isnull=True),
                violation_error_message=_("移出台账须有日期，且不早于列入日期。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:case", args=[self.pk])
