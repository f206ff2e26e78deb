"""Filtering and settling the differences of outside registers, and putting their units into rounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from enterprises.choices import OutsideRegister, RegisterDifference, RegisterTaskState
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES
from enterprises.queries.registers import Wanted
from enterprises.rules.registers import OUTCOMES

ALL = [("", _("全部"))]


class RegisterTaskFilterForm(ScopedForm):
    """What the list should show; what is open when nothing else is asked."""

    q = forms.CharField(
        label=_("名称或代码"), required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"})
    )
    register = forms.ChoiceField(label=_("名册"), required=False, choices=[*ALL, *OutsideRegister.choices])
    kind = forms.ChoiceField(label=_("比对结果"), required=False, choices=[*ALL, *RegisterDifference.choices])
    state = forms.ChoiceField(
        label=_("核实情况"),
        required=False,
        choices=[("", _("待核实")), ("all", _("全部")), *RegisterTaskState.choices[1:]],
    )
    area = AreaChoiceField(
        label=_("辖区"),
        permission="enterprises.view_registertask",
        levels=PLACES,
        required=False,
        empty_label=_("全部"),
    )

    def wanted(self, _today: Any = None) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        return Wanted(**{name: value for name, value in getattr(self, "cleaned_data", {}).items() if value})


class SettleTaskForm(ScopedForm):
    """What came of looking into a difference."""

    outcome = forms.ChoiceField(label=_("核实结果"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("说明"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("选“不属登记范围”时必须说明，例如外地企业、个体户已转出。"),
    )  # fmt: skip
    on = PastDayField(label=_("办结日期"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(value, RegisterTaskState(value).label) for value in OUTCOMES[kind]]


class AddToRoundForm(ScopedForm):
    """Into which running round a unit is put."""

    survey_round = forms.ModelChoiceField(label=_("走访轮次"), queryset=None)

    def __init__(self, *args: Any, rounds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["survey_round"].queryset = rounds
