"""Registering a unit and amending it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from enterprises.choices import (
    ControllingCapital,
    IndustrySection,
    NoCodeReason,
    RegistrationType,
    SocialKind,
    SocialPost,
    UnitKind,
)
from enterprises.forms.days import PastDayField
from enterprises.models import Unit
from enterprises.services import Identity, Survey

PLACES = ("zone", "township", "community", "park", "building", "grid")
NONE = [("", "—")]


def _optional(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*NONE, *choices.choices], required=False, **more)


def _sections() -> list[tuple[str, str]]:
    return [*NONE, *((code, f"{code} {label}") for code, label in IndustrySection.choices)]


class IdentityForm(ScopedForm):
    """What identifies and describes a unit."""

    uscc = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=60,
        help_text=_("18位，可直接粘贴；空格、小写和全角会自动整理。"),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off", "spellcheck": "false"}),
    )
    no_code_reason = _optional(_("无代码原因"), NoCodeReason, help_text=_("有代码的不选。"))
    name = forms.CharField(label=_("单位名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("单位类别"), choices=UnitKind, initial=UnitKind.ENTERPRISE)
    social_kind = _optional(_("社会组织种类"), SocialKind, help_text=_("只有社会组织填写。"))
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    registration_type = _optional(_("登记注册类型"), RegistrationType)
    controlling_capital = _optional(_("控股情况"), ControllingCapital)
    industry_section = forms.ChoiceField(label=_("行业门类"), choices=_sections, required=False)
    industry_class = forms.CharField(
        label=_("行业小类"),
        max_length=4,
        required=False,
        help_text=_("GB/T 4754-2017，四位数字。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    business = forms.CharField(label=_("主营业务"), max_length=200, required=False)
    founded_on = forms.DateField(label=_("成立日期"), required=False)
    is_outside_branch = forms.BooleanField(label=_("外地单位的分支机构"), required=False)
    is_qualified = forms.BooleanField(label=_("有建筑业或房地产资质"), required=False)
    legal_rep = forms.CharField(label=_("法定代表人"), max_length=60, required=False)
    legal_rep_is_member = forms.BooleanField(label=_("法定代表人是党员"), required=False)
    owner = forms.CharField(label=_("出资人（业主）"), max_length=60, required=False)
    owner_is_member = forms.BooleanField(label=_("出资人是党员"), required=False)
    owner_posts = forms.MultipleChoiceField(
        label=_("两代表一委员"), choices=SocialPost, required=False, widget=forms.CheckboxSelectMultiple
    )
    longitude = forms.DecimalField(label=_("经度"), max_digits=9, decimal_places=6, required=False)
    latitude = forms.DecimalField(label=_("纬度"), max_digits=8, decimal_places=6, required=False)

    IDENTITY = ("uscc", "no_code_reason", "name", "short_name", "kind", "social_kind")
    CONTACT = ("address", "contact_name", "contact_phone")
    DETAILS = (
        "registration_type", "controlling_capital", "industry_section", "industry_class", "business", "founded_on",
        "is_outside_branch", "is_qualified",
    )  # fmt: skip
    PEOPLE = ("legal_rep", "legal_rep_is_member", "owner", "owner_is_member", "owner_posts")
    POINT = ("longitude", "latitude")

    def identity(self) -> Identity:
        """Return what was entered, as far as it is well-formed."""
        names = (*self.IDENTITY, *self.CONTACT, *self.DETAILS, *self.PEOPLE, *self.POINT)
        values = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        needed = {"kind": "", "name": "", "owner_posts": tuple(values.pop("owner_posts", ()))}
        return Identity(**(needed | values))


class RegisterForm(IdentityForm):
    """A new unit with its first counts."""

    area = AreaChoiceField(
        label=_("所在辖区"), permission="enterprises.register_unit", levels=PLACES, empty_label=_("请选择")
    )
    on = PastDayField(label=_("登记日期"))
    staff = forms.IntegerField(label=_("从业人员"), required=False)
    formal = forms.IntegerField(label=_("正式党员"), required=False)
    probationary = forms.IntegerField(label=_("预备党员"), required=False)
    same_name_confirmed = forms.BooleanField(
        label=_("不是同一单位"), required=False, help_text=_("提示有同名单位、经核对确非同一单位时勾选。")
    )

    COUNTS = ("staff", "formal", "probationary")

    def survey(self) -> Survey:
        """Return the first counts."""
        return Survey(**{name: self.cleaned_data.get(name) for name in self.COUNTS})


class AmendForm(IdentityForm):
    """A unit's identity as it stands; an empty telephone number leaves the stored one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("生效日期"), help_text=_("行业、控股等变化自这一天起影响归口和基数。"))

    def identity(self) -> Identity:
        """Return what was entered; the stored telephone number is not shown and stays unless a new one is typed."""
        given = super().identity()
        return given if given.contact_phone else Identity(**(vars(given) | {"contact_phone": None}))

    @staticmethod
    def initial_of(unit: Unit) -> dict[str, Any]:
        """Return what stands now, to be shown in the form."""
        named = {part: getattr(unit, f"{part}_name") for part in ("legal_rep", "owner")}
        names = (*IdentityForm.IDENTITY, *IdentityForm.CONTACT, *IdentityForm.DETAILS, *IdentityForm.PEOPLE)
        kept = [name for name in (*names, *IdentityForm.POINT) if name not in named and hasattr(Unit, name)]
        values = {name: getattr(unit, name) for name in kept} | named
        return values | {"contact_phone": "", "version": unit.version}
