"""Pairing (结对共建、党建对子): a department or other body and an organization work together for a period."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.models.organizations import PartyOrg
from orgs.querysets import OrgFactQuerySet


class Pairing(DatedFact, ScopedModel):
    """A body is paired with an organization. Activities are records of the organization's life. Source: P10, D10, Q6."""

    scope_parent = "org"

    body = models.ForeignKey("access.Body", models.PROTECT, verbose_name=_("结对单位"), related_name="+")
    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="pairings")
    content = models.CharField(_("共建内容"), max_length=200, blank=True)
    document = models.CharField(_("协议或文号"), max_length=120, blank=True)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_pairing_no_overlap": _("该单位与该党组织在此期间已经结对。"),
        "orgs_pairing_superseded_only": _("结对记录只能被新记录取代，不能修改。"),
        "orgs_pairing_with_org": _("结对记录重复，请刷新后重试。"),
        "orgs_pairing_valid_not_empty": _("结对必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("结对共建")
        verbose_name_plural = pgettext_lazy("plural", "结对共建")
        ordering = ("-holds_from", "-pk")

    def __str__(self) -> str:
        return f"{self.body} · {self.org}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("orgs:pairing", args=[self.pk])
