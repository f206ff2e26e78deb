"""Finds where a workbook is damaged, so that its refusal can say so: part, sheet, row and column, as far as they can be read.

Imported by ``child.py`` inside its limits, without the application; what it reads is hostile, and whatever it cannot tell it leaves out.
"""

# mypy: ignore-errors
import re
import zipfile
import zlib
from xml.parsers import expat

PIECE, MOST_BYTES = 64 * 1024, 200 * 1024 * 1024
WORKBOOK, RELATIONS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
PARTS = (WORKBOOK, RELATIONS, STRINGS, "xl/styles.xml")
KINDS = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})  # of cells
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")


class Found(Exception):
    """Ends the reading of a part at its damage."""


def elements(text, name):
    """Yield the attributes of every element of that name, well-formed or not."""
    for tag in re.findall(rf"<(?:\w+:)?{name}\s([^<>]*)>", text):
        yield dict(ATTRIBUTE.findall(tag))


def sheets(book):
    """Return {part: name of the sheet} as far as the workbook tells it."""
    try:
        listed, related = (book.read(part)[: PIECE * 16].decode("utf-8", "replace") for part in (WORKBOOK, RELATIONS))
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in elements(related, "Relationship")}
    found = {}
    for one in elements(listed, "sheet"):
        target = targets.get(one.get("r:id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found[part.lower()] = one.get("name", "")[:100]
    return found


class Part:
    """One part as it is parsed, and the cell that was reached."""

    def __init__(self, strings):
        self.strings, self.reached, self.items = strings, {}, 0
        self.kind, self.text, self.is_value = "", "", False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.declared

    def declared(self, *_what):
        """Stop at what no workbook needs."""
        raise Found

    def start(self, name, given):
        """Note rows and cells, and stop at one that cannot be."""
        name = name.rpartition(":")[2]
        if name == "row":
            number = given.get("r", "")
            self.reached = {"row": int(number)} if number.isdigit() else {"row": self.reached.get("row", 0) + 1}
            if number and not number.isdigit():
                raise Found
        elif name == "c":
            place = CELL.fullmatch(given.get("r", "A1"))
            if place is None:
                self.reached.pop("column", None)
                raise Found
            if "r" in given:
                self.reached = {"row": int(place[2]), "column": number_of(place[1])}
            self.kind = given.get("t", "n")
            if self.kind not in KINDS:
                raise Found
        elif name == "si":
            self.items += 1
        self.is_value, self.text = name == "v", ""

    def characters(self, text):
        """Gather the value of a cell."""
        if self.is_value and len(self.text) < PIECE:
            self.text += text

    def end(self, _name):
        """Stop at a text that is not there."""
        if self.is_value and self.kind == "s" and not (self.text.isdigit() and int(self.text) < self.strings):
            raise Found
        self.is_value = False


def number_of(letters):
    """Return the number of a column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def broken(book, name, strings):
    """Parse one part; return (damage or None, how many texts it has)."""
    part, left = Part(strings), MOST_BYTES
    try:
        with book.open(name) as source:
            while left > 0 and (piece := source.read(PIECE)):
                left -= len(piece)
                part.parser.Parse(piece, False)
        part.parser.Parse(b"", True)
    except (Found, expat.ExpatError, ValueError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
        return part.reached, part.items
    return None, part.items


def place(path):
    """Return what is known of the first damage of a workbook: part, sheet, row, column (from 0)."""
    try:
        with zipfile.ZipFile(path) as book:
            return _place(book)
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError):
        return {}


def _place(book):
    names, strings = set(book.namelist()), 0
    for part in PARTS:
        if part in names:
            where, items = broken(book, part, 0)
            if where is not None:
                return {"part": part}
            strings = items if part == STRINGS else strings
        elif part in {WORKBOOK, RELATIONS}:
            return {"part": part}
    found = sheets(book)
    known = {name.lower(): name for name in names}
    for part, sheet in found.items():
        if part not in known:
            return {"part": part, "sheet": sheet}
        where, _items = broken(book, known[part], strings)
        if where is not None:
            without_texts = strings == 0 and STRINGS not in names
            return {"part": STRINGS} if without_texts and where else {"part": part, "sheet": sheet, **where}
    return {}
