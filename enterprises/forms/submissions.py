"""Deciding of a visit that a phone sent: a choice per field, or a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PHONE, CURRENT = "phone", "current"


class SettleForm(forms.Form):
    """For each field that the phone changed: the phone's value or the present one."""

    def __init__(self, *args: Any, lines: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            choices = [
                (PHONE, _("用手机填写的：%(value)s") % {"value": line.phone}),
                (CURRENT, _("保留台账现值：%(value)s") % {"value": line.current}),
            ]
            self.fields[line.name] = forms.ChoiceField(
                label=line.label, choices=choices, widget=forms.RadioSelect, initial=None if line.is_conflict else PHONE
            )

    def keep_current(self) -> dict[str, bool]:
        """Return the fields whose present value is kept."""
        return {name: value == CURRENT for name, value in self.cleaned_data.items()}


class DeclineForm(forms.Form):
    """Why a visit is not used."""

    decision = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
