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
from enterprises.services import Survey
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

    @staticmethod
    def initial_of(unit: Unit, facts: Facts, today: date) -> dict[str, Any]:
        """Return what is known of a unit today, and a new number for the visit."""
        return {
            **facts.on("scale", today),
            **facts.on("members", today),
            "mass": [row["kind"] for row in facts.all_on("mass", today)],
            "outcome": VisitOutcome.DONE,
            "visited_on": today,
            "version": unit.version,
            "client_uuid": uuid.uuid4(),
        }
