"""Tables as streets have them are understood without touching the meaning of their columns: at least 95 of 100 good rows."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from enterprises.models import ScaleFact, Unit
from enterprises.rules import contact, uscc
from enterprises.rules.sheets.layout import Merges, Vocabulary, is_data, recognise
from enterprises.services.sheets import reading
from enterprises.services.sheets.importers import Parsed, parse
from enterprises.services.sheets.unit_fields import fields
from tests.enterprises.sheets import confirmed, upload
from tests.factories.access import TODAY
from tests.factories.enterprises import code
from tests.files import biff, dirty

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


@pytest.mark.parametrize(
    "seed", [8, 9, pytest.param(18, marks=pytest.mark.full), pytest.param(19, marks=pytest.mark.full)]
)
def test_the_rows_of_an_old_workbook_become_units_as_they_are(land, east, seed):
    name, content, meant = dirty.made(seed)
    assert name.endswith(".xls")
    batch = confirmed(upload(content, east, land.east, name), east)
    assert (batch.state, batch.counts["new"], batch.counts["applied"]) == ("applied", len(meant), len(meant))
    for one in meant:
        unit = Unit.objects.as_system("t").get(uscc=one["uscc"])
        staff = ScaleFact.objects.as_system("t").as_of(TODAY).get(unit=unit).staff
        said = (unit.name, unit.founded_on.isoformat(), unit.contact_phone[-11:], staff)
        assert said == tuple(one[part] for part in ("name", "founded_on", "contact_phone", "staff"))
    again = upload(content, east, land.east, name)
    assert again.counts["same"] == len(meant)


def test_an_old_workbook_keeps_days_as_days_and_texts_that_go_over_its_records(tmp_path):
    day, head = date(2012, 5, 3), ["单位名称", "统一社会信用代码", "成立日期", "从业人员", "地址"]
    rows = [[f"示例{n}有限公司", code(), day + timedelta(days=n), n, "某某路" + "长" * (n % 180)] for n in range(400)]
    path = tmp_path / "old.xls"
    path.write_bytes(biff.workbook(("台账", [head, *rows])))
    (sheet,) = list(reading.sheets(path, "old.xls"))
    cells = [[{"d": cell.isoformat()} if isinstance(cell, date) else cell for cell in row] for row in rows]
    assert [row for _number, row in sheet.rows] == [head, *cells]


def test_one_cell_in_the_far_corner_of_an_old_workbook_is_no_table(tmp_path):
    far = [["单位名称", "代码"]] + [[] for _ in range(65_534)] + [[""] * 255 + ["x"]]
    path = tmp_path / "far.xls"
    path.write_bytes(biff.workbook(("台账", far), merged=[]))
    with pytest.raises(ValidationError) as wrong:
        reading.sheets(path, "far.xls")
    assert wrong.value.error_dict["file"][0].code in {"sheet_too_large", "sheet_too_many_columns"}
