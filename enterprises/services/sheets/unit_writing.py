"""Writing a row of a table of units through the register's own acts, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors
from access.errors import Conflict
from access.models import Area
from access.outcome import N_, Refusal
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, MembersFact, ScaleFact, Unit
from enterprises.services import locking, registration, visiting
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Entry, Identity
from enterprises.services.locking import Answer
from enterprises.services.observed import Moment, observe, write_mass, write_scale
from enterprises.services.sheets import question_fields
from enterprises.services.sheets.importers import Context, Done, locked, opened
from enterprises.services.sheets.unit_judging import identity_of
from enterprises.services.sheets.unit_known import IDENTITY, MASS, known_of, survey_of

SOURCE = "import"
MEMBERS = (*STAGES, *RELATIONS)
GONE = N_("该单位已不在您的辖区内。")
Told = Done | ValidationError | PermissionDenied
Rows = Sequence[tuple[ImportRow, dict[str, Any]]]
CHANGED_SINCE = N_("“%(name)s”在导入之后又有变动，没有撤销，请逐户核对。")


def apply(row: ImportRow, context: Context) -> Done:
    """Register the unit of a row, or amend it as far as the row differs.

    Raises:
        Denied: the actor may not.
        Conflict: somebody changed the unit after the preview.
        ValidationError: a rule refuses it now.
    """
    (told,) = apply_many([row], context)
    if isinstance(told, Done):
        return told
    raise told


def apply_many(rows: Sequence[ImportRow], context: Context) -> list[Told]:
    """Write rows by the register's acts on many units; return what was done of each, or what refuses it.

    Raises:
        IntegrityError: two rows cannot stand together, or somebody was quicker.
    """
    told: dict[int, Told] = {}
    for write, of_kind in ((_register, RowVerdict.NEW), (_amend, RowVerdict.CHANGED)):
        some = [(row, _values(row)) for row in rows if row.verdict == of_kind]
        if some:
            told |= write(some, context)
    return [told[row.place] for row in rows]


def _values(row: ImportRow) -> dict[str, Any]:
    return {name: opened(value) for name, value in row.values.items()}


def _register(rows: Rows, context: Context) -> dict[int, Told]:
    areas = Area.objects.in_bulk({values["area_id"] for _row, values in rows})
    entries = [Entry(identity_of(values), areas[values["area_id"]], survey_of(values)) for _row, values in rows]
    answers = registration.register_many(entries, on=context.on, by=context.by, source=SOURCE, same_name_confirmed=True)
    return {row.place: _done(answer, {}) for (row, _values), answer in zip(rows, answers, strict=True)}


def _done(answer: Answer, before: dict[str, Any]) -> Told:
    return Done(answer.pk, answer.version, before) if isinstance(answer, Unit) else answer


@dataclass
class _Change:
    """One known unit with what its row changes."""

    row: ImportRow
    values: dict[str, Any]
    unit: Unit
    before: dict[str, Any]

    def __post_init__(self) -> None:
        self.changed = {one["field"] for one in self.row.changes}
        self.answer: Answer = self.unit
        self.version = self.row.version

    @property
    def identity(self) -> Identity:
        """What identifies the unit after the change."""
        return _identity(self.before | {name: self.values[name] for name in self.changed})

    @property
    def kept(self) -> dict[str, Any]:
        """What stood before; a fact is restored as a whole."""
        whole = {name for subject in (SCALE, MEMBERS) if self.changed & set(subject) for name in subject}
        kept = {name: self.before.get(name) for name in self.changed | whole if name != "contact_phone"}
        if "contact_phone" in self.changed:
            kept["contact_phone"] = locked(self.before.get("contact_phone", ""))
        return kept


def _identity(values: dict[str, Any]) -> Identity:
    return identity_of(values | {"contact_phone": values.get("contact_phone", "")})


def _amend(rows: Rows, context: Context) -> dict[int, Told]:
    visible = Unit.objects.visible_to(context.by, "enterprises.amend_unit").with_people()
    units = {unit.pk: unit for unit in visible.filter(pk__in=[row.target_id for row, _values in rows])}
    known = known_of(units.values(), context.on)
    pairs = [(row, values, row.target_id or 0) for row, values in rows]
    changes = [_Change(row, values, units[pk], known[pk]) for row, values, pk in pairs if pk in units]
    named = [one for one in changes if one.changed & set(IDENTITY)]
    amendments = [registration.Amendment(one.unit, one.identity, one.version) for one in named]
    answers = registration.amend_many(amendments, on=context.on, by=context.by, source=SOURCE) if named else []
    for one, answer in zip(named, answers, strict=True):
        one.answer, one.version = answer, None
    counted = [one for one in changes if one.changed - set(IDENTITY) and isinstance(one.answer, Unit)]
    surveys = [
        (one.unit, survey_of({name: one.values[name] for name in one.changed - set(IDENTITY)}), one.version)
        for one in counted
    ]
    answers = visiting.survey_many(surveys, on=context.on, by=context.by, source=SOURCE) if counted else []
    for one, answer in zip(counted, answers, strict=True):
        one.answer = answer
    gone: dict[int, Told] = {row.place: Conflict(_(GONE), code="unit_gone") for row, _values in rows}
    return gone | {one.row.place: _done(one.answer, one.kept) for one in changes}


def _taken(row: ImportRow, context: Context) -> Unit:
    rows = Unit.objects.visible_to(context.by, "enterprises.amend_unit").with_people()
    unit: Unit | None = rows.filter(pk=row.target_id).first()
    if unit is None:
        errors.conflict(Refusal("unit_gone", GONE))
    return unit


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
        unit = registration.amend(
            unit=unit,
            identity=_identity(merged),
            on=context.on,
            by=context.by,
            version=unit.version,
            source=SOURCE,
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
