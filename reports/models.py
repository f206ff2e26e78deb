"""Definitions of indicators as dated, versioned data; figures themselves are never stored here."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from access.languages import listed
from reports.choices import Flag, IndicatorCode, Measure
from reports.rules.indicators import Condition, Spec, spec_from_data


class IndicatorQuerySet(models.QuerySet):
    """Definitions are reference data, readable by everybody signed in."""

    def in_force(self, on: date) -> Self:
        """Keep the version of each definition that is in force on a day."""
        return self.filter(valid__contains=on)


class IndicatorDefinition(models.Model):
    """One version of an indicator (口径): what is counted, over what. Source: domain 3.2."""

    code = models.CharField(_("代码"), max_length=20, choices=IndicatorCode)
    version = models.PositiveSmallIntegerField(_("版本"))
    name = models.CharField(_("名称"), max_length=60)
    spec = models.JSONField(_("口径定义"), help_text=_("条件由单位或党组织的状态组成，见统计口径说明"))
    source = models.CharField(_("依据"), max_length=120)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    valid = DateRangeField(_("有效期"))

    objects = IndicatorQuerySet.as_manager()

    constraint_sentences = {"reports_indicatordefinition_no_overlap": _("同一指标在同一时期只能有一个版本。")}

    class Meta:
        verbose_name = _("指标口径")
        verbose_name_plural = pgettext_lazy("plural", "指标口径")
        ordering = ("order", "code", "version")
        constraints = (
            models.UniqueConstraint(
                name="reports_indicatordefinition_version_once",
                fields=["code", "version"],
                violation_error_message=_("该指标已有此版本。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @cached_property
    def rule(self) -> Spec:
        """The definition as the rules read it."""
        return spec_from_data(self.spec)

    @property
    def is_count(self) -> bool:
        """Whether it is a number and not a share."""
        return self.rule.measure == Measure.COUNT

    @property
    def part_in_words(self) -> str:
        """The numerator's condition as a sentence."""
        return _in_words(self.rule.part)

    @property
    def whole_in_words(self) -> str:
        """The denominator's condition, the kinds of unit included, as a sentence."""
        found = (_in_words(Condition(any_of=self.rule.kinds)), _in_words(self.rule.whole))
        return listed(text for text in found if text)


def _in_words(condition: Condition) -> str:
    parts = [str(Flag(flag).label) for flag in condition.all_of]
    if condition.any_of:
        parts.append(gettext("（%(any)s）之一") % {"any": listed(Flag(flag).label for flag in condition.any_of)})
    parts += [gettext("非%(flag)s") % {"flag": Flag(flag).label} for flag in condition.none_of]
    return listed(parts)
