"""Visits at the door (上门走访): who went when, and what was met; what changed is written as dated facts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from enterprises.choices import TalkKind, VisitOutcome
from enterprises.models.survey import RoundTask
from enterprises.models.unit import Unit
from enterprises.querysets import UnitRowQuerySet


class Visit(ScopedModel):
    """One visit, never changed. ``client_uuid`` is made by the device, so that sending twice stores once.

    ``content`` is a keyed digest of what was sent: the same once more is answered by this row, anything else is refused.
    """

    scope_parent = "unit"

    client_uuid = models.UUIDField(_("走访编号"), unique=True, error_messages={"unique": _("该次走访已经登记。")})
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="visits")
    visited_on = models.DateField(_("走访日期"))
    outcome = models.CharField(_("走访结果"), max_length=12, choices=VisitOutcome)
    talks = ArrayField(models.CharField(max_length=10, choices=TalkKind), verbose_name=_("两进两谈"), default=list)
    changed = ArrayField(models.CharField(max_length=12), verbose_name=_("更新的资料"), default=list, editable=False)
    confirmed = ArrayField(  # fields that were found as they are known: no new fact, but asked and answered again
        models.CharField(max_length=40), verbose_name=_("核实无变化的项目"), default=list, db_default=[], editable=False
    )
    person = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("走访人"), null=True, blank=True, related_name="visits"
    )
    user = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("登记账号"), null=True, editable=False, related_name="+"
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)
    content = models.CharField(max_length=64, default="", db_default="", blank=True, editable=False, db_collation="C")
    task = models.ForeignKey(
        RoundTask, models.PROTECT, verbose_name=_("走访任务"), null=True, blank=True, related_name="visits"
    )
    began_at = models.DateTimeField(db_default=TransactionNow(), editable=False)  # when its transaction began to write
    recorded_at = models.DateTimeField(_("登记时间"), db_default=Now(), editable=False)

    objects = UnitRowQuerySet.as_manager()

    constraint_sentences = {"enterprises_visit_written_once": _("走访记录不能修改或删除。")}

    class Meta:
        verbose_name = _("走访")
        verbose_name_plural = pgettext_lazy("plural", "走访")
        ordering = ("-visited_on", "-pk")
        indexes = (models.Index(name="enterprises_visit_latest", fields=["unit", "-visited_on"]),)

    def __str__(self) -> str:
        return f"{self.visited_on} {self.get_outcome_display()}"
