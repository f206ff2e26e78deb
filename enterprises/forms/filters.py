"""The filters of the list of units; every one stands in the address."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.registries import ColumnFilter, columns
from enterprises.choices import IndustrySection, OperatingStatus, SizeClass, UnitKind
from enterprises.forms.unit import PLACES
from enterprises.queries.listing import Wanted

ANY = [("", _("全部"))]
TODO = [("incomplete", _("待完善")), ("unvisited", _("超期未走访")), ("reported", _("走访反映待确认"))]


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[*ANY, *choices], required=False)


def column_field(one: ColumnFilter) -> forms.Field:
    """Return the field of an extra column's filter: a choice, or words where it has no choices."""
    choices = one.choices() if callable(one.choices) else one.choices
    return _choice(one.label, choices) if choices else forms.CharField(label=one.label, required=False, max_length=60)


class UnitFilterForm(ScopedForm):
    """What the list should show; upper apps add their own through ``registries.columns``."""

    q = forms.CharField(
        label=_("名称、代码或拼音首字母"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    area = AreaChoiceField(
        label=_("辖区"), permission="enterprises.view_unit", levels=PLACES, required=False, empty_label=_("全部")
    )
    kind = _choice(_("单位类别"), UnitKind.choices)
    status = _choice(_("经营状态"), OperatingStatus.choices)
    section = _choice(_("行业"), [(code, format_lazy("{} {}", code, label)) for code, label in IndustrySection.choices])
    size = _choice(_("规模"), SizeClass.choices)
    todo = _choice(_("待办"), TODO)
    as_of = forms.DateField(label=_("截至日期"), required=False)
    known = forms.DateField(label=_("按当时所知"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = {}
        self.columns = columns.of("enterprises.unit")
        for column in self.columns:
            for name, one in column.filters.items():
                self.fields[name] = column_field(one)
                self.extra[name] = one

    def wanted(self, today: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        names = ("q", "kind", "status", "area", "section", "size", "todo")
        day, known = given.get("as_of"), given.get("known")
        return Wanted(
            on=day or today,
            is_past=bool(day and day != today),
            known_at=timezone.make_aware(datetime.combine(known, time.max)) if known else None,
            **{name: given[name] for name in names if name in given},
        )

    def narrowed(self, rows: Any, on: date) -> Any:
        """Apply the filters of upper apps."""
        for name, one in self.extra.items():
            value = self.cleaned_data.get(name) if self.is_valid() else None
            if value:
                rows = one.apply(rows, value, on)
        return rows
