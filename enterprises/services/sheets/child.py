"""Opens one uploaded file in a process of its own that may use little, and writes its cells as JSON lines.

Run by path, without the application: ``python child.py FILE OUT LIMITS``; ``flat.py``, ``damage.py`` and ``refused.py`` lie beside it.
What is wrong with the file becomes a last line ``{"refused": code, …}``; if this process is killed by its limits, the parent says so. A
workbook is unpacked and checked entry by entry, and only a plain copy of its XML, made here, is given to the reader.
"""

# mypy: ignore-errors
import datetime
import json
import re
import resource
import stat
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # this process is isolated; whatever else it imports comes first

import damage
import flat
from refused import Refused

MEGABYTE = 1024 * 1024
PIECE = MEGABYTE
OVERLAP = 64  # of two pieces of one entry, so that nothing is missed at their edge
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NEEDED = re.compile(r"(\[Content_Types\]\.xml|_rels/\.rels|xl/[^/]+\.xml|xl/_rels/[^/]+\.rels|xl/worksheets/[^/]+\.xml"
                    r"|xl/worksheets/_rels/[^/]+\.rels)", re.IGNORECASE)  # fmt: skip
UNSAFE = re.compile(r"^/|\\|(^|/)\.\.(/|$)|:|\x00")
FORBIDDEN = re.compile(rb"<!DOCTYPE|<!ENTITY|<!\[INCLUDE", re.IGNORECASE)
WIDE = re.compile(rb"""\sr=["']([A-Z]{2,4})[0-9]""")
FAR = re.compile(rb"""\sr=["'][A-Z]{0,4}([0-9]{5,})["']""")
ROW = re.compile(rb"<(?:[A-Za-z0-9]+:)?row[\s>/]")
CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[\s>/]")


def hold(limits):
    """Let this process use no more than it was given."""
    memory = limits["memory_mb"] * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["unpacked_mb"] * MEGABYTE * 2,) * 2)
    for what, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64), (resource.RLIMIT_NPROC, 0)):
        resource.setrlimit(what, (most, most))


def check_directory(book, limits):
    """Check what the archive says of itself, before anything is unpacked."""
    entries = book.infolist()
    if len(entries) > limits["entries"]:
        raise Refused("zip_entries", count=len(entries))
    if sum(entry.file_size for entry in entries) > limits["unpacked_mb"] * MEGABYTE:
        raise Refused("zip_size", limit=limits["unpacked_mb"])
    seen = set()
    for entry in entries:
        name = entry.filename
        if UNSAFE.search(name) or name.lower() in seen or stat.S_ISLNK(entry.external_attr >> 16):
            raise Refused("zip_name")
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if entry.file_size > 5 * MEGABYTE and entry.file_size > limits["ratio"] * max(entry.compress_size, 1):
            raise Refused("zip_ratio", limit=limits["ratio"])
        seen.add(name.lower())
    if not {"[content_types].xml", "xl/workbook.xml"} <= seen:
        raise Refused("not_a_workbook")


class Extent:
    """How far the cells of one sheet reach, counted while it is unpacked."""

    def __init__(self):
        self.rows = self.cells = self.last_row = 0
        self.last_column = 26

    def add(self, piece, fresh):
        """Count in a piece; ``fresh`` is its part that was not counted before."""
        self.rows += len(ROW.findall(fresh))
        self.cells += len(CELL.findall(fresh))
        for found in WIDE.finditer(piece):
            self.last_column = max(self.last_column, column_number(found[1]))
        for found in FAR.finditer(piece):
            self.last_row = max(self.last_row, int(found[1][:12]))

    def check(self, limits):
        """Insist on a size that can be read."""
        rows = max(self.rows, self.last_row)
        if rows > limits["rows"]:
            raise Refused("too_many_rows", rows=rows, limit=limits["rows"])
        if self.last_column > limits["columns"]:
            raise Refused("too_many_columns", columns=self.last_column, limit=limits["columns"])
        if self.cells > limits["cells"] or rows * self.last_column > 4 * limits["cells"]:
            raise Refused("too_many_cells", limit=limits["cells"])


def column_number(letters):
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.decode():
        number = number * 26 + ord(letter) - 64
    return number


def plain_copy(path, limits):
    """Return a file with the workbook's XML, unpacked within the limits and free of declarations that could fetch or multiply."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115  the reader of the workbook closes it
    left = limits["unpacked_mb"] * MEGABYTE
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as clean:
        check_directory(book, limits)
        for entry in book.infolist():
            if NEEDED.fullmatch(entry.filename):
                try:
                    left -= copy_entry(book, entry, clean, limits, left)
                except Refused as refusal:
                    refusal.told["sheet"] = damage.sheets(book).get(entry.filename.lower(), "")
                    raise
    copy.seek(0)
    return copy


def copy_entry(book, entry, clean, limits, left):
    """Copy one entry and return its size."""
    extent = Extent() if "worksheets/" in entry.filename.lower() and "_rels" not in entry.filename else None
    size, tail = 0, b""
    with book.open(entry) as source, clean.open(entry.filename, "w") as target:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > left:
                raise Refused("zip_size", limit=limits["unpacked_mb"])
            if size == len(piece) and (piece[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" in piece[:4]):
                raise Refused("xml_declaration")  # not UTF-8: what it declares could not be seen here
            joined = tail + piece
            if FORBIDDEN.search(joined):
                raise Refused("xml_declaration")
            if extent is not None:
                extent.add(joined, piece)
                extent.check(limits)
            target.write(piece)
            tail = piece[-OVERLAP:]
    return size


def value(cell):
    """Return a cell as JSON: numbers as numbers, days as {"d": …}, everything else as text."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return {"d": cell.isoformat()[:10]}
    if isinstance(cell, (datetime.time, datetime.timedelta)):
        return str(cell)
    if isinstance(cell, float) and (cell != cell or cell in (float("inf"), float("-inf"))):  # noqa: PLR0124
        return "#NUM!"
    return cell


class Out:
    """Writes the lines, and counts what is written."""

    def __init__(self, path, limits):
        self.file, self.limits = open(path, "w", encoding="utf-8", errors="backslashreplace"), limits  # noqa: SIM115
        self.cells = self.text = 0

    def sheet(self, name, merged=()):
        """Begin a sheet."""
        self.line({"sheet": str(name)[:100], "merged": [list(map(list, one)) for one in merged][:5000]})

    def row(self, number, cells):
        """Write one row; empty ones are left out."""
        cells = [value(cell) for cell in cells]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            return
        self.cells += len(cells)
        if self.cells > self.limits["cells"]:
            raise Refused("too_many_cells", limit=self.limits["cells"])
        if len(cells) > self.limits["columns"]:
            raise Refused("too_many_columns", columns=len(cells), limit=self.limits["columns"])
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and len(cell) > self.limits["text"]:
                raise Refused("long_text", row=number, column=place, limit=self.limits["text"])
        self.line([number, cells])

    def line(self, content):
        """Write one line."""
        self.file.write(json.dumps(content, ensure_ascii=False) + "\n")


def read_book(source, out, limits):
    """Write all sheets of a workbook."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  under the limits of memory

    book = CalamineWorkbook.from_object(source)
    shown = [one.name for one in book.sheets_metadata if str(one.visible).endswith("Visible.Visible")]
    names = [name for name in book.sheet_names if name in shown or not shown]
    if len(names) > limits["sheets"]:
        raise Refused("too_many_sheets", sheets=len(names), limit=limits["sheets"])
    for name in names:
        sheet = book.get_sheet_by_name(name)
        out.sheet(name, sheet.merged_cell_ranges or ())
        try:
            if sheet.total_height > limits["rows"]:
                raise Refused("too_many_rows", rows=sheet.total_height, limit=limits["rows"])
            if sheet.total_width > limits["columns"]:
                raise Refused("too_many_columns", columns=sheet.total_width, limit=limits["columns"])
            for number, row in enumerate(sheet.iter_rows(), start=1):
                out.row(number, row)
        except Refused as refusal:
            refusal.told["sheet"] = name
            raise


def read(path, out, limits):
    """Tell by its first bytes what a file is, and read it."""
    with open(path, "rb") as file:
        head = file.read(8)
        if not head:
            raise Refused("empty")
        if head.startswith(OLE):
            whole = head + file.read()
            if ENCRYPTED in whole:
                raise Refused("encrypted")
    if head.startswith(ZIP) or head.startswith(b"PK"):
        read_book(plain_copy(path, limits), out, limits)
    elif head.startswith(OLE):
        with open(path, "rb") as file:
            read_book(file, out, limits)
    elif head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
    ):
        raise Refused("not_a_table")
    else:
        flat.read_csv(path, out, limits)


def main(path, out_path, limits):
    """Read one file; whatever happens becomes the last line."""
    hold(limits)
    out = Out(out_path, limits)
    try:
        read(path, out, limits)
        last = {"end": True}
    except Refused as refusal:
        last = refusal.told
    except MemoryError:
        last = {"refused": "too_large"}
    except (zipfile.BadZipFile, zlib.error, EOFError):
        last = {"refused": "damaged", **damage.place(path)}
    except BaseException as error:
        last = {"refused": "damaged", "what": type(error).__name__, **damage.place(path)}
    out.line(last)
    out.file.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
