"""The visit at the door: everything known is filled in, so that only changes are typed."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm
from enterprises.choices import MassOrgKind, TalkKind, VisitOutcome
from enterprises.forms.days import PastDayField
from enterprises.models import MembersFact, ScaleFact, Unit
from enterprises.queries.dossier import Facts
from enterprises.services import Liaison, Survey
from enterprises.services.inputs import RELATIONS, SCALE, STAGES

NUMERIC = {"inputmode": "numeric"}


def _count(model: Any, name: str) -> forms.IntegerField:
    label = model._meta.get_field(name).verbose_name
    return forms.IntegerField(label=label, required=False, widget=forms.NumberInput(attrs=NUMERIC))


def _money(name: str) -> forms.DecimalField:
    label = ScaleFact._meta.get_field(name).verbose_name
    return forms.DecimalField(label=label, max_digits=14, decimal_places=2, required=False)


class VisitForm(ScopedForm):
    """One visit with its answers."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("走访结果"), choices=VisitOutcome, widget=forms.RadioSelect)
    visited_on = PastDayField(label=_("走访日期"))
    staff = _count(ScaleFact, "staff")
    revenue_wan = _money("revenue_wan")
    assets_wan = _money("assets_wan")
    formal = _count(MembersFact, "formal")
    probationary = _count(MembersFact, "probationary")
    targets = _count(MembersFact, "targets")
    activists = _count(MembersFact, "activists")
    applicants = _count(MembersFact, "applicants")
    relation_here = _count(MembersFact, "relation_here")
    relation_talent = _count(MembersFact, "relation_talent")
    relation_former = _count(MembersFact, "relation_former")
    relation_temporary = _count(MembersFact, "relation_temporary")
    relation_other = _count(MembersFact, "relation_other")
    mass = forms.MultipleChoiceField(
        label=_("群团组织"), choices=MassOrgKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    liaison_name = forms.CharField(
        label=_("联络员姓名"), max_length=60, required=False, help_text=_("换人时改写，不再担任时清空。")
    )
    liaison_phone = forms.CharField(
        label=_("联络员电话"), max_length=40, required=False, help_text=_("同一联络员的电话没有变化时不必填写。")
    )
    talks = forms.MultipleChoiceField(
        label=_("两进两谈"), choices=TalkKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("备注"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def answers(self) -> Survey:
        """Return the counts; nothing is said about a unit whose door stayed closed."""
        given = self.cleaned_data
        if given.get("outcome") != VisitOutcome.DONE:
            return Survey()
        counts = {name: given.get(name) for name in (*SCALE, *STAGES, *RELATIONS)}
        return Survey(**counts, mass={kind.value: kind in given.get("mass", ()) for kind in MassOrgKind})

    def liaison(self) -> Liaison | None:
        """Return what was said of the liaison person; None when the form did not ask or the door stayed closed."""
        if self.cleaned_data["outcome"] != VisitOutcome.DONE or "liaison_name" not in self.data:
            return None
        return Liaison(self.cleaned_data["liaison_name"], self.cleaned_data["liaison_phone"] or None)

    def ask_no_liaison(self) -> None:
        """Leave the liaison person out, for whoever may not appoint one."""
        del self.fields["liaison_name"], self.fields["liaison_phone"]

    @staticmethod
    def initial_of(unit: Unit, facts: Facts, today: date) -> dict[str, Any]:
        """Return what is known of a unit today, and a new number for the visit."""
        return {
            **facts.on("scale", today),
            **facts.on("members", today),
            "mass": [row["kind"] for row in facts.all_on("mass", today)],
            "liaison_name": facts.on("liaison", today).get("name", ""),
            "outcome": VisitOutcome.DONE,
            "visited_on": today,
            "version": unit.version,
            "client_uuid": uuid.uuid4(),
        }
