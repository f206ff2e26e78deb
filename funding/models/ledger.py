"""Budgets (预算) and the append-only double-entry ledger (经费台账)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import GuardedQuerySet, ScopedModel
from funding.choices import FundSource, LedgerAccount, PostingKind


class Budget(ScopedModel):
    """Money of one source for one year of an area; approval reserves, payment moves what is reserved to what is paid."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.CharField(_("经费来源"), max_length=12, choices=FundSource)
    total_yuan = models.DecimalField(_("预算总额（元）"), max_digits=14, decimal_places=2)
    reserved_yuan = models.DecimalField(_("已批待拨（元）"), max_digits=14, decimal_places=2, default=0, editable=False)
    paid_yuan = models.DecimalField(_("已拨（元）"), max_digits=14, decimal_places=2, default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("预算")
        verbose_name_plural = pgettext_lazy("plural", "预算")
        ordering = ("-year", "source")
        constraints = (
            models.UniqueConstraint(
                name="funding_budget_one_a_year",
                fields=["area", "year", "source"],
                violation_error_message=_("该辖区本年度已有这一来源的预算。"),
            ),
            models.CheckConstraint(
                name="funding_budget_not_exceeded",
                condition=Q(total_yuan__gte=F("reserved_yuan") + F("paid_yuan")),
                violation_error_message=_("可用预算不足。"),
            ),
            models.CheckConstraint(
                name="funding_budget_not_negative",
                condition=Q(total_yuan__gte=0, reserved_yuan__gte=0, paid_yuan__gte=0),
                violation_error_message=_("预算金额不能为负。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()}"

    @property
    def available_yuan(self):
        """What is neither reserved nor paid."""
        return self.total_yuan - self.reserved_yuan - self.paid_yuan


class LedgerEntry(ScopedModel):
    """One posting (凭证) of two or more legs that sum to zero; a mistake is undone once by a reversing entry."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    kind = models.CharField(_("凭证类别"), max_length=12, choices=PostingKind)
    on = models.DateField(_("记账日期"))
    memo = models.CharField(_("摘要"), max_length=200, blank=True)
    budget = models.ForeignKey(Budget, models.PROTECT, null=True, verbose_name=_("预算"), related_name="entries")
    entitlement = models.ForeignKey(
        "funding.Entitlement", models.PROTECT, null=True, verbose_name=_("补助事项"), related_name="entries"
    )
    payment = models.ForeignKey(
        "funding.Payment", models.PROTECT, null=True, verbose_name=_("拨付"), related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, verbose_name=_("冲正的凭证"), related_name="reversed_by"
    )
    user = models.ForeignKey("access.User", models.PROTECT, null=True, verbose_name=_("记账人"), related_name="+")
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {
        "funding_ledgerentry_append_only": _("凭证只能追加，不能修改或删除；有误请冲正。"),
        "funding_ledgerentry_balanced": _("凭证借贷不平，没有保存。"),
        "funding_ledgerentry_within_approved": _("已拨补助不能超过审批金额。"),
        "funding_ledgerentry_reversal_mirrors": _("冲正凭证必须与原凭证方向相反、金额相等。"),
    }

    class Meta:
        verbose_name = _("凭证")
        verbose_name_plural = pgettext_lazy("plural", "凭证")
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                name="funding_ledgerentry_reversal_names_entry",
                condition=Q(kind=PostingKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=PostingKind.REVERSAL) & Q(reverses__isnull=True)),
                violation_error_message=_("冲正凭证必须指明被冲正的凭证。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_kind_display()}"


class LedgerLeg(ScopedModel):
    """One side of a posting; positive grows the account, negative shrinks it."""

    scope_parent = "entry"

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, verbose_name=_("凭证"), related_name="legs")
    account = models.CharField(_("账户"), max_length=16, choices=LedgerAccount)
    amount_yuan = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {"funding_ledgerleg_append_only": _("分录只能追加，不能修改或删除；有误请冲正。")}

    class Meta:
        verbose_name = _("分录")
        verbose_name_plural = pgettext_lazy("plural", "分录")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="funding_ledgerleg_not_zero",
                condition=~Q(amount_yuan=0),
                violation_error_message=_("分录金额不能为0。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount_yuan}"
