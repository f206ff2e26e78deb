"""What a unit's contact confirms or corrects by a one-time link."""

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.rules.survey import MAX_COUNT


class AnswerForm(forms.Form):
    """Basic data of the unit; what is left as it is counts as confirmed."""

    sender = forms.CharField(label=_("填写人姓名"), max_length=60)
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, help_text=_("没有变化不必填写。"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    business = forms.CharField(label=_("主营业务"), max_length=200, required=False)
    staff = forms.IntegerField(
        label=_("从业人员"), min_value=0, max_value=MAX_COUNT, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class NoForm(forms.Form):
    """Nothing is asked: the button is the answer."""
