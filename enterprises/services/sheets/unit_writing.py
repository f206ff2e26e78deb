"""Writing a row of a table of units through the register's own acts, and taking it back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from access import audit, dated, errors
from access.outcome import N_, Refusal
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, MembersFact, ScaleFact, Unit
from enterprises.services import locking, registration, visiting
from enterprises.services.inputs import RELATIONS, SCALE, STAGES
from enterprises.services.observed import Moment, observe, write_mass, write_scale
from enterprises.services.sheets import question_fields
from enterprises.services.sheets.importers import Context, Done, locked, opened
from enterprises.services.sheets.unit_judging import area_of, identity_of
from enterprises.services.sheets.unit_known import IDENTITY, MASS, known_of, survey_of

SOURCE = "import"
MEMBERS = (*STAGES, *RELATIONS)
CHANGED_SINCE = N_("“%(name)s”在导入之后又有变动，没有撤销，请逐户核对。")


def apply(row: ImportRow, context: Context) -> Done:
    """Register the unit of a row, or amend it as far as the row differs.

    Raises:
        Denied: the actor may not.
        Conflict: somebody changed the unit after the preview.
        ValidationError: a rule refuses it now.
    """
    values = {name: opened(value) for name, value in row.values.items()}
    if row.verdict == RowVerdict.NEW:
        unit = registration.register(
            identity=identity_of(values), area=area_of(values, context.by), on=context.on, by=context.by,
            survey=survey_of(values), source=SOURCE, same_name_confirmed=True,
        )  # fmt: skip
        return Done(unit.pk, unit.version, {})
    return _amend(row, values, context)


def _taken(row: ImportRow, context: Context) -> Unit:
    rows = Unit.objects.visible_to(context.by, "enterprises.amend_unit").with_people()
    unit: Unit | None = rows.filter(pk=row.target_id).first()
    if unit is None:
        errors.conflict(Refusal("unit_gone", N_("该单位已不在您的辖区内。")))
    return unit


def _amend(row: ImportRow, values: dict[str, Any], context: Context) -> Done:
    unit = _taken(row, context)
    before = known_of([unit], context.on)[unit.pk]
    changed = {one["field"] for one in row.changes}
    merged = before | {name: values[name] for name in changed}
    if changed & set(IDENTITY):
        identity = identity_of(merged | {"contact_phone": merged.get("contact_phone", "")})
        posts = tuple(unit.owner_posts)
        identity = type(identity)(**(vars(identity) | {"owner_posts": posts}))
        unit = registration.amend(
            unit=unit, identity=identity, on=context.on, by=context.by, version=row.version, source=SOURCE
        )
    counted = changed - set(IDENTITY)
    if counted:
        version = None if changed & set(IDENTITY) else row.version
        answers = survey_of({name: values[name] for name in counted})
        unit = visiting.survey(unit=unit, answers=answers, on=context.on, by=context.by, source=SOURCE, version=version)
    whole = {
        n for subject in (SCALE, MEMBERS) if changed & set(subject) for n in subject
    }  # a fact is restored as a whole
    kept = {name: before.get(name) for name in changed | whole if name != "contact_phone"}
    if "contact_phone" in changed:
        kept["contact_phone"] = locked(before.get("contact_phone", ""))
    return Done(unit.pk, unit.version, kept)


def undo(row: ImportRow, context: Context, applied_at: datetime) -> None:
    """Take back what a row wrote.

    Raises:
        Denied: the actor may not.
        ValidationError: the unit was changed since, or something else refers to it.
    """
    unit = _taken(row, context)
    unit = locking.take(unit, "enterprises.amend_unit", by=context.by)
    if unit.version != row.version_after:
        errors.refuse(Refusal("changed_since", CHANGED_SINCE, {"name": unit.name}))
    if row.verdict == RowVerdict.NEW:
        _take_back(unit, context)
    else:
        _restore(unit, {name: opened(value) for name, value in row.before.items()}, context)


def _take_back(unit: Unit, context: Context) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT enterprises_take_back_unit(%s)", [unit.pk])
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        errors.refuse(Refusal("changed_since", CHANGED_SINCE, {"name": unit.name}))
    audit.record(context.by, "enterprises.import_row_undone", unit, uscc=unit.uscc, name=unit.name)


def _restore(unit: Unit, before: dict[str, Any], context: Context) -> None:
    people = Unit.objects.visible_to(context.by, "enterprises.amend_unit").with_people()
    known = known_of([people.get(pk=unit.pk)], context.on)[unit.pk]
    merged = {name: value for name, value in (known | before).items() if value not in (None, "")}
    if set(before) & set(IDENTITY):
        identity = identity_of(merged | {"contact_phone": merged.get("contact_phone", "")})
        identity = type(identity)(**(vars(identity) | {"owner_posts": tuple(unit.owner_posts)}))
        unit = registration.amend(
            unit=unit, identity=identity, on=context.on, by=context.by, version=unit.version, source=SOURCE
        )
    moment = Moment(context.on, context.by, SOURCE)
    with locking.following():
        if set(before) & set(SCALE):
            _restore_fact(ScaleFact, unit, SCALE, before, moment)
        if set(before) & set(MEMBERS):
            _restore_fact(MembersFact, unit, MEMBERS, before, moment)
        for kind in set(before) & set(MASS):
            write_mass(unit, kind, bool(before[kind]), moment)
        question_fields.restore(unit, before, moment)
        registration.settle_line(unit, moment)
        unit.version += 1
        unit.save(update_fields=["version"])
    audit.record(context.by, "enterprises.import_row_undone", unit, restored=sorted(before))


def _restore_fact(model: Any, unit: Unit, names: tuple[str, ...], before: dict[str, Any], moment: Moment) -> None:
    """Write what was known before; where nothing was, nothing is known again."""
    if not any(before.get(name) is not None for name in names):
        dated.end(model, key={"unit": unit}, on=moment.on, by=moment.by, source=SOURCE)
    elif model is ScaleFact:
        write_scale(unit, {**dict.fromkeys(SCALE), **vars_of(before, SCALE)}, moment)
    else:
        observe(model, unit, {name: before.get(name) or 0 for name in names}, moment)


def vars_of(values: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the counts of some names as they are stored."""
    return survey_of({name: values[name] for name in names if values.get(name) is not None}).asked(names)
