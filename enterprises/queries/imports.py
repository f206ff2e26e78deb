"""Reads of the pages of imports: the batches of one's areas, and the rows of one."""

from typing import Any

from access.models import Job
from access.principals import Principal
from enterprises.choices import BAD_VERDICTS
from enterprises.models import ImportBatch
from enterprises.rules.sheets.cells import folded

PERMISSION = "enterprises.import_sheet"
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
