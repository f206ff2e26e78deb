"""The question "为什么能/不能": an action, and the address of a record when it is about one."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from access import policy


def grouped_permissions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every permission under its app."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for permission in policy.permissions():
        groups.setdefault(permission.split(".")[0], []).append((permission, policy.label(permission)))
    return [(APPS.get(app, app), choices) for app, choices in groups.items()]


APPS = {
    "access": _("权限与辖区"),
    "enterprises": _("单位"),
    "orgs": _("党组织"),
    "instructors": _("指导员"),
    "funding": _("经费"),
    "reports": _("报表"),
}


class WhyForm(forms.Form):
    """Which action, and on which record."""

    permission = forms.ChoiceField(
        label=_("操作"), choices=grouped_permissions, widget=forms.Select(attrs={"data-search": ""})
    )
    address = forms.CharField(
        label=_("记录的网址"),
        required=False,
        max_length=500,
        help_text=_("把该记录页面的网址粘贴到这里；不针对某条记录时留空。"),
    )

    def clean_address(self) -> Any:
        """Keep the path only, whatever host was pasted."""
        return urlsplit(self.cleaned_data["address"].strip()).path
