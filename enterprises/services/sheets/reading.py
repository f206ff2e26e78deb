"""Reading an uploaded file: in a child process with little memory and time, and only then as rows.

The child checks the archive before it unpacks it (see ``child.py``); this module starts it, stops it, and turns its refusals into
sentences that name file, sheet, row and column.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from access import errors
from access.outcome import N_, Refusal
from enterprises.rules.sheets.cells import column_letters

CHILD = Path(__file__).with_name("child.py")
LIMITS: dict[str, int] = {
    "memory_mb": 900,  # of addresses; what is really used stays below a third of it
    "cpu_seconds": 30,
    "unpacked_mb": 200,
    "entries": 500,
    "ratio": 150,
    "rows": 150_000,
    "columns": 200,
    "cells": 4_000_000,
    "text": 32_767,
    "sheets": 20,
}
WALL_SECONDS = 60
MOST_BYTES = 20 * 1024 * 1024
REFUSALS: dict[str, str] = {
    "empty": N_("文件“%(file)s”是空的。"),
    "too_big": N_("文件“%(file)s”超过%(limit)s MB，请拆分后上传。"),
    "encrypted": N_("文件“%(file)s”设有密码。请在 Excel 中取消密码，另存后再上传。"),
    "not_a_table": N_("文件“%(file)s”不是 Excel 或 CSV 表格，请上传 xlsx、xls 或 csv 文件。"),
    "not_a_workbook": N_("文件“%(file)s”不是 Excel 工作簿。请用 Excel 打开后另存为 xlsx 再上传。"),
    "damaged": N_("文件“%(file)s”已损坏或不完整，读不出来。请用 Excel 打开，另存为 xlsx 再上传。"),
    "damaged_cell": N_(
        "文件“%(file)s”工作表%(sheet)s第%(row)s行第%(column)s列附近已损坏，读不出来。请用 Excel 打开，另存为 xlsx 再上传。"
    ),
    "damaged_row": N_(
        "文件“%(file)s”工作表%(sheet)s第%(row)s行附近已损坏，读不出来。请用 Excel 打开，另存为 xlsx 再上传。"
    ),
    "damaged_sheet": N_("文件“%(file)s”工作表%(sheet)s已损坏，读不出来。请用 Excel 打开，另存为 xlsx 再上传。"),
    "damaged_part": N_("文件“%(file)s”内部的部件%(part)s缺失或已损坏，读不出来。请用 Excel 打开，另存为 xlsx 再上传。"),
    "zip_entries": N_("文件“%(file)s”内部的部件过多，不像正常的工作簿，已拒收。"),
    "zip_size": N_("文件“%(file)s”解开后超过%(limit)s MB，已拒收。请删去多余的工作表或拆分后上传。"),
    "zip_ratio": N_("文件“%(file)s”压缩得异常，解开后会非常大，已拒收。请复制有内容的行到新表后上传。"),
    "zip_name": N_("文件“%(file)s”内部含有不安全的路径，已拒收。"),
    "xml_declaration": N_("文件“%(file)s”%(sheet)s内部含有不允许的声明（外部引用），已拒收。请用 Excel 另存后再上传。"),
    "encoding": N_("文件“%(file)s”第%(row)s行的文字编码无法识别。请另存为 UTF-8 或 GBK 编码的 CSV，或直接上传 xlsx。"),
    "binary": N_("文件“%(file)s”第%(row)s行含有不是文字的内容，不是 CSV 表格。"),
    "too_many_rows": N_("文件“%(file)s”%(sheet)s有%(rows)s行，超过%(limit)s行。请删去下方的空行或拆分后上传。"),
    "too_many_columns": N_("文件“%(file)s”%(sheet)s有%(columns)s列，超过%(limit)s列。请删去右侧的空列后上传。"),
    "too_many_cells": N_("文件“%(file)s”%(sheet)s单元格超过%(limit)s个，请拆分后上传。"),
    "too_many_sheets": N_("文件“%(file)s”有%(sheets)s张工作表，超过%(limit)s张，请拆分后上传。"),
    "long_text": N_("文件“%(file)s”%(sheet)s第%(row)s行第%(column)s列的文字超过%(limit)s字，请核对。"),
    "too_large": N_("文件“%(file)s”内容过大，处理它需要的内存或时间超过上限，已拒收。请拆分后上传。"),
}


@dataclass(frozen=True)
class Sheet:
    """One sheet as it was read: its rows with the numbers that Excel shows, and the merged cells (from 0)."""

    name: str
    merged: list[Any] = field(default_factory=list)
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)


def refusal_of(told: dict[str, Any], file_name: str) -> Refusal:
    """Return the sentence of a refusal of the child."""
    code = _where(told) if told["refused"] == "damaged" else told["refused"]
    code = code if code in REFUSALS else "damaged"
    params = {"file": file_name, **told, "sheet": f"“{told['sheet']}”" if told.get("sheet") else ""}
    if "column" in told:
        params["column"] = column_letters(int(told["column"]))
    return Refusal(f"sheet_{code}", REFUSALS[code], params)


def _where(told: dict[str, Any]) -> str:
    """Say how exactly the place of a damage is known."""
    if not told.get("sheet"):
        return "damaged_part" if told.get("part") else "damaged"
    if not told.get("row"):
        return "damaged_sheet"
    return "damaged_cell" if "column" in told else "damaged_row"


def lines(path: Path, file_name: str) -> Iterator[Any]:
    """Yield what the child read of a file, line by line: a mapping begins a sheet, a list is a row.

    Raises:
        ValidationError: the file is refused, sometimes after some of its rows were given.
    """
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        out = Path(folder) / "rows"
        ended = _run_child(path, out, Path(folder))
        is_whole = False
        with out.open(encoding="utf-8") if out.exists() else open(os.devnull, encoding="utf-8") as read:
            for line in read:
                told = _parsed(line)
                if isinstance(told, dict) and "refused" in told:
                    errors.refuse(refusal_of(told, file_name), field="file")
                if isinstance(told, dict) and told.get("end"):
                    is_whole = True
                elif told is not None:
                    yield told
        if not ended or not is_whole:
            errors.refuse(refusal_of({"refused": "too_large"}, file_name), field="file")


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:  # the child was killed in the middle of a line
        return None


def _run_child(path: Path, out: Path, folder: Path) -> bool:
    """Run the child to its end; say whether it came there by itself."""
    command = [sys.executable, "-I", str(CHILD), str(path), str(out), json.dumps(LIMITS)]
    surroundings = {"PATH": os.defpath, "TMPDIR": str(folder), "LANG": "C.UTF-8", "RUST_BACKTRACE": "0"}
    try:
        with subprocess.Popen(  # noqa: S603  the command is built here
            command, env=surroundings, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        ) as child:  # fmt: skip
            try:
                return child.wait(WALL_SECONDS) == 0
            except subprocess.TimeoutExpired:
                child.kill()
                return False
    except OSError:
        return False


def sheets(path: Path, file_name: str) -> list[Sheet]:
    """Return the sheets of a file that have rows.

    Raises:
        ValidationError: the file is refused; the sentence names file, sheet, row and column as far as they are known.
    """
    if path.stat().st_size > MOST_BYTES:
        errors.refuse(refusal_of({"refused": "too_big", "limit": MOST_BYTES // 1024**2}, file_name), field="file")
    found: list[Sheet] = []
    for told in lines(path, file_name):
        if isinstance(told, dict):
            found.append(Sheet(told["sheet"], told["merged"]))
        else:
            found[-1].rows.append((told[0], told[1]))
    with_rows = [sheet for sheet in found if sheet.rows]
    if not with_rows:
        errors.refuse(refusal_of({"refused": "empty"}, file_name), field="file")
    return with_rows
