"""Which items make up the clear ledger (五个清) is said by each district for itself: dated schemes."""

from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClearLedgerScheme(models.Model):
    """The lights that an area published for a period; the nearest area's scheme decides, the default one where there is none.

    ``items`` is a list of :class:`enterprises.rules.clear.Item` as data. Reference data, readable by whoever reads units.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("适用辖区"), related_name="+")
    items = models.JSONField(_("项目"), default=list)
    valid = DateRangeField(_("适用期"))
    origin = models.CharField(_("依据"), max_length=120)

    constraint_sentences = {
        "enterprises_clearledgerscheme_no_overlap": _("该辖区在此期间已有一套五个清方案。"),
        "enterprises_clearledgerscheme_valid_not_empty": _("适用期必须有开始日期，且结束日期晚于开始日期。"),
    }

    class Meta:
        verbose_name = _("五个清方案")
        verbose_name_plural = pgettext_lazy("plural", "五个清方案")
        ordering = ("area", "valid")

    def __str__(self) -> str:
        return self.origin

    @property
    def since(self) -> Any:
        """First day on which the scheme is in force."""
        return self.valid.lower

    @property
    def until(self) -> Any:
        """First day on which it is no longer in force, or None."""
        return self.valid.upper
