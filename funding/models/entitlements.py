"""What an organization is entitled to (补助事项), with its derivation, and the append-only trail of its steps."""

from itertools import combinations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from funding.choices import Action, EntitlementStatus, FundSource, PolicyShape
from funding.models.ledger import Budget
from funding.models.policies import PolicyVersion
from funding.querysets import CLOSED, EntitlementQuerySet, OfOrgQuerySet

S = EntitlementStatus
AFTER_REVIEW = [S.REVIEWED, S.APPROVED, S.BATCHED, S.PAID, S.CLAWED_BACK]
AFTER_APPROVAL = [S.APPROVED, S.BATCHED, S.PAID, S.CLAWED_BACK]
HANDS = ("applicant", "reviewer", "approver", "payer", "checker")


def _person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=label, null=True, editable=False, related_name="+"
    )


def _all_differ() -> Q:
    condition = Q()
    for one, other in combinations(HANDS, 2):
        condition &= Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})
    return condition


class Entitlement(ScopedModel):
    """One item of one organization for one year under one version of a policy.

    ``period`` is the year, or "" for what is given once; ``unit`` is the unit that a start-up subsidy is for.
    ``derivation`` is :meth:`funding.rules.entitlement.Decision.as_data`; ``refusal`` the rule's own sentence.
    """

    scope_parent = "org"

    org = models.ForeignKey("orgs.PartyOrg", models.PROTECT, verbose_name=_("党组织"), related_name="entitlements")
    policy = models.ForeignKey("funding.Policy", models.PROTECT, verbose_name=_("政策"), related_name="entitlements")
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, verbose_name=_("政策版本"), related_name="entitlements"
    )
    shape = models.CharField(_("补助方式"), max_length=16, choices=PolicyShape)
    fund = models.CharField(_("经费来源"), max_length=12, choices=FundSource, default=FundSource.FISCAL)
    year = models.PositiveSmallIntegerField(_("年度"))
    period = models.CharField(_("补助期间"), max_length=4, blank=True)
    unit = models.ForeignKey(
        "enterprises.Unit",
        models.PROTECT,
        verbose_name=_("所在单位"),
        null=True,
        blank=True,
        related_name="entitlements",
    )
    amount_yuan = models.DecimalField(_("核算金额（元）"), max_digits=14, decimal_places=2, null=True)
    approved_yuan = models.DecimalField(_("审批金额（元）"), max_digits=14, decimal_places=2, null=True, editable=False)
    status = models.CharField(_("状态"), max_length=12, choices=S, default=S.PROPOSED, editable=False)
    derivation = models.JSONField(_("核算依据"), default=dict)
    refusal = models.JSONField(_("不予补助理由"), default=dict, blank=True)
    budget = models.ForeignKey(
        Budget, models.PROTECT, verbose_name=_("预算"), null=True, blank=True, related_name="entitlements"
    )
    applicant = _person(_("核算（申请）人"))
    reviewer = _person(_("审核人"))
    approver = _person(_("审批人"))
    payer = _person(_("拨付人"))
    checker = _person(_("复核人"))
    proposed_on = models.DateField(_("核算日期"))
    reviewed_on = models.DateField(_("审核日期"), null=True, editable=False)
    approved_on = models.DateField(_("审批日期"), null=True, editable=False)
    paid_on = models.DateField(_("拨付日期"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)

    objects = EntitlementQuerySet.as_manager()

    constraint_sentences = {
        "funding_entitlement_no_jump": _("补助事项的状态不能这样变更，请按程序办理。"),
        "funding_entitlement_kept": _("已核算的补助事项不能改换党组织、政策、年度或金额，也不能删除。"),
        "funding_entitlement_version_of_policy": _("政策版本必须是该政策已发布的版本。"),
    }

    class Meta:
        verbose_name = _("补助事项")
        verbose_name_plural = pgettext_lazy("plural", "补助事项")
        ordering = ("-year", "org_id", "pk")
        indexes = (models.Index(name="funding_entitlement_queue", fields=["status", "id"]),)
        constraints = (
            models.UniqueConstraint(
                name="funding_entitlement_once",
                fields=["org", "policy", "period"],
                condition=~Q(status__in=CLOSED),
                violation_error_message=_("该党组织在这一期间的同一项补助已经办理。"),
            ),
            models.UniqueConstraint(
                name="funding_entitlement_startup_once_per_unit",
                fields=["unit"],
                condition=Q(shape=PolicyShape.STARTUP) & ~Q(status__in=CLOSED),
                violation_error_message=_("该单位的启动经费已经办理，撤销后重新组建也不重复发放。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_people_differ",
                condition=_all_differ(),
                violation_error_message=_("申请、审核、审批、拨付、复核须由不同的人办理。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_amount_positive",
                condition=Q(amount_yuan__gt=0) | Q(amount_yuan__isnull=True, status=S.REFUSED),
                violation_error_message=_("补助金额应大于0。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_approved_within_amount",
                condition=Q(approved_yuan__isnull=True) | Q(approved_yuan__gt=0, approved_yuan__lte=F("amount_yuan")),
                violation_error_message=_("审批金额应大于0，且不超过核算金额。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_applicant_known",
                condition=Q(applicant__isnull=False) | Q(status=S.REFUSED),
                violation_error_message=_("补助事项必须有核算（申请）人。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_reviewed_by_somebody",
                condition=~Q(status__in=AFTER_REVIEW) | Q(reviewer__isnull=False, reviewed_on__isnull=False),
                violation_error_message=_("已审核的补助事项必须有审核人和审核日期。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_approved_by_somebody",
                condition=~Q(status__in=AFTER_APPROVAL)
                | Q(approver__isnull=False, approved_on__isnull=False, approved_yuan__isnull=False),
                violation_error_message=_("已审批的补助事项必须有审批人、审批日期和金额。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_paid_by_two",
                condition=~Q(status__in=[S.PAID, S.CLAWED_BACK])
                | Q(payer__isnull=False, checker__isnull=False, paid_on__isnull=False),
                violation_error_message=_("已拨付的补助事项必须有拨付人、复核人和拨付日期。"),
            ),
            models.CheckConstraint(
                name="funding_entitlement_period_fits",
                condition=Q(shape=PolicyShape.STARTUP, period="") | (~Q(shape=PolicyShape.STARTUP) & ~Q(period="")),
                violation_error_message=_("启动经费为一次性补助，其他补助须写明年度。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.get_shape_display()}"

    def get_absolute_url(self) -> str:
        """Return the address of the page that explains it."""
        return reverse("funding:detail", args=[self.pk])


class EntitlementStep(ScopedModel):
    """One step of an entitlement by one person; inserted and read, never changed."""

    scope_parent = "entitlement"

    entitlement = models.ForeignKey(Entitlement, models.PROTECT, verbose_name=_("补助事项"), related_name="steps")
    org = models.ForeignKey("orgs.PartyOrg", models.PROTECT, verbose_name=_("党组织"), related_name="+")
    action = models.CharField(_("办理动作"), max_length=12, choices=Action)
    from_status = models.CharField(_("原状态"), max_length=12, choices=S, blank=True)
    to_status = models.CharField(_("现状态"), max_length=12, choices=S)
    person = models.ForeignKey("access.Person", models.PROTECT, verbose_name=_("办理人"), null=True, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, verbose_name=_("账号"), null=True, related_name="+")
    name = models.CharField(_("办理人姓名"), max_length=60)
    on = models.DateField(_("办理日期"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)

    objects = OfOrgQuerySet.as_manager()

    constraint_sentences = {
        "funding_entitlementstep_append_only": _("办理记录只能追加，不能修改或删除。"),
        "funding_entitlementstep_by_oneself": _("办理记录只能记在办理人本人名下。"),
        "funding_entitlementstep_one_hand": _("同一笔补助的不同环节须由不同的人办理。"),
        "funding_entitlementstep_as_table": _("办理记录与办理程序不符。"),
    }

    class Meta:
        verbose_name = _("补助办理记录")
        verbose_name_plural = pgettext_lazy("plural", "补助办理记录")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_action_display()}"
