"""The dossier of one unit: header, facts, panels of every app, timeline."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date

from access.doors import Door
from access.views.dossier import ScopedDossierView
from enterprises.choices import OperatingStatus
from enterprises.models import Unit
from enterprises.queries import clear, difficulties, dossier, handovers
from enterprises.views import presenting, presenting_sources


class UnitView(ScopedDossierView):
    """One unit as it was on a day (``as_of``), with its history."""

    door = Door("enterprises.view_unit")
    model = Unit
    template_name = "enterprises/unit.html"
    resource = "enterprises.unit"
    acts = (
        "enterprises.amend_unit",
        "enterprises.move_unit",
        "enterprises.close_unit",
        "enterprises.visit_unit",
        "enterprises.approve_base",
        "enterprises.appoint_liaison",
        "enterprises.view_sensitive",
    )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead from a merged entry to the one that was kept, unless its own history is asked for (``?alias=1``)."""
        self.object = self.get_object()
        kept = self.object.merged_into_id
        if kept is not None and "alias" not in request.GET and self._is_seen(kept):
            return redirect("enterprises:unit", pk=kept)
        return self.render_to_response(self.get_context_data(object=self.object))

    def _is_seen(self, pk: int) -> bool:
        return Unit.objects.visible_to(self.principal, self.door.permission).filter(pk=pk).exists()

    def get_queryset(self) -> Any:
        """Return the visible units with the names and difficulties that the page shows."""
        rows = super().get_queryset().with_people().with_difficulties(difficulties.MOST).with_links().with_aliases()
        return clear.with_grounds(rows, self._day()).select_related("area", "managing_body")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read facts, visits and panels."""
        unit, on = self.object, self._day()
        facts = dossier.facts_of(unit, self.principal)
        visits = dossier.visits_of(unit, self.principal)
        handed = handovers.of_unit(unit, self.principal)
        _foreign, shown = self.loaded(on)
        told = [event for one in shown for event in one.events] + presenting.handover_events(handed)
        return super().get_context_data(
            on=on,
            is_past=on != self.today,
            status=facts.on("status", on),
            status_label=_label(OperatingStatus, facts.on("status", on).get("status")),
            identity_rows=presenting.identity_rows(unit),
            fact_rows=presenting.fact_rows(unit, facts, on),
            liaison_rows=presenting.liaison_rows(facts, on),
            member_rows=presenting.member_rows(facts, on),
            provenance=presenting_sources.rows(unit, facts, on, dossier.confirmations(unit, visits, on)),
            answer_rows=presenting.answer_rows(facts, on),
            panels=self.rendered(shown, unit=unit, on=on),
            timeline_events=presenting.timeline(facts, visits, told),
            handovers=handed,
            last_visit=visits[0] if visits else None,
            may={act.removeprefix("enterprises."): unit.rights[act] for act in self.acts},
            **kwargs,
        )

    def _day(self) -> date:
        text = self.request.GET.get("as_of", "")
        try:
            return (parse_date(text) if text else None) or self.today
        except ValueError:
            return self.today


def _label(choices: Any, value: str | None) -> str:
    return str(choices(value).label) if value in choices.values else ""
