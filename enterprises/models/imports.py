"""Files that come in: one batch, its rows as they were understood, and what each row did when the batch was confirmed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import GuardedQuerySet, ScopedModel
from enterprises.choices import ImportState, RowVerdict


class ImportBatch(ScopedModel):
    """One uploaded file; it lies in the area to which its rows belong unless they say another one."""

    importer = models.CharField(_("导入内容"), max_length=40)
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("默认辖区"), related_name="+")
    requested_by = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("上传人"), related_name="+")
    requested_at = models.DateTimeField(_("上传时间"))
    facts_on = models.DateField(_("数据日期"))
    file_name = models.CharField(_("文件名"), max_length=120)
    file = models.CharField(max_length=80, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.READING)
    headers = models.JSONField(_("表头"), default=dict)  # sheet → column → words
    columns = models.JSONField(_("列的含义"), default=dict)  # folded words → field, "" for none
    defaults = models.JSONField(_("未填时的取值"), default=dict)  # field → value of rows that do not say it
    counts = models.JSONField(_("行数"), default=dict)  # verdict → rows
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("确认人"), null=True, related_name="+"
    )
    job_id = models.BigIntegerField(null=True, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = pgettext_lazy("plural", "导入批次")
        ordering = ("-requested_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_importbatch_written_when_confirmed",
                condition=Q(confirmed_at__isnull=True, state__in=["reading", "preview", "dropped"])
                | Q(confirmed_at__isnull=False, state__in=["applying", "applied", "undoing", "undone"]),
                violation_error_message=_("导入内容须先确认才能写入。"),
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return the page of its preview."""
        return reverse("enterprises:import", args=[self.pk])

    @property
    def new_rows(self) -> int:
        """How many rows enter a record."""
        return int(self.counts.get(RowVerdict.NEW, 0))

    @property
    def changed_rows(self) -> int:
        """How many rows change a record."""
        return int(self.counts.get(RowVerdict.CHANGED, 0))

    @property
    def cancelled_rows(self) -> int:
        """How many rows say that something is no more."""
        return int(self.counts.get(RowVerdict.CANCELLED, 0))


class ImportRowQuerySet(GuardedQuerySet):
    """Rows of a batch, seen with it."""


class ImportRow(ScopedModel):
    """One row of a file: its cells, what was understood, what it would do, and what it did."""

    scope_parent = "batch"

    batch = models.ForeignKey(  # without an index of its own: every index of rows begins with it
        ImportBatch, models.CASCADE, verbose_name=_("导入批次"), related_name="rows", db_index=False
    )
    place = models.PositiveIntegerField(_("序号"))  # in the order of the file, over all sheets
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    number = models.PositiveIntegerField(_("行号"))
    cells = models.JSONField(_("原始内容"), default=list)
    values = models.JSONField(_("识别内容"), default=dict)
    verdict = models.CharField(_("判定"), max_length=10, choices=RowVerdict)
    findings = models.JSONField(_("问题"), default=list)  # [{"field", "message"}]
    changes = models.JSONField(_("变化"), default=list)  # [{"field", "label", "old", "new"}]
    target_id = models.BigIntegerField(_("对应记录"), null=True)
    version = models.PositiveIntegerField(_("预览时版本"), null=True)
    applied_at = models.DateTimeField(_("写入时间"), null=True)
    version_after = models.PositiveIntegerField(_("写入后版本"), null=True)
    before = models.JSONField(_("写入前内容"), default=dict)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    problem = models.CharField(_("未能办理的原因"), max_length=500, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = pgettext_lazy("plural", "导入行")
        ordering = ("batch", "place")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_importrow_once",
                fields=["batch", "place"],
                violation_error_message=_("该行已在本批次中。"),
            ),
            models.CheckConstraint(
                name="enterprises_importrow_applied_writes",
                condition=Q(applied_at__isnull=True)
                | Q(verdict__in=["new", "changed", "cancelled"], target_id__isnull=False),
                violation_error_message=_("只有新增、有变化或注销的行才会写入。"),
            ),
            models.CheckConstraint(
                name="enterprises_importrow_undone_was_applied",
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False),
                violation_error_message=_("没有写入的行不能撤销。"),
            ),
        )
        indexes = (models.Index(name="enterprises_importrow_by_kind", fields=["batch", "verdict", "place"]),)

    def __str__(self) -> str:
        return f"{self.sheet}:{self.number}"

    def said(self, name: str) -> Any:
        """Return what the row says in a field, None for nothing."""
        return self.values.get(name)
