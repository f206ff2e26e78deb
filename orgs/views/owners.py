"""Owners' attitudes with the opinions on recommendations, and turns of duty of the federation's vice-chairs."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from access import policy
from access.doors import Door
from access.views.acts import TitledActView
from access.views.generic import ScopedListView
from orgs import services
from orgs.choices import Opinion, OwnerAttitude
from orgs.forms import records as forms
from orgs.models import DutyTurn, OwnerRecord
from orgs.queries import owners as reads

VIEW, KEEP = reads.VIEW, reads.KEEP


class OwnerList(ScopedListView):
    """Owners with their attitude, and how many say what."""

    door = Door(VIEW)
    model = OwnerRecord
    template_name = "orgs/owners.html"

    @cached_property
    def form(self) -> forms.OwnerFilterForm:
        """Read the filters from the address."""
        form = forms.OwnerFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return reads.select(self.principal, self.today, **self.form.asked())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures."""
        attitudes, opinions = reads.counted(self.object_list)
        context = super().get_context_data(
            form=self.form, attitudes=attitudes.items(), opinions=opinions.items(),
            may_keep=policy.can(self.principal, KEEP), **kwargs,
        )  # fmt: skip
        context["rows"] = list(context["page_obj"].object_list)
        return context


class RecordOwner(TitledActView):
    """An owner's attitude."""

    door = Door(KEEP)
    form_class = forms.OwnerForm
    title = _("登记出资人态度")
    submit = _("保存")
    success_message = _("出资人态度已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today, and with the unit that the address names."""
        return {"on": self.today, "unit": self.request.GET.get("unit"), "opinion": Opinion.NONE}

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:owners")

    def perform(self, form: Form) -> Any:
        """Record it."""
        given = dict(form.cleaned_data)
        given |= {"attitude": OwnerAttitude(given["attitude"]), "opinion": Opinion(given["opinion"])}
        services.record_owner(**given, by=self.principal)
        return self.back()


class DutyList(ScopedListView):
    """Who of the federation's vice-chairs is on duty, was, and will be."""

    door = Door(reads.VIEW)
    model = DutyTurn
    template_name = "orgs/duties.html"

    def get_queryset(self) -> QuerySet:
        """Return the turns."""
        return reads.turns(self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which hold today."""
        context = super().get_context_data(may_keep=policy.can(self.principal, KEEP), **kwargs)
        context["rows"] = [
            (row, row.since <= self.today and (row.until is None or row.until > self.today))
            for row in context["page_obj"].object_list
        ]
        return context


class SetDuty(TitledActView):
    """A turn of duty."""

    door = Door(KEEP)
    form_class = forms.DutyForm
    title = _("安排轮值")
    submit = _("保存")
    success_message = _("轮值已安排。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the list."""
        return reverse("orgs:duties")

    def perform(self, form: Form) -> Any:
        """Set it."""
        services.set_duty(**form.cleaned_data, by=self.principal)
        return self.back()
