"""Organization life: one short form per kind, made of what the kind asks for; the filters of its list."""

from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.areas import AreaChoiceField
from enterprises.forms.days import PastDayField
from orgs.choices import LifeKind, Opinion, OwnerAttitude
from orgs.forms.fields import LookUpField, OrgForm
from orgs.forms.filters import PLACES
from orgs.queries.records import VIEW, Wanted
from orgs.rules.records import MOST, SHAPES, Entry, Shape

PEOPLE = {"min_value": 0, "max_value": 100_000, "required": False}


class EntryForm(OrgForm):
    """What every kind asks for; :func:`form_of` adds the rest."""

    kind: LifeKind
    on = PastDayField(label=_("日期"))

    def entry(self) -> Entry:
        """Return what was filled in."""
        given = self.cleaned_data
        plain = {name: given.get(name) for name in ("until", "expected", "attended")}
        figures = {one.code: given.get(one.code) for one in SHAPES[self.kind].counts}
        return Entry(self.kind, given["on"], given["topic"], **plain, figures=figures)

    def told(self) -> dict[str, str]:
        """Return the words beside the entry."""
        return {name: self.cleaned_data.get(name) or "" for name in ("host", "result")}


class ReasonForm(OrgForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


@cache
def form_of(kind: LifeKind, *, is_correction: bool = False) -> type[EntryForm]:
    """Return the form of a kind; a correction also asks why."""
    fields = _fields(SHAPES[kind])
    if is_correction:
        fields["reason"] = forms.CharField(label=_("更正理由"), max_length=200)
    return type("LifeEntryForm", (EntryForm,), {"kind": kind, **fields})


def _fields(shape: Shape) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {"topic": forms.CharField(label=_(shape.topic), max_length=200)}
    if shape.is_standing:
        fields["until"] = forms.DateField(
            label=_("结束日期"), required=False, help_text=_("仍在继续的不填；从这一天起不再计入。")
        )
    if shape.has_attendance:
        fields["attended"] = forms.IntegerField(label=_("实到人数"), min_value=1, max_value=100_000)
        fields["expected"] = forms.IntegerField(label=_("应到人数"), **PEOPLE)
    for one in shape.counts:
        fields[one.code] = forms.IntegerField(label=_(one.label), required=one.is_required, min_value=0, max_value=MOST)
    if shape.host:
        fields["host"] = forms.CharField(label=_(shape.host), max_length=80, required=False)
    if shape.result:
        area = forms.Textarea(attrs={"rows": 3})
        fields["result"] = forms.CharField(label=_(shape.result), max_length=1000, required=False, widget=area)
    return fields


class LifeFilterForm(OrgForm):
    """What the list should show; without days the records of this year."""

    q = forms.CharField(label=_("党组织名称或拼音首字母"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *LifeKind.choices])
    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))
    since = forms.DateField(label=_("自"), required=False)
    until = forms.DateField(label=_("至"), required=False)
    org = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def wanted(self, today: date) -> Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        given = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        until = given.pop("until", today)
        since = given.pop("since", date(until.year, 1, 1))
        return Wanted(since, until, **given)


class DueFilterForm(OrgForm):
    """Whose organization life is due."""

    area = AreaChoiceField(permission=VIEW, levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部"))


class OwnerFilterForm(OrgForm):
    """Which owners."""

    attitude = forms.ChoiceField(label=_("出资人态度"), required=False, choices=[("", _("全部")), *OwnerAttitude.choices])
    opinion = forms.ChoiceField(label=_("推荐意见"), required=False, choices=[("", _("全部")), *Opinion.choices])
    area = AreaChoiceField(
        permission="orgs.view_owner", levels=PLACES, label=_("辖区"), required=False, empty_label=_("全部")
    )

    def asked(self) -> dict[str, Any]:
        """Return what was asked for."""
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}


class OwnerForm(OrgForm):
    """An owner's attitude, and the opinion if one was asked for."""

    unit = LookUpField("units", permission="orgs.keep_owner", label=_("单位"))
    on = PastDayField(label=_("登记日期"))
    attitude = forms.ChoiceField(label=_("出资人态度"), choices=OwnerAttitude, widget=forms.RadioSelect)
    purpose = forms.CharField(
        label=_("推荐事项"), max_length=80, required=False, help_text=_("例如推荐人大代表、政协委员人选；没有征求的不填。")
    )
    opinion = forms.ChoiceField(label=_("推荐意见"), choices=Opinion, initial=Opinion.NONE)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class DutyForm(OrgForm):
    """A turn of duty."""

    area = AreaChoiceField(permission="orgs.keep_owner", levels=PLACES, label=_("辖区"))
    name = forms.CharField(label=_("轮值副主席"), max_length=40)
    employer = forms.CharField(label=_("所在单位"), max_length=120, required=False)
    on = forms.DateField(label=_("开始日期"))
    until = forms.DateField(label=_("结束日期"), help_text=_("从这一天起不再轮值。"))
    task = forms.CharField(label=_("轮值任务"), max_length=200, required=False)
