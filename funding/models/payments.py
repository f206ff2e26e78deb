"""Batches (拨付批次) and their payments (拨付)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import GuardedQuerySet, ScopedModel
from funding.choices import BatchStatus, PaymentStatus
from funding.models.entitlements import Entitlement
from funding.querysets import GONE, PaymentQuerySet


class Batch(ScopedModel):
    """Payments that finance makes together; made by one person, checked by another."""

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")
    name = models.CharField(_("批次名称"), max_length=80)
    status = models.CharField(_("状态"), max_length=12, choices=BatchStatus, default=BatchStatus.DRAFT, editable=False)
    maker = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("编制人"), editable=False, related_name="+"
    )
    checker = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("复核人"), null=True, editable=False, related_name="+"
    )
    made_on = models.DateField(_("编制日期"))
    confirmed_on = models.DateField(_("复核日期"), null=True, editable=False)
    sent_on = models.DateField(_("送银行日期"), null=True, editable=False)
    settled_on = models.DateField(_("办结日期"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)

    objects = GuardedQuerySet.as_manager()

    constraint_sentences = {
        "funding_batch_no_jump": _("批次的状态不能这样变更，请按程序办理。"),
        "funding_batch_kept": _("批次不能改换辖区或编制人，也不能删除。"),
    }

    class Meta:
        verbose_name = _("拨付批次")
        verbose_name_plural = pgettext_lazy("plural", "拨付批次")
        ordering = ("-made_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="funding_batch_name_unique_in_area",
                fields=["area", "name"],
                violation_error_message=_("该辖区已有同名批次。"),
            ),
            models.CheckConstraint(
                name="funding_batch_two_people",
                condition=Q(checker__isnull=True) | ~Q(checker=F("maker")),
                violation_error_message=_("批次的编制人和复核人不能是同一人。"),
            ),
            models.CheckConstraint(
                name="funding_batch_checked_before_sent",
                condition=~Q(status__in=[BatchStatus.CONFIRMED, BatchStatus.SENT, BatchStatus.SETTLED])
                | Q(checker__isnull=False, confirmed_on__isnull=False),
                violation_error_message=_("批次未经复核，不能送银行。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the batch's page."""
        return reverse("funding:batch", args=[self.pk])


class Payment(ScopedModel):
    """One entitlement paid in one batch; at most one payment of an entitlement stands at a time."""

    scope_parent = "entitlement"

    batch = models.ForeignKey(Batch, models.PROTECT, verbose_name=_("批次"), related_name="payments")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, verbose_name=_("补助事项"), related_name="payments")
    org = models.ForeignKey("orgs.PartyOrg", models.PROTECT, verbose_name=_("党组织"), related_name="payments")
    payee = models.CharField(_("收款单位"), max_length=120, blank=True)
    amount_yuan = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2)
    status = models.CharField(
        _("状态"), max_length=12, choices=PaymentStatus, default=PaymentStatus.PENDING, editable=False
    )
    paid_on = models.DateField(_("到账日期"), null=True, editable=False)
    voucher_no = models.CharField(_("凭证号"), max_length=40, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)

    objects = PaymentQuerySet.as_manager()

    constraint_sentences = {
        "funding_payment_no_jump": _("拨付的状态不能这样变更，请按程序办理。"),
        "funding_payment_kept": _("拨付不能改换补助事项、批次或金额，也不能删除。"),
        "funding_payment_as_approved": _("拨付金额必须等于已审批金额，且补助事项已审批。"),
    }

    class Meta:
        verbose_name = _("拨付")
        verbose_name_plural = pgettext_lazy("plural", "拨付")
        ordering = ("batch_id", "pk")
        indexes = (models.Index(name="funding_payment_paid", fields=["status", "paid_on"]),)
        constraints = (
            models.UniqueConstraint(
                name="funding_payment_once",
                fields=["entitlement"],
                condition=~Q(status__in=GONE),
                violation_error_message=_("该补助事项已列入拨付，不能重复拨付。"),
            ),
            models.CheckConstraint(
                name="funding_payment_amount_positive",
                condition=Q(amount_yuan__gt=0),
                violation_error_message=_("拨付金额应大于0。"),
            ),
            models.CheckConstraint(
                name="funding_payment_paid_on_a_day",
                condition=~Q(status__in=[PaymentStatus.PAID, PaymentStatus.REVERSED]) | Q(paid_on__isnull=False),
                violation_error_message=_("已到账的拨付必须有到账日期。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_yuan} {self.get_status_display()}"
