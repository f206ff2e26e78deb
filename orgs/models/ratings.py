"""Stars (星级), grades (定级) and demonstration points (示范点); their schemes are data: places and years differ."""

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.choices import RatingKind, Star
from orgs.models.organizations import PartyOrg
from orgs.querysets import OrgFactQuerySet
from orgs.rules.ratings import scheme_from_data


class RatingScheme(models.Model):
    """A scheme of stars or grades of one area: its levels, how long a rating holds, and where it is written."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("适用辖区"), related_name="+")
    kind = models.CharField(_("评定类别"), max_length=8, choices=RatingKind)
    name = models.CharField(_("名称"), max_length=80)
    levels = models.JSONField(
        _("等次"), default=list, help_text=_('由高到低，例如 [{"key": "advanced", "label": "先进"}]')
    )
    months = models.PositiveSmallIntegerField(_("有效月数"), null=True, blank=True)
    valid = DateRangeField(_("适用期"))
    origin = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("评定方案")
        verbose_name_plural = pgettext_lazy("plural", "评定方案")
        ordering = ("area", "kind", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Insist on at least two levels with different keys.

        Raises:
            ValidationError: at ``levels``.
        """
        try:
            scheme_from_data("", self.name, self.levels)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            raise ValidationError({"levels": _("等次至少两个，各有不同的 key 和 label，分数由高到低。")}) from None

    def label_of(self, key: str) -> str:
        """Return a level's label, or its key where the scheme no longer has it."""
        return next((level["label"] for level in self.levels if level["key"] == key), key)


class StarRecord(DatedFact, ScopedModel):
    """The stars of an organization over a period. Source: K11 五星级党组织."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="stars")
    scheme = models.ForeignKey(
        RatingScheme, models.PROTECT, verbose_name=_("评定方案"), null=True, blank=True, related_name="+"
    )
    stars = models.PositiveSmallIntegerField(_("星级"), choices=Star)
    year = models.PositiveSmallIntegerField(_("评定年度"))
    approval_no = models.CharField(_("公布文号"), max_length=60, blank=True)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_starrecord_no_overlap": _("该党组织在此期间已有星级。"),
        "orgs_starrecord_valid_not_empty": _("星级必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("星级评定")
        verbose_name_plural = pgettext_lazy("plural", "星级评定")
        ordering = ("valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_starrecord_one_to_five",
                condition=models.Q(stars__gte=1, stars__lte=5),
                violation_error_message=_("星级为一星至五星。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.org_id} {self.get_stars_display()}"


class GradeRecord(DatedFact, ScopedModel):
    """The grade of an organization in a yearly round; it stands until the next. Source: D7 分类定级."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="grades")
    scheme = models.ForeignKey(RatingScheme, models.PROTECT, verbose_name=_("评定方案"), related_name="+")
    grade = models.CharField(_("等次"), max_length=20)
    year = models.PositiveSmallIntegerField(_("定级年度"))
    approval_no = models.CharField(_("核准文号"), max_length=60, blank=True)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_graderecord_no_overlap": _("该党组织在此期间已有定级。"),
        "orgs_graderecord_valid_not_empty": _("定级必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("分类定级")
        verbose_name_plural = pgettext_lazy("plural", "分类定级")
        ordering = ("valid", "pk")

    def __str__(self) -> str:
        return f"{self.org_id} {self.year} {self.grade}"

    def get_grade_display(self) -> str:
        """Return the grade's label in its scheme."""
        return self.scheme.label_of(self.grade)


class DemonstrationPoint(DatedFact, ScopedModel):
    """An organization is a demonstration point (示范点) for a period. Source: K11 示范点30个."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="demonstrations")
    title = models.CharField(_("示范点名称"), max_length=80)
    approval_no = models.CharField(_("公布文号"), max_length=60, blank=True)

    objects = OrgFactQuerySet.as_manager()

    constraint_sentences = {
        "orgs_demonstrationpoint_no_overlap": _("该党组织在此期间已是示范点。"),
        "orgs_demonstrationpoint_valid_not_empty": _("示范点必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("示范点")
        verbose_name_plural = pgettext_lazy("plural", "示范点")
        ordering = ("valid", "pk")

    def __str__(self) -> str:
        return self.title
