"""A table of many rows imported end to end as the restricted role, against reading it with calamine and COPY of the same cells.

Run by :mod:`tests.bench.__main__` as a child, so that its memory is a worker's and nobody else's; prints JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import django

django.setup()

import psycopg
from django.conf import settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from access.choices import AreaLevel
from access.models import Area, User
from access.principals import Principal, acting, system_scope
from access.services import jobs
from enterprises.models import ImportBatch, Unit
from enterprises.services.sheets import batches

PIECE = 1024 * 1024
KILOBYTE = 1024


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of an act, and what it returned."""
    start = time.perf_counter()
    found = act()
    return time.perf_counter() - start, found


def by_hand(path: Path, owner: str) -> float:
    """Return the seconds of reading the file with calamine and writing its cells with COPY."""

    def act() -> None:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
        columns = ", ".join(f"c{n} text" for n in range(len(next(rows))))
        with psycopg.connect(owner) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_copied ({columns})")
            with cursor.copy("COPY bench_copied FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([str(cell) for cell in row])
            connection.commit()
            cursor.execute("DROP TABLE bench_copied")

    return timed(act)[0]


def clock() -> datetime:
    """Return now."""
    return timezone.now()


def again(batch: ImportBatch) -> ImportBatch:
    """Return the batch as it stands."""
    return ImportBatch.objects.as_system("bench").select_related("area").get(pk=batch.pk)


def imported(path: Path) -> dict[str, Any]:
    """Return the seconds of each step of an import, and how many rows were written."""
    with system_scope("bench"):
        user = User.objects.as_system("bench").get(username="committee")
        by = Principal.for_user(user, on=timezone.localdate())
        area = Area.objects.filter(level=AreaLevel.COMMUNITY).order_by("pk")[0]

    def receive() -> ImportBatch:
        with acting(by), path.open("rb") as file:
            chunks = iter(lambda: file.read(PIECE), b"")
            given = {"importer": "enterprises.units", "area": area, "facts_on": by.today, "name": path.name}
            return batches.receive(**given, chunks=chunks, at=clock(), by=by)

    def confirm(batch: ImportBatch) -> str:
        with acting(by):
            batches.confirm(batch=batch, at=clock(), by=by)
        return jobs.run(again(batch).job_id, clock)

    received, batch = timed(receive)
    staged, state = timed(lambda: jobs.run(again(batch).job_id, clock))
    assert state == "done", state
    confirmed, state = timed(lambda: confirm(batch))
    counts = again(batch).counts
    assert (state, counts["applied"]) == ("done", counts["new"]), counts
    return {"received": received, "staged": staged, "confirmed": confirmed, "rows": counts["applied"]}


def main() -> None:
    """Read file and owner's address from standard input; print what was found."""
    given = json.loads(sys.stdin.read())
    settings.MEDIA_ROOT = given["folder"]
    jobs.send = lambda job_id: None  # nobody else takes the job
    with system_scope("bench"):
        before = Unit.objects.as_system("bench").count()
    found = imported(Path(given["file"]))
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTE
    found["child_megabytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTE
    with system_scope("bench"):
        assert Unit.objects.as_system("bench").count() == before + found["rows"]
    found["by_hand"] = by_hand(Path(given["file"]), given["owner"])
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
