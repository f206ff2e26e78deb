"""The unit (法人单位): what identifies it and where it lies now; everything that changes is a dated fact."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import crypto
from access.guarded import ScopedModel
from enterprises.choices import (
    ControllingCapital,
    IndustrySection,
    NoCodeReason,
    RegistrationType,
    SocialKind,
    SocialPost,
    UnitKind,
)
from enterprises.querysets import UnitQuerySet
from enterprises.rules import names

PHONE_CONTEXT = "unit.phone"


class Unit(ScopedModel):
    """A non-public enterprise, social organization or self-employed unit.

    ``area`` and ``managing_body`` repeat today's placement and managing facts, so that scope and lists need no join;
    the services write both together. ``version`` rises with every change that a person could overwrite.
    """

    kind = models.CharField(_("单位类别"), max_length=20, choices=UnitKind)
    social_kind = models.CharField(_("社会组织种类"), max_length=30, choices=SocialKind, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, db_collation="C")
    no_code_reason = models.CharField(_("无代码原因"), max_length=20, choices=NoCodeReason, blank=True)
    name = models.CharField(_("单位名称"), max_length=120)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    name_normal = models.TextField(_("名称（比对用）"), editable=False, db_collation="C")
    pinyin = models.TextField(_("拼音（排序用）"), editable=False, db_collation="C")
    initials = models.CharField(_("拼音首字母"), max_length=200, editable=False, db_collation="C")
    search_text = models.TextField(_("检索文本"), editable=False, db_collation="C")
    registration_type = models.CharField(_("登记注册类型"), max_length=3, choices=RegistrationType, blank=True)
    controlling_capital = models.CharField(_("控股情况"), max_length=12, choices=ControllingCapital, blank=True)
    is_outside_branch = models.BooleanField(_("外地单位的分支机构"), default=False)
    industry_section = models.CharField(_("行业门类"), max_length=1, choices=IndustrySection, blank=True)
    industry_class = models.CharField(_("行业小类"), max_length=4, blank=True, help_text=_("GB/T 4754-2017 四位代码"))
    business = models.CharField(_("主营业务"), max_length=200, blank=True)
    is_qualified = models.BooleanField(_("有建筑业或房地产资质"), default=False)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    legal_rep = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("法定代表人"), null=True, blank=True, related_name="+"
    )
    legal_rep_is_member = models.BooleanField(_("法定代表人是党员"), default=False)
    owner = models.ForeignKey(
        "access.Person", models.PROTECT, verbose_name=_("出资人（业主）"), null=True, blank=True, related_name="+"
    )
    owner_is_member = models.BooleanField(_("出资人是党员"), default=False)
    owner_posts = ArrayField(
        models.CharField(max_length=20, choices=SocialPost), verbose_name=_("两代表一委员"), default=list, blank=True
    )
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone_cipher = models.TextField(editable=False, blank=True)
    contact_phone_tail = models.CharField(_("联系电话尾号"), max_length=4, editable=False, blank=True)
    contact_phone_index = models.CharField(max_length=64, editable=False, blank=True, db_default="", db_collation="C")
    address = models.CharField(_("地址"), max_length=200, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=8, decimal_places=6, null=True, blank=True)
    area = models.ForeignKey("access.Area", models.PROTECT, verbose_name=_("所在辖区"), related_name="units")
    managing_body = models.ForeignKey(
        "access.Body", models.PROTECT, verbose_name=_("归口管理机构"), null=True, blank=True, related_name="units"
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("并入的单位"),
        null=True,
        blank=True,
        editable=False,
        related_name="aliases",
    )
    merged_on = models.DateField(_("合并日期"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    created_at = models.DateTimeField(_("入册时间"), auto_now_add=True)
    created_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("登记人"), null=True, editable=False, related_name="+"
    )

    objects = UnitQuerySet.as_manager()

    constraint_sentences = {
        "enterprises_unit_uscc_well_formed": _("统一社会信用代码不符合 GB 32100-2015（位数、字符或校验位有误）。"),
        "enterprises_unit_merged_once": _("已合并的单位不能再改，合并也不能撤改。"),
        "enterprises_unit_has_place": _("所在辖区必须填写。"),
    }

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = pgettext_lazy("plural", "单位")
        ordering = ("pinyin", "pk")
        constraints = (
            models.UniqueConstraint(
                name="enterprises_unit_uscc_unique",
                fields=["uscc"],
                condition=~Q(uscc=""),
                violation_error_message=_("该统一社会信用代码已有单位登记。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_code_or_reason",
                condition=Q(uscc="") & ~Q(no_code_reason="") | ~Q(uscc="") & Q(no_code_reason=""),
                violation_error_message=_("统一社会信用代码与无代码原因须填且只填一项。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_social_kind_of_social",
                condition=Q(social_kind="") | Q(kind=UnitKind.SOCIAL),
                violation_error_message=_("只有社会组织填写社会组织种类。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_named",
                condition=~Q(name="") & ~Q(pinyin="") & ~Q(search_text=""),
                violation_error_message=_("单位名称必须填写。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_class_is_digits",
                condition=Q(industry_class="") | Q(industry_class__regex=r"^[0-9]{2,4}$") & ~Q(industry_section=""),
                violation_error_message=_("行业小类应为2至4位数字，并须先选行业门类。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_merged_whole",
                condition=Q(merged_into__isnull=True, merged_on__isnull=True)
                | Q(merged_into__isnull=False, merged_on__isnull=False) & ~Q(merged_into=F("id")),
                violation_error_message=_("并入的单位和合并日期须同时填写，且不能并入自己。"),
            ),
            models.CheckConstraint(
                name="enterprises_unit_point_is_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False)
                & Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                violation_error_message=_("经度和纬度须同时填写，且在有效范围内。"),
            ),
        )
        indexes = (
            models.Index(name="enterprises_unit_in_order", fields=["pinyin", "id"]),
            models.Index(name="enterprises_unit_of_line", fields=["line_code", "area_path", "id"]),
            models.Index(name="enterprises_unit_same_name", fields=["name_normal"]),
            models.Index(
                name="enterprises_unit_number", fields=["contact_phone_index"], condition=~Q(contact_phone_index="")
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the dossier."""
        return reverse("enterprises:unit", args=[self.pk])

    @property
    def contact_phone(self) -> str:
        """The telephone number in clear; reading it is an act that the caller audits."""
        return crypto.decrypt(self.contact_phone_cipher, context=PHONE_CONTEXT)

    @property
    def contact_phone_masked(self) -> str:
        """The telephone number as pages show it."""
        return f"*******{self.contact_phone_tail}" if self.contact_phone_tail else ""


def name_values(name: str, *, short_name: str = "", uscc: str = "") -> dict[str, Any]:
    """Return the stored forms of a unit's name: as printed, for matching, sorting and searching."""
    printed, short = names.normalise_name(name), names.normalise_name(short_name)
    initials = names.initials(printed)[:200]
    parts = (names.search_key(printed), names.search_key(short), initials, uscc.lower())
    return {
        "name": printed,
        "short_name": short,
        "uscc": uscc,
        "name_normal": names.match_key(printed),
        "pinyin": names.sort_key(printed),
        "initials": initials,
        "search_text": "\n".join(part for part in parts if part),
    }


def phone_values(number: str) -> dict[str, str]:
    """Return the stored forms of a (normalised) telephone number: encrypted, its last four digits, and a keyed digest to find it by."""
    return {
        "contact_phone_cipher": crypto.encrypt(number, context=PHONE_CONTEXT),
        "contact_phone_tail": number[-4:],
        "contact_phone_index": crypto.blind_index(number),
    }
