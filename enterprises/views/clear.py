"""The clear ledger (五个清): how clear each street is, the lights that count, and publishing another scheme."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.registries import clear_checks
from access.views.generic import DoorMixin
from enterprises import forms, services
from enterprises.queries import clear
from enterprises.services.clear import SET_SCHEME
from enterprises.views.acts import RegisterActView


class ClearLedgerView(DoorMixin, TemplateView):
    """Each street in sight with its share of clear units, opening into its rows."""

    door = Door(clear.VIEW)
    template_name = "enterprises/clear.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count."""
        streets, items = clear.progress(self.principal, self.today)
        words = {check.code: check.label for check in clear_checks.items()}
        return super().get_context_data(
            rows=[_row(street, items) for street in streets],
            items=[
                {"item": item, "label": _(item.label), "checks": [words.get(code, code) for code in item.checks]}
                for item in items
            ],
            may_set=policy.can(self.principal, SET_SCHEME),
            **kwargs,
        )


def _row(street: clear.Street, items: Any) -> dict[str, Any]:
    address = f"{reverse('enterprises:list')}?area={street.area.pk}&lights="
    return {
        "street": street,
        "clear_url": address + clear.CLEAR,
        "unclear": street.total - street.clear,
        "unclear_url": address + clear.UNCLEAR,
        "cells": [
            {"off": street.total - street.by_item.get(item.key, 0), "url": address + item.key, "label": _(item.label)}
            for item in items
        ],
    }


class SchemeView(RegisterActView):
    """Publish another scheme."""

    door = Door(SET_SCHEME)
    form_class = forms.SchemeForm
    template_name = "enterprises/scheme.html"
    heading = gettext_lazy("维护五个清方案")
    submit = gettext_lazy("公布方案")
    success_message = gettext_lazy("方案已公布，自所选日期起适用。")

    def get_initial(self) -> dict[str, Any]:
        """Begin with the scheme in force in the reader's own area."""
        scopes = self.principal.scopes(policy.roles_with(SET_SCHEME))
        found = clear.scheme_at(next((scope.path for scope in scopes), ""), clear.schemes(self.today))
        return forms.SchemeForm.initial_of(found.items) | {"since": self.today}

    def perform(self, form: Form) -> str:
        """Publish."""
        given = {name: form.cleaned_data[name] for name in ("area", "since", "origin")}
        services.set_scheme(items=form.items(), by=self.principal, **given)
        return reverse("enterprises:clear")
