"""A file that comes in, from upload to undo: each step asks the policy, locks the batch, and hands the long work to a job."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area, Job
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from access.registries import importers
from access.services import jobs
from enterprises.choices import WRITING_VERDICTS, ImportState
from enterprises.models import ImportBatch
from enterprises.rules.sheets.cells import folded
from enterprises.services import locking
from enterprises.services.sheets.importers import Importer
from enterprises.services.sheets.reading import MOST_BYTES, refusal_of

PERMISSION = "enterprises.import_sheet"
STAGE, APPLY, UNDO = "enterprises.import_stage", "enterprises.import_apply", "enterprises.import_undo"
KEEP_UPLOADS = timedelta(days=30)
REMEMBERED = 20  # batches whose columns are remembered
CONFIRMED_STATES = (ImportState.APPLYING, ImportState.APPLIED, ImportState.UNDOING, ImportState.UNDONE)


def folder() -> Path:
    """Return where uploaded files lie; nothing in it is served by address."""
    return Path(settings.MEDIA_ROOT) / "imports"


@transaction.atomic
def receive(
    *, importer: str, area: Area, facts_on: date, name: str, chunks: Iterable[bytes], at: datetime, by: Principal
) -> ImportBatch:
    """Keep an uploaded file and have it read; nothing of it is written into the register.

    Raises:
        Denied: ``by`` may not import there, or not such tables.
        ValidationError: the file is too big, or the day lies ahead.
    """
    kind = importers.get(importer)
    policy.check(by, PERMISSION, Place(area.path))
    policy.check(by, kind.permission, Place(area.path))
    locking.check_day("facts_on", _("数据日期"), facts_on, by=by)
    file, digest = _keep(chunks, name)
    batch = ImportBatch.objects.create(
        importer=importer, area=area, requested_at=at, facts_on=facts_on, file_name=_clean(name), file=file,
        digest=digest, columns=_remembered(importer, area, by), **{"requested_by_id": by.user_id},
    )  # fmt: skip
    audit.record(by, "enterprises.import_received", batch, importer=importer, digest=digest)
    _work(batch, STAGE, at, by)
    return batch


def _keep(chunks: Iterable[bytes], name: str) -> tuple[str, str]:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path, digest, size = folder() / secrets.token_hex(16), hashlib.sha256(), 0
    with path.open("xb") as out:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                path.unlink()
                told = {"refused": "too_big", "limit": MOST_BYTES // 1024**2}
                errors.refuse(refusal_of(told, _clean(name)), field="file")
            digest.update(chunk)
            out.write(chunk)
    return path.name, digest.hexdigest()


def _clean(name: str) -> str:
    """Return a file's name as it may be shown: no folders, no signs that turn or hide text."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable()).strip()[-120:] or _("未命名")


def _remembered(importer: str, area: Area, by: Principal) -> dict[str, str]:
    """Return what columns meant in the latest confirmed files of these areas."""
    rows = ImportBatch.objects.visible_to(by, PERMISSION).filter(importer=importer, state__in=CONFIRMED_STATES)
    near = rows.filter(area__path__startswith=area.path[: area.path.find(".") + 1])
    found: dict[str, str] = {}
    for columns in near.order_by("-pk").values_list("columns", flat=True)[:REMEMBERED]:
        found = {**columns, **found}
    return found


def _work(batch: ImportBatch, kind: str, at: datetime, by: Principal) -> Job:
    title = f"{jobs_title(kind)} {batch.file_name}"
    job = jobs.ask(kind=kind, title=title, params={"batch": batch.pk}, at=at, by=by)
    batch.job_id = job.pk
    batch.save(update_fields=["job_id"])
    return job


def jobs_title(kind: str) -> str:
    """Return what a job of a kind does to a file."""
    return {STAGE: _("识别"), APPLY: _("写入"), UNDO: _("撤销")}[kind]


def take(batch: ImportBatch, by: Principal) -> ImportBatch:
    """Return the batch, locked.

    Raises:
        Denied: ``by`` may not import there.
    """
    policy.check(by, PERMISSION, batch)
    rows = ImportBatch.objects.visible_to(by, PERMISSION).select_for_update(of=("self",)).select_related("area")
    taken: ImportBatch = rows.get(pk=batch.pk)
    return taken


def of_job(run: jobs.Run, by: Principal) -> ImportBatch:
    """Return the batch that a job is about."""
    rows = ImportBatch.objects.visible_to(by, PERMISSION).select_related("area")
    found: ImportBatch = rows.get(pk=run.job.params["batch"])
    return found


@transaction.atomic
def choose_columns(
    *,
    batch: ImportBatch,
    chosen: Mapping[str, str],
    at: datetime,
    by: Principal,
    defaults: Mapping[str, str] | None = None,
) -> ImportBatch:
    """Say what columns mean (header → field, "" for nothing) and have the file read again.

    ``defaults`` gives the values of rows that do not say a field, for the fields of which the importer allows it.

    Raises:
        Denied: ``by`` may not import there.
        Conflict: it is not waiting for confirmation.
        ValidationError: one meaning for two columns.
    """
    batch = take(batch, by)
    _insist(batch, ImportState.PREVIEW)
    if not (folder() / batch.file).is_file():
        errors.refuse(Refusal("upload_gone", N_("上传的文件保存30天，已经清除。请重新上传。")))
    named = [name for name in chosen.values() if name]
    if len(named) != len(set(named)):
        errors.refuse(Refusal("column_twice", N_("同一项内容只能对应一列。")))
    batch.columns = batch.columns | {folded(words): name for words, name in chosen.items()}
    kind, given = importers.get(batch.importer), defaults or {}
    allowed = {name: kind.by_name[name].options for name in kind.defaults}
    batch.defaults = {name: value for name, value in given.items() if value in allowed.get(name, ())}
    batch.state = ImportState.READING
    batch.save(update_fields=["columns", "defaults", "state"])
    audit.record(by, "enterprises.import_columns_chosen", batch, columns=dict(chosen), defaults=batch.defaults)
    _work(batch, STAGE, at, by)
    return batch


@transaction.atomic
def confirm(*, batch: ImportBatch, at: datetime, by: Principal) -> ImportBatch:
    """Have the new and changed rows written; confirmed twice it is written once.

    Raises:
        Denied: ``by`` may not import there.
        Conflict: it was dropped, or is still being read.
        ValidationError: there is nothing to write.
    """
    batch = take(batch, by)
    kind: Importer = importers.get(batch.importer)
    policy.check(by, kind.permission, Place(batch.area_path))
    if batch.state in CONFIRMED_STATES:
        return batch
    _insist(batch, ImportState.PREVIEW)
    if kind.finish is None and not any(batch.counts.get(verdict) for verdict in WRITING_VERDICTS):
        errors.refuse(Refusal("nothing_to_write", N_("没有新增或有变化的行，无需写入。")))
    batch.state, batch.confirmed_at = ImportState.APPLYING, at
    batch.confirmed_by_id = by.user_id
    batch.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    audit.record(by, "enterprises.import_confirmed", batch, counts=batch.counts)
    _work(batch, APPLY, at, by)
    return batch


@transaction.atomic
def resume(*, batch: ImportBatch, at: datetime, by: Principal) -> ImportBatch:
    """Go on writing, or undoing, after its job was cancelled or failed.

    Raises:
        Denied: ``by`` may not import there.
        Conflict: nothing is interrupted.
    """
    batch = take(batch, by)
    kind = {ImportState.APPLYING: APPLY, ImportState.UNDOING: UNDO, ImportState.READING: STAGE}.get(
        ImportState(batch.state)
    )
    if kind is None or Job.objects.for_worker().unfinished().filter(pk=batch.job_id).exists():
        errors.conflict(Refusal("nothing_interrupted", N_("没有中断的任务，无需继续。")))
    _work(batch, kind, at, by)
    return batch


@transaction.atomic
def drop(*, batch: ImportBatch, by: Principal) -> ImportBatch:
    """Give up a file that was not confirmed; its rows and the file are removed.

    Raises:
        Denied: ``by`` may not import there.
        Conflict: it was confirmed.
    """
    batch = take(batch, by)
    _insist(batch, ImportState.PREVIEW, ImportState.READING)
    batch.state = ImportState.DROPPED
    batch.save(update_fields=["state"])
    batch.rows.of(batch=batch).delete()
    transaction.on_commit(partial((folder() / batch.file).unlink, missing_ok=True))
    audit.record(by, "enterprises.import_dropped", batch)
    return batch


@transaction.atomic
def undo(*, batch: ImportBatch, at: datetime, by: Principal) -> ImportBatch:
    """Have everything that a batch wrote taken back; rows that were changed since stay and are listed.

    Raises:
        Denied: ``by`` may not import there.
        Conflict: it is not written.
    """
    batch = take(batch, by)
    if batch.state in {ImportState.UNDOING, ImportState.UNDONE}:
        return batch
    _insist(batch, ImportState.APPLIED)
    batch.state = ImportState.UNDOING
    batch.save(update_fields=["state"])
    audit.record(by, "enterprises.import_undo_asked", batch)
    _work(batch, UNDO, at, by)
    return batch


def drop_old_uploads(at: datetime) -> int:
    """Remove uploaded files that are a month old; what was read of them, and what it wrote, stays. Return how many."""
    limit = (at - KEEP_UPLOADS).timestamp()
    old = [path for path in folder().iterdir() if path.stat().st_mtime < limit] if folder().exists() else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _insist(batch: ImportBatch, *states: str) -> None:
    if batch.state not in states:
        told: dict[str, Any] = {"state": str(batch.get_state_display())}
        errors.conflict(Refusal("import_state", N_("该批次现在是“%(state)s”，不能这样办理。请刷新页面。"), told))
