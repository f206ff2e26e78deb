"""The jobs that write a confirmed batch and take one back: chunk by chunk through the services, with the marks of their rows.

Each chunk is one transaction with the marks of its rows in it, so a killed worker leaves whole chunks: the next worker goes on with
rows that have no mark, and the end is the same. A row that a rule refuses now stands with its reason and does not stop the others.

Several processes may write one batch: each holds the batch shared, so that nobody ends it meanwhile, and takes rows that no other has
locked. Whoever has the job in hand waits for them, and writes alone whatever they left.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from access import answers, audit
from access.bulk import uncollected, update_many
from access.principals import Principal
from access.registries import importers
from access.services import helping
from access.services.jobs import Run
from enterprises.choices import WRITING_VERDICTS, ImportState, RowVerdict
from enterprises.models import ImportBatch, ImportRow
from enterprises.services.sheets import batches
from enterprises.services.sheets.importers import ActMany, Context, Done, Importer

TOGETHER, ONE_BY_ONE = 1_000, 50  # rows of a chunk
EACH = 2  # chunks that a process must find, or it is not worth its start
Told = Done | str  # of a row: what was done, or why it cannot be done
T = TypeVar("T")
Act = Callable[[Sequence[ImportRow], Context, Importer, Run], None]
SHARED = "SELECT FROM enterprises_importbatch WHERE id = %s FOR SHARE"
MARK = """
UPDATE enterprises_importrow AS one SET applied_at = %s, target_id = told.target, version_after = told.version, before = told.before
FROM unnest(%s::bigint[], %s::bigint[], %s::integer[], %s::jsonb[]) AS told (id, target, version, before) WHERE one.id = told.id
"""


def apply(run: Run) -> None:
    """Write the rows of a confirmed batch; many in several processes, each of which takes whole chunks."""
    with helping.helped(run, _begin(run, FORTH) // (EACH * TOGETHER)) as is_helped:
        for _chunk in parts(run) if is_helped else ():
            pass
    _rest(run, FORTH)


def undo(run: Run) -> None:
    """Take back what a batch wrote, the last row first."""
    _begin(run, BACK)
    _rest(run, BACK)


def parts(run: Run) -> Iterator[None]:
    """Write chunks of a confirmed batch beside other processes, until none is left that nobody has; yield after each."""
    chunks = _Chunks(run, FORTH)
    while chunks.beside():
        yield


def _rest(run: Run, way: "_Way") -> None:
    chunks = _Chunks(run, way)
    while chunks.alone():
        pass


@dataclass(frozen=True)
class _Way:
    """Where a batch is going: its state meanwhile and then, what is done to its rows, and by which mark that is known."""

    during: ImportState
    after: ImportState
    act: Act
    mark: str
    left: dict[str, bool]

    def rows(self, batch: ImportBatch) -> Any:
        """Return the rows of a batch that something is done to."""
        return batch.rows.of(batch=batch).filter(verdict__in=WRITING_VERDICTS)

    def todo(self, batch: ImportBatch) -> Any:
        """Return the rows that wait for it and were not refused."""
        return self.rows(batch).filter(problem="", **self.left)


def _begin(run: Run, way: _Way) -> int:
    """Have what was refused tried again; return how many rows wait that several processes may write."""
    with run.acting() as by:
        batch = batches.take(batches.of_job(run, by), by)
        if batch.state != way.during:
            return 0
        way.rows(batch).filter(**way.left).exclude(problem="").update(problem="")
        todo, total = way.todo(batch).count(), way.rows(batch).count()
        run.progress(total - todo, total)
        return todo if importers.get(batch.importer).apply_many else 0


class _Chunks:
    """The chunks of rows that one process of a job deals with, one after the other."""

    def __init__(self, run: Run, way: _Way) -> None:
        self.run, self.way, self.is_forward = run, way, way is FORTH
        self.edge: int | None = None
        self.done = self.total = 0
        self.twice: list[int] | None = None

    def beside(self) -> bool:
        """Write the next rows that nobody else has in hand; return False when there are none.

        Rows about one unit that the file names twice stay: they are written in the order of the file.
        """
        with self.run.acting() as by:
            found = batches.of_job(self.run, by)
            with connection.cursor() as cursor:
                cursor.execute(SHARED, [found.pk])
            batch = batches.of_job(self.run, by)
            if batch.state != self.way.during:
                return False
            if self.twice is None:
                known = batch.rows.of(batch=batch).filter(verdict=RowVerdict.CHANGED).order_by().values("target_id")
                self.twice = list(known.annotate(n=Count("pk")).filter(n__gt=1).values_list("target_id", flat=True))
            todo = self.way.todo(batch).exclude(target_id__in=self.twice).select_for_update(skip_locked=True)
            rows = self._act(batch, todo, by)
            if rows:
                self.run.advance(len(rows))
            return bool(rows)

    def alone(self) -> bool:
        """Do the next rows, or end the batch when there are none; return False when it has ended."""
        with self.run.acting() as by:
            batch = batches.take(batches.of_job(self.run, by), by)
            if batch.state != self.way.during:
                return False
            todo = self.way.todo(batch)
            if self.edge is None:
                self.total = self.way.rows(batch).count()
                self.done = self.total - todo.count()
            rows = self._act(batch, todo, by)
            self.done += len(rows)
            if not rows:
                _finish(batch, self.way, importers.get(batch.importer), by)
                return False
            self.run.progress(self.done, self.total)
            return True

    def _act(self, batch: ImportBatch, todo: Any, by: Principal) -> list[ImportRow]:
        importer: Importer = importers.get(batch.importer)
        many = importer.apply_many if self.is_forward else importer.undo_many
        if self.edge is not None:
            todo = todo.filter(**{"place__gt" if self.is_forward else "place__lt": self.edge})
        in_order = todo.defer("cells", "findings").order_by("place" if self.is_forward else "-place")
        rows = list(in_order[: TOGETHER if many else ONE_BY_ONE])
        if rows:
            self.edge = rows[-1].place
            with uncollected():
                self.way.act(rows, Context(batch.area, batch.facts_on, by), importer, self.run)
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


def _finish(batch: ImportBatch, way: _Way, importer: Importer, by: Principal) -> None:
    rows = batch.rows.of(batch=batch)
    done = rows.filter(**{f"{way.mark}_at__isnull": False}).count()
    asked = rows if way is FORTH else rows.filter(applied_at__isnull=False)  # what was never written is not taken back
    refused = asked.exclude(problem="").count()
    batch.counts = batch.counts | {way.mark: done, f"not_{way.mark}": refused}
    batch.state = way.after
    batch.save(update_fields=["counts", "state"])
    if importer.finish is not None:
        importer.finish(batch, Context(batch.area, batch.facts_on, by))
    audit.record(by, f"enterprises.import_{way.mark}", batch, rows=done, refused=refused)


FORTH = _Way(ImportState.APPLYING, ImportState.APPLIED, _write, "applied", {"applied_at__isnull": True})
BACK = _Way(
    ImportState.UNDOING, ImportState.UNDONE, _take_back, "undone", {"applied_at__isnull": False, "undone_at__isnull": True}
)  # fmt: skip
