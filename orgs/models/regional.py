"""The venue that a regional branch (1+N) offers its units. Source: source 001 K13 (四个一)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.models.organizations import PartyOrg
from orgs.querysets import OrgFactQuerySet


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
