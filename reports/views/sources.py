"""The register of published figures (来源数据对照) and the rows behind each computed one; and the definitions of indicators."""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from access.doors import Door
from access.views.generic import DoorMixin
from reports.choices import FigureStatus
from reports.models import IndicatorDefinition
from reports.queries import published, visible

SHOWN = 200


class SourcesView(DoorMixin, TemplateView):
    """Every figure that the sources print, with what the application computes."""

    door = Door("reports.view_sources")
    template_name = "reports/sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lines grouped by source, with a tally of their status."""
        lines = published.lines()
        groups: dict[Any, list[published.Line]] = {}
        for line in lines:
            groups.setdefault(line.published.place, []).append(line)
        tally = [(status, sum(line.status == status for line in lines)) for status in FigureStatus]
        return super().get_context_data(groups=list(groups.items()), tally=tally, total=len(lines), **kwargs)


class SourceRowsView(DoorMixin, TemplateView):
    """The rows behind one computed figure, as far as the reader may see them."""

    door = Door("reports.view_sources")
    template_name = "reports/source_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the line with its rows.

        Raises:
            Http404: no such line.
        """
        try:
            line = published.line(self.kwargs["number"])
        except IndexError as error:
            raise Http404 from error
        rows, seen = [], 0
        if line.computed is not None and line.computed.rows is not None:
            found = visible.visible_rows(line.computed.rows, self.principal)
            rows, seen = list(found[:SHOWN]), found.count()
        total = published.total(line)
        return super().get_context_data(line=line, rows=rows, seen=seen, total=total, elsewhere=total - seen, **kwargs)


class DefinitionsView(DoorMixin, TemplateView):
    """The definitions of indicators (口径) in force."""

    door = Door("reports.view_figure")
    template_name = "reports/definitions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the definitions in their order."""
        return super().get_context_data(definitions=IndicatorDefinition.objects.in_force(self.today), **kwargs)
