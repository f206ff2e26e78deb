"""Which row of a sheet is its header, and which column says what: by name, by synonyms, by what was chosen before.

Source: design 9 (headers in any order with synonyms; columns are recognised, the mapping is remembered).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from enterprises.rules.sheets import cells

DEEPEST = 20  # rows above the header at most
FILLER = re.compile(
    r"^(?:\d{4}年?(?:度|末|底)?|现有|目前|本|其中|所有|填写|填报)?(?:企业|单位|公司|机构)?|"
    r"(?:人数|数量|总数|数|名称|情况|信息|人|名|个|万元|万|元|是否|填写|必填|选填|选择|下拉|如有|全称|详细|说明|示例|yyyymmdd|文本格式)+$"
)
NOTES = re.compile(
    r"^(合计|总计|小计|填表人|填报人|审核人|制表|负责人签|联系电话[:：]|填报单位|填报时间|注[:：]|备注[:：]|说明[:：]|统计日期)"
)
SAMPLE = re.compile(r"^[（(【\[]?(示例|样例|例)[:：)）】\]]")
NUMBERING = re.compile(r"[（(]?\d{1,3}[)）]?|[甲乙丙丁]")
MERGES = 50_000  # rows over which merged cells reach, at most


@dataclass(frozen=True)
class Field:
    """A column that an importer understands; ``choices`` maps folded words to stored values."""

    name: str
    label: str
    kind: str = "text"  # text, code, whole, decimal, day, yes, choice, place
    synonyms: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)  # stored value → its name, as tables are written
    most: int = 200
    is_key: bool = False  # one such column at least makes a header
    is_needed: bool = False
    is_sensitive: bool = False  # staged under encryption, shown by its last four characters
    hint: str = ""
    sample: str = ""
    is_read_only: bool = False  # understood where a table has it, and never written into ours

    @property
    def words(self) -> tuple[str, ...]:
        """Every name by which the column is known."""
        return (self.label, *self.synonyms)


@dataclass(frozen=True)
class Layout:
    """A recognised table: first row below the header (as Excel counts), header text and field by column."""

    first_row: int
    headers: Mapping[int, str]
    columns: Mapping[int, str]

    @property
    def unknown(self) -> list[str]:
        """Headers of columns that say nothing to the importer."""
        return [words for place, words in sorted(self.headers.items()) if place not in self.columns]


class Vocabulary:
    """The names of an importer's fields, as they are compared, with what was chosen for other headers before."""

    def __init__(self, fields: Sequence[Field], remembered: Mapping[str, str] | None = None) -> None:
        self.keys = {one.name for one in fields if one.is_key}
        self.by_words = {cells.folded(words): one.name for one in fields for words in one.words}
        known = {one.name for one in fields}
        self.remembered = {words: name for words, name in (remembered or {}).items() if name in known or not name}

    def find(self, header: str) -> str:
        """Return the field that a header names, "" for none."""
        words = cells.folded(header)
        if not words:
            return ""
        if words in self.remembered:
            return self.remembered[words]
        if words in self.by_words:
            return self.by_words[words]
        without_note = cells.folded(re.sub(r"[（(【\[].*?[)）】\]]", "", header))
        if without_note in self.by_words:
            return self.by_words[without_note]
        for candidate in (words, without_note):
            bare = FILLER.sub("", candidate)
            found = self.by_words.get(bare) or self.by_words.get(FILLER.sub("", bare))
            if found:
                return found
        return ""


class Merges:
    """The merged cells of one sheet: each of their places says what the first place says.

    Source: design 9; a merged cell is stored in its first place only.
    """

    def __init__(self, merged: Sequence[Any]) -> None:
        self._anchors: dict[tuple[int, int], Any] = {}
        self._by_row: dict[int, list[tuple[int, int, int]]] = {}
        left = MERGES
        for (top, first), (bottom, last) in merged:
            height = min(bottom - top + 1, left)
            left -= height
            self._anchors[top, first] = ""
            for row in range(top, top + height):
                self._by_row.setdefault(row, []).append((top, first, last))

    def fill(self, number: int, row: list[Any]) -> list[Any]:
        """Return a row (its number as Excel shows it) with the values of merged cells; rows come in order."""
        for top, first, last in self._by_row.get(number - 1, ()):
            if top == number - 1:
                self._anchors[top, first] = row[first] if first < len(row) else ""
            value = self._anchors[top, first]
            if value == "":
                continue
            row = row + [""] * (last + 1 - len(row))
            row[first : last + 1] = [value if cell == "" else cell for cell in row[first : last + 1]]
        return row


def recognise(rows: Sequence[tuple[int, list[Any]]], vocabulary: Vocabulary) -> Layout | None:
    """Return the layout of a sheet whose merged cells are filled: its header of one to three rows, or None.

    Source: design 9; titles, notes and dates stand above the header in what streets have.
    """
    best: tuple[tuple[int, int, int], Layout] | None = None
    for start in range(min(DEEPEST, len(rows))):
        for depth in (1, 2, 3):
            found = _header(rows[start : start + depth], vocabulary)
            if found is None or start + depth > len(rows):
                continue
            layout, score = found
            rank = (score, -depth, -start)
            if best is None or rank > best[0]:
                best = (rank, layout)
    return best[1] if best else None


def _header(rows: Sequence[tuple[int, list[Any]]], vocabulary: Vocabulary) -> tuple[Layout, int] | None:
    if not rows or any(isinstance(cell, (int, float, Mapping)) for _n, row in rows for cell in row):
        return None
    width = max(len(row) for _number, row in rows)
    headers: dict[int, str] = {}
    columns: dict[int, str] = {}
    for place in range(width):
        parts = list(dict.fromkeys(cells.text(row[place]) for _n, row in rows if place < len(row)))
        parts = [part for part in parts if part]
        if not parts:
            continue
        headers[place] = "-".join(parts) if len(parts) > 1 else parts[0]
        # the lower name first, then both together, then the upper one
        tried = [parts[-1], "".join(parts), *(["".join(parts[-2:])] if len(parts) > 1 else [])]
        name = next(filter(None, map(vocabulary.find, [headers[place], *tried])), "")
        if name and name not in columns.values():
            columns[place] = name
    if len(columns) < 2 or not vocabulary.keys & set(columns.values()):  # noqa: PLR2004  one name alone is a title
        return None
    return Layout(rows[-1][0] + 1, headers, columns), len(columns)


def is_data(row: Sequence[Any], layout: Layout) -> bool:
    """Say whether a row below the header is a row of data: not blank, a total, a note, numbering, a sample or the header again.

    Source: design 9; what clerks put below and between rows.
    """
    words = {place: cells.text(cell) for place, cell in enumerate(row) if not cells.is_empty(cell)}
    if not words.keys() & layout.columns.keys():
        return False
    first = words[min(words)]
    if NOTES.match(first) or any(map(SAMPLE.match, words.values())):
        return False
    if len(set(words.values())) == 1 and len(words) > 1:
        return False  # one merged note over the whole row
    if all(map(NUMBERING.fullmatch, words.values())) and len(words) > 2:  # noqa: PLR2004
        numbers = [int(re.sub(r"\D", "", text) or 0) for text in words.values()]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            return False
    again, most = 0, max(2, len(words) // 2)
    for left, (place, text) in zip(range(len(words), 0, -1), words.items(), strict=True):
        if again + left < most:
            return True
        again += cells.folded(text) == cells.folded(layout.headers.get(place, ""))
    return again < most
