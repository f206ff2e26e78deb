"""Files that nobody should send are refused in seconds, in words, with little memory; nothing of them is taken in by halves (I1, I2)."""

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from access.choices import Role
from enterprises.models import ImportBatch, ScaleFact, StatusFact, Unit
from enterprises.services.sheets import batches, reading
from tests.enterprises.sheets import act, confirmed, job, rows, upload, work
from tests.enterprises.test_imports_pages import send, signed_in
from tests.files import hostile
from tests.files.measured import Measured

QUICK, FULL = 30, 300
MOST_SECONDS = 40  # a bomb that is read takes minutes; the machine may have other work
MOST_MEGABYTES, MOST_CPU = 300, 10


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def read(tmp_path, content):
    """Read a file; return (sentence or None, seconds)."""
    path, began = tmp_path / "file", time.monotonic()
    path.write_bytes(content)
    try:
        found = reading.sheets(path, "台账.xlsx")
        assert all(isinstance(number, int) for sheet in found for number, _cells in sheet.rows)
        said = None
    except ValidationError as refusal:
        (said,) = refusal.messages
        assert "“台账.xlsx”" in said
    return said, time.monotonic() - began


MEASURED = """
import runpy, sys
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def megabytes(tmp_path, content):
    """Return the most memory that reading a file took."""
    path = tmp_path / "file"
    path.write_bytes(content)
    limits = json.dumps(reading.LIMITS)
    command = [sys.executable, "-c", MEASURED, str(reading.CHILD), str(path), str(tmp_path / "out"), limits]
    return int(subprocess.run(["env", *command], capture_output=True, check=True).stdout) / 1024


@pytest.mark.full
def test_three_hundred_damaged_workbooks_take_little_memory(tmp_path):
    taken = [megabytes(tmp_path, hostile.mutated(seed)[1]) for seed in range(FULL)]
    print(f"{FULL} files, at most {max(taken):.0f} MB")
    assert max(taken) < MOST_MEGABYTES


@pytest.mark.parametrize("name", ["ratio", "three million rows", "one endless line", "far cell"])
def test_a_bomb_takes_little_memory(tmp_path, name):
    assert megabytes(tmp_path, hostile.bombs()[name]) < MOST_MEGABYTES


def test_a_bomb_is_refused_at_once(tmp_path):
    taken = {name: read(tmp_path, content) for name, content in hostile.bombs().items()}
    assert [name for name, (said, seconds) in taken.items() if said is None or seconds > MOST_SECONDS] == []


@pytest.fixture
def measured(monkeypatch):
    monkeypatch.setattr(Measured, "found", [])
    monkeypatch.setattr(reading.subprocess, "Popen", Measured)
    return Measured.found


def everything():
    """Return how many rows there are in what an import may touch."""
    return [model.objects.as_system("t").count() for model in (Unit, ScaleFact, StatusFact)]


PLACES = {  # where a damage is said to be, as far as it can be read
    "cut": "“台账.xlsx”已损坏", "no sheet": "工作表“企业”已损坏", "no strings": "部件xl/sharedStrings.xml缺失",
    "no relations": "部件xl/_rels/workbook.xml.rels缺失", "workbook cut": "部件xl/workbook.xml", "styles with noise": "部件xl/styles.xml",
    "strings cut": "部件xl/sharedStrings.xml", "string that is not there": "工作表“企业”第1行第A列附近",
    "kind of cell unknown": "工作表“企业”第1行第A列附近", "reference of a cell wrong": "工作表“企业”第2行附近",
    "negative row": "工作表“企业”第2行附近", "another encoding": "“企业”内部含有不允许的声明",
}  # fmt: skip


@pytest.mark.parametrize("damage", PLACES)
def test_the_refusal_of_a_damaged_workbook_says_where_it_is_damaged(tmp_path, damage):
    said, _seconds = read(tmp_path, hostile.mutated(list(hostile.DAMAGES).index(damage))[1])
    assert PLACES[damage] in said


def test_a_sheet_that_breaks_off_is_refused_with_the_last_cell_that_was_read(tmp_path):
    content = hostile.changed(hostile.good(), hostile.SHEET, lambda body: body[: body.index(b'<c r="B4"')])
    assert "工作表“企业”第4行第A列附近" in read(tmp_path, content)[0]


def test_a_sheet_that_is_too_large_is_named_before_it_is_unpacked(tmp_path):
    assert "“台账.xlsx”“企业”有" in read(tmp_path, hostile.bombs()["three million rows"])[0]


def test_a_damaged_workbook_sent_by_the_page_is_previewed_or_refused_in_words(land, measured):
    assert len(hostile.DAMAGES) >= 22
    clerk, before = signed_in(Role.STREET_OFFICER, land.east_body), everything()
    for seed in range(QUICK):
        damage, content = hostile.mutated(seed)
        answer = send(clerk, land, content)
        assert answer.status_code == 302, (seed, damage, answer.status_code)
        batch = ImportBatch.objects.as_system("t").latest("pk")
        state, batch = work(batch)
        assert (state, batch.state) in {("done", "preview"), ("failed", "reading")}, (seed, damage)
        assert clerk.get(answer.headers["Location"]).status_code == 200
        if state == "failed":
            error = job(batch).error
            assert "“台账.xlsx”" in error or "数据行" in error, (seed, damage, error)
            assert error.endswith("。"), (seed, damage, error)
        for row in rows(batch):
            assert row.verdict != "error" or all(one["message"] for one in row.findings)
            assert row.number > 0
    assert everything() == before
    assert len(measured) == QUICK
    assert max(measured) < MOST_CPU


def test_a_bomb_sent_by_the_page_is_refused_with_its_name_and_leaves_nothing(land, measured, settings):
    clerk, before = signed_in(Role.STREET_OFFICER, land.east_body), everything()
    sent = [content for name, content in hostile.bombs().items() if content]
    assert len(sent) >= 14
    for content in sent:
        assert send(clerk, land, content).status_code == 302
        state, batch = work(ImportBatch.objects.as_system("t").latest("pk"))
        assert (state, batch.state) == ("failed", "reading")
        assert "台账.xlsx" in job(batch).error
        assert rows(batch) == []
    assert everything() == before
    assert max(measured) < MOST_CPU
    assert {path.name for path in settings.MEDIA_ROOT.iterdir()} == {"imports"}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(land, settings):
    clerk = signed_in(Role.STREET_OFFICER, land.east_body)
    kind = "multipart/form-data; boundary=x"
    for size in (settings.MOST_BODY_BYTES + 1, 10**9, 10**30):
        answer = clerk.generic("POST", reverse("enterprises:import_upload"), b"--x", kind, CONTENT_LENGTH=str(size))
        assert answer.status_code == 413
        assert "21 MB" in answer.content.decode()
    assert clerk.generic("POST", reverse("enterprises:import_upload"), b"", kind, CONTENT_LENGTH="0").status_code == 422
    assert not settings.MEDIA_ROOT.joinpath("imports").exists()


def test_uploaded_files_are_removed_after_a_month_and_what_was_read_of_them_stays(land, east):
    batch = upload(hostile.good(), east, land.east)
    (path,) = batches.folder().iterdir()
    assert batches.drop_old_uploads(datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(days=29)) == 0
    assert batches.drop_old_uploads(datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(days=31)) == 1
    assert len(rows(batch)) == 5
    with pytest.raises(ValidationError, match="重新上传"):
        act(batches.choose_columns, batch, east, chosen={"单位名称": "name"})
    assert confirmed(batch, east).counts["applied"] == 5


def test_a_refused_file_leaves_no_row_and_no_unit_and_says_where(land, east):
    before = Unit.objects.as_system("t").count()
    for name in ("ratio", "far cell", "laughs"):
        batch = upload(hostile.bombs()[name], east, land.east)
        assert (batch.state, job(batch).state) == ("reading", "failed"), name
        assert "台账.xlsx" in job(batch).error
        assert rows(batch) == []
    assert "“企业”" in job(upload(hostile.bombs()["long text"], east, land.east)).error
    assert Unit.objects.as_system("t").count() == before
    assert ImportBatch.objects.as_system("t").count() == 4
