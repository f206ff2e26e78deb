"""Which communities are neighbours, and plans of formation with a line for each unit."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import DraftState, LinePlace
from orgs.querysets import AdjacencyQuerySet, PlanDraftQuerySet, PlanLineQuerySet


class AreaAdjacency(models.Model):
    """Two neighbouring areas (相邻辖区) over a period; kept once a pair, the smaller key first. Source: 支部工作条例 "地域相邻"."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    other = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("相邻辖区"), related_name="+")
    valid = DateRangeField(_("有效期"))
    origin = models.CharField(_("依据"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = AdjacencyQuerySet.as_manager()

    constraint_sentences = {
        "orgs_areaadjacency_no_overlap": _("这两个辖区在此期间已登记为相邻。"),
        "orgs_areaadjacency_valid_not_empty": _("相邻关系须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("相邻辖区")
        verbose_name_plural = pgettext_lazy("plural", "相邻辖区")
        ordering = ("area", "other", "valid")
        constraints = (
            models.CheckConstraint(
                name="orgs_areaadjacency_smaller_first",
                condition=Q(area__lt=F("other")),
                violation_error_message=_("相邻辖区必须是两个不同的辖区，按编号从小到大记一次。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} — {self.other}"


class PlanDraft(ScopedModel):
    """A plan of formation (组建方案) as it was computed from the facts of a day, and as people changed it since.

    ``limits`` are the thresholds used; ``ground`` are neighbours, regional branches and joint branches with room, as they were;
    ``groups`` is a list of ``{"area", "line", "host", "reason", "application"}`` whose places the lines name by number;
    ``steps`` are ``[objective, value, bound]`` as computed. A trial (试算) has other limits than those in force: it is only compared.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    is_picked = models.BooleanField(_("只含所选单位"), default=False)
    base = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("对照的方案"), null=True, editable=False, related_name="trials"
    )
    state = models.CharField(_("状态"), max_length=10, choices=DraftState, default=DraftState.OPEN, editable=False)
    facts_on = models.DateField(_("依据哪一天的台账"))
    limits = models.JSONField(_("所用标准"), default=dict)
    ground = models.JSONField(default=dict, editable=False)
    groups = models.JSONField(default=list, editable=False)
    steps = models.JSONField(default=list, editable=False)
    hand_moves = models.PositiveIntegerField(_("人工调整次数"), default=0, editable=False)
    accepted_on = models.DateField(_("采纳日期"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(_("编制时间"), db_default=Now(), editable=False)
    made_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = PlanDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("组建方案")
        verbose_name_plural = pgettext_lazy("plural", "组建方案")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="orgs_plandraft_one_open",
                fields=["area"],
                condition=Q(state="open", is_picked=False),
                violation_error_message=_("该辖区刚有人编制了新的组建方案，请刷新后查看。"),
            ),
            models.CheckConstraint(
                name="orgs_plandraft_accepted_has_day",
                condition=Q(state="accepted", accepted_on__isnull=False) | ~Q(state="accepted"),
                violation_error_message=_("已采纳的方案须有采纳日期。"),
            ),
            models.CheckConstraint(
                name="orgs_plandraft_trial_has_base",
                condition=Q(state="trial", base__isnull=False) | ~Q(state="trial") & Q(base__isnull=True),
                violation_error_message=_("试算须有对照的方案，其他方案没有。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area} {self.facts_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:plan", args=[self.pk])


class PlanLine(ScopedModel):
    """What a plan proposes for one unit, with the facts it was computed from; ``number`` counts the groups of the draft."""

    scope_parent = "draft"

    draft = models.ForeignKey(PlanDraft, models.CASCADE, verbose_name=_("组建方案"), related_name="lines")
    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="+")
    community = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("社区"), related_name="+")
    industry = models.CharField(_("行业门类"), max_length=1, blank=True)
    formal = models.PositiveIntegerField(_("正式党员"))
    members = models.PositiveIntegerField(_("党员"))
    turning = models.JSONField(_("预备党员最迟转正日期"), default=list)
    before = models.JSONField(_("上次方案的去向"), null=True)
    place = models.CharField(_("去向"), max_length=10, choices=LinePlace)
    number = models.PositiveIntegerField(_("组号"), null=True)
    is_moved = models.BooleanField(_("人工调整"), default=False)
    accepted_on = models.DateField(_("采纳日期"), null=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("组建方案明细")
        verbose_name_plural = pgettext_lazy("plural", "组建方案明细")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="orgs_planline_unit_once",
                fields=["draft", "unit"],
                violation_error_message=_("该单位在方案中已有一行。"),
            ),
            models.CheckConstraint(
                name="orgs_planline_group_numbered",
                condition=Q(place="group", number__isnull=False) | ~Q(place="group") & Q(number__isnull=True),
                violation_error_message=_("联合组建的单位须有组号，其他单位没有。"),
            ),
            models.CheckConstraint(
                name="orgs_planline_counts",
                condition=Q(formal__lte=F("members")),
                violation_error_message=_("正式党员不能多于党员。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_place_display()}"
