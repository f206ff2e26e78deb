"""Shapes of the acts on a file: opinions, training, letter, leaving."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from instructors.choices import DispatchEndReason, Step


class OpinionForm(forms.Form):
    """An act with an optional remark."""

    opinion = forms.CharField(
        label=_("意见"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReviewForm(OpinionForm):
    """A review: pass, return or reject; the last two need a reason."""

    decision = forms.ChoiceField(label=_("审核结果"), widget=forms.RadioSelect)

    field_order = ("decision", "opinion")

    def __init__(self, *args: Any, passing: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = (passing, Step.RETURN, Step.REJECT)
        self.fields["decision"].choices = [(step.value, step.label) for step in steps]
        self.fields["opinion"].help_text = _("退回或不予通过须写明理由。")


class CertifyForm(OpinionForm):
    """The end of the training: certified, or not passed."""

    decision = forms.ChoiceField(
        label=_("培训结论"),
        widget=forms.RadioSelect,
        choices=[(Step.FINISH_TRAINING.value, Step.FINISH_TRAINING.label), (Step.REJECT.value, Step.REJECT.label)],
    )

    field_order = ("decision", "opinion")


class TrainingForm(forms.Form):
    """One training attended."""

    held_on = forms.DateField(label=_("培训日期"))
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=500)
    topic = forms.CharField(label=_("培训内容"), max_length=200)
    has_passed = forms.BooleanField(label=_("考核合格"), required=False, initial=True)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_held_on(self) -> date:
        """Refuse a day to come."""
        day = self.cleaned_data["held_on"]
        if day > self.today:
            raise forms.ValidationError(_("培训日期不能晚于今天。"), code="date_in_future")
        return day


class LetterForm(forms.Form):
    """The period of a letter; its number comes by itself."""

    since = forms.DateField(label=_("聘期开始"))
    until = forms.DateField(label=_("聘期届满"), help_text=_("届满当日不再有效；聘期一般不超过两年。"))


class EndDispatchForm(forms.Form):
    """The end of a dispatch."""

    on = forms.DateField(label=_("结束日期"), help_text=_("当日起不再派驻，可见范围同时收回。"))
    reason = forms.ChoiceField(label=_("结束原因"), choices=DispatchEndReason)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class LeaveForm(OpinionForm):
    """Leaving service: recalled, resigned or at the end of the term."""

    on = forms.DateField(label=_("离任日期"), help_text=_("当日起派驻全部结束，聘书收回。"))

    field_order = ("on", "opinion")
