"""Tables as streets have them are understood without touching the meaning of their columns: at least 95 of 100 good rows."""

from enterprises.rules import contact, uscc
from enterprises.rules.sheets.layout import Merges, Vocabulary, is_data, recognise
from enterprises.services.sheets import reading
from enterprises.services.sheets.importers import Parsed, parse
from enterprises.services.sheets.unit_fields import fields
from tests.files import dirty

FIELDS = {one.name: one for one in fields()}
LEAST = 0.95


def understood(tmp_path, seed):
    """Return (rows understood rightly, rows) of one file."""
    name, content, meant = dirty.made(seed)
    path = tmp_path / name
    path.write_bytes(content)
    found = {}
    for sheet in reading.sheets(path, name):
        merges = Merges(sheet.merged)
        rows = [(number, merges.fill(number, row)) for number, row in sheet.rows]
        layout = recognise(rows, Vocabulary(fields()))
        for number, row in rows if layout else ():
            if number >= layout.first_row and is_data(row, layout):
                one = Parsed(number, sheet.name, number, row)
                parse(one, layout.columns, FIELDS)
                found[one.values.get("name")] = one
    right = 0
    for one in meant:
        said = found.get(one["name"])
        values = said.values if said and not said.is_refused else {}
        same = {
            "uscc": uscc.normalise(str(values.get("uscc", ""))),
            "contact_phone": contact.normalise_phone(str(values.get("contact_phone", "")))[-11:],
        }
        right += all((values | same).get(part) == value for part, value in one.items())
    return right, len(meant), len(found)


def test_good_rows_of_fifty_dirty_files_are_understood_as_they_are(tmp_path):
    taken = {seed: understood(tmp_path, seed) for seed in range(dirty.KINDS)}
    good, rows = sum(one[0] for one in taken.values()), sum(one[1] for one in taken.values())
    assert dirty.KINDS >= 50
    assert good / rows >= LEAST, {seed: one for seed, one in taken.items() if one[0] < one[1]}
    assert all(found <= rows for _good, rows, found in taken.values())  # totals and notes are no rows
