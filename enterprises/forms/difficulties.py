"""Difficulties: raising one, and what each step of handling it asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.models import Body
from enterprises.choices import DifficultyKind, DifficultyOrigin, DifficultyState
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES
from enterprises.queries.difficulties import OPEN, OVERDUE, Wanted
from enterprises.rules.survey import MAX_COUNT

AREA = {"rows": 3}


class RaiseForm(ScopedForm):
    """What a unit struggles with."""

    kind = forms.ChoiceField(label=_("困难类别"), choices=DifficultyKind)
    text = forms.CharField(label=_("困难内容"), max_length=500, widget=forms.Textarea(attrs=AREA))
    origin = forms.ChoiceField(label=_("反映渠道"), choices=DifficultyOrigin, widget=forms.RadioSelect)
    raiser = forms.CharField(label=_("反映人"), max_length=80, required=False, help_text=_("不填则为登记人本人。"))
    on = PastDayField(label=_("反映日期"))


class StepForm(ScopedForm):
    """What every step takes: the day."""

    on = PastDayField(label=_("日期"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            self.fields["body"].queryset = bodies


class AssignForm(StepForm):
    """Who is in charge, and until when."""

    body = forms.ModelChoiceField(
        label=_("承办机构"), queryset=Body.objects.none(), widget=forms.Select(attrs={"data-search": ""})
    )
    due_on = forms.DateField(label=_("办理期限"))
    note = forms.CharField(label=_("交办意见"), max_length=200, required=False)


class LogForm(StepForm):
    """What was done."""

    text = forms.CharField(label=_("办理情况"), max_length=500, widget=forms.Textarea(attrs=AREA))


class SolveForm(StepForm):
    """What came of it."""

    result = forms.CharField(label=_("办理结果"), max_length=500, widget=forms.Textarea(attrs=AREA))
    effect_yuan = forms.DecimalField(
        label=_("帮扶金额（元）"), max_digits=14, decimal_places=2, min_value=0, required=False,
        help_text=_("例如协调的贷款、节约的费用；没有则不填。"),
    )  # fmt: skip
    effect_persons = forms.IntegerField(label=_("惠及人数"), min_value=0, max_value=MAX_COUNT, required=False)


class ConfirmForm(StepForm):
    """That it is solved indeed."""

    note = forms.CharField(label=_("确认意见"), max_length=200, required=False)


class ReasonForm(StepForm):
    """Why it goes back or is taken back."""

    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class DifficultyFilterForm(ScopedForm):
    """What the list of difficulties should show."""

    q = forms.CharField(
        label=_("单位或内容"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("办理情况"), required=False,
        choices=[("", _("全部")), (OPEN, _("未解决")), (OVERDUE, _("超期未办结")), *DifficultyState.choices],
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("困难类别"), required=False, choices=[("", _("全部")), *DifficultyKind.choices])
    area = AreaChoiceField(
        label=_("辖区"), permission="enterprises.view_unit", levels=PLACES, required=False, empty_label=_("全部")
    )

    def wanted(self, today: Any) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Wanted(on=today, **given)
