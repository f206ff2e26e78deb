"""The organization itself (党组织) and the events of its life (沿革)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.guarded import ScopedModel
from orgs.choices import FormationMode, LifeEventKind, OrgNature, OrgType, RegionalKind
from orgs.querysets import OfOrgQuerySet, PartyOrgQuerySet
from orgs.rules.limits import limits_from_data


class PartyOrg(ScopedModel):
    """A Party organization; services write ``founded_on`` and ``ended_on``, which repeat what its life events say.

    ``form`` says how it was set up: a unit's own, joint, regional, or "" for committees that cover no unit themselves.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所在辖区"), related_name="party_orgs")
    name = models.CharField(_("党组织名称"), max_length=120)
    pinyin = models.CharField(_("拼音"), max_length=240, blank=True, editable=False, db_collation="C")
    initials = models.CharField(_("拼音首字母"), max_length=120, blank=True, editable=False, db_collation="C")
    grams = ArrayField(models.TextField(), default=list, editable=False)
    org_type = models.CharField(_("党组织类型"), max_length=16, choices=OrgType, default=OrgType.BRANCH)
    nature = models.CharField(_("党组织性质"), max_length=12, choices=OrgNature, default=OrgNature.REGULAR)
    form = models.CharField(_("组建方式"), max_length=12, choices=FormationMode, blank=True)
    regional_kind = models.CharField(_("区域党组织类别"), max_length=12, choices=RegionalKind, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级党组织"), null=True, blank=True, related_name="children"
    )
    managing_body = models.ForeignKey(
        "access.Body",
        models.PROTECT,
        verbose_name=_("归口管理机构"),
        null=True,
        blank=True,
        related_name="managed_orgs",
    )
    body = models.OneToOneField(
        "access.Body",
        models.PROTECT,
        verbose_name=_("本身是哪个机构的党委"),
        null=True,
        blank=True,
        related_name="party_org",
    )
    founded_on = models.DateField(_("成立日期"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("录入时间"), db_default=Now(), editable=False)
    created_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = PartyOrgQuerySet.as_manager()

    constraint_sentences = {
        "orgs_partyorg_outlives_its_coverage": _("该党组织仍在覆盖单位，请先结束覆盖，再终止党组织。"),
        "orgs_partyorg_parent_outside_itself": _("上级党组织不能是它自己或它的下级。"),
        "orgs_partyorg_terms_need_regular_nature": _("已有届次的党组织不能改为不实行任期的性质。"),
    }

    class Meta:
        verbose_name = _("党组织")
        verbose_name_plural = pgettext_lazy("plural", "党组织")
        ordering = ("pinyin", "pk")
        indexes = (
            GinIndex(name="orgs_partyorg_grams", fields=["grams"]),
            models.Index(name="orgs_partyorg_order", fields=["pinyin", "id"]),
        )
        constraints = (
            models.UniqueConstraint(
                name="orgs_partyorg_name_unique_in_area",
                fields=["area", "name"],
                condition=Q(ended_on__isnull=True),
                violation_error_message=_("该辖区已有同名的党组织。"),
            ),
            models.CheckConstraint(
                name="orgs_partyorg_dates_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gt=F("founded_on")),
                violation_error_message=_("终止日期必须晚于成立日期。"),
            ),
            models.CheckConstraint(
                name="orgs_partyorg_regional_kind_with_form",
                condition=(Q(form=FormationMode.REGIONAL) & ~Q(regional_kind=""))
                | (~Q(form=FormationMode.REGIONAL) & Q(regional_kind="")),
                violation_error_message=_("区域党组织必须说明类别（街道、园区、楼宇等），其他党组织不填。"),
            ),
            models.CheckConstraint(
                name="orgs_partyorg_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("上级党组织不能是它自己。"),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the dossier page."""
        return reverse("orgs:detail", args=[self.pk])

    @property
    def type_label(self) -> str:
        """The type in words, of the day of :func:`orgs.queries.tree.of_day` where one was asked for."""
        return str(OrgType(getattr(self, "type_then", self.org_type)).label)

    def is_active(self, on: date) -> bool:
        """Whether the organization exists on a day."""
        return self.founded_on <= on and (self.ended_on is None or self.ended_on > on)


class LifeEvent(ScopedModel):
    """One event in the life of an organization, with its approval; inserted and read, never changed."""

    scope_parent = "org"

    org = models.ForeignKey(PartyOrg, models.PROTECT, verbose_name=_("党组织"), related_name="events")
    kind = models.CharField(_("事项"), max_length=12, choices=LifeEventKind)
    on = models.DateField(_("日期"))
    approval_no = models.CharField(_("批复文号"), max_length=60, blank=True)
    approved_by = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("批准机构"), null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(
        PartyOrg, models.PROTECT, verbose_name=_("另一党组织"), null=True, blank=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("撤回的变更"), null=True, blank=True, related_name="reversal"
    )
    detail = models.JSONField(_("详情"), default=dict, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey("access.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = OfOrgQuerySet.as_manager()

    constraint_sentences = {
        "orgs_lifeevent_append_only": _("党组织沿革只能追加，不能修改或删除。"),
        "orgs_lifeevent_one_end": _("该党组织已经合并或撤销。"),
    }

    class Meta:
        verbose_name = _("党组织沿革")
        verbose_name_plural = pgettext_lazy("plural", "党组织沿革")
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="orgs_lifeevent_one_founding",
                fields=["org"],
                condition=Q(kind=LifeEventKind.FOUNDING),
                violation_error_message=_("该党组织已有成立记录。"),
            ),
            models.CheckConstraint(
                name="orgs_lifeevent_reversal_whole",
                condition=Q(kind=LifeEventKind.REVERSE, reverses__isnull=False) & ~Q(approval_no="")
                | ~Q(kind=LifeEventKind.REVERSE) & Q(reverses__isnull=True),
                violation_error_message=_("撤回变更须指明撤回哪一次变更，并有批复文号。"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.get_kind_display()}"


class LimitSetting(models.Model):
    """Thresholds that a district sets for a period, with their source; what it does not set keeps the national value.

    ``data`` holds names of :class:`orgs.rules.limits.Limits`, e.g. ``{"joint_max_units": 10}``. Source: domain 2.1.
    """

    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("适用辖区"), related_name="+")
    data = models.JSONField(_("数值"), default=dict)
    valid = DateRangeField(_("适用期"))
    origin = models.CharField(_("依据"), max_length=120)

    class Meta:
        verbose_name = _("组建标准")
        verbose_name_plural = pgettext_lazy("plural", "组建标准")
        ordering = ("area", "valid")

    def __str__(self) -> str:
        return self.origin

    def clean(self) -> None:
        """Insist on known names and counts of at least one.

        Raises:
            ValidationError: at ``data``.
        """
        try:
            limits_from_data(self.data)
        except (TypeError, ValueError):
            raise ValidationError({"data": _("数值中有未知的名称，或者不是大于零的整数。")}) from None
