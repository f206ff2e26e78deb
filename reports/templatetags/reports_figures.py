"""Picking figures in templates."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from access.models import Area
from reports.choices import IndicatorCode
from reports.models import IndicatorDefinition
from reports.queries.coverage import Child
from reports.queries.figures import Figure

register = template.Library()


@register.simple_tag
def figure_of(child: Child, definition: IndicatorDefinition) -> Figure:
    """Return a child area's figure of a definition."""
    return child.figures[definition.code]


@register.simple_tag
def figure_url(figure: Figure, area: Area, kept: str = "", part: str = "") -> str:
    """Return the address of the rows behind a figure; ``kept`` is the part of the address that holds the moment."""
    asked = {"indicator": figure.definition.code, "area": area.pk} | ({"part": part} if part else {})
    return f"{reverse('reports:figure')}?{urlencode(asked)}" + (f"&{kept}" if kept else "")


@register.simple_tag
def coverage_tiles(children: list[Child], kept: str = "") -> list[dict[str, Any]]:
    """Return the tiles of a map of child areas: shaded by the strict coverage, with the broad one beside it."""
    return [
        {
            "label": child.name,
            "rate": child.figures[IndicatorCode.ORG_STRICT].rate,
            "url": f"{reverse('reports:coverage')}?area={child.area.pk}" + (f"&{kept}" if kept else ""),
        }
        for child in children
        if child.area is not None
    ]
