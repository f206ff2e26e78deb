"""Moving, closing, reopening a unit, deciding about the base, reading a telephone number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm, ScopedModelChoiceField
from access.forms.areas import AreaChoiceField
from enterprises.choices import BaseReason, OperatingStatus, StatusReason
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES
from enterprises.models import BaseRound
from enterprises.rules import status


class MoveForm(ScopedForm):
    """Where a unit lies from a day on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = AreaChoiceField(
        label=_("迁入辖区"),
        permission="enterprises.move_unit",
        levels=PLACES,
        help_text=_("只列出您负责的辖区；迁往其他街道的，请使用“移交”。"),
    )
    on = PastDayField(label=_("变更日期"))


def _reasons(statuses: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the reasons grouped by the status that they belong to."""
    return [
        (str(one.label), [(reason.value, reason.label) for reason in StatusReason if reason in status.REASONS[one]])
        for one in statuses
    ]


CLOSING = tuple(one for one in OperatingStatus if one is not OperatingStatus.OPERATING)


class CloseForm(ScopedForm):
    """How a unit left operation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("经营状态"), choices=[(one.value, one.label) for one in CLOSING], widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label=_("原因"), choices=lambda: _reasons(CLOSING))
    on = PastDayField(label=_("日期"))


class ReopenForm(ScopedForm):
    """That a unit operates again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("原因"), choices=lambda: _reasons([OperatingStatus.OPERATING])[0][1])
    on = PastDayField(label=_("日期"))


class BaseForm(ScopedForm):
    """Whether a unit counts in the base, by review."""

    in_base = forms.TypedChoiceField(
        label=_("党建基数"),
        choices=[("yes", _("纳入基数")), ("no", _("不纳入基数"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("原因"), choices=BaseReason)
    review = ScopedModelChoiceField(
        label=_("核定轮次"), permission="enterprises.approve_base", queryset=BaseRound.objects.all(), required=False
    )
    on = PastDayField(label=_("日期"))


class RevealForm(forms.Form):
    """Why somebody needs the telephone number in clear."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class LiaisonForm(ScopedForm):
    """Who is the liaison person from a day on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("联络员姓名"), max_length=60)
    phone = forms.CharField(
        label=_("联系电话"), max_length=40, required=False, help_text=_("同一联络员的电话没有变化时不必填写。")
    )
    post = forms.CharField(label=_("所在单位及职务"), max_length=80, required=False)
    on = PastDayField(label=_("指派日期"))


class EndLiaisonForm(ScopedForm):
    """That there is no liaison person any more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = PastDayField(label=_("终止日期"), help_text=_("自这一天起不再担任。"))


class ApplyRulesForm(ScopedForm):
    """From which day on the rules decide."""

    on = PastDayField(label=_("变更日期"))


class DismissForm(ScopedForm):
    """Why two entries are two units."""

    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class MergeForm(ScopedForm):
    """From which day two entries are one unit."""

    on = PastDayField(label=_("合并日期"))
