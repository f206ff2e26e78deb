"""Reads a CSV file, in the process that reads files (``child.py``)."""

# mypy: ignore-errors
import csv
import io

from refused import Refused

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(raw):
    """Return the text of a CSV file and refuse what is in no known encoding."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise Refused("encoding", row=raw[: error.start].count(b"\n") + 1) from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as first:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            raise Refused("encoding", row=raw[: first.start].count(b"\n") + 1) from None


def read_csv(path, out, limits):
    """Write the rows of a CSV file."""
    with open(path, "rb") as file:
        text = decoded(file.read())
    if "\x00" in text:
        raise Refused("binary", row=text[: text.index("\x00")].count("\n") + 1)
    first = "\n".join(text.splitlines()[:20])
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(limits["text"] + 1)
    out.sheet("")
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number > limits["rows"]:
                raise Refused("too_many_rows", rows=number, limit=limits["rows"])
            out.row(number, row)
    except csv.Error:
        raise Refused("long_text", row=number + 1, column=0, limit=limits["text"]) from None
