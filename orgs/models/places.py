"""Where an organization lies over time; the organization repeats today's place."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.models.organizations import PartyOrg
from orgs.querysets import OrgFactQuerySet


class OrgPlace(DatedFact, ScopedModel):
    """The area of an organization over a period, so that figures of a past day count it where it lay then.

    The first row is written by a trigger with the organization itself.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="places")
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所在辖区"), related_name="+")

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {"orgs_orgplace_no_overlap": _("该党组织在此期间已有所在辖区，请刷新后重试。")}

    class Meta:
        verbose_name = _("党组织所在辖区")
        verbose_name_plural = pgettext_lazy("plural", "党组织所在辖区")
        ordering = ("org", "valid", "pk")

    def __str__(self) -> str:
        return str(self.area)
