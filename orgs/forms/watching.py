"""Warnings: what the list should show, and what a decision says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from orgs.choices import WatchKind
from orgs.forms.fields import OrgForm
from orgs.forms.filters import PLACES

VIEW = "orgs.view_formation"


class WarningFilterForm(OrgForm):
    """Which warnings, and where."""

    kind = forms.ChoiceField(label=_("预警事项"), required=False, choices=[("", _("全部")), *WatchKind.choices])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))


class DecisionForm(OrgForm):
    """A decision in words."""

    answer = forms.CharField(
        label=_("研判意见"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明怎么办、由谁办；暂不调整的写明理由。人数不变就不再提醒。"),
    )  # fmt: skip
