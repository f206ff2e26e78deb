"""What is filled in about responsibility letters and pairings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from access.models import Body
from enterprises.forms.days import PastDayField
from orgs.choices import LetterResult
from orgs.forms.bodies import SEARCH, OfBodyForm
from orgs.forms.fields import LookUpField, OrgForm
from orgs.forms.filters import PLACES
from orgs.rules.bodies import KEEP
from orgs.services import bodies as acts

FIRST_YEAR, LAST_YEAR = 2000, 2100


class LetterFilterForm(OrgForm):
    """Which letters."""

    year = forms.IntegerField(label=_("年度"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)


class SignForm(OfBodyForm):
    """A letter and its targets."""

    lower = forms.ModelChoiceField(label=_("责任单位"), queryset=Body.objects.none(), widget=forms.Select(attrs=SEARCH))
    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    on = PastDayField(label=_("签订日期"))
    upper_signer = forms.CharField(label=_("上级签订人"), max_length=40)
    lower_signer = forms.CharField(label=_("责任单位签订人"), max_length=40)
    targets = forms.CharField(
        label=_("目标"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一项。每项目标都成为责任单位年底前要完成的任务，不用再交办。"),
    )  # fmt: skip
    document = forms.CharField(label=_("文号"), max_length=120, required=False)

    def signed(self) -> acts.Signed:
        """Return what was filled in."""
        return acts.Signed(**{**self.cleaned_data, "targets": self.cleaned_data["targets"].splitlines()})


class CheckForm(OrgForm):
    """What the yearly check found."""

    on = PastDayField(label=_("考核日期"))
    result = forms.ChoiceField(label=_("考核结果"), choices=LetterResult, widget=forms.RadioSelect)
    text = forms.CharField(label=_("考核情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PairingFilterForm(OrgForm):
    """Which pairings."""

    area = AreaChoiceField(permission="orgs.view_org", levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))

    def asked(self) -> dict[str, Any]:
        """Return what was asked for."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


class PairForm(OrgForm):
    """A pairing of an organization with a body."""

    org = LookUpField("orgs", permission=KEEP, label=_("党组织"))
    on = PastDayField(label=_("开始日期"))
    content = forms.CharField(label=_("共建内容"), max_length=200, required=False)
    document = forms.CharField(label=_("协议或文号"), max_length=120, required=False)
