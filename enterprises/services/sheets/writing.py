"""Writing spreadsheets row by row without growing memory; text stays text whatever it begins with.

xlsx: every text is written as a string with Excel's own mark for "text" where a program could take it for a formula. csv: UTF-8 with a
mark of order; such text gets the apostrophe that Excel itself uses, which the import takes off again. Source: ASVS 1.2.10.
"""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter  # type: ignore[import-untyped]

from enterprises.rules.sheets.cells import FORMULA, is_like_formula

WIDTHS = {"text": 16, "code": 22, "place": 18, "day": 12, "choice": 14}
AS_IT_IS = frozenset({int, float, Decimal, type(None)})  # what the csv module writes as numbers and as nothing
FIRSTS = FORMULA | {" "}  # text that begins with anything else is no formula
LONGEST = 32_767  # characters of a cell
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


class Table(Protocol):
    """A table that is being written."""

    def begin(self, titles: Sequence[str], columns: Sequence[tuple[str, str]]) -> None:
        """Write what stands above the table, and its header of (name, kind)."""

    def row(self, cells: Sequence[Any]) -> None:
        """Write one row."""

    def close(self) -> None:
        """End the file."""


class Workbook:
    """An xlsx file of one sheet."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.book = xlsxwriter.Workbook(str(path), OPTIONS)
        self.sheet = self.book.add_worksheet(sheet[:31])
        self.plain = self.book.add_format({"num_format": "@"})
        self.marked = self.book.add_format({"num_format": "@", "quote_prefix": True})
        self.head = self.book.add_format({"bold": True, "bg_color": "#F0E6E2", "border": 1, "text_wrap": True})
        self.note = self.book.add_format({"font_color": "#8A6D3B", "italic": True})
        self.next = 0

    def begin(self, titles: Sequence[str], columns: Sequence[tuple[str, str]]) -> None:
        """Write the lines above, the header, widths and the frozen edge."""
        for place, (_label, kind) in enumerate(columns):
            self.sheet.set_column(place, place, WIDTHS.get(kind, 10))
        for title in titles:
            self._text(0, title, self.note)
            self.next += 1
        for place, (label, _kind) in enumerate(columns):
            self._text(place, label, self.head)
        self.next += 1
        self.sheet.freeze_panes(self.next, 1)
        self.sheet.set_footer("&L" + (titles[0].replace("&", "&&")[:200] if titles else "") + "&R&P / &N")

    def row(self, cells: Sequence[Any]) -> None:
        """Write one row: numbers as numbers, everything else as text."""
        write, line = self.sheet.write_string, self.next
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            if type(cell) is str and cell[:1] not in FIRSTS:
                write(line, place, cell[:LONGEST])
            elif isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
                self.sheet.write_number(line, place, float(cell))
            else:
                text = str(cell)
                self._text(place, text, self.marked if is_like_formula(text) else None)
        self.next += 1

    def _text(self, place: int, text: str, form: Any) -> None:
        self.sheet.write_string(self.next, place, text[:LONGEST], form)

    def close(self) -> None:
        """End the file."""
        self.book.close()


class Csv:
    """A csv file in UTF-8 with a mark of order, as Excel opens it."""

    def __init__(self, path: Path, sheet: str) -> None:
        self.file = path.open("w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.file)

    def begin(self, titles: Sequence[str], columns: Sequence[tuple[str, str]]) -> None:
        """Write the lines above and the header."""
        for title in titles:
            self.row([title])
        self.row([label for label, _kind in columns])

    def row(self, cells: Sequence[Any]) -> None:
        """Write one row."""
        self.writer.writerow(
            [
                (cell if cell[:1] not in FIRSTS else _marked(cell)) if type(cell) is str
                else cell if type(cell) in AS_IT_IS
                else _marked(str(cell))
                for cell in cells
            ]
        )  # fmt: skip

    def close(self) -> None:
        """End the file."""
        self.file.close()


def _marked(text: str) -> str:
    return f"'{text}" if is_like_formula(text) else text


FORMATS: dict[str, type[Workbook] | type[Csv]] = {"xlsx": Workbook, "csv": Csv}
