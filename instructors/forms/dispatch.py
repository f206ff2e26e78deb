"""The dispatch, one form for each kind of target."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms import ScopedForm, ScopedModelChoiceField
from access.forms.areas import AreaChoiceField, LookUpSelect
from enterprises.models import Unit
from instructors.choices import DispatchTarget
from orgs.models import PartyOrg


class DispatchForm(ScopedForm):
    """From when to when, and why in spite of a heavy load."""

    since = forms.DateField(label=_("派驻开始"))
    until = forms.DateField(label=_("派驻结束"), required=False, help_text=_("不填则到聘期届满；结束当日不再有效。"))
    reason = forms.CharField(
        label=_("理由"), max_length=200, required=False, help_text=_("超过一般负荷或网格已有指导员时须写明。")
    )

    field_order = ("target", "since", "until", "reason")
    kind: DispatchTarget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.fields["target"].widget, LookUpSelect) and self.kind != DispatchTarget.GRID:
            self.fields["target"].widget.attrs["data-search-url"] = (
                f"{reverse('instructors:targets', args=[self.kind])}?q="
            )


class UnitDispatchForm(DispatchForm):
    """To a unit."""

    kind = DispatchTarget.UNIT
    target = ScopedModelChoiceField(
        permission="enterprises.view_unit",
        queryset=Unit.objects.all(),
        label=_("派驻单位"),
        help_text=_("输入名称、代码或拼音首字母查找。"),
        widget=LookUpSelect(attrs={"data-search": ""}),
    )


class OrgDispatchForm(DispatchForm):
    """To a Party organization."""

    kind = DispatchTarget.ORG
    target = ScopedModelChoiceField(
        permission="orgs.view_org",
        queryset=PartyOrg.objects.all(),
        label=_("派驻党组织"),
        help_text=_("输入名称或拼音首字母查找。"),
        widget=LookUpSelect(attrs={"data-search": ""}),
    )


class GridDispatchForm(DispatchForm):
    """To a grid."""

    kind = DispatchTarget.GRID
    target = AreaChoiceField(
        permission="instructors.dispatch",
        levels=(AreaLevel.GRID,),
        label=_("派驻网格"),
        help_text=_("一般每个网格配备一名指导员。"),
    )


DISPATCH_FORMS = {form.kind: form for form in (UnitDispatchForm, OrgDispatchForm, GridDispatchForm)}
