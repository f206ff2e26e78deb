"""Reads of the pages of imports: the batches of one's areas, and the rows of one."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from access.choices import JobState
from access.models import Job
from access.principals import Principal
from enterprises.choices import BAD_VERDICTS, ImportState
from enterprises.models import ImportBatch
from enterprises.rules.sheets.cells import folded

PERMISSION = "enterprises.import_sheet"
STOPPED: dict[str, dict[str, Any]] = {  # what a file is called whose work ended before it was done
    ImportState.READING: {JobState.FAILED: _("识别失败"), JobState.CANCELLED: _("识别已取消")},
    ImportState.APPLYING: {JobState.FAILED: _("写入中断"), JobState.CANCELLED: _("写入已取消")},
    ImportState.UNDOING: {JobState.FAILED: _("撤销中断"), JobState.CANCELLED: _("撤销已取消")},
}
MOST_COLUMNS = 120  # that the form of columns offers


def listed(principal: Principal) -> Any:
    """Return the batches of one's areas, the latest first."""
    rows = ImportBatch.objects.visible_to(principal, PERMISSION).select_related("area", "requested_by")
    return rows.order_by("-requested_at", "-pk")


def rows_of(batch: ImportBatch, verdict: str) -> Any:
    """Return the rows of a batch that a page asks for: of one verdict, those that could not be written, or all."""
    rows = batch.rows.of(batch=batch).order_by("place")
    if verdict == "problem":
        return rows.exclude(problem="")
    return rows.filter(verdict=verdict) if verdict else rows


def stopped(batches: Iterable[ImportBatch]) -> dict[int, str]:
    """Return, by batch, the words for work that ended before it was done; those that go on are left out."""
    busy = {one.job_id: one for one in batches if one.state in STOPPED and one.job_id}
    ends = (JobState.FAILED, JobState.CANCELLED)
    ended = Job.objects.for_worker().filter(pk__in=busy, state__in=ends).values_list("pk", "state") if busy else ()
    return {busy[key].pk: str(STOPPED[busy[key].state][state]) for key, state in ended}


def headers_of(batch: ImportBatch) -> list[tuple[str, str]]:
    """Return (header, field) for each column of each sheet, each header once."""
    words = [one for sheet in batch.headers.values() for _place, one in sorted(sheet.items(), key=lambda p: int(p[0]))]
    return [(one, batch.columns.get(folded(one), "")) for one in dict.fromkeys(words)][:MOST_COLUMNS]


def job_of(batch: ImportBatch, principal: Principal) -> Job | None:
    """Return the batch's latest job if it is the principal's own."""
    return Job.objects.of_requester(principal).filter(pk=batch.job_id or 0).first()


def bad(batch: ImportBatch) -> int:
    """Return how many rows were not taken."""
    counts = batch.counts
    return int(sum(counts.get(one, 0) for one in BAD_VERDICTS) + counts.get("not_applied", 0))
