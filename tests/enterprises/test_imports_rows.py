"""What one row of a table of units means beside the others: where it lies, which unit it is, and all that is wrong with it."""

import pytest

from tests.enterprises.sheets import rows, upload, workbook
from tests.factories.access import AreaFactory
from tests.factories.enterprises import code, unit

HEAD = ["单位名称", "统一社会信用代码", "无代码原因", "所在辖区", "联系电话", "职工人数", "正式党员", "成立日期"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def judged(land, by, *lines):
    filled = [[*line, *[None] * (len(HEAD) - len(line))] for line in lines]
    return rows(upload(workbook(("表", [HEAD, *filled])), by, land.east))


@pytest.mark.parametrize(
    ("said", "is_meant"),
    [
        ("新华社区", True),
        ("新华", True),
        ("新华村", True),
        ("新华街道", False),
        ("新华街道办事处", False),
        ("东街道", True),
    ],
)
def test_a_street_of_others_is_not_taken_for_a_community_of_its_name(land, east, said, is_meant):
    AreaFactory(parent=land.east, community=True, name="新华社区")
    AreaFactory(parent=land.county, name="新华街道")
    (row,) = judged(land, east, ["新单位有限公司", code(), None, said])
    assert row.verdict == ("new" if is_meant else "error")
    assert is_meant or [one["field"] for one in row.findings] == ["area"]


def test_units_of_one_name_without_a_code_are_told_apart_by_their_place(land, east):
    name, why = "便民超市", "正在办理登记"
    found = judged(
        land, east, [name, None, why, "东一社区"], [name, None, why, "东二社区"], [name, None, why, "东一社区"]
    )
    assert [row.verdict for row in found] == ["new", "new", "conflict"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_unit_said_once_with_its_code_and_once_without_enters_once(land, east, first):
    pair = [["新单位有限公司", code(), None, "东一社区"], ["新单位有限公司", None, "正在办理登记", "东一社区"]]
    found = judged(land, east, pair[first], pair[1 - first])
    assert [row.verdict for row in found] == ["new", "conflict"]
    assert "第2行" in found[1].findings[0]["message"]


def test_two_codes_of_one_name_are_two_units(land, east):
    found = judged(land, east, ["分店", code(), None, "东一社区"], ["分店", code(), None, "东一社区"])
    assert [row.verdict for row in found] == ["new", "new"]


def test_a_known_unit_named_by_code_and_by_name_changes_once(land, east):
    known = unit(land.first, name="老单位有限公司")
    found = judged(
        land, east, ["老单位有限公司", known.uscc, None, None, None, 77], ["老单位有限公司", None, None, None, None, 78]
    )
    assert [row.verdict for row in found] == ["changed", "conflict"]


def test_everything_wrong_with_a_row_is_said_at_once(land, east):
    known = unit(land.first, name="老单位有限公司")
    found = judged(
        land, east,
        ["新单位有限公司", None, None, "东一社区", "12", 5, 9, "2099-01-01"],
        ["老单位有限公司", known.uscc, None, None, "12", 5, 9, None],
        ["坏代码有限公司", 9.12101e17, None, "哪里", None, 5, 9, None],
        ["看不懂有限公司", code(), None, "东一社区", None, "很多", 9, "不记得"],
    )  # fmt: skip
    assert {row.verdict for row in found} == {"error"}
    said = [{one["field"] for one in row.findings} for row in found]
    assert said == [
        {"contact_phone", "uscc", "founded_on", "formal"}, {"contact_phone", "formal"}, {"uscc", "area", "formal"},
        {"staff", "founded_on"},
    ]  # fmt: skip
