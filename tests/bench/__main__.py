"""Print list, detail, search, coverage and REST list as ratios to an authenticated ping of the same run, and an import to COPY.

``./run bench [--units 200000] [--rounds 5] [--rows 100000] [--only import|plan] [--keep FOLDER]``; writes nothing into the checkout.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

from config.environment import BASE_DIR
from tests import processes
from tests.bench import first_load, place, planning
from tests.bench.first_load import MOST_BYTES

REPEATS = {"ping": 40, "coverage": 2, "REST 1000": 5}  # requests of one round; others 10
LEAST = {"list": 0.10, "REST 50": 0.10, "detail": 0.20}  # of the requests per second of a ping (design, section 12)
MOST_SQL = 12
NUMBER = "13800138000"  # of the measured unit's contact
RING_QUERIES, RING_MS = 3, 5.0
REST_TO_SQL, COVERAGE_TO_SQL = 2.0, 1.5
IMPORT_TO_COPY, MOST_MEGABYTES = 6.0, 300
EXPORT_TO_WRITING = {"xlsx": 3, "csv": 15}
EXPORTED, EXPORT_MB = 100_000, 30  # rows of a list as a file; memory that they may add to that of 1,000


def paths(unit: int, code: str) -> dict[str, str]:
    """Return the measured addresses by their names in the table."""
    return {
        "ping": "/api/v1/ping",
        "list": "/enterprises/",
        "detail": f"/enterprises/{unit}/",
        "search name": f"/enterprises/?q={quote('朝阳机械')}",
        "search initials": "/enterprises/?q=slzyjx",
        "search code": f"/enterprises/?q={code[:12]}",
        "search number": f"/enterprises/?q={NUMBER}",
        "orgs": "/orgs/",
        "coverage": "/reports/coverage/",
        "REST 50": "/api/v1/units/",
        "REST 1000": "/api/v1/units/?page_size=1000",
    }


def measure(address: str, session: str, wanted: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds per request of every round, the addresses taking turns."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
    found: dict[str, list[float]] = {name: [] for name in wanted}
    for turn in range(rounds + 1):
        for name, path in wanted.items():
            taken = []
            for _ in range(REPEATS.get(name, 10)):
                start = time.perf_counter()
                connection.request("GET", path, headers={"Cookie": session})
                answer = connection.getresponse()
                answer.read()
                taken.append((time.perf_counter() - start) * 1000)
                assert answer.status == 200, (name, answer.status)
            if turn:  # the first warms up
                found[name].append(median(taken))
    return found


def say(*cells: object) -> None:
    """Print one line of the table."""
    widths = (18, 12, 12, 8, 0)
    sys.stdout.write("".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=False)) + "\n")


def verdict(*, holds: bool) -> str:
    """Word whether a figure is met."""
    return "holds" if holds else "MISSED"


def report(found: dict[str, list[float]], inside: dict) -> None:
    """Print the table."""
    ping = median(found["ping"])
    say("page", "ms (median)", "rps / ping", "SQL", "")
    for name, taken in found.items():
        ratio, asked = ping / median(taken), inside["counts"][name]
        goal = ""
        if name in LEAST:
            goal = f"{verdict(holds=ratio >= LEAST[name])} (>= {LEAST[name]:.2f})"
        if name != "ping":
            goal = f"{goal}  SQL {verdict(holds=asked <= MOST_SQL)} (<= {MOST_SQL})".strip()
        say(name, f"{median(taken):.1f}", f"{ratio:.3f}", asked, goal)
    compared = [
        ("REST 1000 / its SQL with orjson", median(found["REST 1000"]), inside["sql_list_ms"], REST_TO_SQL),
        ("coverage figure / SQL by hand", *inside["coverage"], COVERAGE_TO_SQL),
    ]
    for name, mine, theirs, most in compared:
        ratio = mine / theirs
        say(f"{name}: {mine:.1f} / {theirs:.1f} ms = {ratio:.2f}  {verdict(holds=ratio <= most)} (<= {most})")
    guarded, free = inside["rows"]
    cost = inside["ring_ms"] + max(guarded - free, 0)
    say(
        f"guard rings of the list: {inside['ring_queries']} queries, {inside['ring_ms']:.1f} ms for principal, scope and"
        f" door, {guarded - free:+.1f} ms for row-level security:"
        f" {verdict(holds=inside['ring_queries'] <= RING_QUERIES and cost <= RING_MS)} (<= {RING_QUERIES}, {RING_MS} ms)"
    )


def inside(module: str, wanted: dict[str, str], app_url: str) -> dict:
    """Measure in a child that has only the restricted role."""
    import os

    own = {"DATABASE_URL": app_url, "DATABASE_ROLE": "app"}
    command = [sys.executable, "-m", f"tests.bench.{module}"]
    answer = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=os.environ | own,
        input=json.dumps(wanted),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(answer.stdout)


def report_export(app_url: str) -> None:
    """Export the list of units, and print what that took."""
    told = inside("exporting", {"rows": EXPORTED}, app_url)
    for kind, (mine, worked) in told["mine"].items():
        plain, least = told["plain"][kind]
        say(
            f"export of {told['rows']:,} rows x {told['columns']} columns to {kind} / writing the same cells:"
            f" {mine:.1f} / {plain:.2f} s = {mine / plain:.1f}; processor time of worker and database"
            f" {worked:.1f} / {least:.2f} s = {worked / least:.1f}  {verdict(holds=worked / least <= EXPORT_TO_WRITING[kind])}"
            f" (<= {EXPORT_TO_WRITING[kind]})"
        )
    few, whole = told["peak_mb"]
    say(
        f"export, peak memory: {few:.0f} MB for 1,000 rows, {whole:.0f} MB for {told['rows']:,}"
        f"  {verdict(holds=whole - few <= EXPORT_MB)} (<= +{EXPORT_MB} MB)"
    )


def report_import(rows: int, first: int, owner: str, app_url: str) -> None:
    """Import a table of new units, and print what that took."""
    from tests.bench import table

    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder:
        path = Path(folder) / "table.xlsx"
        table.write(path, rows, first)
        found = inside("importing", {"file": str(path), "folder": folder, "owner": owner}, app_url)
    steps = [found[name] for name in ("received", "staged", "confirmed")]
    ratio = sum(steps) / found["by_hand"]
    memory = max(found["megabytes"], found["child_megabytes"])
    say(
        f"import of {found['rows']:,} rows x {len(table.COLUMNS)} columns / calamine and COPY: {sum(steps):.1f}"
        f" ({' + '.join(f'{one:.1f}' for one in steps)}) / {found['by_hand']:.1f} s = {ratio:.1f}"
        f"  {verdict(holds=ratio <= IMPORT_TO_COPY)} (<= {IMPORT_TO_COPY}); {found['rows'] / sum(steps):,.0f} rows/s;"
        f" worker {found['megabytes']:.0f} MB, its largest child {found['child_megabytes']:.0f} MB"
        f" {verdict(holds=memory <= MOST_MEGABYTES)} (<= {MOST_MEGABYTES})"
    )


def report_plan() -> None:
    """Plan a district, and print what that took and what is proved."""
    spent, proved, holds = planning.measure()
    say(
        f"plan of {planning.STREETS * planning.UNITS:,} units: {spent:.1f} s of processor time"
        f"  {verdict(holds=holds and spent <= planning.MOST_SECONDS)} (<= {planning.MOST_SECONDS} s); {proved}"
    )


def main() -> None:
    """Fill, serve, measure, print."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--units", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", default="", help="keep the generated database in this folder for the next run")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the table that is imported; they stay")
    parser.add_argument("--only", choices=["pages", "import", "export", "plan"], help="measure only this")
    options = parser.parse_args()
    if options.only in {None, "plan"}:
        report_plan()
    if options.only == "plan":
        return
    with place.folder(options.keep) as path, place.cluster(path) as owner:
        import django

        django.setup()
        from config import database
        from enterprises.models import Unit
        from enterprises.models.unit import phone_values
        from tests.bench import world

        start = time.perf_counter()
        if not Unit.objects.as_system("bench").exists():
            world.fill(owner, options.units)
        count = Unit.objects.as_system("bench").count()
        say(f"{count:,} units, made in {time.perf_counter() - start:.0f} s; median of {options.rounds} rounds")
        unit = Unit.objects.as_system("bench").order_by("pk")[count // 2]
        Unit.objects.as_system("bench").filter(pk=unit.pk).update(**phone_values(f"+86{NUMBER}"))
        wanted, app_url = paths(unit.pk, unit.uscc), database.app_url(owner)
        if options.only in {None, "pages"}:
            known = inside("inside", wanted, app_url)
            with processes.serving(app_url) as address:
                report(measure(address, known["session"], wanted, options.rounds), known)
                size = first_load.transferred(address, known["session"])
                say(f"survey page, first load: {size:,} bytes  {verdict(holds=size <= MOST_BYTES)} (<= {MOST_BYTES:,})")
        if options.only in {None, "export"}:
            report_export(app_url)
        if options.only in {None, "import"} and options.rows:
            report_import(options.rows, count + 1, owner, app_url)


if __name__ == "__main__":
    main()
