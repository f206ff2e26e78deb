"""Workbooks of Excel 97 to 2003 (.xls), written here record by record: BIFF8 in a compound file, as old machines still save them.

Texts stand in the shared table, which goes on over several records and breaks inside a text; numbers as doubles and in their short
form, days as numbers with a format of days, cells merged, sheets hidden. Source: [MS-XLS] 2.1, 2.4, 2.5.293; [MS-CFB] 2.2, 2.6.
"""

import struct
from datetime import date

SECTOR, SMALLEST, MOST = 512, 4096, 8224  # bytes: a sector, the least stream outside the mini stream, one record
FREE, END, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
GENERAL, DAY = 15, 16  # cell formats: fifteen of styles stand before them
EPOCH = date(1899, 12, 30)
BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record."""
    return struct.pack("<HH", kind, len(body)) + body


def _text(words: str) -> tuple[bytes, int]:
    """Return the characters of a text and how wide each is: one byte where all fit into it, otherwise two."""
    narrow = all(ord(letter) < 256 for letter in words)
    return (words.encode("latin-1"), 1) if narrow else (words.encode("utf-16-le"), 2)


def shared(texts: list[str], total: int) -> bytes:
    """Return the table of texts with its continuations; a text that is broken says its width again."""
    done, body = [], struct.pack("<II", total, len(texts))
    for words in texts:
        raw, width = _text(words)
        head = struct.pack("<HB", len(raw) // width, width - 1)
        if len(body) + len(head) + width > MOST:
            done.append(body)
            body = b""
        body += head
        while raw:
            room = (MOST - len(body)) // width * width
            body, raw = body + raw[:room], raw[room:]
            if raw:
                done.append(body)
                body = bytes([width - 1])
    done.append(body)
    return record(0x00FC, done[0]) + b"".join(record(CONTINUE, one) for one in done[1:])


class _Texts:
    """The texts of all cells, each once."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.total = 0

    def of(self, words: str) -> int:
        self.total += 1
        return self.places.setdefault(words, len(self.places))


def _cell(row: int, column: int, value: object, texts: _Texts) -> bytes:
    where = struct.pack("<HH", row, column)
    if value is None or value == "":
        return record(0x0201, where + struct.pack("<H", GENERAL))
    if isinstance(value, bool):
        return record(0x0205, where + struct.pack("<HBB", GENERAL, value, 0))
    if isinstance(value, date):
        return record(0x0203, where + struct.pack("<Hd", DAY, (value - EPOCH).days))
    if isinstance(value, int) and abs(value) < 2**29:
        return record(0x027E, where + struct.pack("<Hi", GENERAL, value << 2 | 2))
    if isinstance(value, (int, float)):
        return record(0x0203, where + struct.pack("<Hd", GENERAL, value))
    return record(0x00FD, where + struct.pack("<HI", GENERAL, texts.of(str(value))))


def _sheet(rows: list[list[object]], merged: list[tuple[int, int, int, int]], texts: _Texts) -> bytes:
    width = max((len(row) for row in rows), default=0)
    body = record(BOF, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1996, 0x41, 6))
    body += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    body += b"".join(_cell(n, place, value, texts) for n, row in enumerate(rows) for place, value in enumerate(row))
    if merged:
        spans = b"".join(struct.pack("<HHHH", top, bottom, first, last) for top, bottom, first, last in merged)
        body += record(0x00E5, struct.pack("<H", len(merged)) + spans)
    return body + record(EOF)


def _formats() -> bytes:
    font = (
        struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0)
        + struct.pack("<BB", 2, 1)
        + "宋体".encode("utf-16-le")
    )
    style = struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0)
    plain, day = (struct.pack("<HHHBBBBIIH", 0, number, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0) for number in (0, 164))
    shown = "yyyy\\-mm\\-dd"
    said = record(0x041E, struct.pack("<HHB", 164, len(shown), 0) + shown.encode())
    return record(0x0031, font) * 4 + said + record(0x00E0, style) * 15 + record(0x00E0, plain) + record(0x00E0, day)


def workbook(
    *sheets: tuple[str, list[list[object]]],
    merged: list[tuple[int, int, int, int]] | None = None,
    hidden: frozenset[str] = frozenset(),
) -> bytes:
    """Return a workbook of sheets given as (name, rows); ``merged`` are (top, bottom, first, last) of the last sheet, from 0."""
    texts = _Texts()
    last = len(sheets) - 1
    bodies = [_sheet(rows, merged or [] if place == last else [], texts) for place, (_n, rows) in enumerate(sheets)]
    head = record(BOF, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0x41, 6)) + record(0x0042, b"\xb0\x04")
    head += record(0x0022, b"\0\0") + _formats()
    tail = shared(list(texts.places), texts.total) + record(EOF)
    named = [(name.encode("utf-16-le"), len(name), int(name in hidden)) for name, _rows in sheets]
    start = len(head) + len(tail) + sum(4 + 8 + len(raw) for raw, _n, _h in named)
    index = b""
    for body, (raw, letters, state) in zip(bodies, named, strict=True):
        index += record(0x0085, struct.pack("<IBBBB", start, state, 0, letters, 1) + raw)
        start += len(body)
    return compound(head + index + tail + b"".join(bodies))


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le") if name else b""
    whole = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, FREE, child)
    return whole + b"\0" * 36 + struct.pack("<IQ", first, size)


def compound(stream: bytes) -> bytes:
    """Return a compound file whose only stream is the workbook."""
    size = max(len(stream), SMALLEST)
    stream = stream.ljust(-(-size // SECTOR) * SECTOR, b"\0")
    data = len(stream) // SECTOR
    tables = 1
    while tables * (SECTOR // 4) < data + 1 + tables:
        tables += 1
    chain = [*range(1, data), END, END, *[FAT_SECTOR] * tables]
    chain += [FREE] * (tables * (SECTOR // 4) - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, tables, data, 0, SMALLEST, END, 0, END, 0)
    places = [data + 1 + number for number in range(tables)]
    head += struct.pack("<109I", *places, *[FREE] * (109 - tables))
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 0, size)
    entries += (b"\0" * 66 + struct.pack("<BBIII", 0, 1, FREE, FREE, FREE) + b"\0" * 48) * 2
    return head + stream + entries + struct.pack(f"<{len(chain)}I", *chain)
