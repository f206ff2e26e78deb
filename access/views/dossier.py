"""The base of dossiers: one visible row with the panels of every app, each row read once."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse

from access import policy
from access.principals import system_scope
from access.registries import Panel, panels
from access.views.generic import ScopedDetailView


@dataclass(frozen=True)
class Shown:
    """A panel with what it read."""

    panel: Panel
    context: dict[str, Any]

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the panel's rows tell the timeline."""
        return list(self.panel.events(self.context)) if self.panel.events else []


class ScopedDossierView(ScopedDetailView):
    """A page about one visible row: ``resource`` names its panels, ``acts`` what its buttons ask for.

    Whether an act is offered comes with the row (``object.rights``); what panels read as the system is read in one scope.
    """

    resource: ClassVar[str] = ""
    acts: ClassVar[tuple[str, ...]] = ()
    panel_url: ClassVar[str] = ""  # of the door that answers with one panel read later

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with the reader's rights on each, as page and panels ask."""
        asked = {act for panel in panels.of(self.resource) for act in panel.acts}
        return super().get_queryset().with_rights(self.principal, *self.acts, *sorted(asked - set(self.acts)))

    def foreign(self, found: list[Panel], on: date) -> dict[str, Any]:
        """Return by panel what it must read as the system; called inside that scope."""
        return {panel.key: panel.foreign(self.principal, self.object, on) for panel in found if panel.foreign}

    def loaded(self, on: date) -> tuple[dict[str, Any], list[Shown]]:
        """Return what was read as the system, and the panels that the reader may see with what they show of a day."""
        found = [panel for panel in self._panels() if not panel.later]
        with system_scope("what panels of a visible row show beyond the reader's scope"):
            foreign = self.foreign(found, on)
        return foreign, [self._load(panel, foreign, on) for panel in found]

    def _load(self, panel: Panel, foreign: dict[str, Any], on: date) -> Shown:
        given = {"foreign": foreign[panel.key]} if panel.key in foreign else {}
        return Shown(panel, panel.load(self.principal, self.object, on, **given))

    def _panels(self) -> list[Panel]:
        """Return the panels that the reader may see."""
        return [panel for panel in panels.of(self.resource) if policy.can(self.principal, panel.perm)]

    def rendered(self, shown: list[Shown], **more: Any) -> list[str]:
        """Return the panels as HTML in their order, those read later as a place that fetches them."""
        found = {
            one.panel: render_to_string(one.panel.template, {**one.context, "panel": one.panel, **more}, self.request)
            for one in shown
        }
        for panel in self._panels():
            if panel.later and panel.fits(self.object):
                at = reverse(self.panel_url, args=[self.object.pk, panel.key])
                found[panel] = render_to_string("access/panel_later.html", {"panel": panel, "at": at}, self.request)
        return [found[panel] for panel in sorted(found, key=lambda panel: panel.order)]


class LaterPanelView(ScopedDossierView):
    """One panel of a dossier, read when it comes into sight; opened by its address it stands on a page of its own."""

    template_name = "access/panel_alone.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Render the panel.

        Raises:
            Http404: no such panel, or not for this reader.
        """
        panel = next((one for one in self._panels() if one.later and one.key == self.kwargs["key"]), None)
        if panel is None:
            raise Http404
        html = self.rendered_alone(panel, self.today)
        is_part = bool(self.request.headers.get("HX-Request"))
        return super().get_context_data(panel=panel, html=html, is_part=is_part, **kwargs)

    def rendered_alone(self, panel: Panel, on: date) -> str:
        """Return the HTML of one panel."""
        one = self._load(panel, {}, on)
        return render_to_string(panel.template, {**one.context, "panel": panel, "on": on}, self.request)
