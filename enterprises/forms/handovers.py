"""Handing a unit over to another street: proposing, accepting, returning, withdrawing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import AreaLevel
from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.models import Area
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES
from enterprises.models import Handover, Unit

STREETS = (AreaLevel.TOWNSHIP, AreaLevel.ZONE, AreaLevel.PARK)


class HandOverForm(ScopedForm):
    """To which street of the district a unit is to go, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(
        label=_("移交给"),
        queryset=Area.objects.none(),
        help_text=_("接收方同意以前，单位仍由本辖区负责；具体社区由接收方确定。"),
        widget=forms.Select(attrs={"data-search": ""}),
    )
    reason = forms.CharField(label=_("移交原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, unit: Unit, streets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = streets


class AcceptForm(ScopedForm):
    """Where the unit is placed, and from which day on."""

    area = AreaChoiceField(
        label=_("安排到"),
        permission="enterprises.move_unit",
        levels=PLACES,
        required=False,
        help_text=_("不选则放在移交所指的辖区，以后可再调整到社区、网格。"),
    )
    on = PastDayField(label=_("接收日期"))

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        path = handover.area_path
        self.fields["area"].queryset = self.fields["area"].queryset.filter(path__gte=path, path__lt=f"{path[:-1]}/")


class ReturnForm(ScopedForm):
    """Why a unit is not accepted."""

    reason = forms.CharField(label=_("退回原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class WithdrawForm(ReturnForm):
    """Why a proposal is taken back."""

    reason = forms.CharField(label=_("撤回原因"), max_length=200, required=False)


class AskForm(ScopedForm):
    """For which code a street asks, where the unit is to go, and why; what is known of the unit is what the asker says."""

    code = forms.CharField(label=_("统一社会信用代码"), max_length=40)
    name = forms.CharField(label=_("单位名称"), max_length=120, help_text=_("按您了解的填写，供对方核对。"))
    to = AreaChoiceField(label=_("调入到"), permission="enterprises.move_unit", levels=PLACES, empty_label=_("请选择"))
    reason = forms.CharField(label=_("申请理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class AgreeForm(ScopedForm):
    """From which day on the unit goes to the street that asked."""

    on = PastDayField(label=_("移交日期"))

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class DeclineForm(ReturnForm):
    """Why the unit stays."""

    reason = forms.CharField(label=_("不同意的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
