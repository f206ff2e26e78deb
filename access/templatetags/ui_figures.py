"""Tags that show figures: rates, key figures, progress, lights, tile maps, charts; loaded by ``{% load ui %}``."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.outcome import Rate
from access.templatetags.signs import parts

register = template.Library()

LIGHT_PARTS = ("label", "state", "hint", "url")
TILE_PARTS = ("label", "rate", "url", "note")
LIGHT_ICONS = {"on": "circle-check", "part": "circle-half-2", "off": "circle-x", "unknown": "circle-dashed"}
SHADES = 5  # of a tile map, each the same number of per cent wide


@register.simple_tag
def rate(part: Any, whole: int | None = None, part_url: str = "", whole_url: str = "") -> SafeString:
    """Show a share with its two counts, each of which can lead to its rows; accepts a ``Rate`` alone."""
    share = part if isinstance(part, Rate) else Rate(int(part), int(whole or 0))
    words = "—" if share.percent is None else f"{share.percent} %"
    over = format_html('<a href="{}">{}</a>', part_url, count(share.part)) if part_url else count(share.part)
    under = format_html('<a href="{}">{}</a>', whole_url, count(share.whole)) if whole_url else count(share.whole)
    return format_html('<span class="rate">{} <span class="rate-of">({}/{})</span></span>', words, over, under)


@register.filter
def yuan(amount: Any) -> str:
    """Write an amount with thousands separators and two places; nothing for none."""
    return "" if amount in (None, "") else f"{Decimal(amount):,.2f}"


@register.filter
def count(number: Any) -> str:
    """Write a number with thousands separators; nothing for none, words as they are."""
    if number is None or isinstance(number, str):
        return number or ""
    return f"{int(number):,}" if int(number) == number else f"{number:,}"


@register.filter
def or_dash(value: Any) -> Any:
    """Write a dash where there is no answer; a nought is one."""
    return "—" if value in (None, "") else value


def _meter(percent: Any, target: Any = None) -> dict[str, Any]:
    width = max(Decimal(0), min(Decimal(100), Decimal(str(percent or 0))))
    state = "" if target in (None, "") else ("met" if Decimal(str(percent or 0)) >= Decimal(str(target)) else "short")
    return {"width": str(width), "target": "" if target in (None, "") else str(target), "meter_state": state}


@register.inclusion_tag("components/kpi.html")
def kpi(label: str, value: Any = "", rate: Any = None, target: Any = None, **more: str) -> dict[str, Any]:
    """Show one key figure; with ``rate`` the share, its counts and a bar, against ``target`` (per cent).

    ``more``: unit, note, url, trend (up, down).
    """
    percent = getattr(rate, "percent", None)
    words = {name: more.get(name, "") for name in ("unit", "note", "url", "trend")}
    trend_icon = {"up": "trending-up", "down": "trending-down"}.get(words["trend"], "")
    share = {"shown": rate is not None, "percent": percent, "rate": rate, **_meter(percent, target)}
    return {"label": label, "value": value, "trend_icon": trend_icon, **words, **share}


@register.inclusion_tag("components/meter_row.html")
def meter_row(label: str, rate: Rate, url: str = "", target: Any = None, *, sub: bool = False) -> dict[str, Any]:
    """Show one share as a line inside ``<ul class="meters">``: name, per cent, counts, bar against ``target``; ``sub`` indents."""
    told = {"label": label, "rate": rate, "url": url, "percent": rate.percent, "sub": sub}
    return {**told, **_meter(rate.percent, target)}


@register.inclusion_tag("components/progress.html")
def progress(part: int, whole: int, label: str = "", note: str = "", poll_url: str = "") -> dict[str, Any]:
    """Show how far work has come; with ``poll_url`` htmx fetches the block again every two seconds."""
    percent = 0 if not whole else int(100 * part / whole)
    words = {"label": label, "note": note, "poll_url": poll_url}
    return {"percent": percent, "part": part, "whole": whole, **words, **_meter(percent)}


@register.inclusion_tag("components/lights.html")
def lights(rows: Iterable[Any], compact: bool = False) -> dict[str, Any]:
    """Show lights: label, state (on, part, off, unknown), hint, url; told by shape and word as well as colour."""
    listed = [parts(row, LIGHT_PARTS) for row in rows]
    states = {"on": _("已达到"), "part": _("部分达到"), "off": _("未达到"), "unknown": _("未查明")}
    for row in listed:
        row["icon"] = LIGHT_ICONS.get(row["state"], "circle-dashed")
        row["state_words"] = states.get(row["state"], states["unknown"])
    return {"lights": listed, "compact": compact}


@register.inclusion_tag("components/tile_map.html")
def tile_map(tiles: Iterable[Any]) -> dict[str, Any]:
    """Show places as shaded tiles: label, rate, url, note."""
    listed = [parts(tile, TILE_PARTS) for tile in tiles]
    for row in listed:
        percent = getattr(row["rate"], "percent", None)
        row["percent"] = percent
        row["shade"] = "none" if percent is None else f"s{min(SHADES, int(percent * SHADES // 100) + 1)}"
    return {"tiles": listed}


@register.inclusion_tag("components/chart.html")
def chart(chart_id: str, kind: str, data: Mapping[str, Any], title: str = "", css: str = "") -> dict[str, Any]:
    """Draw labels × series (kinds: trend, bars, columns, stack, parts), with the same figures as a table beneath."""
    series = data["series"]
    rows = [(label, [_cell(one, index) for one in series]) for index, label in enumerate(data["labels"])]
    table = {"series": series, "rows": rows, "unit": data.get("unit", "")}
    names = {"id": chart_id, "chart_source": f"{chart_id}-data", "kind": kind, "title": title, "css": css}
    return {"data": data, **names, **table}


def _cell(one: Mapping[str, Any], index: int) -> dict[str, Any]:
    urls = one.get("urls") or ()
    return {"value": one["values"][index], "url": urls[index] if index < len(urls) else ""}
