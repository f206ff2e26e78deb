"""Deciding of a visit that a phone sent: a choice per field, or a reason."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KIND = "survey-visits"
MOST_BYTES = 40 * 1024 * 1024  # with pictures, which a phone spreads over several files
MOST_VISITS = 2_000
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


class FileForm(forms.Form):
    """A file of visits that a phone saved."""

    file = forms.FileField(label=_("存下的走访文件"), help_text=_("手机“更多”里“未送达的存成文件”所得，扩展名 .json。"))

    def clean_file(self) -> dict[str, Any]:
        """Read the file.

        Raises:
            ValidationError: it is none that a phone saves.
        """
        file = self.cleaned_data["file"]
        try:
            found = json.loads(file.read(MOST_BYTES + 1)) if file.size <= MOST_BYTES else None
        except (ValueError, RecursionError):
            found = None
        is_ours = isinstance(found, dict) and found.get("kind") == KIND and isinstance(found.get("visits"), list)
        is_ours = is_ours and isinstance(found.setdefault("pictures", []), list)
        if not is_ours or len(found["visits"]) > MOST_VISITS:
            raise forms.ValidationError(_("这不是手机存下的走访文件。"))
        return found


class DeclineForm(forms.Form):
    """Why a visit is not used."""

    decision = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
