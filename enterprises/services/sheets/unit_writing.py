"""Writing rows of a table of units through the register's own acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from access.errors import Conflict
from access.models import Area
from access.outcome import N_
from enterprises.choices import RowVerdict
from enterprises.models import ImportRow, Unit
from enterprises.services import registration, visiting
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Entry, Identity
from enterprises.services.locking import Answer
from enterprises.services.sheets.importers import Context, Done, locked, opened
from enterprises.services.sheets.unit_judging import identity_of
from enterprises.services.sheets.unit_known import IDENTITY, known_of, survey_of

SOURCE = "import"
MEMBERS = (*STAGES, *RELATIONS)
GONE = N_("该单位已不在您的辖区内。")
Told = Done | ValidationError | PermissionDenied
Rows = Sequence[tuple[ImportRow, dict[str, Any]]]


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
    return {row.place: done(answer, {}) for (row, _values), answer in zip(rows, answers, strict=True)}


def done(answer: Answer, before: dict[str, Any]) -> Told:
    """Return what an act on a unit did, or what refuses it."""
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
        return identity_with(self.before | {name: self.values[name] for name in self.changed})

    @property
    def kept(self) -> dict[str, Any]:
        """What stood before; a fact is restored as a whole."""
        whole = {name for subject in (SCALE, MEMBERS) if self.changed & set(subject) for name in subject}
        kept = {name: self.before.get(name) for name in self.changed | whole if name != "contact_phone"}
        if "contact_phone" in self.changed:
            kept["contact_phone"] = locked(self.before.get("contact_phone", ""))
        return kept


def identity_with(values: dict[str, Any]) -> Identity:
    """Return the identity that values make; a number that they do not say is none."""
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
    return gone | {one.row.place: done(one.answer, one.kept) for one in changes}
