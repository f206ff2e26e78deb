"""The dossier of one unit: header, facts, panels of every app, timeline."""

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateparse import parse_date

from access import policy
from access.doors import Door
from access.registries import Panel, panels
from access.views.generic import ScopedDetailView
from enterprises.choices import OperatingStatus
from enterprises.models import Unit
from enterprises.queries import dossier
from enterprises.views import presenting

ACTS = (
    "enterprises.amend_unit",
    "enterprises.move_unit",
    "enterprises.close_unit",
    "enterprises.visit_unit",
    "enterprises.approve_base",
    "enterprises.view_sensitive",
)


class UnitView(ScopedDetailView):
    """One unit as it was on a day (``as_of``), with its history."""

    door = Door("enterprises.view_unit")
    model = Unit
    template_name = "enterprises/unit.html"

    def get_queryset(self) -> Any:
        """Return the visible units with the names that the header shows."""
        return super().get_queryset().select_related("area", "managing_body")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read facts, visits and panels."""
        unit, on = self.object, self._day()
        facts = dossier.facts_of(unit, self.principal)
        visits = dossier.visits_of(unit, self.principal)
        may = dossier.allowed(unit, self.principal, *ACTS)
        return super().get_context_data(
            on=on,
            is_past=on != self.today,
            status=facts.on("status", on),
            status_label=_label(OperatingStatus, facts.on("status", on).get("status")),
            identity_rows=presenting.identity_rows(unit, dossier.people_of(unit)),
            fact_rows=presenting.fact_rows(unit, facts, on),
            member_rows=presenting.member_rows(facts, on),
            panels=list(filter(None, [self._panel(one, on) for one in panels.of("enterprises.unit")])),
            timeline_events=presenting.timeline(unit, facts, visits, self.principal),
            last_visit=visits[0] if visits else None,
            may={name.removeprefix("enterprises."): held for name, held in may.items()},
            **kwargs,
        )

    def _day(self) -> date:
        text = self.request.GET.get("as_of", "")
        try:
            return (parse_date(text) if text else None) or self.today
        except ValueError:
            return self.today

    def _panel(self, panel: Panel, on: date) -> str:
        if not policy.can(self.principal, panel.perm):
            return ""
        context = panel.load(self.principal, self.object, on)
        return render_to_string(
            panel.template, {**context, "panel": panel, "unit": self.object, "on": on}, self.request
        )


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value in choices.values else ""
