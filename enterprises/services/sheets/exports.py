"""The job that writes a list to a file: as it is shown, under the requester's scope, piece by piece, with its purpose on the first line.

The keys of the list are read once, in its order, by a cursor on the server; the rows behind them follow some hundred at a time,
each piece under what the requester may see at that moment. So memory does not grow with the list, its order cannot shift while it
is written, and a row that was withdrawn meanwhile is left out. Source: issue 3.9, quality I4.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Job
from access.outcome import N_, Refusal
from access.principals import Principal
from access.registries import exporters
from access.services import jobs
from access.services.jobs import Run
from enterprises.services.sheets.writing import FORMATS

KIND = "enterprises.export"
PERMISSION = "enterprises.export_list"
LEAST_PURPOSE = 2
PIECE = 2_000
KEYS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Asked:
    """Which rows of which list: the parameters of its address, the day, and whether every importable column is wanted."""

    query: Mapping[str, Any]
    today: date
    full: bool = False


@dataclass(frozen=True)
class Exporter:
    """A list that can be exported.

    ``keys(asked, by)`` gives the primary keys of the list in its order; ``rows(asked, by, keys)`` the cells of some of them, in that
    order; ``describe`` says day and filters. ``url`` names the page of the list; ``has_full`` says that it can be exported with every
    column that an import understands.
    """

    code: str
    label: Any
    permission: str
    columns: Callable[[Asked, Principal], Sequence[tuple[str, str]]]
    keys: Callable[[Asked, Principal], Iterable[int]]
    rows: Callable[[Asked, Principal, Sequence[int]], Iterable[Sequence[Any]]]
    describe: Callable[[Asked, Principal], str]
    url: str
    has_full: bool = False
    order: int = 100


def ask(
    *, exporter: str, query: Mapping[str, Any], kind: str, full: bool, purpose: str, at: datetime, by: Principal
) -> Job:
    """Have a list written to a file.

    Raises:
        Denied: ``by`` may not export, or not read this list.
        ValidationError: no purpose, or no such kind of file.
    """
    one: Exporter = exporters.get(exporter)
    policy.check(by, one.permission)
    if len(purpose.strip()) < LEAST_PURPOSE:
        errors.refuse(Refusal("purpose_missing", N_("请写明导出的用途。")), field="purpose")
    if kind not in FORMATS:
        errors.refuse(Refusal("no_such_format", N_("请选择 xlsx 或 csv。")), field="format")
    params = {"exporter": exporter, "query": dict(query), "format": kind, "full": full and one.has_full}
    return jobs.ask(kind=KIND, title=f"{_('导出')} {one.label}", params=params, purpose=purpose.strip(), at=at, by=by)


def run(run: Run) -> None:
    """Write the file."""
    params = run.job.params
    one: Exporter = exporters.get(params["exporter"])
    asked = Asked(params["query"], run.today, params["full"])
    path = run.new_file(f".{params['format']}")
    table = FORMATS[params["format"]](path, str(one.label))
    written = 0
    try:
        with run.acting() as by:
            policy.check(by, one.permission)
            keys = array("q", one.keys(asked, by))
            table.begin([_watermark(run, one, by), one.describe(asked, by)], one.columns(asked, by))
            run.progress(0, len(keys))
        for place, piece in _pieces(keys):
            with run.acting() as by:
                policy.check(by, one.permission)
                for row in one.rows(asked, by, piece):
                    table.row(row)
                    written += 1
            run.progress(place, len(keys))
    finally:
        table.close()
    run.offer(path, f"{one.label}-{run.today:%Y%m%d}.{params['format']}")
    with run.acting() as by:
        audit.record(
            by, "enterprises.exported", run.job, exporter=one.code, rows=written, purpose=run.job.purpose,
            query=params["query"], scope=[scope.path for scope in by.scopes(policy.roles_with(one.permission))],
        )  # fmt: skip


def _pieces(keys: "array[int]") -> Iterator[tuple[int, list[int]]]:
    for start in range(0, len(keys), PIECE):
        yield min(start + PIECE, len(keys)), list(keys[start : start + PIECE])


def keys_of(rows: Any) -> Iterator[int]:
    """Yield the primary keys of an ordered list, read by a cursor on the server."""
    return iter(rows.values_list("pk", flat=True).iterator(chunk_size=KEYS_AT_ONCE))


def in_order(rows: Iterable[Any], keys: Sequence[int]) -> list[Any]:
    """Return rows in the order of their keys."""
    places = {key: place for place, key in enumerate(keys)}
    return sorted(rows, key=lambda row: places[row.pk])


def _watermark(run: Run, one: Exporter, by: Principal) -> str:
    at = timezone.localtime(run.clock())
    told = {
        "list": one.label, "person": by.name, "body": by.held[0].body if by.held else "", "at": f"{at:%Y-%m-%d %H:%M}",
        "purpose": run.job.purpose,
    }  # fmt: skip
    return _("%(list)s，%(body)s %(person)s 于 %(at)s 导出，用途：%(purpose)s。内部资料，按用途使用，不得外传。") % told
