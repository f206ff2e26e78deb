"""Measured inside one process as the restricted role: a list as a file, against writing the same cells by the fastest writer.

Run by :mod:`tests.bench.__main__` as a child with memory of its own; prints JSON.
"""

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

import xlsxwriter
from django.conf import settings
from django.db import connection
from django.utils import timezone

from access.models import Job, User
from access.principals import Principal, acting, system_scope
from access.registries import exporters
from access.services import jobs
from enterprises.services.sheets import exports

CODE, FEW = "enterprises.units", 1_000


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def work() -> float:
    """Return the processor time of this process and of its backend in the database, which is on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    told = Path(f"/proc/{backend}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return time.process_time() + (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def seconds(act: Callable[[], object]) -> tuple[float, float]:
    """Return how long an act takes, and its processor time."""
    start, begun = time.perf_counter(), work()
    act()
    return time.perf_counter() - start, work() - begun


def limited(most: int) -> None:
    """Let the list have that many rows at most."""
    whole = exporters._entries[CODE]
    keys = whole.keys
    exporters._entries[CODE] = replace(whole, keys=lambda asked, by: islice(keys(asked, by), most))


def export(user: User, kind: str) -> None:
    """Export the list as the worker does."""
    by = Principal.for_user(user, on=timezone.localdate())
    with acting(by):
        job = exports.ask(exporter=CODE, query={}, kind=kind, full=False, purpose="bench", at=timezone.now(), by=by)
    state = jobs.run(job.pk, timezone.now)
    assert state == "done", Job.objects.for_worker().get(pk=job.pk).error


def cells(user: User) -> list[list[Any]]:
    """Return the same cells, read beforehand."""
    by, one = Principal.for_user(user, on=timezone.localdate()), exporters.get(CODE)
    asked = exports.Asked({}, timezone.localdate())
    with acting(by):
        keys = list(one.keys(asked, by))
        return [
            list(row) for start in range(0, len(keys), FEW) for row in one.rows(asked, by, keys[start : start + FEW])
        ]


def by_xlsxwriter(rows: list[list[Any]], path: Path) -> None:
    """Write cells as fast as the library does, row by row."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def by_csv(rows: list[list[Any]], path: Path) -> None:
    """Write cells as fast as the standard library does."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)


def main() -> None:
    """Export a few rows, then all; print seconds and memory."""
    most = json.loads(sys.stdin.read())["rows"]
    jobs.send = lambda pk: None  # the worker is this process
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        with system_scope("bench"):
            user = User.objects.as_system("bench").get(username="committee")
        limited(most)
        whole = exporters._entries[CODE]
        exporters._entries[CODE] = replace(whole, keys=lambda asked, by: islice(whole.keys(asked, by), FEW))
        export(user, "xlsx")
        small = peak_mb()
        exporters._entries[CODE] = whole
        taken = {kind: seconds(lambda kind=kind: export(user, kind)) for kind in ("xlsx", "csv")}
        large = peak_mb()
        read = cells(user)
        plain = {
            "xlsx": seconds(lambda: by_xlsxwriter(read, Path(folder) / "plain.xlsx")),
            "csv": seconds(lambda: by_csv(read, Path(folder) / "plain.csv")),
        }
    answer = {"rows": len(read), "columns": len(read[0]), "mine": taken, "plain": plain, "peak_mb": [small, large]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
