"""The empty table for filling in: drop-downs, notes, a sample row, columns that keep long codes, and a stamp of its version."""

import hashlib
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from enterprises.rules.sheets.cells import column_letters
from enterprises.rules.sheets.layout import Field
from enterprises.services.sheets.importers import Importer
from enterprises.services.sheets.writing import OPTIONS, WIDTHS

ROWS = 5_000  # with drop-downs
AS_TEXT = frozenset({"code", "text", "place"})
HEADER = 2  # rows above the first one to fill in: title and header


def version(importer: Importer) -> str:
    """Return the stamp of a template: it changes when a column does."""
    columns = "|".join(f"{one.name}:{one.label}:{one.kind}" for one in importer.all_fields if not one.is_read_only)
    return hashlib.sha256(columns.encode()).hexdigest()[:6].upper()


def write(importer: Importer, path: Path) -> None:
    """Write the template of an importer."""
    options = {name: value for name, value in OPTIONS.items() if name != "constant_memory"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, lists = book.add_worksheet(_("填写")), book.add_worksheet(_("选项"))
        title = _("%(table)s导入模板，版本 %(version)s。从第3行起填写，示例行可留可删；不认识的列会被忽略。")
        told = {"table": importer.label, "version": version(importer)}
        sheet.write_string(0, 0, title % told, book.add_format({"italic": True, "font_color": "#8A6D3B"}))
        for place, one in enumerate(one for one in importer.all_fields if not one.is_read_only):
            _column(book, sheet, lists, place, one)
        sheet.freeze_panes(HEADER, 1)
        book.set_properties({"title": title % told, "comments": version(importer)})


def _column(book: Any, sheet: Any, lists: Any, place: int, one: Field) -> None:
    head = {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#F3C9BE" if one.is_needed else "#F0E6E2"}
    sheet.set_column(
        place, place, WIDTHS.get(one.kind, 10), book.add_format({"num_format": "@"}) if one.kind in AS_TEXT else None
    )
    sheet.write_string(1, place, one.label, book.add_format(head))
    if one.hint:
        sheet.write_comment(1, place, one.hint, {"x_scale": 1.5})
    if one.sample:
        sheet.write_string(HEADER, place, one.sample, book.add_format({"font_color": "#999999", "num_format": "@"}))
    shown = shown_choices(one)
    if shown:
        for row, word in enumerate(shown):
            lists.write_string(row, place, word)
        letters = column_letters(place)
        source = f"='{_('选项')}'!${letters}$1:${letters}${len(shown)}"
        rule = {"validate": "list", "source": source, "error_type": "warning", "error_message": _("请从下拉中选择。")}
        sheet.data_validation(HEADER, place, HEADER + ROWS, place, rule)


def shown_choices(one: Field) -> list[str]:
    """Return the words of a column's drop-down: one for each value, its name."""
    if one.kind == "yes":
        return [_("是"), _("否")]
    return list(one.options.values()) if one.kind == "choice" else []
