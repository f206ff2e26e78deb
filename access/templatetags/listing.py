"""What list pages work out about their own address: pages, sorting, filters in force."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm, BoundField, ChoiceField, ModelChoiceField, MultipleChoiceField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.languages import listed

RANGE_ENDS = ("_after", "_before", "_min", "_max")
KEPT = ("as_of", "known", "sort")  # survive a change of filter when the form itself does not have them


def address(query: QueryDict, **changes: str | None) -> str:
    """Return the query string with some parameters changed (None removes one)."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"?{changed.urlencode()}"


def without(query: QueryDict, name: str) -> str:
    """Return the query string without one filter (and its range ends) and back at the first page."""
    changed = query.copy()
    for key in list(changed):
        if key in {name, "page", "cursor"} or key in {name + end for end in RANGE_ENDS}:
            del changed[key]
    return f"?{changed.urlencode()}"


def pages(page: Any, query: QueryDict) -> dict[str, Any]:
    """Return what the pager shows: numbers for a Django page, back and forth for a cursor page."""
    if isinstance(page, Page):
        return _numbered(page, query)
    following, previous = getattr(page, "next_cursor", None), getattr(page, "previous_cursor", None)
    return {
        "total": getattr(page, "total", None),
        "first": None,
        "last": None,
        "previous": address(query, cursor=previous) if previous else "",
        "next": address(query, cursor=following) if following else "",
        "numbers": [],
    }


def _numbered(page: Page, query: QueryDict) -> dict[str, Any]:
    paginator = page.paginator
    numbers = [
        {
            "number": one,
            "url": address(query, page=str(one)) if isinstance(one, int) else "",
            "current": one == page.number,
        }
        for one in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "total": paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "previous": address(query, page=str(page.previous_page_number())) if page.has_previous() else "",
        "next": address(query, page=str(page.next_page_number())) if page.has_next() else "",
        "numbers": numbers if paginator.num_pages > 1 else [],
    }


def kept(form: BaseForm, query: QueryDict) -> list[tuple[str, str]]:
    """Return the parameters that the filter form must carry along."""
    return [(name, query[name]) for name in KEPT if query.get(name) and name not in form.fields]


def filters_in_force(form: BaseForm, query: QueryDict) -> Iterator[dict[str, str]]:
    """Yield every filter that is set: its label, its value in words, and the address without it."""
    if not form.is_bound:
        return
    cleaned = getattr(form, "cleaned_data", {}) if form.is_valid() else {}
    for bound in form.visible_fields():
        text = _in_words(bound, cleaned.get(bound.name))
        if text:
            yield {"label": str(bound.label), "text": text, "url": without(query, bound.html_name)}


def _in_words(bound: BoundField, cleaned: Any) -> str:
    if cleaned in (None, "", [], ()):
        return ""
    if isinstance(cleaned, bool):
        return _("是") if cleaned else ""
    if isinstance(cleaned, slice):
        ends = (_one(cleaned.start), _one(cleaned.stop))
        return "–".join(ends) if any(ends) else ""
    if isinstance(bound.field, ModelChoiceField):
        return listed(cleaned) if hasattr(cleaned, "__iter__") else str(cleaned)
    if isinstance(bound.field, ChoiceField):
        return _chosen(bound, cleaned)
    return _one(cleaned)


def _chosen(bound: BoundField, cleaned: Any) -> str:
    words: dict[str, str] = {}
    for value, label in bound.field.choices:
        group = label if isinstance(label, (list, tuple)) else [(value, label)]
        words.update({str(one): str(name) for one, name in group})
    values = cleaned if isinstance(bound.field, MultipleChoiceField) else [cleaned]
    return listed(words.get(str(value), str(value)) for value in values)


def _one(value: Any) -> str:
    if value is None:
        return ""
    return date_format(value, "Y-m-d") if hasattr(value, "strftime") else str(value)
