"""The button by which a list becomes a file; loaded by ``{% load exporting %}``."""

from typing import Any

from django import template

from access import policy
from access.registries import exporters
from enterprises.services.sheets.exports import PERMISSION

register = template.Library()


@register.inclusion_tag("enterprises/_export_button.html", takes_context=True)
def export_button(context: template.Context, code: str, label: str = "", **more: Any) -> dict[str, Any]:
    """Offer the list of the page, with the filters of its address and what else names it, to whoever may export it."""
    request = context["request"]
    query = request.GET.copy()
    for name in ("cursor", "page"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    held = policy.can(request.principal, PERMISSION) and policy.can(request.principal, exporters.get(code).permission)
    return {"may": held, "code": code, "query": query.urlencode(), "label": label}
