"""Pairs of units of which somebody said that they are two (排除重复)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.models.unit import Unit
from enterprises.querysets import UnitRowQuerySet


class NotDuplicate(ScopedModel):
    """Two entries that are not one unit, by whom and why. Written once; it stands while ``likeness`` does.

    ``likeness`` is a digest of the names, codes and telephone numbers compared: when one of them changes, the pair is offered again.
    ``unit`` is the older entry, where the row lies; whoever compares a pair sees both.
    """

    scope_parent = "unit"

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="not_duplicates")
    other = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("另一家单位"), related_name="+")
    likeness = models.CharField(_("比对内容摘要"), max_length=64, editable=False, db_collation="C")
    reason = models.CharField(_("理由"), max_length=200)
    dismissed_on = models.DateField(_("排除日期"))
    dismissed_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("排除账号"), null=True, editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = UnitRowQuerySet.as_manager()

    constraint_sentences = {"enterprises_notduplicate_append_only": _("排除重复的记录不能修改或删除。")}

    class Meta:
        verbose_name = _("排除重复")
        verbose_name_plural = pgettext_lazy("plural", "排除重复")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="enterprises_notduplicate_once",
                fields=["unit", "other", "likeness"],
                violation_error_message=_("这两家单位已经排除过，请刷新。"),
            ),
            models.CheckConstraint(
                name="enterprises_notduplicate_whole",
                condition=~Q(reason="") & Q(unit__lt=F("other")),
                violation_error_message=_("排除重复须说明理由，并指两家不同的单位。"),
            ),
        )

    def __str__(self) -> str:
        return self.reason
