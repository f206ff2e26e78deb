"""The file of the rows that were not taken: exactly these, as they were sent, wrong cells coloured with the reason as their note."""

from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from access.registries import importers
from enterprises.choices import BAD_VERDICTS
from enterprises.models import ImportBatch, ImportRow
from enterprises.rules.sheets.cells import folded, is_like_formula, text
from enterprises.services.sheets import batches
from enterprises.services.sheets.importers import opened
from enterprises.services.sheets.writing import OPTIONS

PIECE = 1_000


def write(*, batch: ImportBatch, path: Path, by: Principal) -> int:
    """Write the bad rows of a batch, also those that could not be written after it was confirmed; return how many.

    Raises:
        Denied: ``by`` may not import there.
        ValidationError: somebody else uploaded the file, whose cells are theirs to see; or no row is bad.
    """
    policy.check(by, batches.PERMISSION, batch)
    if batch.requested_by_id != by.user_id:
        errors.refuse(Refusal("not_the_uploader", N_("错误行文件只能由上传人下载。")))
    rows = batch.rows.of(batch=batch)
    bad = (rows.filter(verdict__in=BAD_VERDICTS) | rows.exclude(problem="")).order_by("place")
    count = int(bad.count())
    if not count:
        errors.refuse(Refusal("no_bad_rows", N_("没有错误或冲突的行。")))
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        for sheet in dict.fromkeys(bad.values_list("sheet", flat=True)):
            _Sheet(book, batch, sheet).write(bad.filter(sheet=sheet))
    audit.record(by, "enterprises.import_bad_rows_fetched", batch, rows=count)
    return count


class _Sheet:
    def __init__(self, book: Any, batch: ImportBatch, name: str) -> None:
        self.sheet = book.add_worksheet(name[:31].translate({ord(c): " " for c in "[]:*?/\\"}) or None)
        self.headers = {int(place): words for place, words in batch.headers.get(name, {}).items()}
        self.last = max(self.headers, default=0) + 1
        self.field_of = {place: batch.columns.get(folded(words), "") for place, words in self.headers.items()}
        self.labels = importers.get(batch.importer).by_name
        self.text = book.add_format({"num_format": "@"})
        self.marked = book.add_format({"num_format": "@", "quote_prefix": True})
        self.wrong = book.add_format({"num_format": "@", "bg_color": "#F8CBAD", "border": 1, "border_color": "#C0504D"})
        self.head = book.add_format({"bold": True, "bg_color": "#F0E6E2", "border": 1, "num_format": "@"})
        self.sheet.set_column(0, max(self.last - 1, 0), 16, self.text)
        self.sheet.set_column(self.last, self.last, 60)
        self.sheet.freeze_panes(1, 0)

    def write(self, rows: Any) -> None:
        """Write header and rows."""
        for place in range(self.last):
            self.sheet.write_string(0, place, self.headers.get(place, ""), self.head)
        self.sheet.write_string(0, self.last, _("错误原因（重新上传时忽略此列）"), self.head)
        for number, row in enumerate(rows.iterator(chunk_size=PIECE), start=1):
            self._row(number, row)

    def _row(self, number: int, row: ImportRow) -> None:
        reasons: dict[str, list[str]] = {}
        for finding in row.findings:
            if "note" not in finding:
                reasons.setdefault(finding["field"], []).append(finding["message"])
        for place in range(self.last):
            cell = text(opened(row.cells[place])) if place < len(row.cells) else ""
            said = reasons.get(self.field_of.get(place) or "-")
            form = self.wrong if said else self.marked if is_like_formula(cell) else self.text
            self.sheet.write_string(number, place, cell, form)
            if said:
                self.sheet.write_comment(number, place, "\n".join(said), {"x_scale": 2})
        told = [
            f"{self.labels[name].label if name in self.labels else name}：{'；'.join(said)}"
            for name, said in reasons.items()
        ]
        self.sheet.write_string(number, self.last, "\n".join([*told, *filter(None, [row.problem])])[:32_000])
