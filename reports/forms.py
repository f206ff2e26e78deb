"""What a reader may ask of figures: area, day, instant, indicator."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.scoped import ReadOnce
from access.models import Area
from access.principals import Principal
from reports.choices import IndicatorCode

EARLIEST = date(2000, 1, 1)
PARTS = (("numerator", _("分子")), ("rest", _("未达到")), ("denominator", _("分母")))


class MomentForm(forms.Form):
    """The two clocks and the area; anything missing or impossible falls back to today and the reader's own area, in words."""

    area = forms.ModelChoiceField(label=_("辖区"), queryset=Area.objects.none(), required=False, empty_label=None)
    as_of = forms.DateField(label=_("截至日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    known = forms.DateField(
        label=_("当时所知"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("只算到这一天为止已录入的数据；不填为现在所知"),
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = Area.objects.none()
        for scope in principal.scopes():
            allowed |= Area.objects.under(scope.path)
        self.fields["area"].queryset = allowed.exclude(level="grid").order_by("path")
        self.fields["area"].choices = ReadOnce(self.fields["area"])

    def clean_as_of(self) -> date | None:
        """Keep days on which the ledger can say anything.

        Raises:
            ValidationError: before 2000.
        """
        day = self.cleaned_data["as_of"]
        if day is not None and day < EARLIEST:
            raise forms.ValidationError(_("截至日期不能早于2000年1月1日。"), code="too_early")
        return day


class FigureForm(MomentForm):
    """Which figure's rows."""

    indicator = forms.ChoiceField(label=_("指标"), choices=IndicatorCode.choices)
    part = forms.ChoiceField(label=_("名单"), choices=PARTS, required=False)
