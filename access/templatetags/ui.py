"""The page components as template tags (see docs/how-to/write-a-page.md and the living page /style/)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.outcome import Rate
from access.templatetags import listing, ui_forms
from access.templatetags.tones import TONE_ICONS, tone_of

register = template.Library()
register.tags.update(ui_forms.register.tags)

EVENT_PARTS = ("on", "at", "title", "text", "tone", "icon", "url", "by", "source")
STEP_PARTS = ("label", "state", "at", "by", "note")
LIGHT_PARTS = ("label", "state", "hint", "url")
TILE_PARTS = ("label", "rate", "url", "note")
FACT_PARTS = ("label", "value", "hint", "url", "wide")
LIGHT_ICONS = {"on": "circle-check", "part": "circle-half-2", "off": "circle-x", "unknown": "circle-dashed"}
STEP_ICONS = {"done": "check", "refused": "x"}
SHADE_STEP = 20  # per cent of one of the five shades of a tile map


@cache
def icon_names() -> frozenset[str]:
    """Return the icons that the sprite holds."""
    lines = (Path(settings.BASE_DIR) / "assets" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _parts(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named parts of a mapping or object, "" where it lacks one."""
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    return {name: getattr(row, name, "") for name in names}


@register.simple_tag
def product_name() -> str:
    """Return the product's name."""
    return _("两新党建台账")


@register.simple_tag
def ui_words() -> SafeString:
    """Write the sentences that scripts say, in the reader's language."""
    words = {
        "offline": _("网络不通,没有送达。请检查网络后重试。"),
        "failed": _("没有成功,请刷新页面后重试。"),
        "denied": _("没有权限,操作没有执行。"),
        "conflict": _("别人刚刚改过这条记录,请刷新后再试。"),
        "search": _("输入文字或拼音首字母查找"),
        "nothing": _("没有找到"),
    }
    return json_script(words, "ui-words")


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; decoration unless it has a label."""
    known = name if name in icon_names() else "point"
    address = f"{static('dist/icons.svg')}#{known}"
    if label:
        return format_html('<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, address)
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, address)


@register.simple_tag
def status_badge(code: Any, label: Any = "", tone: str = "", sign: str = "") -> SafeString:
    """Show a state: tone and sign by its code, the word beside it."""
    tone = tone or tone_of(code)
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(sign or TONE_ICONS.get(tone, "minus")), label or code)


@register.simple_tag
def rate(part: Any, whole: int | None = None, part_url: str = "", whole_url: str = "") -> SafeString:
    """Show a share with its two counts, each of which can lead to its rows; accepts a ``Rate`` alone."""
    share = part if isinstance(part, Rate) else Rate(int(part), int(whole or 0))
    words = "—" if share.percent is None else f"{share.percent} %"
    over = format_html('<a href="{}">{}</a>', part_url, share.part) if part_url else share.part
    under = format_html('<a href="{}">{}</a>', whole_url, share.whole) if whole_url else share.whole
    return format_html('<span class="rate">{} <span class="rate-of">({}/{})</span></span>', words, over, under)


@register.filter
def yuan(amount: Any) -> str:
    """Write an amount with thousands separators and two places; nothing for none."""
    return "" if amount in (None, "") else f"{Decimal(amount):,.2f}"


@register.filter
def count(number: Any) -> str:
    """Write a whole number with thousands separators; nothing for none."""
    return "" if number in (None, "") else f"{int(number):,}"


def _meter(percent: Any, target: Any = None) -> dict[str, Any]:
    width = max(Decimal(0), min(Decimal(100), Decimal(str(percent or 0))))
    state = "" if target in (None, "") else ("met" if Decimal(str(percent or 0)) >= Decimal(str(target)) else "short")
    return {"width": str(width), "target": "" if target in (None, "") else str(target), "meter_state": state}


@register.inclusion_tag("components/kpi.html")
def kpi(label: str, value: Any = "", unit: str = "", note: str = "", url: str = "", rate: Any = None, target: Any = None, trend: str = ""):
    """Show one key figure; with ``rate`` the share, its counts and a bar, against ``target`` (per cent)."""
    share = {"shown": rate is not None, "percent": getattr(rate, "percent", None), "rate": rate}
    trend_icon = {"up": "trending-up", "down": "trending-down"}.get(trend, "")
    meter = _meter(share["percent"], target)
    return {"label": label, "value": value, "unit": unit, "note": note, "url": url, "trend": trend, "trend_icon": trend_icon, **share, **meter}


@register.inclusion_tag("components/progress.html")
def progress(part: int, whole: int, label: str = "", note: str = "", poll_url: str = ""):
    """Show how far work has come; with ``poll_url`` htmx fetches the block again every two seconds."""
    percent = 0 if not whole else int(100 * part / whole)
    return {"label": label, "note": note, "percent": percent, "part": part, "whole": whole, "poll_url": poll_url, **_meter(percent)}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, hint: str = "", action_url: str = "", action_label: str = "", icon: str = "inbox"):
    """Say that there is nothing yet, and what to do next."""
    return {"title": title, "hint": hint, "action_url": action_url, "action_label": action_label, "icon_name": icon}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any]):
    """Tell events, newest first as given: title, on or at, text, tone, icon, url, by, source."""
    rows = [_parts(event, EVENT_PARTS) for event in events]
    for row in rows:
        row["icon"] = row["icon"] or TONE_ICONS.get(row["tone"], "point")
    return {"events": rows}


@register.inclusion_tag("components/facts.html")
def facts(rows: Iterable[Any], one: bool = False):
    """List facts as term and value: (label, value[, hint]) or mappings with label, value, hint, url, wide."""
    listed = [
        _parts(dict(zip(FACT_PARTS, row, strict=False)) if isinstance(row, (tuple, list)) else row, FACT_PARTS) for row in rows
    ]
    return {"rows": listed, "one": one}


@register.inclusion_tag("components/steps.html")
def steps(rows: Iterable[Any]):
    """Show the states of a procedure: label, state (done, current, todo, refused), at, by, note."""
    listed = [_parts(row, STEP_PARTS) for row in rows]
    for row in listed:
        row["icon"] = STEP_ICONS.get(row["state"], "")
    return {"rows": listed}


@register.inclusion_tag("components/lights.html")
def lights(rows: Iterable[Any], compact: bool = False):
    """Show lights: label, state (on, part, off, unknown), hint, url; told by shape and word as well as colour."""
    listed = [_parts(row, LIGHT_PARTS) for row in rows]
    states = {"on": _("已达到"), "part": _("部分达到"), "off": _("未达到"), "unknown": _("未查明")}
    for row in listed:
        row["icon"] = LIGHT_ICONS.get(row["state"], "circle-dashed")
        row["state_words"] = states.get(row["state"], states["unknown"])
    return {"lights": listed, "compact": compact}


@register.inclusion_tag("components/tile_map.html")
def tile_map(tiles: Iterable[Any]):
    """Show places as shaded tiles: label, rate, url, note."""
    listed = [_parts(tile, TILE_PARTS) for tile in tiles]
    for row in listed:
        percent = getattr(row["rate"], "percent", None)
        row["percent"] = percent
        row["shade"] = "none" if percent is None else f"s{min(5, int(percent // SHADE_STEP) + 1)}"
    return {"tiles": listed}


@register.inclusion_tag("components/chart.html")
def chart(chart_id: str, kind: str, data: Mapping[str, Any], title: str = "", css: str = ""):
    """Draw labels × series (kinds: trend, bars, columns, stack, parts), with the same figures as a table beneath."""
    series = data["series"]
    rows = [(label, [_cell(one, index) for one in series]) for index, label in enumerate(data["labels"])]
    return {"id": chart_id, "chart_source": f"{chart_id}-data", "kind": kind, "data": data, "title": title, "css": css, "series": series, "rows": rows, "unit": data.get("unit", "")}


def _cell(one: Mapping[str, Any], index: int) -> dict[str, Any]:
    urls = one.get("urls") or ()
    return {"value": one["values"][index], "url": urls[index] if index < len(urls) else ""}


@register.inclusion_tag("components/confirm_button.html", takes_context=True)
def confirm_button(context, url: str, label: str, question: str, **more: Any):
    """POST after asking; ``more``: hint, confirm, tone, icon, css, reason (True asks for one), hidden (mapping)."""
    defaults = {"hint": "", "confirm": label, "tone": "", "icon": "", "css": "", "reason": False, "hidden": {}}
    unknown = set(more) - set(defaults)
    if unknown:
        raise template.TemplateSyntaxError(f"confirm_button does not know {sorted(unknown)}")
    merged = {**defaults, **more}
    return {"url": url, "label": label, "question": question, **merged, "icon_name": merged["icon"]}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page: Any):
    """Show where in the list one is: a Django page, or an object with next_cursor and previous_cursor."""
    return listing.pages(page, context["request"].GET)


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context, form: Any, live: bool = True):
    """Show the filters of a list (a GET form) and those in force as chips; ``live`` swaps #results only."""
    query = context["request"].GET
    return {"form": form, "chips": list(listing.filters_in_force(form, query)), "kept": listing.kept(form, query), "live": live}


@register.inclusion_tag("components/th.html", takes_context=True)
def th(context, label: str, sort: str = "", css: str = ""):
    """Head one column; with ``sort`` it sorts by that key, again in the other direction."""
    query = context["request"].GET
    current = query.get("sort", "")
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(current, "") if sort else ""
    url = listing.address(query, sort=f"-{sort}" if current == sort else sort, page=None, cursor=None) if sort else ""
    return {"label": label, "url": url, "direction": direction, "css": css}


@register.simple_block_tag
def panel(content: str, title: str = "", hint: str = "", action_url: str = "", action_label: str = "", flush: bool = False, id: str = ""):
    """Set content on a surface with a title; ``flush`` for tables and lists that reach the edges."""
    values = {"title": title, "hint": hint, "action_url": action_url, "action_label": action_label, "flush": flush, "id": id}
    return render_to_string("components/panel.html", {"content": content, **values})


@register.simple_block_tag
def page_header(content: str, title: str = "", lead: str = "", badges: str = ""):
    """Head a page: title, a line below, and the actions as content."""
    return render_to_string("components/page_header.html", {"content": content, "title": title, "lead": lead, "badges": badges})


@register.simple_block_tag
def data_table(content: str, caption: str = "", stacked: bool = True, css: str = ""):
    """Wrap thead and tbody; on phones rows become cards whose cells name themselves by data-label."""
    return render_to_string("components/data_table.html", {"content": content, "caption": caption, "stacked": stacked, "css": css})


@register.simple_block_tag
def notice(content: str, tone: str = "info", icon: str = ""):
    """Say something that stays on the page."""
    sign = icon or {"good": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}.get(tone, "info-circle")
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "icon_name": sign})
