"""Icons and tones: how states look, so that one word has one look on every page."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

TONE_ICONS = {"good": "check", "warn": "clock", "bad": "alert-triangle", "info": "point", "mute": "minus"}
_CODES = {
    "good": "not_due active operating current approved paid done valid live met balanced filed holds passed trained confirmed"
    " solved granted on settled",
    "warn": "pending submitted due due_soon due_3m due_1m suspended idle waiting partial open draft warning proposed under_review"
    " changed",
    "bad": "overdue rejected refused failed error invalid denied differs conflict missing off locked"
    " returned clawed_back",
    "info": "extended new info running elected decided dispatched first_review second_review reviewed screened applied started"
    " batched sent",
    "mute": "closed revoked cancelled deregistered moved_out shell ended superseded merged none unknown inactive"
    " archived not_yet reversed",
}
TONES = {code: tone for tone, codes in _CODES.items() for code in codes.split()}


def tone_of(code: object) -> str:
    """Return the tone of a state code; unknown codes are quiet."""
    return TONES.get(str(code).replace("-", "_").lower(), "mute")


@cache
def icon_names() -> frozenset[str]:
    """Return the icons that the sprite holds."""
    lines = (Path(settings.BASE_DIR) / "assets" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; decoration unless it has a label."""
    address = f"{static('dist/icons.svg')}#{name if name in icon_names() else 'point'}"
    if label:
        drawn = '<svg class="icon {}" role="img" aria-label="{}"><use href="{}"/></svg>'
        return format_html(drawn, css, label, address)
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', css, address)


def parts(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return the named parts of a mapping or object, "" where it lacks one."""
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    return {name: getattr(row, name, "") for name in names}
