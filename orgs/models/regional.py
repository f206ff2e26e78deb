"""What a regional branch (1+N) offers its units: a venue, and a forum in each quarter. Source: source 001 K13 (四个一)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.models.organizations import PartyOrg
from orgs.querysets import OfOrgQuerySet, OrgFactQuerySet


class Venue(DatedFact, ScopedModel):
    """The venue of an organization over a period; joint and regional ones may share that of a community."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="venues")
    name = models.CharField(_("阵地名称"), max_length=120)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    is_shared = models.BooleanField(_("与其他党组织共用"), default=False)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_venue_no_overlap": _("该党组织在此期间已有活动阵地，请刷新后重试。"),
        "orgs_venue_superseded_only": _("阵地记录只能被新记录取代，不能修改。"),
        "orgs_venue_valid_not_empty": _("阵地必须有启用日期，且停用日期晚于启用日期。"),
    }

    class Meta:
        verbose_name = _("活动阵地")
        verbose_name_plural = pgettext_lazy("plural", "活动阵地")
        ordering = ("valid", "pk")

    def __str__(self) -> str:
        return self.name


class Forum(ScopedModel):
    """A forum (恳谈会) that an organization held with its units; counts are units and persons. Inserted, never changed."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="forums")
    held_on = models.DateField(_("召开日期"))
    topic = models.CharField(_("议题"), max_length=200)
    units_present = models.PositiveSmallIntegerField(_("到会单位数"))
    people_present = models.PositiveSmallIntegerField(_("到会人数"))
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = OfOrgQuerySet.as_manager()

    constraint_sentences = {"orgs_forum_append_only": _("恳谈会记录只能追加，不能修改或删除。")}

    class Meta:
        verbose_name = _("恳谈会")
        verbose_name_plural = pgettext_lazy("plural", "恳谈会")
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_forum_once", fields=["org", "held_on", "topic"],
                violation_error_message=_("这次恳谈会已经登记。"),
            ),
            models.CheckConstraint(
                name="orgs_forum_somebody_came", condition=Q(people_present__gte=1),
                violation_error_message=_("到会人数至少为1。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.topic}"
