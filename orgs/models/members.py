"""Members of an organization and those on the way (党员、发展对象): the least that the work needs, class 敏感."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.dated import DatedFact
from access.guarded import ScopedModel
from orgs.choices import MemberEnd, MemberStage
from orgs.models.organizations import PartyOrg
from orgs.querysets import MemberFactQuerySet, MemberQuerySet, TransferQuerySet


class Member(ScopedModel):
    """One person on the roster (名册) of the organization where the relation sits today.

    Numbers are encrypted, found by a blind index and shown masked; names are read by whoever keeps the roster only.
    """

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("所在党组织"), related_name="members")
    person = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("人员"), null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("姓名"), max_length=60)
    born_on = models.DateField(_("出生日期"))
    id_cipher = models.TextField(editable=False, blank=True)
    id_index = models.CharField(max_length=64, editable=False, blank=True)
    id_tail = models.CharField(_("证件尾号"), max_length=4, editable=False, blank=True)
    phone_cipher = models.TextField(editable=False, blank=True)
    phone_index = models.CharField(max_length=64, editable=False, blank=True)
    phone_tail = models.CharField(_("手机尾号"), max_length=4, editable=False, blank=True)
    ended_on = models.DateField(_("离开日期"), null=True, blank=True)
    end_reason = models.CharField(_("离开原因"), max_length=12, choices=MemberEnd, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("党员名册")
        verbose_name_plural = pgettext_lazy("plural", "党员名册")
        ordering = ("org", "pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_member_once_on_a_roster",
                fields=["id_index"],
                condition=~Q(id_index="") & Q(ended_on__isnull=True),
                violation_error_message=_("该证件号码已在一个党组织的名册中。"),
            ),
            models.CheckConstraint(
                name="orgs_member_named",
                condition=~Q(name=""),
                violation_error_message=_("请填写姓名。"),
            ),
            models.CheckConstraint(
                name="orgs_member_end_has_reason",
                condition=Q(ended_on__isnull=True, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                violation_error_message=_("离开名册须有日期和原因。"),
            ),
            models.CheckConstraint(
                name="orgs_member_numbers_found",
                condition=(Q(id_cipher="") | ~Q(id_index="")) & (Q(phone_cipher="") | ~Q(phone_index="")),
                violation_error_message=_("证件号码和手机号码须能按索引查找。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the member's page."""
        return reverse("orgs:member", args=[self.pk])

    @property
    def id_number(self) -> str:
        """The ID number in clear; reading it is an act that the caller audits."""
        return crypto.decrypt(self.id_cipher, context="member.id")

    @property
    def phone(self) -> str:
        """The phone number in clear; reading it is an act that the caller audits."""
        return crypto.decrypt(self.phone_cipher, context="member.phone")

    @property
    def id_masked(self) -> str:
        """The ID number as lists show it."""
        return f"{'*' * 14}{self.id_tail}" if self.id_tail else ""

    @property
    def phone_masked(self) -> str:
        """The phone number as lists show it."""
        return f"{'*' * 7}{self.phone_tail}" if self.phone_tail else ""


class MemberStageFact(DatedFact, ScopedModel):
    """The stage of a member over a period (发展党员阶段), with what its step was checked by."""

    scope_parent = "member"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("党员"), related_name="stages")
    stage = models.CharField(_("发展阶段"), max_length=12, choices=MemberStage)
    training_hours = models.PositiveSmallIntegerField(_("集中培训学时"), default=0)
    is_reviewed = models.BooleanField(_("经过政治审查"), default=False)
    extended_months = models.PositiveSmallIntegerField(_("延长预备期（月）"), default=0)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = MemberFactQuerySet.as_manager()

    constraint_sentences = {"orgs_memberstagefact_no_overlap": _("该党员在此期间已有发展阶段，请刷新后重试。")}

    class Meta:
        verbose_name = _("党员发展阶段")
        verbose_name_plural = pgettext_lazy("plural", "党员发展阶段")
        ordering = ("member", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_memberstagefact_extension",
                condition=Q(extended_months=0) | Q(stage="probationary", extended_months__gte=6, extended_months__lte=12),
                violation_error_message=_("只有预备党员可以延长预备期，延长6至12个月。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.get_stage_display()


class RelationFact(DatedFact, ScopedModel):
    """Where the organization relation of a member sits over a period (组织关系所在)."""

    scope_parent = "member"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("党员"), related_name="relations")
    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("组织关系所在党组织"), null=True, related_name="+")
    org_name = models.CharField(_("党组织名称"), max_length=120)

    objects = MemberFactQuerySet.as_manager()

    constraint_sentences = {"orgs_relationfact_no_overlap": _("该党员在此期间已有组织关系，请刷新后重试。")}

    class Meta:
        verbose_name = _("组织关系")
        verbose_name_plural = pgettext_lazy("plural", "组织关系")
        ordering = ("member", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="orgs_relationfact_placed",
                condition=~Q(org_name=""),
                violation_error_message=_("请填写组织关系所在的党组织。"),
            ),
        )

    def __str__(self) -> str:
        return self.org_name


class MemberTransfer(ScopedModel):
    """One letter of a transfer (组织关系介绍信): issued, received, confirmed; an expired one is replaced by a new one."""

    scope_parent = "member"

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("党员"), related_name="transfers")
    to_org = models.ForeignKey(
        PartyOrg, models.PROTECT, verbose_name=_("转入党组织"), null=True, blank=True, related_name="+"
    )
    to_name = models.CharField(_("转入党组织名称"), max_length=120)
    letter_no = models.CharField(_("介绍信编号"), max_length=60)
    issued_on = models.DateField(_("开具日期"))
    valid_until = models.DateField(_("有效期至"))
    received_on = models.DateField(_("接收日期"), null=True, blank=True)
    confirmed_on = models.DateField(_("回执确认日期"), null=True, blank=True)
    closed_on = models.DateField(_("作废日期"), null=True, blank=True)
    note = models.CharField(_("有效期较长的理由"), max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("重新开具自"), null=True, editable=False, related_name="replaced_by"
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织关系转接")
        verbose_name_plural = pgettext_lazy("plural", "组织关系转接")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_membertransfer_one_open",
                fields=["member"],
                condition=Q(confirmed_on__isnull=True, closed_on__isnull=True),
                violation_error_message=_("该党员已有办理中的组织关系转接。"),
            ),
            models.CheckConstraint(
                name="orgs_membertransfer_validity",
                condition=Q(valid_until__gte=F("issued_on")) & ~Q(letter_no="") & ~Q(to_name=""),
                violation_error_message=_("介绍信须有编号、去向和有效期，有效期不早于开具日期。"),
            ),
            models.CheckConstraint(
                name="orgs_membertransfer_received_in_time",
                condition=Q(received_on__isnull=True)
                | Q(received_on__gte=F("issued_on"), received_on__lte=F("valid_until")),
                violation_error_message=_("接收日期须在介绍信有效期内。"),
            ),
            models.CheckConstraint(
                name="orgs_membertransfer_confirmed_after_receipt",
                condition=Q(confirmed_on__isnull=True)
                | Q(received_on__isnull=False, closed_on__isnull=True, confirmed_on__gte=F("received_on")),
                violation_error_message=_("回执须在接收之后确认。"),
            ),
        )

    def __str__(self) -> str:
        return self.letter_no
