"""Organization life as records (组织生活记录), the owner's attitude, and the rotating duty of the federation's vice-chairs."""

from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact, FactQuerySet
from access.guarded import ScopedModel
from enterprises.querysets import UnitFactQuerySet
from orgs.choices import LifeKind, Opinion, OwnerAttitude
from orgs.models.organizations import PartyOrg
from orgs.models.pairings import Pairing
from orgs.querysets import OrgFactQuerySet
from orgs.rules.records import SHAPES


class LifeRecord(DatedFact, ScopedModel):
    """One meeting, activity, team or figure of an organization's life; a meeting holds for its day, a team from a day on.

    Superseded, never edited: the rows of one ``series`` are one record as it was put right, of which one at most is live. A withdrawn
    record ends with a row that says why and is superseded at once.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="life_records")
    kind = models.CharField(_("类别"), max_length=20, choices=LifeKind)
    topic = models.CharField(_("议题（名称）"), max_length=200)
    host = models.CharField(_("主持人（负责人）"), max_length=80, blank=True)
    expected = models.PositiveIntegerField(_("应到人数"), null=True, blank=True)
    attended = models.PositiveIntegerField(_("实到人数"), null=True, blank=True)
    result = models.CharField(_("议定事项（成效）"), max_length=1000, blank=True)
    figures = models.JSONField(_("数量"), default=dict, blank=True)
    series = models.UUIDField(_("记录编号"), default=uuid4, editable=False)
    change_reason = models.CharField(_("更正（撤回）理由"), max_length=200, blank=True)
    is_withdrawn = models.BooleanField(_("已撤回"), default=False, editable=False)
    pairing = models.ForeignKey(
        Pairing, models.PROTECT, verbose_name=_("结对共建"), null=True, blank=True, editable=False, related_name="+"
    )

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_liferecord_pairing_of_org": _("结对活动只能登记在结对的党组织名下。"),
        "orgs_liferecord_superseded_only": _("组织生活记录只能更正或撤回，不能直接修改。"),
        "orgs_liferecord_valid_not_empty": _("记录必须有日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("组织生活记录")
        verbose_name_plural = pgettext_lazy("plural", "组织生活记录")
        ordering = ("-holds_from", "-pk")
        indexes = (models.Index(name="orgs_liferecord_org_kind", fields=["org", "kind", "holds_from"]),)
        constraints = (
            models.UniqueConstraint(
                name="orgs_liferecord_once", fields=["org", "kind", "holds_from", "topic"],
                condition=Q(superseded_at__isnull=True), violation_error_message=_("同一天、同一类别、同一议题的记录已经登记。"),
            ),
            models.UniqueConstraint(
                name="orgs_liferecord_one_live", fields=["series"], condition=Q(superseded_at__isnull=True),
                violation_error_message=_("该记录刚被他人更正，请刷新后重试。"),
            ),
            models.CheckConstraint(
                name="orgs_liferecord_somebody_came", condition=Q(attended__isnull=True) | Q(attended__gte=1),
                violation_error_message=_("实到人数至少为1。"),
            ),
            models.CheckConstraint(
                name="orgs_liferecord_not_more_than_expected",
                condition=Q(attended__isnull=True) | Q(expected__isnull=True) | Q(kind="forum") | Q(attended__lte=F("expected")),
                violation_error_message=_("实到人数不能超过应到人数。"),
            ),
            models.CheckConstraint(
                name="orgs_liferecord_withdrawn_for_a_reason", condition=Q(is_withdrawn=False) | ~Q(change_reason=""),
                violation_error_message=_("请写明撤回理由。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} {self.get_kind_display()} {self.topic}"

    def get_absolute_url(self) -> str:
        """Return the page of the record."""
        return reverse("orgs:life_record", args=[self.pk])

    @property
    def shape(self) -> Any:
        """What its kind asks for."""
        return SHAPES[LifeKind(self.kind)]

    @property
    def ends_on(self) -> Any:
        """The end of a standing record; a meeting has none."""
        return self.until if self.shape.is_standing else None

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Its figures in words, in the order of its kind."""
        return [(str(_(one.label)), self.figures[one.code]) for one in self.shape.counts if one.code in self.figures]


class OwnerRecord(DatedFact, ScopedModel):
    """How the owner of a unit stands to Party building, and the opinion for a recommendation, from a day on. Source: P6."""

    scope_parent = "unit"

    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="+")
    attitude = models.CharField(_("出资人态度"), max_length=12, choices=OwnerAttitude)
    purpose = models.CharField(_("推荐事项"), max_length=80, blank=True)
    opinion = models.CharField(_("推荐意见"), max_length=12, choices=Opinion, default=Opinion.NONE)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = UnitFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_ownerrecord_no_overlap": _("该单位在此期间已有出资人态度记录，请刷新后重试。"),
        "orgs_ownerrecord_superseded_only": _("出资人态度记录只能被新记录取代，不能修改。"),
        "orgs_ownerrecord_valid_not_empty": _("记录必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("出资人态度")
        verbose_name_plural = pgettext_lazy("plural", "出资人态度")
        ordering = ("-holds_from", "-pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_ownerrecord_opinion_on_something", condition=Q(opinion="none") | ~Q(purpose=""),
                violation_error_message=_("有推荐意见的，请写明推荐事项。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} {self.get_attitude_display()}"


class DutyTurn(DatedFact, ScopedModel):
    """A vice-chair of the federation of industry and commerce on duty for a period (兼职副主席轮值). Source: Q9."""

    scope_parent = "area"

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    name = models.CharField(_("轮值副主席"), max_length=40)
    employer = models.CharField(_("所在单位"), max_length=120, blank=True)
    task = models.CharField(_("轮值任务"), max_length=200, blank=True)

    objects = FactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_dutyturn_no_overlap": _("该辖区在此期间已有人轮值，请刷新后重试。"),
        "orgs_dutyturn_superseded_only": _("轮值记录只能被新记录取代，不能修改。"),
        "orgs_dutyturn_valid_not_empty": _("轮值必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("工商联副主席轮值")
        verbose_name_plural = pgettext_lazy("plural", "工商联副主席轮值")
        ordering = ("-holds_from", "-pk")

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d} {self.name}"
