"""The jobs that write a confirmed batch and take one back: row by row through the services, chunk by chunk with their marks.

Each chunk is one transaction with the marks of its rows in it, so a killed worker leaves whole chunks: the next worker goes on where
the marks end, and the end is the same. A row that a rule refuses now stands with its reason and does not stop the others.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from access import answers, audit
from access.principals import Principal
from access.registries import importers
from access.services.jobs import Run
from enterprises.choices import WRITING_VERDICTS, ImportState
from enterprises.models import ImportBatch, ImportRow
from enterprises.services.sheets import batches
from enterprises.services.sheets.importers import Context, Importer

CHUNK = 50
Act = Callable[[ImportRow, Context, Importer, Run], list[str]]


def apply(run: Run) -> None:
    """Write the rows of a confirmed batch."""
    _all(run, ImportState.APPLYING, ImportState.APPLIED, _write, {"applied_at__isnull": True})


def undo(run: Run) -> None:
    """Take back what a batch wrote, the last row first."""
    _all(
        run,
        ImportState.UNDOING,
        ImportState.UNDONE,
        _take_back,
        {"applied_at__isnull": False, "undone_at__isnull": True},
    )


def _all(run: Run, during: ImportState, after: ImportState, act: Act, left: dict[str, bool]) -> None:
    order = "place" if during == ImportState.APPLYING else "-place"
    edge: int | None = None
    while True:
        with run.acting() as by:
            batch = batches.take(
                ImportBatch.objects.visible_to(by, batches.PERMISSION).get(pk=run.job.params["batch"]), by
            )
            if batch.state != during:
                return
            importer: Importer = importers.get(batch.importer)
            todo = batch.rows.of(batch=batch).filter(verdict__in=WRITING_VERDICTS, **left)
            if edge is None:
                todo.exclude(problem="").update(problem="")  # what was refused is tried again by a new run
            elif order == "place":
                todo = todo.filter(place__gt=edge)
            else:
                todo = todo.filter(place__lt=edge)
            rows = list(todo.order_by(order)[:CHUNK])
            if not rows:
                _finish(batch, after, importer, by)
                return
            edge = rows[-1].place
            context = Context(batch.area, batch.facts_on, by)
            for row in rows:
                row.save(update_fields=_one(act, row, context, importer, run))
            total = batch.rows.of(batch=batch).filter(verdict__in=WRITING_VERDICTS)
            marks = {"applied_at__isnull": False} if during == ImportState.APPLYING else {"undone_at__isnull": False}
            run.progress(total.filter(**marks).count(), total.count())


def _one(act: Act, row: ImportRow, context: Context, importer: Importer, run: Run) -> list[str]:
    """Do one row, or keep why it cannot be done; return the columns to be saved."""
    try:
        with transaction.atomic():
            return act(row, context, importer, run)
    except ValidationError as refusal:
        row.problem = " ".join(refusal.messages)[:500]
    except PermissionDenied:
        row.problem = _("没有办理这一行的权限。")
    except IntegrityError as error:
        row.problem = answers.constraint_sentence(error)[1][:500]
    return ["problem"]


def _write(row: ImportRow, context: Context, importer: Importer, run: Run) -> list[str]:
    done = importer.apply(row, context)
    row.target_id, row.version_after, row.before, row.applied_at = (
        done.target_id,
        done.version,
        done.before,
        run.clock(),
    )
    return ["target_id", "version_after", "before", "applied_at"]


def _take_back(row: ImportRow, context: Context, importer: Importer, run: Run) -> list[str]:
    importer.undo(row, context, run.clock())
    row.undone_at = run.clock()
    return ["undone_at"]


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
