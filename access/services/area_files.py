"""Loading official area files: read and checked line by line, merged set by set; running a file twice changes nothing.

A file is CSV (UTF-8 or GB 18030) with the columns code, parent_code, level, name.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from access import audit, pinyin, policy
from access.choices import OFFICIAL_DIGITS, AreaLevel
from access.errors import refuse
from access.principals import Principal
from access.services import area_merge

COLUMNS = ("code", "parent_code", "level", "name")
SYNONYMS = {"代码": "code", "区划代码": "code", "上级代码": "parent_code", "级别": "level", "名称": "name"}
MOST_ERRORS = 20
LEVELS = {str(label): value for value, label in AreaLevel.choices} | {value: value for value in AreaLevel.values}
ORDER = [str(level) for level in OFFICIAL_DIGITS]  # from above to below


class AreaFileError(Exception):
    """What is wrong with a file, one sentence a line."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class AreaLine:
    """One line of the file."""

    number: int
    code: str
    parent_code: str
    level: str
    name: str


@dataclass(frozen=True)
class Loaded:
    """What a file changed."""

    added: int
    changed: int
    closed: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.closed} closed, {self.unchanged} unchanged"


def read(path: Path) -> list[AreaLine]:
    """Read and check a file.

    Raises:
        AreaFileError: unknown encoding, columns, levels or parents, wrong digits, duplicate codes; every fault with its line number.
    """
    rows = csv.reader(io.StringIO(_text(path.read_bytes())))
    places = _places(next(rows, []))
    lines, faults = [], []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            lines.append(_line(number, row, places))
        except ValueError as fault:
            faults.append(str(fault))
    faults += _faults_between(lines)
    if faults:
        more = (
            [_("另有 %(count)s 处错误。") % {"count": len(faults) - MOST_ERRORS}] if len(faults) > MOST_ERRORS else []
        )
        raise AreaFileError(faults[:MOST_ERRORS] + more)
    return sorted(lines, key=lambda line: (ORDER.index(line.level), line.code))


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AreaFileError([_("文件不是 UTF-8 或 GBK 编码。")])


def _places(header: list[str]) -> list[int]:
    names = [SYNONYMS.get(cell.strip(), cell.strip().lower()) for cell in header]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise AreaFileError([_("第 1 行：缺少列 %(columns)s。") % {"columns": "、".join(missing)}])
    return [names.index(column) for column in COLUMNS]


def _line(number: int, row: list[str], places: list[int]) -> AreaLine:
    def fault(text: str, **params: object) -> ValueError:
        return ValueError(_("第 %(number)s 行：") % {"number": number} + text % params)

    if len(row) <= max(places):
        raise fault(_("列数不足。"))
    code, parent_code, level_text, name = (row[place].strip() for place in places)
    level = LEVELS.get(level_text)
    if level is None or level not in ORDER:
        raise fault(_("级别“%(level)s”不认识。"), level=level_text)
    digits = OFFICIAL_DIGITS[AreaLevel(level)]
    if not (code.isascii() and code.isdigit() and len(code) == digits):
        raise fault(_("代码“%(code)s”应为 %(digits)s 位数字。"), code=code, digits=digits)
    if not name:
        raise fault(_("名称为空。"))
    return AreaLine(number, code, parent_code, level, name)


def _faults_between(lines: list[AreaLine]) -> list[str]:
    """Return duplicates and parents that are no parents, comparing lines with each other; parents outside the file come later."""
    first: dict[str, AreaLine] = {}
    faults = []
    for line in lines:
        if line.code in first:
            faults.append(
                _("第 %(number)s 行：代码“%(code)s”与第 %(first)s 行重复。")
                % {"number": line.number, "code": line.code, "first": first[line.code].number}
            )
        first.setdefault(line.code, line)
    for line in lines:
        parent = first.get(line.parent_code)
        if not line.parent_code and line.level != AreaLevel.PROVINCE:
            faults.append(_("第 %(number)s 行：缺少上级代码。") % {"number": line.number})
        elif parent is not None and ORDER.index(parent.level) >= ORDER.index(line.level):
            faults.append(
                _("第 %(number)s 行：上级“%(code)s”的级别不高于本行。")
                % {"number": line.number, "code": line.parent_code}
            )
    return faults


@transaction.atomic
def load(path: Path, *, on: date, by: Principal, close_missing: bool = False) -> Loaded:
    """Merge a file into the tree as of a day; renamed and moved areas get new versions, vanished codes end when asked.

    Raises:
        Denied: ``by`` may not change the tree as a whole.
        AreaFileError: faults of the file, or of the file against the tree.
        ValidationError: a later change stands in the way.
    """
    policy.check(by, "access.change_area")
    if not by.is_system:
        refuse(_("官方区划文件由系统装入。"), code="system_only")
    lines = read(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(735002)")
        area_merge.stage(cursor, lines)
        if faults := area_merge.missing_parents(cursor, limit=MOST_ERRORS):
            raise AreaFileError(
                [
                    _("第 %(number)s 行：上级代码“%(code)s”不存在。") % {"number": number, "code": code}
                    for number, code in faults
                ]
            )
        area_merge.set_pinyin(cursor, lambda name: pinyin.plain(name)[:200])
        before = area_merge.total(cursor)
        for level in ORDER:
            area_merge.merge_level(cursor, level, on)
        closed = area_merge.close_missing(cursor, on) if close_missing else 0
        area_merge.mend_paths(cursor)
        added = area_merge.total(cursor) - before
        changed = area_merge.write_versions(cursor, on) - added
    if added or changed or closed:
        audit.record(by, "access.areas_loaded", added=added, changed=changed, closed=closed, on=str(on), file=path.name)
    return Loaded(added, changed, closed, len(lines) - min(added + changed, len(lines)))
