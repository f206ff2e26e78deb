"""Writing a paper as a PDF document, with its Chinese characters embedded so that it prints alike everywhere.

Source: GB/T 9704 (A4, margins, title 二号, body 三号), as in the Word document; the layout stands in templates/orgs/papers/paper.typ.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache

import typst
from django.conf import settings

from orgs.rules.papers import Paper, day

TYPE = "application/pdf"
LAYOUT = settings.BASE_DIR / "templates" / "orgs" / "papers" / "paper.typ"
FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "FangSong", "SimSun", "Noto Sans CJK SC")


@cache
def families() -> tuple[str, ...]:
    """Return the Chinese fonts that this machine has, best first; empty where no PDF can be written.

    Those of the front-end packages are enough; without them the machine's own are searched.
    """
    for by_system in (False, True):
        found = typst.Fonts(include_system_fonts=by_system, include_embedded_fonts=False, font_paths=_folders())
        known = tuple(name for name in FAMILIES if name in found.families())
        if known:
            return known
    return ()


def write(paper: Paper) -> bytes:
    """Return the document; the same paper is the same file.

    Raises:
        LookupError: this machine has no Chinese font.
    """
    if not families():
        raise LookupError("no Chinese font")
    told = {**asdict(paper), "on": day(paper.on), "fonts": families()}
    made = datetime.combine(paper.on, time(), UTC) if paper.on is not None else datetime(1980, 1, 1, tzinfo=UTC)
    return typst.compile(
        LAYOUT.read_bytes(), format="pdf", font_paths=_folders(), ignore_system_fonts=families()[0] == FAMILIES[0],
        sys_inputs={"paper": json.dumps(told, ensure_ascii=False)}, timestamp=int(made.timestamp()),
    )  # fmt: skip


def _folders() -> list[str]:
    return [str(folder) for folder in settings.PAPER_FONTS]
