"""The page components as template tags (see docs/how-to/write-a-page.md and the living page /style/)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.templatetags import ui_figures, ui_forms, ui_lists
from access.templatetags.signs import TONE_ICONS, icon, parts, tone_of

register = template.Library()
for _library in (ui_figures, ui_forms, ui_lists):
    register.tags.update(_library.register.tags)
    register.filters.update(_library.register.filters)
register.simple_tag(icon)

EVENT_PARTS = ("on", "at", "title", "text", "tone", "icon", "url", "by", "source")
STEP_PARTS = ("label", "state", "at", "by", "note")
FACT_PARTS = ("label", "value", "hint", "url", "wide")
STEP_ICONS = {"done": "check", "refused": "x"}
NOTICE_ICONS = {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}
CONFIRM_DEFAULTS = {"hint": "", "confirm": "", "tone": "", "icon": "", "css": "", "reason": False, "hidden": {}}


@register.simple_tag
def product_name() -> str:
    """Return the product's name."""
    return _("两新党建台账")


@register.simple_tag
def ui_words() -> SafeString:
    """Write the sentences that scripts say, in the reader's language."""
    words = {
        "offline": _("网络不通，没有送达。请检查网络后重试。"),
        "failed": _("没有成功，请刷新页面后重试。"),
        "denied": _("没有权限，操作没有执行。"),
        "conflict": _("别人刚刚改过这条记录，请刷新后再试。"),
        "search": _("输入文字查找"),
        "nothing": _("没有找到"),
    }
    return json_script(words, "ui-words")


@register.simple_tag
def status_badge(code: Any, label: Any = "", tone: str = "", sign: str = "") -> SafeString:
    """Show a state: tone and sign by its code, the word beside it."""
    tone = tone or tone_of(code)
    drawn = icon(sign or TONE_ICONS.get(tone, "minus"))
    return format_html('<span class="badge {}">{}{}</span>', tone, drawn, label or code)


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, hint: str = "", action_url: str = "", action_label: str = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Say that there is nothing yet, and what to do next."""
    action = {"action_url": action_url, "action_label": action_label}
    return {"title": title, "hint": hint, "icon_name": icon, **action}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """Tell events in the order given: title, on or at, text, tone, icon, url, by, source."""
    rows = [parts(event, EVENT_PARTS) for event in events]
    for row in rows:
        row["icon"] = row["icon"] or TONE_ICONS.get(row["tone"], "point")
    return {"events": rows}


@register.inclusion_tag("components/facts.html")
def facts(rows: Iterable[Any], one: bool = False) -> dict[str, Any]:
    """List facts as term and value: (label, value[, hint]) or mappings with label, value, hint, url, wide."""
    named = [dict(zip(FACT_PARTS, row, strict=False)) if isinstance(row, (tuple, list)) else row for row in rows]
    return {"rows": [parts(row, FACT_PARTS) for row in named], "one": one}


@register.inclusion_tag("components/steps.html")
def steps(rows: Iterable[Any]) -> dict[str, Any]:
    """Show the states of a procedure: label, state (done, current, todo, refused), at, by, note."""
    listed = [parts(row, STEP_PARTS) for row in rows]
    for row in listed:
        row["icon"] = STEP_ICONS.get(row["state"], "")
    return {"rows": listed}


@register.inclusion_tag("components/confirm_button.html", takes_context=True)
def confirm_button(context: template.Context, url: str, label: str, question: str, **more: Any) -> dict[str, Any]:
    """POST after asking; ``more``: hint, confirm, tone, icon, css, reason (True asks for one), hidden (mapping).

    Raises:
        TemplateSyntaxError: an option that it does not know.
    """
    if unknown := set(more) - set(CONFIRM_DEFAULTS):
        raise template.TemplateSyntaxError(f"confirm_button does not know {sorted(unknown)}")
    values = {**CONFIRM_DEFAULTS, "confirm": label, **more}
    return {"url": url, "label": label, "question": question, **values, "icon_name": values["icon"]}


@register.simple_block_tag
def panel(
    content: str, title: str = "", hint: str = "", action_url: str = "", action_label: str = "", **more: Any
) -> str:
    """Set content on a surface with a title; ``flush=True`` for tables and lists that reach the edges, ``id``."""
    action = {"action_url": action_url, "action_label": action_label}
    values = {"title": title, "hint": hint, "flush": more.get("flush", False), "id": more.get("id", ""), **action}
    return render_to_string("components/panel.html", {"content": content, **values})


@register.simple_block_tag
def page_header(content: str, title: str = "", lead: str = "", badges: str = "") -> str:
    """Head a page: title, a line below, and the actions as content."""
    values = {"content": content, "title": title, "lead": lead, "badges": badges}
    return render_to_string("components/page_header.html", values)


@register.simple_block_tag
def data_table(content: str, caption: str = "", stacked: bool = True, css: str = "") -> str:
    """Wrap thead and tbody; on phones rows become cards whose cells name themselves by data-label."""
    values = {"content": content, "caption": caption, "stacked": stacked, "css": css}
    return render_to_string("components/data_table.html", values)


@register.simple_block_tag
def notice(content: str, tone: str = "info", icon: str = "") -> str:
    """Say something that stays on the page."""
    sign = icon or NOTICE_ICONS.get(tone, "info-circle")
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "icon_name": sign})
