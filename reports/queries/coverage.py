"""What the coverage page shows: figures of an area, of its children, over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from access import policy
from access.models import Area
from access.principals import Principal
from reports.choices import IndicatorCode
from reports.models import IndicatorDefinition
from reports.queries import figures
from reports.queries.figures import Figure, Frame
from reports.queries.state import Moment

HEADLINE = (IndicatorCode.ORG_STRICT, IndicatorCode.ORG_BROAD, IndicatorCode.WORK, IndicatorCode.UNCOVERED)
GOALS = (IndicatorCode.G1, IndicatorCode.G2, IndicatorCode.G3, IndicatorCode.G4)
COMPARED = (
    IndicatorCode.ORG_STRICT,
    IndicatorCode.ORG_BROAD,
    IndicatorCode.SINGLE,
    IndicatorCode.WORK_ONLY,
    IndicatorCode.WORK,
    IndicatorCode.BUILD_GAP,
    IndicatorCode.UNCOVERED,
)
WEEKS = 17
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Child:
    """A child area with its figures."""

    area: Area | None
    name: str
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Survey:
    """An area's figures with those of the areas below it, by their order of today; empty children are left out."""

    figures: dict[str, Figure]
    children: list[Child]
    compared: list[IndicatorDefinition]  # the columns in which children are compared


def definitions(on: date, codes: Sequence[str] | None = None) -> list[IndicatorDefinition]:
    """Return the definitions in force on a day, all or some, in their order."""
    found = IndicatorDefinition.objects.in_force(on)
    return list(found.filter(code__in=codes) if codes is not None else found)


def own_area(by: Principal) -> Area | None:
    """Return the area that a principal answers for first: the widest one."""
    scopes = sorted(
        by.scopes(policy.roles_with(figures.PERMISSION)), key=lambda scope: (scope.path.count("."), scope.path)
    )
    return Area.objects.filter(path=scopes[0].path).first() if scopes else None


def overview(place: Frame, moment: Moment) -> dict[str, Figure]:
    """Return every figure of the frame."""
    return figures.series(definitions(moment.on), [moment], place)[moment.on]


def survey(area: Area, place: Frame, moment: Moment) -> Survey:
    """Return every figure of an area and of each child area, counted once: the area's are the sums of its parts."""
    asked = definitions(moment.on)
    found = figures.by_child(asked, moment, place)
    areas = {child.pk: child for child in Area.objects.filter(pk__in=found)}
    rows = [Child(areas.get(pk), areas[pk].name if pk in areas else area.name, values) for pk, values in found.items()]
    return Survey(
        figures=figures.total(asked, found.values(), moment.on),
        children=sorted(rows, key=lambda row: (row.area is None, row.area.path if row.area else "")),
        compared=[definition for definition in asked if definition.code in COMPARED],
    )


def trend(place: Frame, moment: Moment, *, weeks: int = WEEKS) -> dict[str, Any]:
    """Return the weekly line of the two organization coverages up to the day, as the chart component reads it."""
    days = [moment.on - WEEK * back for back in range(weeks - 1, -1, -1)]
    shown = definitions(moment.on, (IndicatorCode.ORG_STRICT, IndicatorCode.ORG_BROAD))
    found = figures.series(shown, [Moment(day, moment.known) for day in days], place)
    return {
        "labels": [f"{day:%Y-%m-%d}" for day in days],
        "series": [{"name": gettext(d.name), "values": [_percent(found[day][d.code]) for day in days]} for d in shown],
        "unit": "%",
    }


def _percent(figure: Figure) -> float | None:
    return None if figure.rate.percent is None else float(figure.rate.percent)


def glance(by: Principal, *, on: date) -> dict[str, Any] | None:
    """Return the headline and the four goals of the principal's own area, or None for whoever reads no figures."""
    if not policy.can(by, figures.PERMISSION) or (area := own_area(by)) is None:
        return None
    found = figures.series(definitions(on, (*HEADLINE, *GOALS)), [Moment(on)], figures.frame(by, area))[on]
    headline, goals = ([found[code] for code in codes if code in found] for codes in (HEADLINE, GOALS))
    return {"area": area, "figures": headline, "goals": goals}
