"""The job that writes a list to a file: as it is shown, under the requester's scope, page by page, with its purpose on the first line."""

from collections.abc import Callable, Mapping, Sequence
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


@dataclass(frozen=True)
class Asked:
    """Which rows of which list: the parameters of its address, the day, and whether every importable column is wanted."""

    query: Mapping[str, Any]
    today: date
    full: bool = False


@dataclass(frozen=True)
class Exporter:
    """A list that can be exported.

    ``page(asked, by, after)`` returns some rows behind a position and the next position, "" at the end; ``describe`` says the filters.
    """

    code: str
    label: Any
    permission: str
    columns: Callable[[Asked, Principal], Sequence[tuple[str, str]]]
    page: Callable[[Asked, Principal, str], tuple[list[list[Any]], str]]
    count: Callable[[Asked, Principal], int]
    describe: Callable[[Asked, Principal], str]
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
    params = {"exporter": exporter, "query": dict(query), "format": kind, "full": full}
    return jobs.ask(kind=KIND, title=f"{_('导出')} {one.label}", params=params, purpose=purpose.strip(), at=at, by=by)


def run(run: Run) -> None:
    """Write the file; each page is read under what the requester may see at that moment."""
    params = run.job.params
    one: Exporter = exporters.get(params["exporter"])
    asked = Asked(params["query"], run.today, params["full"])
    path = run.new_file(f".{params['format']}")
    table = FORMATS[params["format"]](path, str(one.label))
    try:
        with run.acting() as by:
            total = one.count(asked, by)
            table.begin([_watermark(run, one, by), one.describe(asked, by)], one.columns(asked, by))
            run.progress(0, total)
        written, after = 0, ""
        while True:
            with run.acting() as by:
                rows, after = one.page(asked, by, after)
            for row in rows:
                table.row(row)
            written += len(rows)
            run.progress(written, max(total, written))
            if not after:
                break
    finally:
        table.close()
    run.offer(path, f"{one.label}-{run.today:%Y%m%d}.{params['format']}")
    with run.acting() as by:
        audit.record(by, "enterprises.exported", run.job, exporter=one.code, rows=written, purpose=run.job.purpose)


def _watermark(run: Run, one: Exporter, by: Principal) -> str:
    at = timezone.localtime(run.clock())
    told = {
        "list": one.label, "person": by.name, "body": by.held[0].body if by.held else "", "at": f"{at:%Y-%m-%d %H:%M}",
        "purpose": run.job.purpose,
    }  # fmt: skip
    return _("%(list)s，%(body)s %(person)s 于 %(at)s 导出，用途：%(purpose)s。内部资料，按用途使用，不得外传。") % told
