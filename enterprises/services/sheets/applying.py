"""The jobs that write a confirmed batch and take one back: chunk by chunk through the services, with the marks of their rows.

Each chunk is one transaction with the marks of its rows in it, so a killed worker leaves whole chunks: the next worker goes on where
the marks end, and the end is the same. A row that a rule refuses now stands with its reason and does not stop the others.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from access import answers, audit
from access.bulk import update_many
from access.principals import Principal
from access.registries import importers
from access.services.jobs import Run
from enterprises.choices import WRITING_VERDICTS, ImportState
from enterprises.models import ImportBatch, ImportRow
from enterprises.services.sheets import batches
from enterprises.services.sheets.importers import ActMany, Context, Done, Importer

TOGETHER, ONE_BY_ONE = 1_000, 50  # rows of a chunk
Told = Done | str  # of a row: what was done, or why it cannot be done
T = TypeVar("T")
Act = Callable[[Sequence[ImportRow], Context, Importer, Run], None]
MARK = """
UPDATE enterprises_importrow AS one SET applied_at = %s, target_id = told.target, version_after = told.version, before = told.before
FROM unnest(%s::bigint[], %s::bigint[], %s::integer[], %s::jsonb[]) AS told (id, target, version, before) WHERE one.id = told.id
"""


def apply(run: Run) -> None:
    """Write the rows of a confirmed batch."""
    _all(run, ImportState.APPLYING, ImportState.APPLIED, _write, "applied_at", {"applied_at__isnull": True})


def undo(run: Run) -> None:
    """Take back what a batch wrote, the last row first."""
    left = {"applied_at__isnull": False, "undone_at__isnull": True}
    _all(run, ImportState.UNDOING, ImportState.UNDONE, _take_back, "undone_at", left)


def _all(run: Run, during: ImportState, after: ImportState, act: Act, mark: str, left: dict[str, bool]) -> None:
    steps = _Steps(run, during)
    while True:
        with run.acting() as by:
            batch = batches.take(
                ImportBatch.objects.visible_to(by, batches.PERMISSION).get(pk=run.job.params["batch"]), by
            )
            if batch.state != during:
                return
            importer: Importer = importers.get(batch.importer)
            todo = batch.rows.of(batch=batch).filter(verdict__in=WRITING_VERDICTS, **left)
            if steps.edge is None:
                steps.begin(batch, todo, mark)
            many = importer.apply_many if during == ImportState.APPLYING else importer.undo_many
            rows = steps.next(todo, TOGETHER if many else ONE_BY_ONE)
            if not rows:
                _finish(batch, after, importer, by)
                return
            act(rows, Context(batch.area, batch.facts_on, by), importer, run)
            run.progress(steps.done, steps.total)


class _Steps:
    """How far the rows of a batch have come in this run."""

    def __init__(self, run: Run, during: ImportState) -> None:
        self.run, self.is_forward = run, during == ImportState.APPLYING
        self.edge: int | None = None
        self.done = self.total = 0

    def begin(self, batch: ImportBatch, todo: Any, mark: str) -> None:
        """Count the rows; what was refused is tried again by a new run."""
        todo.exclude(problem="").update(problem="")
        rows = batch.rows.of(batch=batch).filter(verdict__in=WRITING_VERDICTS)
        self.total, self.done = rows.count(), rows.filter(**{f"{mark}__isnull": False}).count()

    def next(self, todo: Any, most: int) -> list[ImportRow]:
        """Return the next rows."""
        if self.edge is not None:
            todo = todo.filter(**{"place__gt" if self.is_forward else "place__lt": self.edge})
        rows = list(todo.defer("cells", "findings").order_by("place" if self.is_forward else "-place")[:most])
        if rows:
            self.edge = rows[-1].place
        self.done += len(rows)
        return rows


def _write(rows: Sequence[ImportRow], context: Context, importer: Importer, run: Run) -> None:
    many = importer.apply_many
    told = _together(rows, context, many) if many else _one_by_one(rows, lambda row: importer.apply(row, context))
    done = [(row, one) for row, one in zip(rows, told, strict=True) if isinstance(one, Done)]
    columns = [(row.pk, one.target_id, one.version, json.dumps(one.before)) for row, one in done]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(MARK, [run.clock(), *map(list, zip(*columns, strict=True))])
    _keep_problems(rows, told)


def _keep_problems(rows: Sequence[ImportRow], told: Sequence[Told | None]) -> None:
    refused = [(row, one) for row, one in zip(rows, told, strict=True) if isinstance(one, str)]
    for row, sentence in refused:
        row.problem = sentence
    update_many([row for row, _sentence in refused], ["problem"])


def _together(rows: Sequence[ImportRow], context: Context, many: ActMany) -> list[Told]:
    """Do one act on all rows; whatever it cannot do is left out and done by itself."""
    try:
        with transaction.atomic():
            told = many(rows, context)
            refused = [row for row, one in zip(rows, told, strict=True) if not isinstance(one, Done)]
            if not refused:
                return [one for one in told if isinstance(one, Done)]
            transaction.set_rollback(True)
    except (ValidationError, PermissionDenied, IntegrityError) as refusal:
        if len(rows) == 1:
            return [_sentence(refusal)]
        half = len(rows) // 2
        return [*_together(rows[:half], context, many), *_together(rows[half:], context, many)]
    if len(rows) == 1:
        return [_sentence(one) for one in told if not isinstance(one, Done)]
    apart = {row.place for row in refused}
    others = [row for row in rows if row.place not in apart]
    found = dict(zip([row.place for row in others], _together(others, context, many) if others else [], strict=True))
    found |= {row.place: _together([row], context, many)[0] for row in refused}
    return [found[row.place] for row in rows]


def _one_by_one(rows: Sequence[ImportRow], act: Callable[[ImportRow], T]) -> list[T | str]:
    told: list[T | str] = []
    for row in rows:
        try:
            with transaction.atomic():
                told.append(act(row))
        except (ValidationError, PermissionDenied, IntegrityError) as refusal:
            told.append(_sentence(refusal))
    return told


def _sentence(refusal: Exception) -> str:
    """Return why a row cannot be done."""
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)[:500]
    if isinstance(refusal, IntegrityError):
        return answers.constraint_sentence(refusal)[1][:500]
    return _("没有办理这一行的权限。")


def _take_back(rows: Sequence[ImportRow], context: Context, importer: Importer, run: Run) -> None:
    told: Sequence[Told | None]
    if importer.undo_many:
        told = _together(rows, context, importer.undo_many)
    else:
        told = _one_by_one(rows, lambda row: importer.undo(row, context, run.clock()))
    done = [row for row, one in zip(rows, told, strict=True) if not isinstance(one, str)]
    for row in done:
        row.undone_at = run.clock()
    update_many(done, ["undone_at"])
    _keep_problems(rows, told)


def _finish(batch: ImportBatch, after: ImportState, importer: Importer, by: Principal) -> None:
    rows = batch.rows.of(batch=batch)
    mark = "applied" if after == ImportState.APPLIED else "undone"
    done = rows.filter(**{f"{mark}_at__isnull": False}).count()
    refused = rows.exclude(problem="").count()
    batch.counts = batch.counts | {mark: done, f"not_{mark}": refused}
    batch.state = after
    batch.save(update_fields=["counts", "state"])
    if importer.finish is not None:
        importer.finish(batch, Context(batch.area, batch.facts_on, by))
    audit.record(by, f"enterprises.import_{mark}", batch, rows=done, refused=refused)
