"""What the acts on subsidies take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.principals import Principal
from enterprises.forms.days import PastDayField
from funding.choices import EntitlementStatus, FundSource
from funding.forms.fields import ItemsField, PolicyField
from funding.queries.entitlements import Wanted
from funding.rules.policies import PUBLISHED
from orgs.forms.fields import LookUpField

FIRST_YEAR, LAST_YEAR = 2000, 2100
PLACES = tuple(level for level in AreaLevel.values if level not in {AreaLevel.PROVINCE, AreaLevel.PREFECTURE})


def year_field() -> forms.IntegerField:
    """Return a field for a year."""
    return forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)


def money_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    """Return a field for an amount in yuan and fen."""
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, **kwargs)


class EntitlementFilterForm(ScopedForm):
    """What the list of entitlements should show."""

    q = forms.CharField(label=_("党组织名称或拼音首字母"), required=False, max_length=60)
    year = forms.IntegerField(label=_("年度"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    status = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *EntitlementStatus.choices], required=False)
    policy = PolicyField(label=_("政策"), required=False, empty_label=_("全部"))
    area = AreaChoiceField(
        permission="funding.view_entitlement", levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部")
    )

    def wanted(self) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        return Wanted(**{name: value for name, value in getattr(self, "cleaned_data", {}).items() if value})


class ApplyForm(ScopedForm):
    """One organization, one policy, one year."""

    org = LookUpField("orgs", permission="funding.apply_entitlement", label=_("党组织"))
    policy = PolicyField(label=_("政策"))
    year = year_field()
    decided_yuan = money_field(_("人工决定金额（元）"), required=False, help_text=_("只在政策没有规定计发办法时填写。"))
    reason = forms.CharField(label=_("理由"), max_length=200, required=False, help_text=_("人工决定金额时必填。"))


class ProposeAllForm(ScopedForm):
    """A whole area, one policy, one year."""

    area = AreaChoiceField(permission="funding.apply_entitlement", levels=PLACES, label=_("辖区"))
    policy = PolicyField(label=_("政策"))
    year = year_field()


class AssessForm(ScopedForm):
    """A year's assessment of one organization."""

    org = LookUpField("orgs", permission="funding.assess_org", label=_("党组织"))
    year = year_field()
    has_passed = forms.ChoiceField(
        label=_("考核结果"), choices=[("yes", _("合格")), ("no", _("不合格"))], widget=forms.RadioSelect
    )
    on = PastDayField(label=_("考核日期"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class BudgetForm(ScopedForm):
    """The total of one source for one year."""

    area = AreaChoiceField(permission="funding.set_budget", levels=PLACES, label=_("辖区"))
    year = year_field()
    source = forms.ChoiceField(label=_("经费来源"), choices=FundSource, initial=FundSource.FISCAL)
    total_yuan = money_field(_("预算总额（元）"), min_value=0)


class ReleaseForm(ScopedForm):
    """A published standard, where and from when it holds; amounts may be changed line by line."""

    area = AreaChoiceField(permission="funding.release_policy", levels=PLACES, label=_("适用辖区"))
    standard = forms.ChoiceField(label=_("标准"), choices=[(one.code, _(one.title)) for one in PUBLISHED])
    since = forms.DateField(label=_("施行日期"))
    until = forms.DateField(label=_("截止日期"), required=False, help_text=_("当日不再适用；没有则留空。"))
    document = forms.CharField(label=_("依据文件"), max_length=200, required=False)
    is_budgeted = forms.BooleanField(label=_("受预算控制"), required=False)


class EndForm(forms.Form):
    """The day from which a version no longer holds."""

    on = forms.DateField(label=_("截止日期"), help_text=_("当日不再适用；设定后不能更改。"))


class ItemsForm(ScopedForm):
    """Entitlements chosen in a list."""

    def __init__(self, *args: Any, principal: Principal, permission: str, status: str, **kwargs: Any) -> None:
        super().__init__(*args, principal=principal, **kwargs)
        self.fields["items"] = ItemsField(permission=permission, status=status, label=_("补助事项"))
        self.fields["items"].limit(principal)


class BatchForm(ScopedForm):
    """A new batch of approved entitlements."""

    name = forms.CharField(label=_("批次名称"), max_length=80)
    items = ItemsField(
        permission="funding.pay_payment", status=EntitlementStatus.APPROVED, label=_("补助事项"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, principal=principal, **kwargs)
        self.fields["items"].limit(principal)
