"""The yearly assessment of an organization (年度考核) on which annual subsidies depend."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from funding.querysets import AssessmentQuerySet


class Assessment(DatedFact, ScopedModel):
    """Whether an organization passed its assessment of a year; ``valid`` is that year, a correction supersedes.

    Source: source 004 "经考核合格后…予以补助".
    """

    scope_parent = "org"

    org = models.ForeignKey("orgs.PartyOrg", models.PROTECT, verbose_name=_("党组织"), related_name="assessments")
    year = models.PositiveSmallIntegerField(_("考核年度"))
    has_passed = models.BooleanField(_("合格"))
    assessed_on = models.DateField(_("考核日期"))
    assessor = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("考核人"), null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = AssessmentQuerySet.as_manager()

    constraint_sentences = {
        "funding_assessment_no_overlap": _("该党组织这一年度已有考核结果。"),
        "funding_assessment_valid_not_empty": _("考核年度不完整。"),
        "funding_assessment_superseded_only": _("考核结果只能被新结果取代，不能修改。"),
        "funding_assessment_valid_is_its_year": _("考核结果的有效期就是考核年度。"),
    }

    class Meta:
        verbose_name = _("年度考核")
        verbose_name_plural = pgettext_lazy("plural", "年度考核")
        ordering = ("-year", "pk")
        constraints = (
            models.CheckConstraint(
                name="funding_assessment_not_before_its_year",
                condition=Q(assessed_on__year__gte=models.F("year")),
                violation_error_message=_("考核日期不能早于考核年度。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.org_id} {self.year}"
