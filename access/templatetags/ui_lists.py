"""Tags of list pages: column heads, pager, filters; loaded by ``{% load ui %}``."""

from typing import Any

from django import template

from access.templatetags import listing

register = template.Library()


@register.inclusion_tag("components/th.html", takes_context=True)
def th(context: template.Context, label: str, sort: str = "", css: str = "") -> dict[str, Any]:
    """Head one column; with ``sort`` it sorts by that key, again in the other direction."""
    query = context["request"].GET
    current = query.get("sort", "")
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(current, "") if sort else ""
    url = listing.address(query, sort=f"-{sort}" if current == sort else sort, page=None, cursor=None) if sort else ""
    return {"label": label, "url": url, "direction": direction, "css": css}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Any) -> dict[str, Any]:
    """Show where in the list one is: a Django page, or an object with next_cursor and previous_cursor."""
    return listing.pages(page, context["request"].GET)


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: Any, live: bool = True) -> dict[str, Any]:
    """Show the filters of a list (a GET form) and those in force as chips; ``live`` swaps #results only."""
    request = context["request"]
    chips = list(listing.filters_in_force(form, request.GET))
    carried = listing.kept(form, request.GET)
    return {"form": form, "chips": chips, "kept": carried, "live": live, "path": request.path}
