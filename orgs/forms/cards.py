"""What handing out a card takes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CardForm(forms.Form):
    """Number, day, and whom to call."""

    number = forms.CharField(label=_("卡号"), max_length=40)
    on = forms.DateField(label=_("发放日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    contact_name = forms.CharField(label=_("联系人"), max_length=60)
    phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)


class PrintForm(forms.Form):
    """Why the telephone number is read in clear."""

    reason = forms.CharField(label=_("查看理由"), max_length=200, initial=_("打印服务联系卡"))
