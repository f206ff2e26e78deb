"""Files that nobody should send are refused in seconds, in words, with little memory; nothing of them is taken in by halves (I1, I2)."""

import json
import subprocess
import sys
import time

import pytest
from django.core.exceptions import ValidationError

from enterprises.models import ImportBatch, Unit
from enterprises.services.sheets import reading
from tests.enterprises.sheets import job, rows, upload
from tests.files import hostile

QUICK, FULL = 2 * len(hostile.DAMAGES), 300
MOST_SECONDS, MOST_MEGABYTES = 5, 300


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


@pytest.mark.parametrize("name", ["ratio", "three million rows", "one endless line", "far cell"])
def test_a_bomb_takes_little_memory(tmp_path, name):
    assert megabytes(tmp_path, hostile.bombs()[name]) < MOST_MEGABYTES


def test_a_bomb_is_refused_at_once(tmp_path):
    taken = {name: read(tmp_path, content) for name, content in hostile.bombs().items()}
    assert [name for name, (said, seconds) in taken.items() if said is None or seconds > MOST_SECONDS] == []


def test_a_damaged_workbook_is_read_or_refused_in_words(tmp_path):
    slow = {seed: s for seed in range(QUICK) for s in [read(tmp_path, hostile.mutated(seed)[1])[1]] if s > MOST_SECONDS}
    assert slow == {}


@pytest.mark.full
def test_three_hundred_damaged_workbooks_are_read_or_refused_in_words(tmp_path):
    for seed in range(FULL):
        read(tmp_path, hostile.mutated(seed)[1])


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
