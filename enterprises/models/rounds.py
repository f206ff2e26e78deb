"""Rounds in which the base (党建基数) is reviewed and approved."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import RoundStatus


class BaseRound(ScopedModel):
    """One review of the base in an area. Source: domain 3.2, 纳入党建基数的对象 is a list that is itself reviewed."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    name = models.CharField(_("轮次名称"), max_length=80)
    reviewed_on = models.DateField(_("核定日期"))
    document = models.CharField(_("核定文件"), max_length=120, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=RoundStatus, default=RoundStatus.OPEN)

    class Meta:
        verbose_name = _("基数核定轮次")
        verbose_name_plural = pgettext_lazy("plural", "基数核定轮次")
        ordering = ("-reviewed_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_baseround_name_unique",
                fields=["area", "name"],
                violation_error_message=_("该辖区已有同名轮次。"),
            ),
        )

    def __str__(self) -> str:
        return self.name
