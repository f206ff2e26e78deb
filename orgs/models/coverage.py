"""Which organization covers which unit in which way and when (覆盖), and the grids of a regional branch (1+N)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.choices import CoverageEndReason, FormationMode
from orgs.models.organizations import PartyOrg
from orgs.querysets import CoverageQuerySet, OrgFactQuerySet


class Coverage(DatedFact, ScopedModel):
    """A unit is covered by an organization in one way; the database keeps the ways apart (``constraint_sentences``)."""

    scope_parent = "unit"

    unit = models.ForeignKey("enterprises.Unit", models.PROTECT, verbose_name=_("单位"), related_name="coverage")
    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="coverage")
    mode = models.CharField(_("组建方式"), max_length=12, choices=FormationMode)
    end_reason = models.CharField(_("退出覆盖原因"), max_length=16, choices=CoverageEndReason, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = CoverageQuerySet.as_manager()

    constraint_sentences = {
        "orgs_coverage_one_own_per_unit": _("该单位在此期间已由另一个党组织以单建、联建、挂靠或依托方式覆盖。"),
        "orgs_coverage_one_regional_per_unit": _("该单位在此期间已由另一个区域党组织覆盖。"),
        "orgs_coverage_single_org_one_unit": _("单独组建的党组织同一时间只能是一个单位的党组织。"),
        "orgs_coverage_only_while_org_lives": _("只能在党组织存续期间覆盖单位。"),
        "orgs_coverage_mode_fits_org": _("覆盖方式与党组织的组建方式不符。"),
        "orgs_coverage_valid_not_empty": _("覆盖必须有开始日期，且结束日期晚于开始日期。"),
        "orgs_coverage_superseded_only": _("覆盖记录只能被新记录取代，不能修改。"),
    }

    class Meta:
        verbose_name = _("组织覆盖")
        verbose_name_plural = pgettext_lazy("plural", "组织覆盖")
        ordering = ("valid", "pk")
        indexes = (models.Index(name="orgs_coverage_of_org", fields=["org", "unit"]),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.get_mode_display()} {self.org_id}"


class OrgGrid(DatedFact, ScopedModel):
    """A grid that a regional branch looks after; one branch a grid at a time."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("区域党组织"), related_name="grids")
    grid = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("网格"), related_name="regional_orgs")

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_orggrid_one_org_per_grid": _("该网格在此期间已属于另一个区域党组织。"),
        "orgs_orggrid_only_grids": _("区域党组织只能联系网格一级的辖区。"),
        "orgs_orggrid_valid_not_empty": _("网格归属必须有开始日期，且结束日期晚于开始日期。"),
        "orgs_orggrid_superseded_only": _("网格归属只能被新记录取代，不能修改。"),
    }

    class Meta:
        verbose_name = _("区域党组织网格")
        verbose_name_plural = pgettext_lazy("plural", "区域党组织网格")
        ordering = ("valid", "pk")

    def __str__(self) -> str:
        return f"{self.org_id} {self.grid_id}"
