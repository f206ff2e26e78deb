"""What the pages of imports say of rows and files: where a row stands in Excel, what was not taken back, that reading ended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from enterprises.models import Unit
from enterprises.services.sheets import batches
from tests.enterprises.sheets import act, again, confirmed, rows, upload, work, workbook
from tests.factories.access import TODAY
from tests.factories.enterprises import code, unit

HEAD = ["单位名称", "统一社会信用代码", "所在社区", "联系电话", "职工人数"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def test_a_row_that_stands_twice_is_told_by_sheet_and_row_as_excel_shows_them(land, east):
    one, two = code(), code()
    first = [["东街道台账"], HEAD, [None], ["甲有限公司", one, "东一社区"], ["乙有限公司", two, "东一社区"]]
    second = [HEAD, ["甲有限公司", one, "东一社区"], ["乙有限公司", two, "东一社区"]]
    found = rows(upload(workbook(("一季度", first), ("二季度", second)), east, land.east), verdict="conflict")
    assert [(row.sheet, row.number) for row in found] == [("二季度", 2), ("二季度", 3)]
    assert [row.findings[0]["message"] for row in found] == [
        "与本文件工作表“一季度”第4行重复，只保留一行。", "与本文件工作表“一季度”第5行重复，只保留一行。",
    ]  # fmt: skip
    lines = [",".join(HEAD[:3]), f"丙有限公司,{one},东一社区", f"丙有限公司,{one},东一社区"]
    (found,) = rows(upload("\n".join(lines).encode(), east, land.east, name="台账.csv"), verdict="conflict")
    assert found.findings[0]["message"] == "与本文件第2行重复，只保留一行。"


def test_rows_that_were_never_written_are_not_counted_as_kept_when_a_batch_is_taken_back(land, east):
    known = unit(land.first, name="老单位有限公司")
    content = [HEAD, ["甲有限公司", code(), "东一社区", None, 9], ["老单位有限公司", known.uscc, "东一社区", None, 12]]
    batch = upload(workbook(("a", content)), east, land.east)
    Unit.objects.as_system("t").filter(pk=known.pk).update(version=known.version + 1)
    batch = confirmed(batch, east)
    assert (batch.counts["applied"], batch.counts["not_applied"]) == (1, 1)
    act(batches.undo, batch, east)
    _state, batch = work(batch)
    assert (batch.counts["undone"], batch.counts["not_undone"], batch.counts["not_applied"]) == (1, 0, 1)


def test_a_file_that_could_not_be_read_says_so_and_what_to_do(land, east, sign_in):
    client, data = sign_in(east), {"importer": "enterprises.units", "area": land.east.pk, "facts_on": TODAY.isoformat()}
    path = reverse("enterprises:import_upload")
    page = client.post(path, data | {"file": SimpleUploadedFile("台账.xlsx", b"PK\x03\x04 broken")}).headers["Location"]
    listed = client.get(reverse("enterprises:imports")).content.decode()
    assert "识别中" in listed
    batch = again(batches.ImportBatch.objects.as_system("t").get())
    assert work(batch)[0] == "failed"
    listed, shown = client.get(reverse("enterprises:imports")).content.decode(), client.get(page).content.decode()
    assert "识别中" not in listed + shown
    assert "识别失败" in listed
    assert "打开查看原因和办法" in listed
    assert "识别失败" in shown
    assert "改正表格后重新上传" in shown
    assert path in shown
