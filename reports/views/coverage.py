"""Coverage (两个覆盖): headline, four goals, streets compared, the weekly line, and the rows behind every figure."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from access.doors import Door
from access.models import Area
from access.views.generic import DoorMixin
from enterprises.models import Unit
from orgs.models import PartyOrg
from reports.choices import Counted
from reports.forms import PARTS, FigureForm, MomentForm
from reports.queries import coverage, figures
from reports.queries.figures import Frame
from reports.queries.state import Moment

PAGE = 100


class MomentView(DoorMixin, TemplateView):
    """A page about an area at a moment; both stand in the address, so that a link reproduces what was seen."""

    door = Door("reports.view_figure")
    form_class: ClassVar[type[MomentForm]] = MomentForm

    @cached_property
    def form(self) -> MomentForm:
        """What was asked, checked."""
        form = self.form_class(
            self.request.GET, principal=self.principal
        )  # without an area its first choice is the reader's own
        form.is_valid()
        return form

    @cached_property
    def area(self) -> Area:
        """The area asked about, or the reader's own.

        Raises:
            Http404: the reader answers for no area.
        """
        area = self.form.cleaned_data.get("area") or coverage.own_area(self.principal)
        if area is None:
            raise Http404
        return area

    @cached_property
    def moment(self) -> Moment:
        """The day asked about, and the end of the day up to which data counts as known."""
        asked = self.form.cleaned_data
        known = asked.get("known")
        known_at = timezone.make_aware(datetime.combine(known + timedelta(days=1), time())) if known else None
        return Moment(asked.get("as_of") or self.today, known_at)

    @cached_property
    def place(self) -> Frame:
        """Where is counted."""
        return figures.frame(self.principal, self.area)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return area, moment and the part of the address that keeps them."""
        kept = self.request.GET.copy()
        for name in ("area", "indicator", "part", "page"):
            kept.pop(name, None)
        return super().get_context_data(
            form=self.form,
            area=self.area,
            moment=self.moment,
            known=self.form.cleaned_data.get("known"),
            place=self.place,
            kept=kept.urlencode(),
            above=self._above(),
            **kwargs,
        )

    def _above(self) -> list[Area]:
        steps = self.area.path.strip(".").split(".")[:-1]
        paths = [".".join(steps[: number + 1]) + "." for number in range(len(steps))]
        own = [path for path in paths if any(path.startswith(scope.path) for scope in self.principal.scopes())]
        return list(Area.objects.filter(path__in=own).order_by("path")) if own else []


class CoverageView(MomentView):
    """The coverage page of an area."""

    template_name = "reports/coverage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return all figures of the area and of its children."""
        surveyed = coverage.survey(self.area, self.place, self.moment)
        found = surveyed.figures
        return super().get_context_data(
            headline=[found[code] for code in coverage.HEADLINE if code in found],
            goals=[found[code] for code in coverage.GOALS if code in found],
            others=[f for code, f in found.items() if code not in (*coverage.HEADLINE, *coverage.GOALS)],
            children=surveyed.children,
            columns=surveyed.compared,
            **kwargs,
        )


class TrendView(MomentView):
    """The weekly line, fetched by the coverage page when the rest stands."""

    template_name = "reports/trend.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the chart's data."""
        return super().get_context_data(data=coverage.trend(self.place, self.moment), **kwargs)


class FigureView(MomentView):
    """The rows behind a figure: those the reader sees by name, the others as one line, together exactly the figure."""

    template_name = "reports/figure.html"
    form_class = FigureForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the figure with a page of its rows.

        Raises:
            Http404: no such indicator on that day.
        """
        asked = self.form.cleaned_data
        definition = next(iter(coverage.definitions(self.moment.on, [asked.get("indicator", "")])), None)
        if definition is None:
            raise Http404
        part = asked.get("part") or "numerator"
        ids = figures.rows_behind(definition, self.moment, self.place, part)
        rows = self._rows(definition.rule.counted, ids)
        shown = rows.count()
        number = max(_integer(self.request.GET.get("page")), 1)
        return super().get_context_data(
            figure=figures.figure(definition, self.moment, self.place),
            definition=definition,
            part=part,
            parts=PARTS,
            total=len(ids),
            elsewhere=len(ids) - shown,
            rows=rows.order_by("pinyin", "pk")[(number - 1) * PAGE : number * PAGE],
            previous=number - 1 if number > 1 else None,
            following=number + 1 if number * PAGE < shown else None,
            **kwargs,
        )

    def _rows(self, counted: str, ids: list[int]) -> Any:
        if counted == Counted.ORGANIZATIONS:
            return (
                PartyOrg.objects.visible_to(self.principal, "orgs.view_org").filter(pk__in=ids).select_related("area")
            )
        return (
            Unit.objects.visible_to(self.principal, "enterprises.view_unit").filter(pk__in=ids).select_related("area")
        )


def _integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004
