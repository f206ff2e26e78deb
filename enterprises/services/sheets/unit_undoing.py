"""Taking back what rows of a table of units wrote: units that entered leave the register, the others become what they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, registries
from access.errors import Conflict
from access.outcome import N_, Refusal
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, MembersFact, ScaleFact, Unit
from enterprises.services import locking, registration
from enterprises.services.inputs import SCALE
from enterprises.services.observed import Moment, Seen, observe_many, write_masses, write_scales
from enterprises.services.sheets import question_fields
from enterprises.services.sheets.importers import Context, Done, opened
from enterprises.services.sheets.unit_known import IDENTITY, MASS, known_of, survey_of
from enterprises.services.sheets.unit_writing import GONE, MEMBERS, SOURCE, Told, done, identity_with

AMEND = "enterprises.amend_unit"
CHANGED_SINCE = N_("“%(name)s”在导入之后又有变动，没有撤销，请逐户核对。")


def undo(row: ImportRow, context: Context, _at: datetime) -> None:
    """Take back what a row wrote.

    Raises:
        Denied: the actor may not.
        ValidationError: the unit was changed since, or something else refers to it.
    """
    (told,) = undo_many([row], context)
    if not isinstance(told, Done):
        raise told


def undo_many(rows: Sequence[ImportRow], context: Context) -> list[Told]:
    """Take back what many rows wrote, as :func:`undo` does of one, by a few statements; say of each what refuses it.

    Raises:
        IntegrityError: something else refers to one of many.
    """
    taken = _taken(rows, context)
    told: dict[int, Told] = {place: one for place, one in taken.items() if not isinstance(one, Unit)}
    units = [(row, one) for row in rows if isinstance(one := taken[row.place], Unit)]
    entered = [(row, unit) for row, unit in units if row.verdict == RowVerdict.NEW]
    told |= _take_back(entered, context) if entered else {}
    changed = [_Back(row, unit) for row, unit in units if row.verdict != RowVerdict.NEW]
    told |= _restore(changed, context) if changed else {}
    return [told[row.place] for row in rows]


def _taken(rows: Sequence[ImportRow], context: Context) -> dict[int, Unit | ValidationError | PermissionDenied]:
    """Return the locked unit of each row, or what forbids to touch it."""
    visible = Unit.objects.visible_to(context.by, AMEND).in_bulk([row.target_id for row in rows])
    seen = [row for row in rows if row.target_id in visible]
    locked = locking.take_many([(visible[row.target_id or 0], None) for row in seen], AMEND, by=context.by)
    found: dict[int, Any] = {row.place: Conflict(_(GONE), code="unit_gone") for row in rows}
    for row, unit in zip(seen, locked, strict=True):
        is_other = isinstance(unit, Unit) and unit.version != row.version_after
        found[row.place] = _changed_since(unit) if is_other else unit
    return found


def _changed_since(unit: Any) -> ValidationError:
    try:
        errors.refuse(Refusal("changed_since", CHANGED_SINCE, {"name": unit.name}))
    except ValidationError as refusal:
        return refusal


def _take_back(rows: Sequence[tuple[ImportRow, Unit]], context: Context) -> dict[int, Told]:
    units = [unit for _row, unit in rows]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for let_go in registries.take_back_hooks.of("enterprises.unit"):
                let_go(ids=[unit.pk for unit in units], by=context.by)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            one_by_one = "SELECT enterprises_take_back_unit(one) FROM unnest(%s::bigint[]) AS one"
            cursor.execute(one_by_one, [[unit.pk for unit in units]])
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        if len(rows) > 1:
            raise
        return {rows[0][0].place: _changed_since(units[0])}
    lines = [(unit, {"uscc": unit.uscc, "name": unit.name}) for unit in units]
    audit.record_many(context.by, "enterprises.import_row_undone", lines)
    return {row.place: done(unit, {}) for row, unit in rows}


@dataclass
class _Back:
    """A unit that becomes what it was: what stood before, of the fields that the row changed."""

    row: ImportRow
    unit: Unit

    def __post_init__(self) -> None:
        self.before: dict[str, Any] = {name: opened(value) for name, value in self.row.before.items()}

    def says(self, names: tuple[str, ...]) -> bool:
        """Say whether any of these fields was changed."""
        return not self.before.keys().isdisjoint(names)

    def knew(self, names: tuple[str, ...]) -> bool:
        """Say whether anything was known of these fields."""
        return any(self.before.get(name) is not None for name in names)


def _restore(changed: Sequence[_Back], context: Context) -> dict[int, Told]:
    refused = _rename([one for one in changed if one.says(IDENTITY)], context)
    backs = [one for one in changed if one.row.place not in refused]
    moment = Moment(context.on, context.by, SOURCE)
    units = [one.unit for one in backs]
    with locking.following():
        _restore_counts(backs, moment)
        stands = [(one.unit, kind, bool(one.before[kind])) for one in backs for kind in MASS if kind in one.before]
        write_masses(stands, moment)
        question_fields.restore_many([(one.unit, one.before) for one in backs], moment)
        registration.settle_lines(units, moment)
        for unit in units:
            unit.version += 1
        locking.save(units, ["version"])
    lines = [(one.unit, {"restored": sorted(one.before)}) for one in backs]
    audit.record_many(context.by, "enterprises.import_row_undone", lines)
    return refused | {one.row.place: done(one.unit, {}) for one in backs}


def _rename(backs: Sequence[_Back], context: Context) -> dict[int, Told]:
    """Give units the identity that they had; return what refuses it."""
    if not backs:
        return {}
    people = Unit.objects.visible_to(context.by, AMEND).with_people().filter(pk__in=[one.unit.pk for one in backs])
    known = known_of(people, context.on)
    amendments = []
    for one in backs:
        merged = {name: value for name, value in (known[one.unit.pk] | one.before).items() if value not in (None, "")}
        amendments.append(registration.Amendment(one.unit, identity_with(merged), one.unit.version))
    refused: dict[int, Told] = {}
    answers = registration.amend_many(amendments, on=context.on, by=context.by, source=SOURCE)
    for one, answer in zip(backs, answers, strict=True):
        if isinstance(answer, Unit):
            one.unit = answer
        else:
            refused[one.row.place] = answer
    return refused


def _restore_counts(backs: Sequence[_Back], moment: Moment) -> None:
    """Write what was known before; where nothing was, nothing is known again."""
    for model, names in ((ScaleFact, SCALE), (MembersFact, MEMBERS)):
        told = [one for one in backs if one.says(names)]
        gone = [{"unit": one.unit} for one in told if not one.knew(names)]
        dated.end_many(model, keys=gone, on=moment.on, by=moment.by, source=SOURCE)
        known = [one for one in told if one.knew(names)]
        if model is ScaleFact:
            write_scales([(one.unit, {**dict.fromkeys(SCALE), **_measures(one.before)}) for one in known], moment)
        else:
            seen = [Seen(one.unit, {name: one.before.get(name) or 0 for name in names}) for one in known]
            observe_many(model, seen, moment)


def _measures(before: dict[str, Any]) -> dict[str, Any]:
    return survey_of({name: before[name] for name in SCALE if before.get(name) is not None}).asked(SCALE)
