"""Outside registers (外部名册): the rows that other authorities keep, and the differences that somebody has to look into."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import GuardedQuerySet, ScopedModel
from enterprises.choices import OutsideRegister, RegisterDifference, RegisterTaskState
from enterprises.models.unit import Unit


class RegisterRow(ScopedModel):
    """One entry of an outside register as its latest file says; it never changes the ledger.

    It lies where the unit lies, or where its own words say; what cannot be placed lies in the district, whose committee has it.
    """

    register = models.CharField(_("名册"), max_length=10, choices=OutsideRegister)
    district = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("区县"), related_name="+")
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所在辖区"), related_name="+")
    key = models.CharField(max_length=160, editable=False)  # the credit code, else the project's code, else the name
    name = models.CharField(_("名称"), max_length=160)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    contents = models.JSONField(_("名册内容"), default=dict)
    is_listed = models.BooleanField(_("在册"), default=True)
    listed_on = models.DateField(_("名册日期"))
    batch_id = models.BigIntegerField(editable=False)  # the file that entered it
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册记录")
        verbose_name_plural = pgettext_lazy("plural", "名册记录")
        ordering = ("register", "key")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_registerrow_once",
                fields=["register", "district", "key"],
                violation_error_message=_("该记录已在本区同一名册中，由其他街道核实。"),
            ),
            models.CheckConstraint(
                name="enterprises_registerrow_named",
                condition=~Q(name="") & ~Q(key=""),
                violation_error_message=_("名册记录须有名称。"),
            ),
        )
        indexes = (models.Index(name="enterprises_registerrow_place", fields=["register", "area_path"]),)

    def __str__(self) -> str:
        return self.name


class RegisterTask(ScopedModel):
    """One difference between an outside register and the ledger, to be looked into; settled once and for all."""

    scope_parent = "row"

    row = models.ForeignKey(RegisterRow, models.PROTECT, verbose_name=_("名册记录"), related_name="tasks")
    kind = models.CharField(_("比对结果"), max_length=10, choices=RegisterDifference)
    changes = models.JSONField(_("不同之处"), default=list)  # [{"field", "label", "old", "new"}]
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("单位"), null=True, blank=True, related_name="register_tasks"
    )
    batch_id = models.BigIntegerField(editable=False)
    opened_on = models.DateField(_("名册日期"))
    opened_at = models.DateTimeField(_("比对时间"), db_default=Now(), editable=False)
    state = models.CharField(_("核实情况"), max_length=10, choices=RegisterTaskState, default=RegisterTaskState.OPEN)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    settled_on = models.DateField(_("办结日期"), null=True, blank=True)
    settled_by = models.ForeignKey(
        "access.User",
        models.PROTECT,
        verbose_name=_("办结账号"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"enterprises_registertask_kept": _("已办结的比对任务不能修改或删除。")}

    class Meta:
        verbose_name = _("比对任务")
        verbose_name_plural = pgettext_lazy("plural", "比对任务")
        ordering = ("-opened_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_registertask_one_open",
                fields=["row"],
                condition=Q(state="open"),
                violation_error_message=_("该记录已有一项待核实的任务。"),
            ),
            models.CheckConstraint(
                name="enterprises_registertask_settled_whole",
                condition=Q(state="open", settled_on__isnull=True) | ~Q(state="open") & Q(settled_on__isnull=False),
                violation_error_message=_("办结的任务须有办结日期，待核实的不填。"),
            ),
            models.CheckConstraint(
                name="enterprises_registertask_reasoned",
                condition=~Q(state="not_ours") | ~Q(reason=""),
                violation_error_message=_("请说明不登记或不处理的原因。"),
            ),
            models.CheckConstraint(
                name="enterprises_registertask_registered_unit",
                condition=~Q(state="registered") | Q(unit__isnull=False),
                violation_error_message=_("登记后才能办结为“已登记”。"),
            ),
            models.CheckConstraint(
                name="enterprises_registertask_outcome_fits",
                condition=Q(state__in=["open", "replaced", "not_ours"])
                | Q(kind="new", state="registered")
                | Q(kind="changed", state="visited")
                | Q(kind="cancelled", state__in=["confirmed", "visited"]),
                violation_error_message=_("这类任务不能这样办结，请选择其他结果。"),
            ),
        )
        indexes = (
            models.Index(name="enterprises_registertask_open", fields=["area_path", "id"], condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.row_id} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("enterprises:register_task", args=[self.pk])
