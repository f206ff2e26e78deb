"""Form fields as the pages show them: label, widget, hint, fault; loaded by ``{% load ui %}`` too."""

from typing import Any

from django import forms, template
from django.forms import BaseForm, BoundField

register = template.Library()

GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return "group"
    return "check" if isinstance(widget, forms.CheckboxInput) else "plain"


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, GROUPS):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _drawn(bound: BoundField, invalid: bool) -> str:
    """Return the widget's markup with the look of the pages; dates get the browser's own picker."""
    widget = bound.field.widget
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.input_type = "date"
        widget.format = widget.format or "%Y-%m-%d"
    css = " ".join(filter(None, (widget.attrs.get("class"), _css(widget), "is-invalid" if invalid else "")))
    return bound.as_widget(attrs={"class": css} if css else None)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, css: str = "", inline: bool = False, optional_mark: bool = True) -> dict[str, Any]:
    """Show one field of a form; ``inline`` sets radios side by side."""
    errors = list(bound.errors)
    return {
        "field": bound,
        "kind": _kind(bound.field.widget),
        "widget": _drawn(bound, bool(errors)),
        "errors": errors,
        "css": css,
        "inline": inline,
        "optional": optional_mark and not bound.field.required,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Summarise what is wrong, each line leading to its field."""
    faulty = [
        {"label": bound.label, "id": bound.id_for_label or bound.auto_id, "errors": list(bound.errors)}
        for bound in form
        if bound.errors
    ]
    return {"general": list(form.non_field_errors()), "faulty": faulty}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm, *names: str) -> dict[str, Any]:
    """Show the named fields in columns; all of them, hidden ones too, when none is named."""
    shown = [form[name] for name in names] if names else form.visible_fields()
    return {"shown": shown, "hidden": [] if names else form.hidden_fields()}
