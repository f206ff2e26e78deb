"""The base of dossiers: one visible row with the panels of every app, each row read once."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.template.loader import render_to_string

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

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with the reader's rights on each, as page and panels ask."""
        asked = {act for panel in panels.of(self.resource) for act in panel.acts}
        return super().get_queryset().with_rights(self.principal, *self.acts, *sorted(asked - set(self.acts)))

    def foreign(self, found: list[Panel], on: date) -> dict[str, Any]:
        """Return by panel what it must read as the system; called inside that scope."""
        return {panel.key: panel.foreign(self.principal, self.object, on) for panel in found if panel.foreign}

    def loaded(self, on: date) -> tuple[dict[str, Any], list[Shown]]:
        """Return what was read as the system, and the panels that the reader may see with what they show of a day."""
        found = [panel for panel in panels.of(self.resource) if policy.can(self.principal, panel.perm)]
        with system_scope("what panels of a visible row show beyond the reader's scope"):
            foreign = self.foreign(found, on)
        return foreign, [self._load(panel, foreign, on) for panel in found]

    def _load(self, panel: Panel, foreign: dict[str, Any], on: date) -> Shown:
        given = {"foreign": foreign[panel.key]} if panel.key in foreign else {}
        return Shown(panel, panel.load(self.principal, self.object, on, **given))

    def rendered(self, shown: list[Shown], **more: Any) -> list[str]:
        """Return the panels as HTML."""
        return [
            render_to_string(one.panel.template, {**one.context, "panel": one.panel, **more}, self.request)
            for one in shown
        ]
