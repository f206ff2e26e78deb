"""Writing a row of an outside register: the register is brought up to date, a difference becomes a task, units stay as they are."""

from datetime import datetime
from typing import Any

from django.db import connection

from access import audit, errors
from access.models import Area
from access.outcome import N_, Refusal
from enterprises.choices import ImportState, OutsideRegister, RegisterTaskState, RowVerdict
from enterprises.models import ImportBatch, ImportRow, RegisterRow, RegisterTask, Unit
from enterprises.rules.registers import GONE, STILL
from enterprises.services.sheets.importers import Context, Done, Importer, opened
from enterprises.services.sheets.register_fields import EFFECT, FIELDS, REMAINS, code_of, register_of
from enterprises.services.sheets.register_judging import LOAD, absent, district_of, judge_as

OURS = frozenset({"key", "area_id", "unit_id", "absent"})
CHANGED_SINCE = N_("“%(name)s”的任务在导入之后已经办结，或名册又有更新，没有收回。")
KEPT = ("area_id", "name", "uscc", "contents", "is_listed", "listed_on")
# Rows of the file that say nothing new are entered or brought up to date in one statement; those that were written stay.
ENTER_SAME = """
INSERT INTO enterprises_registerrow AS old
  (register, district_id, area_id, key, name, uscc, contents, is_listed, listed_on, batch_id, version, area_path, line_code)
SELECT %(register)s, %(district)s, (v ->> 'area_id')::bigint, v ->> 'key', coalesce(v ->> 'name', v ->> 'project'),
  coalesce(v ->> 'uscc', ''), v - %(ours)s::text[], NOT (v ->> 'gone')::boolean, %(on)s, %(batch)s, 1, '', ''
FROM (SELECT one.values || jsonb_build_object('gone', coalesce(one.values ->> 'status', '') ~ %(gone)s
        AND coalesce(one.values ->> 'status', '') !~ %(still)s) AS v, one.place
      FROM enterprises_importrow AS one WHERE one.batch_id = %(batch)s AND one.verdict = 'same') AS said ORDER BY place
ON CONFLICT (register, district_id, key) DO UPDATE
  SET contents = old.contents || EXCLUDED.contents, listed_on = EXCLUDED.listed_on, is_listed = EXCLUDED.is_listed,
      area_id = EXCLUDED.area_id, name = EXCLUDED.name, version = old.version + 1
  WHERE (old.listed_on, old.is_listed, old.area_id) IS DISTINCT FROM (EXCLUDED.listed_on, EXCLUDED.is_listed, EXCLUDED.area_id)
     OR NOT old.contents @> EXCLUDED.contents
"""


def apply(row: ImportRow, context: Context) -> Done:
    """Bring the register's entry up to date and open a task for its difference; an open task of a former file is replaced.

    Raises:
        Denied: the actor may not.
        Conflict: the entry was changed after the preview.
    """
    values = {name: opened(value) for name, value in row.values.items()}
    entry, before = _entry(row, values, context)
    was_open = list(entry.tasks.of(row=entry).filter(state=RegisterTaskState.OPEN).values_list("pk", flat=True))
    _replace(entry, context)
    unit = _unit(values, entry, context)
    RegisterTask.objects.create(
        row=entry, kind=row.verdict, changes=row.changes, unit=unit, batch_id=row.batch_id, opened_on=context.on
    )
    return Done(entry.pk, entry.version, before | {"replaced": was_open})


def _entry(row: ImportRow, values: dict[str, Any], context: Context) -> tuple[RegisterRow, dict[str, Any]]:
    register = register_of(row.batch.importer)
    contents = {name: value for name, value in values.items() if name not in OURS}
    area = Area.objects.get(pk=values["area_id"])
    title = contents.get("name") or contents.get("project") or values["key"]
    parts = {"area": area, "name": title, "uscc": contents.get("uscc", ""), "listed_on": context.on}
    parts["is_listed"] = row.verdict != RowVerdict.CANCELLED
    if row.target_id is None:
        return RegisterRow.objects.create(
            register=register, district=district_of(context.area), key=values["key"], contents=contents,
            batch_id=row.batch_id, **parts,
        ), {}  # fmt: skip
    entry = _taken(row.target_id, row.version, context)
    before = {name: getattr(entry, name) for name in KEPT} | {"listed_on": entry.listed_on.isoformat()}
    for name, value in parts.items():
        setattr(entry, name, value)
    entry.contents, entry.version = entry.contents | contents, entry.version + 1
    entry.save()
    return entry, before


def _taken(pk: int, version: int | None, context: Context) -> RegisterRow:
    rows = RegisterRow.objects.visible_to(context.by, LOAD).select_for_update(of=("self",))
    entry: RegisterRow | None = rows.filter(pk=pk).first()
    if entry is None or entry.version != version:
        errors.conflict(Refusal("entry_changed", N_("名册在预览之后又有更新，请重新上传核对。")))
    return entry


def _unit(values: dict[str, Any], entry: RegisterRow, context: Context) -> Unit | None:
    rows = Unit.objects.visible_to(context.by, "enterprises.view_unit").standing()
    if values.get("unit_id"):
        return rows.filter(pk=values["unit_id"]).first()
    return rows.filter(uscc=entry.uscc).first() if entry.uscc else None


def _replace(entry: RegisterRow, context: Context) -> None:
    left = entry.tasks.of(row=entry).filter(state=RegisterTaskState.OPEN)
    left.update(state=RegisterTaskState.REPLACED, settled_on=context.on, settled_by=context.by.user_id)


def undo(row: ImportRow, context: Context, applied_at: datetime) -> None:
    """Take the task of a row back and let the register say what it said before.

    Raises:
        Denied: the actor may not.
        ValidationError: the task was settled, or a later file changed the entry.
    """
    told = Refusal("changed_since", CHANGED_SINCE, {"name": row.values.get("name") or row.values.get("project") or ""})
    rows = RegisterRow.objects.visible_to(context.by, LOAD).select_for_update(of=("self",))
    entry: RegisterRow | None = rows.filter(pk=row.target_id, version=row.version_after).first()
    task = entry.tasks.of(row=entry).filter(batch_id=row.batch_id).first() if entry is not None else None
    if entry is None or task is None or task.state != RegisterTaskState.OPEN:
        errors.refuse(told)
    task.delete()
    before = dict(row.before)
    replaced = before.pop("replaced", [])
    if not before:
        entry.delete()
        return
    for name, value in before.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.save()
    for pk in replaced:
        entry.tasks.of(row=entry).filter(pk=pk, state=RegisterTaskState.REPLACED).update(
            state=RegisterTaskState.OPEN, settled_on=None, settled_by=None
        )
    audit.record(context.by, "enterprises.import_row_undone", entry, register=entry.register, name=entry.name)


def finish(batch: ImportBatch, context: Context) -> None:
    """Enter what the file confirms; when it is taken back, remove what only it had entered."""
    if batch.state == ImportState.UNDONE:
        only_here = RegisterRow.objects.visible_to(context.by, LOAD).filter(batch_id=batch.pk, tasks__isnull=True)
        RegisterRow.objects.visible_to(context.by, LOAD).filter(
            pk__in=list(only_here.values_list("pk", flat=True))
        ).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            ENTER_SAME,
            {
                "register": register_of(batch.importer), "district": district_of(batch.area).pk, "on": context.on,
                "batch": batch.pk, "ours": sorted({*OURS, "gone"}), "gone": GONE.pattern, "still": STILL.pattern,
            },
        )  # fmt: skip


def importers() -> list[Importer]:
    """Return the importers of all outside registers."""
    return [
        Importer(
            code_of(register), register.label, LOAD, FIELDS[register], judge_as(register), apply, undo, 200 + place,
            absent=absent, finish=finish, address="enterprises:register_row", effect=EFFECT, remains=REMAINS,
        )
        for place, register in enumerate(OutsideRegister)
    ]  # fmt: skip
