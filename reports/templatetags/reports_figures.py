"""Picking figures in templates."""

from django import template

from reports.models import IndicatorDefinition
from reports.queries.coverage import Child
from reports.queries.figures import Figure

register = template.Library()


@register.simple_tag
def figure_of(child: Child, definition: IndicatorDefinition) -> Figure:
    """Return a child area's figure of a definition."""
    return child.figures[definition.code]
