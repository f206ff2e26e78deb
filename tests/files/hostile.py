"""Files that nobody should send: one seeded damage of a good workbook each, and bombs made by hand."""

import io
import random
import stat
import zipfile
from functools import cache

import xlsxwriter

from tests.factories.enterprises import code

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["单位名称", "统一社会信用代码", "职工人数"]


@cache
def good(rows=5):
    """Return a workbook without fault."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("企业")
        for number, row in enumerate([HEAD, *[[f"示例{n}号有限公司", code(), n] for n in range(rows)]]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def entries(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as book:
        for name, body in parts.items() if isinstance(parts, dict) else parts:
            book.writestr(name, body)
    return out.getvalue()


def changed(content, name, change):
    parts = entries(content)
    parts[name] = change(parts[name])
    return packed(parts)


def _cut(content, dice):
    return content[: dice.randrange(10, len(content))]


def _flip(content, dice):
    body = bytearray(content)
    for _ in range(dice.randrange(1, 40)):
        body[dice.randrange(len(body))] ^= 1 << dice.randrange(8)
    return bytes(body)


def _zeroed(content, dice):
    start = dice.randrange(len(content))
    return content[:start] + b"\x00" * min(200, len(content) - start) + content[start + 200 :]


def _tail(content, dice):
    return content + dice.randbytes(dice.randrange(1, 5000))


def _without(name):
    def damage(content, dice):
        parts = entries(content)
        parts.pop(name, None)
        return packed(parts)

    return damage


def _within(name, change):
    return lambda content, dice: changed(content, name, lambda body: change(body, dice))


def _cut_body(body, dice):
    return body[: dice.randrange(len(body))]


def _noise(body, dice):
    place = dice.randrange(len(body))
    return body[:place] + dice.randbytes(20) + body[place:]


def _twice(content, dice):
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as book:
            for name, body in entries(content).items():
                book.writestr(name, body)
            book.writestr("XL/workbook.xml", b"<a/>")
        return out.getvalue()


def _replace(old, new):
    return lambda body, dice: body.replace(old, new)


DAMAGES = {
    "cut": _cut, "flipped bits": _flip, "zeroed": _zeroed, "something behind it": _tail,
    "no types": _without("[Content_Types].xml"), "no workbook": _without("xl/workbook.xml"), "no sheet": _without(SHEET),
    "no strings": _without("xl/sharedStrings.xml"), "no styles": _without("xl/styles.xml"),
    "no relations": _without("xl/_rels/workbook.xml.rels"), "one name twice": _twice,
    "sheet cut": _within(SHEET, _cut_body), "sheet with noise": _within(SHEET, _noise),
    "strings cut": _within("xl/sharedStrings.xml", _cut_body), "strings with noise": _within("xl/sharedStrings.xml", _noise),
    "workbook cut": _within("xl/workbook.xml", _cut_body), "styles with noise": _within("xl/styles.xml", _noise),
    "string that is not there": _within(SHEET, _replace(b"<v>0</v>", b"<v>99999999</v>")),
    "kind of cell unknown": _within(SHEET, _replace(b't="s"', b't="q"')),
    "reference of a cell wrong": _within(SHEET, _replace(b'r="A2"', b'r="2A"')),
    "negative row": _within(SHEET, _replace(b'<row r="2"', b'<row r="-2"')),
    "huge number": _within(SHEET, _replace(b"<v>3</v>", b"<v>1e999</v>")),
    "claims every cell": _within(SHEET, _replace(b'<dimension ref="A1:C6"', b'<dimension ref="A1:XFD1048576"')),
    "another encoding": _within(SHEET, lambda body, dice: body.decode().encode("utf-16")),
}  # fmt: skip


def mutated(seed):
    """Return (damage, file) of a seed."""
    dice = random.Random(seed)
    name = list(DAMAGES)[seed % len(DAMAGES)]
    return name, DAMAGES[name](good(), dice)


def _link(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, body in parts.items():
            book.writestr(name, body)
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        book.writestr(link, "/etc/passwd")
    return out.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip


@cache
def bombs():
    """Return {name: file} of what would take memory, time or what is not theirs."""
    parts = entries(good())
    body = parts[SHEET]
    rows = b"".join(b'<row r="%d"/>' % n for n in range(1, 3_000_000))

    def with_sheet(sheet):
        return packed(parts | {SHEET: sheet})

    return {
        "ratio": packed(parts | {"xl/media/a.bin": b"\x00" * 60_000_000}),
        "far cell": with_sheet(body.replace(b'r="C6"', b'r="XFD1048576"')),
        "three million rows": with_sheet(body.replace(b"<sheetData>", b"<sheetData>" + rows)),
        "twenty thousand entries": packed(parts | {f"xl/a{n}.xml": b"<a/>" for n in range(20_000)}, zipfile.ZIP_STORED),
        "laughs": with_sheet(body.replace(b"<worksheet", LAUGHS + b"<worksheet", 1)),
        "file by entity": with_sheet(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + body),
        "late declaration": packed(parts | {"xl/sharedStrings.xml": parts["xl/sharedStrings.xml"] + b"<!DoCtYpE x>"}),
        "name above": packed(parts | {"../../evil.xml": b"<a/>"}),
        "name at the root": packed(parts | {"/etc/evil.xml": b"<a/>"}),
        "name of another system": packed(parts | {"xl\\..\\evil.xml": b"<a/>"}),
        "link": _link(parts),
        "nested": packed({"a.zip": packed({"b.zip": packed(parts)})}),
        "long text": packed(parts | {"xl/sharedStrings.xml": parts["xl/sharedStrings.xml"].replace("示例0".encode(), b"x" * 40_000)}),
        "nothing": b"", "a picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a program": b"\x7fELF" + b"\x00" * 100,
        "old and cut": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        "csv with nothing in it": "单位名称,代码\n甲\x00,1\n".encode(), "csv in no encoding": b"\xff\xff\x80\x81,\xfe\n",
        "one endless line": b"a" * 3_000_000,
    }  # fmt: skip
