"""Measured inside one process as the restricted role: SQL per page, what the rings cost, the list's own SQL by hand.

Run by :mod:`tests.bench.__main__` as a child, because the parent is the owner; prints JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from unittest.mock import patch

import django

django.setup()

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import middleware
from access.doors import Door
from access.models import User
from access.principals import Principal, open_scope, system_scope
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.performance.counting import FRAME

ROUNDS = 7
BY_HAND = """
SELECT count(*) FILTER (WHERE EXISTS (
         SELECT FROM orgs_coverage c WHERE c.unit_id = u.id AND c.superseded_at IS NULL AND c.valid @> current_date)),
       count(*)
FROM enterprises_unit u
JOIN enterprises_statusfact s ON s.unit_id = u.id AND s.superseded_at IS NULL AND s.valid @> current_date
JOIN enterprises_basefact b ON b.unit_id = u.id AND b.superseded_at IS NULL AND b.valid @> current_date
WHERE s.status = 'operating' AND b.in_base
"""


def milliseconds(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of an act."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return median(found)


def queries(client: Client, path: str) -> list[dict]:
    """Return the statements of a page, without those that keep the session."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return [query for query in captured.captured_queries if not query["sql"].startswith(tuple(FRAME))]


def timed(spent: list[float], act: Callable) -> Callable:
    """Return an act that adds its time to a sum; reading the session's account first belongs to signing in."""

    def measured(*args, **kwargs):
        for one in args:
            getattr(one, "pk", None)
        start = time.perf_counter()
        try:
            return act(*args, **kwargs)
        finally:
            spent[0] += (time.perf_counter() - start) * 1000

    return measured


def rings(client: Client, path: str) -> float:
    """Return the milliseconds of one request in principal, scope and door."""
    found = []
    for _ in range(ROUNDS):
        spent = [0.0]
        with ExitStack() as stack:
            for owner, name in ((Principal, "for_user"), (middleware, "open_scope"), (Door, "admits")):
                stack.enter_context(patch.object(owner, name, timed(spent, getattr(owner, name))))
            client.get(path)
        found.append(spent[0])
    return median(found)


def replayed(statements: list[str], principal: Principal) -> tuple[float, float]:
    """Return the milliseconds of a page's reads under row-level security and without it."""
    reads = [sql for sql in statements if sql.startswith("SELECT") and "set_config" not in sql]

    def run() -> None:
        with connection.connection.cursor() as cursor:
            for sql in reads:
                cursor.execute(sql.encode())

    with transaction.atomic():
        open_scope(principal)
        guarded = milliseconds(run)
        with system_scope("bench"):
            return guarded, milliseconds(run)


def listed(statements: list[str], principal: Principal) -> float:
    """Return the milliseconds of the list's own statement by the driver, written as JSON."""
    sql = next(one for one in statements if 'FROM "enterprises_unit"' in one)

    def run() -> None:
        with connection.connection.cursor() as cursor:
            cursor.execute(sql.encode())
            names = [column.name for column in cursor.description]
            orjson.dumps([dict(zip(names, row, strict=True)) for row in cursor], default=str)

    with transaction.atomic():
        open_scope(principal)
        return milliseconds(run)


def covered(principal: Principal) -> tuple[float, float]:
    """Return the milliseconds of all figures of the whole tree, and of one aggregate by hand."""
    moment = Moment(principal.today)
    with transaction.atomic():
        open_scope(principal)
        place = figures.frame(principal, coverage.own_area(principal))
        shown = coverage.definitions(moment.on, [coverage.HEADLINE[1]])
        one = milliseconds(lambda: figures.series(shown, [moment], place), 3)
        with system_scope("bench"), connection.cursor() as cursor:
            return one, milliseconds(lambda: cursor.execute(BY_HAND), 3)


def main() -> None:
    """Read the paths from standard input and print what was found."""
    paths = json.loads(sys.stdin.read())
    with system_scope("bench"):
        user = User.objects.as_system("bench").get(username="committee")
        principal = Principal.for_user(user, on=timezone.localdate())
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    counts, statements = {}, {}
    for name, path in paths.items():
        client.get(path)
        statements[name] = [query["sql"] for query in queries(client, path)]
        counts[name] = len(statements[name])
    guards = [sql for sql in statements["list"] if "access_held" in sql or "app.paths" in sql]
    answer = {
        "session": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}",
        "counts": counts,
        "ring_queries": len(guards),
        "ring_ms": rings(client, paths["list"]),
        "rows": replayed(statements["list"], principal),
        "sql_list_ms": listed(statements["REST 1000"], principal),
        "coverage": covered(principal),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
