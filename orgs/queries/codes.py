"""The QR code of a service contact card: what a phone's camera offers to save as a contact."""

from dataclasses import dataclass
from itertools import groupby

import segno


@dataclass(frozen=True)
class Code:
    """A square of ``size`` modules; ``path`` draws the dark ones, as an SVG does."""

    size: int
    path: str


def mecard(*, name: str, phone: str, org: str, number: str) -> str:
    """Return a contact in the words that cameras of phones read; what has no value is left out."""
    parts = (("N", name), ("TEL", phone), ("ORG", org), ("NOTE", number))
    return "MECARD:" + "".join(f"{key}:{_escaped(value)};" for key, value in parts if value) + ";"


def _escaped(text: str) -> str:
    for sign in "\\;:,":
        text = text.replace(sign, f"\\{sign}")
    return text


def contact_code(*, name: str, phone: str, org: str, number: str) -> Code:
    """Draw the contact of a card; level M: it is read with a seventh of it spoilt."""
    text = mecard(name=name, phone=phone, org=org, number=number)
    matrix = segno.make(text, error="m", micro=False, encoding="utf-8").matrix
    pieces = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(bool(module) for module in row):
            length = len(list(run))
            if dark:
                pieces.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return Code(len(matrix), "".join(pieces))
