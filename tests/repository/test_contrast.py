"""The colours of both themes can be read: every ink on every surface on which it stands (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from config.environment import BASE_DIR

TOKENS = (BASE_DIR / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
SURFACES = ("paper", "surface", "surface-soft", "surface-sunk")
PAIRS = [
    *((ink, surface, TEXT) for ink in ("ink", "ink-strong", "ink-soft", "ink-faint", "link") for surface in SURFACES),
    *((tone, f"{tone}-soft", TEXT) for tone in ("good", "warn", "bad", "info")),
    ("accent-ink", "accent-soft", TEXT),
    ("accent-ink", "surface", TEXT),
    ("accent-on", "accent", TEXT),
    ("accent-on", "accent-strong", TEXT),
    ("ink-soft", "mute-soft", TEXT),
    ("shade-5-ink", "shade-5", TEXT),
    *(("focus", surface, SHAPE) for surface in SURFACES),
    *(("line-strong", surface, SHAPE) for surface in ("paper", "surface")),
]


def theme(name):
    """Return the colours of a theme by their names."""
    block = re.search(rf'\[data-bs-theme="{name}"\] {{(.*?)^}}', TOKENS, re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", block))


def luminance(colour):
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_is_the_standards_own():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_ink_can_be_read_on_every_surface_on_which_it_stands(name):
    colours = theme(name)
    poor = [
        f"{ink} on {surface}: {contrast(colours[ink], colours[surface]):.2f}"
        for ink, surface, least in PAIRS
        if contrast(colours[ink], colours[surface]) < least
    ]
    assert poor == []
