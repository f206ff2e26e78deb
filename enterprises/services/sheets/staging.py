"""The job that reads a file into rows: recognises header and columns, reads every cell, judges every row. It writes no unit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse

from access import errors
from access.bulk import insert_values, uncollected
from access.outcome import N_, Refusal
from access.principals import Principal
from access.registries import importers
from access.services.jobs import Run
from enterprises.choices import ImportState, RowVerdict
from enterprises.models import ImportBatch, ImportRow
from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import DEEPEST, Field, Layout, Merges, Vocabulary, is_data, recognise
from enterprises.services.sheets import batches, reading
from enterprises.services.sheets.importers import Context, Importer, Parsed, hide, parse

CHUNK = 1_000
Data = tuple[str, int, list[Any]]  # sheet, row number, cells
NO_HEADER = N_("文件“%(file)s”没有找到表头：需要有一行写明“单位名称”等列名。可先下载模板对照，或把列名改成常用的叫法。")

TOO_MANY = N_("这类表格各行互相关联，一次最多导入%(most)d行，请分成几个文件。")


def run(run: Run) -> None:
    """Read the file of a batch; read again, its rows are replaced. A killed worker leaves nothing half-read in sight."""
    with run.acting() as by:
        batch = batches.of_job(run, by)
        if batch.state != ImportState.READING:
            return
        batch.rows.of(batch=batch).delete()
    importer: Importer = importers.get(batch.importer)
    tables, counts = (
        _Tables(batch, importer),
        {verdict: 0 for verdict in RowVerdict.values if verdict != RowVerdict.CANCELLED},
    )
    context = Context(batch.area, batch.facts_on, by, {}, batch.defaults)
    place = 0
    chunks = tables.parsed() if importer.arrange is None else _arranged(run, importer, tables, context)
    for rows in chunks:
        for number, row in enumerate(rows, start=place + 1):
            row.place = number
        place += len(rows)
        with run.acting() as by:
            with uncollected():
                _stage(batch, importer, rows, tables, replace(context, by=by))
            for row in rows:
                counts[row.verdict] = counts.get(row.verdict, 0) + 1
            run.progress(place, max(place, tables.rows))
    with run.acting() as by:
        for row in _absent(batch, importer, place, replace(context, by=by)):
            counts[row.verdict] = counts.get(row.verdict, 0) + 1
        _finish(run, by, tables, counts)


def _stage(batch: ImportBatch, importer: Importer, rows: list[Parsed], tables: "_Tables", context: Context) -> None:
    fields = importer.by_name
    importer.judge(rows, context)
    insert_values(ImportRow, [_stored(batch, row, tables.layouts[row.sheet].columns, fields) for row in rows])


def _arranged(run: Run, importer: Importer, tables: "_Tables", context: Context) -> Iterator[list[Parsed]]:
    """Yield the rows of a whole file in the order in which they stand upon each other."""
    rows: list[Parsed] = []
    for chunk in tables.parsed():
        rows += chunk
        if len(rows) > importer.most:
            errors.refuse(Refusal("too_many_rows", TOO_MANY, {"most": importer.most}), field="file")
    with run.acting() as by:
        ordered = list(importer.arrange(rows, replace(context, by=by))) if importer.arrange is not None else rows
    for first in range(0, len(ordered), CHUNK):
        yield ordered[first : first + CHUNK]


def _stored(batch: ImportBatch, row: Parsed, columns: Mapping[int, str], fields: Mapping[str, Field]) -> dict[str, Any]:
    cells, values = hide(row, columns, fields)
    return {
        "batch_id": batch.pk, "place": row.place, "sheet": row.sheet, "number": row.number, "cells": cells, "values": values,
        "verdict": row.verdict, "findings": row.findings, "changes": row.changes, "target_id": row.target_id,
        "version": row.version,
    }  # fmt: skip


def _absent(batch: ImportBatch, importer: Importer, place: int, context: Context) -> list[Parsed]:
    """Stage what the file should say and does not, behind its own rows; only a file with rows can lack some."""
    rows = list(importer.absent(batch, context)) if importer.absent is not None and place else []
    for number, row in enumerate(rows, start=place + 1):
        row.place = number
    fields = importer.by_name
    for first in range(0, len(rows), CHUNK):
        insert_values(ImportRow, [_stored(batch, row, {}, fields) for row in rows[first : first + CHUNK]])
    return rows


def _finish(run: Run, by: Principal, tables: "_Tables", counts: dict[str, int]) -> None:
    batch = batches.take(batches.of_job(run, by), by)
    if not sum(counts.values()):
        errors.refuse(Refusal("no_rows", N_("表头下面没有数据行。")), field="file")
    batch.headers = {
        sheet: {str(n): words for n, words in one.headers.items()} for sheet, one in tables.layouts.items()
    }
    meant = {
        folded(words): one.columns.get(n, "") for one in tables.layouts.values() for n, words in one.headers.items()
    }
    batch.columns, batch.counts, batch.state = batch.columns | meant, counts, ImportState.PREVIEW
    batch.save(update_fields=["headers", "columns", "counts", "state"])


class _Tables:
    """The rows of data of all sheets that have a header that is understood."""

    def __init__(self, batch: ImportBatch, importer: Importer) -> None:
        self.path, self.file_name = batches.folder() / batch.file, batch.file_name
        self.fields = importer.by_name
        self.vocabulary = Vocabulary((*importer.more(), *importer.fields), batch.columns)
        self.layouts: dict[str, Layout] = {}
        self.rows = 0

    def chunks(self) -> Iterator[list[Data]]:
        """Yield rows (sheet, number, cells) some hundred at a time.

        Raises:
            ValidationError: the file is refused, or no sheet has a header.
        """
        waiting: list[Data] = []
        for row in self._data():
            waiting.append(row)
            self.rows += 1
            if len(waiting) == CHUNK:
                yield waiting
                waiting = []
        if not self.layouts:
            errors.refuse(Refusal("no_header", NO_HEADER, {"file": self.file_name}), field="file")
        if waiting:
            yield waiting

    def parsed(self) -> Iterator[list[Parsed]]:
        """Yield rows as understood, some hundred at a time."""
        place = 0
        for chunk in self.chunks():
            rows = [Parsed(place + n, sheet, number, row) for n, (sheet, number, row) in enumerate(chunk, start=1)]
            place += len(rows)
            for row in rows:
                parse(row, self.layouts[row.sheet].columns, self.fields)
            yield rows

    def _data(self) -> Iterator[Data]:
        sheet: _Sheet | None = None
        for told in reading.lines(self.path, self.file_name):
            if isinstance(told, dict):
                yield from sheet.rest() if sheet is not None else ()
                sheet = _Sheet(told["sheet"], Merges(told["merged"]), self)
            elif sheet is not None:
                yield from sheet.take(told[0], told[1])
        yield from sheet.rest() if sheet is not None else ()


class _Sheet:
    """One sheet while it is read: its first rows wait until the header among them is known."""

    def __init__(self, name: str, merges: Merges, tables: _Tables) -> None:
        self.name, self.merges, self.tables = name, merges, tables
        self.top: list[tuple[int, list[Any]]] | None = []
        self.layout: Layout | None = None

    def take(self, number: int, row: list[Any]) -> Iterator[Data]:
        """Take the next row; yield what is known to be data."""
        filled = self.merges.fill(number, row)
        if self.top is not None:
            self.top.append((number, filled))
            if len(self.top) == DEEPEST + 3:
                yield from self.rest()
        elif self.layout is not None and is_data(filled, self.layout):
            yield self.name, number, filled

    def rest(self) -> Iterator[Data]:
        """Find the header among the first rows, and yield those below it."""
        top, self.top = self.top or [], None
        layout = recognise(top, self.tables.vocabulary) if top else None
        if layout is None:
            return
        self.layout = self.tables.layouts[self.name] = layout
        for number, row in top:
            if number >= layout.first_row and is_data(row, layout):
                yield self.name, number, row


def of_job(job: Any) -> str:
    """Return the page of the batch that a job is about."""
    return reverse("enterprises:import", args=[job.params["batch"]])
