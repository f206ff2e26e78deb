"""Dated facts of a unit: one table per subject, superseded and never edited (see :mod:`access.dated`)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.dated import DatedFact
from access.guarded import ScopedModel
from enterprises.choices import BaseReason, IdentityPart, MassOrgKind, OperatingStatus, SizeClass, StatusReason
from enterprises.models.rounds import BaseRound
from enterprises.models.unit import Unit
from enterprises.querysets import UnitFactQuerySet

OVERLAP = _("该单位在此期间已有同类记录，请刷新后重试。")


class UnitFact(DatedFact, ScopedModel):
    """What every dated fact of a unit has."""

    scope_parent = "unit"

    objects = UnitFactQuerySet.as_manager()

    class Meta:
        abstract = True


class StatusFact(UnitFact):
    """Operating status (经营状态) with its reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="status_facts")
    status = models.CharField(_("经营状态"), max_length=12, choices=OperatingStatus)
    reason = models.CharField(_("原因"), max_length=20, choices=StatusReason)

    constraint_sentences = {"enterprises_statusfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("经营状态")
        verbose_name_plural = pgettext_lazy("plural", "经营状态")
        ordering = ("unit", "valid", "pk")

    def __str__(self) -> str:
        return self.get_status_display()


class PlacementFact(UnitFact):
    """Where the unit lies (所在辖区): street, community, building or grid."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="placement_facts")
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("辖区"), related_name="+")

    constraint_sentences = {"enterprises_placementfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("所在辖区")
        verbose_name_plural = pgettext_lazy("plural", "所在辖区")
        ordering = ("unit", "valid", "pk")

    def __str__(self) -> str:
        return str(self.area)


class ManagingFact(UnitFact):
    """Which managing committee answers for the unit (归口管理), by which rule; no body means its territory (属地)."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="managing_facts")
    body = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("归口管理机构"), null=True, blank=True, related_name="+"
    )
    rule = models.CharField(_("规则"), max_length=40, blank=True)

    constraint_sentences = {"enterprises_managingfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("归口管理")
        verbose_name_plural = pgettext_lazy("plural", "归口管理")
        ordering = ("unit", "valid", "pk")

    def __str__(self) -> str:
        return str(self.body) if self.body_id else str(_("属地管理"))


class ScaleFact(UnitFact):
    """Staff, revenue and assets, with the size class and above-scale flag that follow from them."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="scale_facts")
    staff = models.PositiveIntegerField(_("从业人员"), null=True, blank=True)
    revenue_wan = models.DecimalField(_("年营业收入（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    assets_wan = models.DecimalField(_("资产总额（万元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    size = models.CharField(_("企业规模"), max_length=8, choices=SizeClass, blank=True)
    above_scale = models.BooleanField(_("规模以上"), null=True, blank=True)

    constraint_sentences = {"enterprises_scalefact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("规模")
        verbose_name_plural = pgettext_lazy("plural", "规模")
        ordering = ("unit", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_scalefact_not_negative",
                condition=(Q(staff__isnull=True) | Q(staff__lte=9_999_999))
                & (Q(revenue_wan__isnull=True) | Q(revenue_wan__gte=0))
                & (Q(assets_wan__isnull=True) | Q(assets_wan__gte=0)),
                violation_error_message=_("从业人员、营业收入和资产总额不能为负数。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff}"


RELATIONS = (
    F("relation_here") + F("relation_talent") + F("relation_former") + F("relation_temporary") + F("relation_other")
)


class MembersFact(UnitFact):
    """Party members by stage and by where their relation sits (组织关系所在); all counts in persons.

    The five ``relation_…`` counts are zero together when nobody asked, and otherwise add up to the members.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="member_facts")
    formal = models.PositiveIntegerField(_("正式党员"), default=0)
    probationary = models.PositiveIntegerField(_("预备党员"), default=0)
    targets = models.PositiveIntegerField(_("发展对象"), default=0)
    activists = models.PositiveIntegerField(_("入党积极分子"), default=0)
    applicants = models.PositiveIntegerField(_("入党申请人"), default=0)
    relation_here = models.PositiveIntegerField(_("关系在本单位"), default=0)
    relation_talent = models.PositiveIntegerField(_("关系在人才职介"), default=0)
    relation_former = models.PositiveIntegerField(_("关系在原单位或街道社区"), default=0)
    relation_temporary = models.PositiveIntegerField(_("临时组织关系"), default=0)
    relation_other = models.PositiveIntegerField(_("关系在其他处"), default=0)

    constraint_sentences = {"enterprises_membersfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("党员情况")
        verbose_name_plural = pgettext_lazy("plural", "党员情况")
        ordering = ("unit", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_membersfact_split_adds_up",
                condition=Q(
                    relation_here=0, relation_talent=0, relation_former=0, relation_temporary=0, relation_other=0
                )
                | Q(formal=RELATIONS - F("probationary")),
                violation_error_message=_("按组织关系所在划分的党员合计与党员总数不符。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.formal}+{self.probationary}"

    @property
    def members(self) -> int:
        """Members, probationary included."""
        return self.formal + self.probationary


class MassOrgFact(UnitFact):
    """A mass organization of the unit (工会、共青团、妇联) for as long as it stands."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="mass_facts")
    kind = models.CharField(_("群团组织"), max_length=8, choices=MassOrgKind)
    headed_by_member = models.BooleanField(_("负责人是党员"), null=True, blank=True)

    constraint_sentences = {"enterprises_massorgfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("群团组织")
        verbose_name_plural = pgettext_lazy("plural", "群团组织")
        ordering = ("unit", "kind", "valid", "pk")

    def __str__(self) -> str:
        return self.get_kind_display()


class BaseFact(UnitFact):
    """Whether the unit counts in the base (党建基数), why, and by which round of review."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="base_facts")
    in_base = models.BooleanField(_("纳入基数"))
    reason = models.CharField(_("原因"), max_length=20, choices=BaseReason)
    round = models.ForeignKey(
        BaseRound, models.PROTECT, verbose_name=_("核定轮次"), null=True, blank=True, related_name="facts"
    )

    constraint_sentences = {"enterprises_basefact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("党建基数")
        verbose_name_plural = pgettext_lazy("plural", "党建基数")
        ordering = ("unit", "valid", "pk")

    def __str__(self) -> str:
        return str(_("纳入基数") if self.in_base else _("不纳入基数"))


class IdentityFact(UnitFact):
    """What was said of one part of a unit's identity that changes (地址、联系人、联系电话、主营业务), since when and by which source.

    Begun when the part first changes, with what had been registered; the unit's own column repeats what holds. A telephone number
    is kept by its last digits.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="identity_facts")
    part = models.CharField(_("资料项"), max_length=20, choices=IdentityPart)
    value = models.CharField(_("内容"), max_length=200, blank=True)

    constraint_sentences = {"enterprises_identityfact_no_overlap": OVERLAP}

    class Meta:
        verbose_name = _("身份资料来源")
        verbose_name_plural = pgettext_lazy("plural", "身份资料来源")
        ordering = ("unit", "part", "valid", "pk")

    def __str__(self) -> str:
        return f"{self.get_part_display()}：{self.value}"


LIAISON_CONTEXT = "liaison.phone"


class LiaisonFact(UnitFact):
    """The liaison person of a unit (党建工作联络员): who, since when, appointed through which body. Source: domain 3.2.

    Contact data of the unit like its own contact: the telephone number is encrypted and shown by its last digits.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("单位"), related_name="liaison_facts")
    name = models.CharField(_("联络员"), max_length=60)
    phone_cipher = models.TextField(editable=False, blank=True)
    phone_tail = models.CharField(_("联络员电话尾号"), max_length=4, editable=False, blank=True)
    post = models.CharField(_("所在单位及职务"), max_length=80, blank=True)
    body = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("指派机构"), null=True, blank=True, related_name="+"
    )

    constraint_sentences = {"enterprises_liaisonfact_no_overlap": _("该单位在此期间已有联络员，请刷新后重试。")}

    class Meta:
        verbose_name = _("联络员")
        verbose_name_plural = pgettext_lazy("plural", "联络员")
        ordering = ("unit", "valid", "pk")
        constraints = (
            models.CheckConstraint(
                name="enterprises_liaisonfact_named",
                condition=~Q(name=""),
                violation_error_message=_("联络员姓名必须填写。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The telephone number in clear; reading it is an act that the caller audits."""
        return crypto.decrypt(self.phone_cipher, context=LIAISON_CONTEXT)


def liaison_phone_values(number: str) -> dict[str, str]:
    """Return the stored forms of a liaison person's (normalised) telephone number."""
    return {"phone_cipher": crypto.encrypt(number, context=LIAISON_CONTEXT), "phone_tail": number[-4:]}
