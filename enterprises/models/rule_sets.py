"""Which body manages a unit is said by each district for itself: dated sets of rules (归口规则)."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.rules.managing import ManagingRule, rules_from_data


class ManagingRuleSet(models.Model):
    """The ordered rules that an area published for a period, with where they are written; the nearest area's set decides.

    ``rules`` is a list of :class:`enterprises.rules.managing.ManagingRule` as data, the first that fits decides; ``body`` names a body
    of the area by its key. Reference data, readable by whoever reads units. Source: source 001 (K6).
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("适用辖区"), related_name="+")
    rules = models.JSONField(
        _("规则"),
        default=list,
        help_text=_('按先后次序，例如 [{"key": "social", "body": "civil_affairs", "kinds": ["social"]}]'),
    )
    valid = DateRangeField(_("适用期"))
    origin = models.CharField(_("依据"), max_length=120)

    constraint_sentences = {
        "enterprises_managingruleset_no_overlap": _("该辖区在此期间已有一套归口规则。"),
        "enterprises_managingruleset_valid_not_empty": _("适用期必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("归口规则")
        verbose_name_plural = pgettext_lazy("plural", "归口规则")
        ordering = ("area", "valid")

    def __str__(self) -> str:
        return self.origin

    def clean(self) -> None:
        """Insist on rules that the engine knows, each with its own key.

        Raises:
            ValidationError: at ``rules``.
        """
        try:
            rules_from_data(self.rules)
        except (TypeError, ValueError):
            raise ValidationError(
                {"rules": _("规则应为列表，每条有不同的 key 和 body，且只用已知的条件和代码。")}
            ) from None

    @property
    def parsed(self) -> tuple[ManagingRule, ...]:
        """The rules as the engine reads them."""
        return rules_from_data(self.rules)

    @property
    def since(self) -> Any:
        """First day on which the set is in force."""
        return self.valid.lower

    @property
    def until(self) -> Any:
        """First day on which it is no longer in force, or None."""
        return self.valid.upper
