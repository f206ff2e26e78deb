"""Entering what was received: in the order of each phone, merged by field, through the same act as the page's."""

import logging
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction

from access import audit
from access.principals import Principal, acting
from enterprises.choices import HeldReason, MassOrgKind, OperatingStatus, SubmissionState, VisitOutcome
from enterprises.models import (
    AnswerFact,
    Device,
    LiaisonFact,
    MassOrgFact,
    MembersFact,
    ScaleFact,
    StatusFact,
    Submission,
    Unit,
    Visit,
)
from enterprises.rules import phone
from enterprises.rules import phone_parts as parts
from enterprises.rules.phone import Difference, Malformed, Merged
from enterprises.services import locking, observed, visiting
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Liaison, Raised, Survey
from enterprises.services.phone import numbers, photos
from enterprises.services.phone.devices import VISIT

log = logging.getLogger("enterprises.phone")
MOST_AT_ONCE = 20  # visits
DUE = (SubmissionState.RECEIVED, SubmissionState.WAITING)


class Held(Exception):
    """A visit that is not entered by itself, and why; ``found`` is kept for whoever decides."""

    def __init__(self, reason: HeldReason, **found: Any) -> None:
        self.reason, self.found = reason, found
        super().__init__(reason)


def apply_due(*, device: Device, by: Principal, at: datetime) -> int:
    """Enter what is due of a phone, each visit in a transaction of its own; return how many were settled.

    One request settles at most ``MOST_AT_ONCE``: after a gap closed, hundreds can be due, and the phone asks again for the rest.
    """
    for settled in range(MOST_AT_ONCE):
        with acting(by):
            if not _apply_next(device, by):
                return settled
    return MOST_AT_ONCE


def _apply_next(device: Device, by: Principal) -> bool:
    """Settle the next visit in order; what comes before its turn waits."""
    locked = Device.objects.mine(by).select_for_update(of=("self",)).get(pk=device.pk)
    due = Submission.objects.of(device=locked).filter(state__in=DUE).order_by("sequence", "pk")
    row: Submission | None = due.first()
    if row is None:
        return False
    if row.sequence > locked.last_sequence + 1:
        due.filter(state=SubmissionState.RECEIVED).update(state=SubmissionState.WAITING)
        return False
    _enter(row, by)
    if row.sequence > locked.last_sequence:
        locked.last_sequence = row.sequence
        locked.save(update_fields=["last_sequence"])
    return True


def _enter(row: Submission, by: Principal) -> None:
    """Enter one visit, or hold it with what was found; the database being away is no answer."""
    try:
        with transaction.atomic():
            row.visit, row.state = _visit(row, by), SubmissionState.APPLIED
    except Held as held:
        hold(row, held)
    except Malformed as error:
        hold(row, Held(HeldReason.MALFORMED, says=[str(error)]))
    except PermissionDenied:
        hold(row, Held(HeldReason.OUT_OF_SCOPE))
    except ValidationError as refusal:
        hold(row, Held(HeldReason.CHECK, says=refusal.messages))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a visit from a phone met a fault: %s", row.client_uuid)
        hold(row, Held(HeldReason.FAULT))
    row.save(update_fields=["state", "reason", "found", "visit"])
    _follow(row, by)


def _follow(row: Submission, by: Principal) -> None:
    if row.state == SubmissionState.APPLIED:
        photos.keep_photos(row)
    else:
        audit.record(by, "enterprises.submission_held", row, reason=row.reason)


def hold(row: Submission, held: Held) -> None:
    """Say that a visit waits for a person, and why."""
    row.visit, row.reason, row.found = None, held.reason, held.found
    is_conflict = held.reason == HeldReason.CHANGED
    row.state = SubmissionState.CONFLICT if is_conflict else SubmissionState.QUARANTINED


def _visit(row: Submission, by: Principal) -> Visit:
    rows = Unit.objects.visible_to(by, VISIT)
    unit: Unit | None = rows.filter(pk=row.unit_sent).first()
    if unit is None:
        raise Held(HeldReason.OUT_OF_SCOPE)
    unit = locking.take(unit, VISIT, by=by)
    check_status(unit, row, by)
    merged = merge(unit, row, by)
    if merged.conflicts:
        raise Held(HeldReason.CHANGED, conflicts={name: _told(one) for name, one in merged.conflicts.items()})
    return write(unit, row, merged, by=by)


def check_status(unit: Unit, row: Submission, by: Principal) -> None:
    """Hold a visit to a unit that stopped operating after the phone took its list.

    Raises:
        Held: it did.
    """
    state = observed.current(StatusFact, unit, today(by))
    now = state.status if state is not None else ""
    if now != row.payload.get("status", now) and now != OperatingStatus.OPERATING:
        raise Held(HeldReason.UNIT_CLOSED)


def merge(unit: Unit, row: Submission, by: Principal, *, current: dict[str, Any] | None = None) -> Merged:
    """Merge what the phone entered with what is known today; ``current`` is that, where it was read already.

    Raises:
        Malformed: the content is not a visit.
    """
    answers, base = numbers.unsealed(row.payload, row.client_uuid), row.payload.get("base", {})
    if not isinstance(answers, dict) or not isinstance(base, dict):
        raise Malformed("answers")
    return phone.merge(base, answers, known(unit, by) if current is None else current)


def known(unit: Unit, by: Principal) -> dict[str, Any]:
    """Return what is known of a unit today, by the names of the fields on the phone."""
    day = today(by)
    scale, members = observed.current(ScaleFact, unit, day), observed.current(MembersFact, unit, day)
    standing = set(MassOrgFact.objects.of(unit=unit).as_of(day).values_list("kind", flat=True))
    found = {name: getattr(scale, name, None) for name in SCALE}
    found |= {name: getattr(members, name, None) for name in (*STAGES, *RELATIONS)}
    answers = AnswerFact.objects.of(unit=unit).as_of(day).values_list("question__code", "value")
    found |= {f"{phone.EXTRA}{code}": value for code, value in answers}
    found[phone.LIAISON_NAME] = liaison_name(unit, day)
    return found | {name: kind in standing for name, kind in phone.MASS.items()}


def liaison_name(unit: Unit, day: Any) -> str:
    """Return who is the liaison person of a unit; "" for nobody."""
    fact = observed.current(LiaisonFact, unit, day)
    return fact.name if fact is not None else ""


def today(by: Principal) -> Any:
    """Return the day on which somebody acts.

    Raises:
        ValueError: the principal knows no day.
    """
    if by.today is None:
        raise ValueError("whoever enters a visit knows the day")
    return by.today


def write(unit: Unit, row: Submission, merged: Merged, *, by: Principal, visitor: int | None = None) -> Visit:
    """Register the visit as the page does.

    Raises:
        Malformed: outcome, talks, note or another part are none.
        Denied: ``by`` may not visit the unit.
        ValidationError: the counts cannot be.
    """
    said = parts.parts_of(row.payload)
    values = dict(merged.values) if said.outcome == VisitOutcome.DONE else {}
    liaison = _liaison(unit, row, values, by)
    mass = {kind.value: values.pop(f"mass_{kind.value}") for kind in MassOrgKind if f"mass_{kind.value}" in values}
    extra = {name.removeprefix(phone.EXTRA): values.pop(name) for name in list(values) if name.startswith(phone.EXTRA)}
    difficulty = Raised(*said.difficulty, raiser=row.device.holder) if said.difficulty else None
    visited = visiting.visit(
        unit=unit, client_uuid=row.client_uuid, visited_on=min(row.happened_on, today(by)), outcome=said.outcome, by=by,
        answers=Survey(**values, mass=mass or None, extra=extra or None), liaison=liaison, difficulty=difficulty,
        talks=said.talks, note=said.note, visitor_id=visitor, revisit_on=said.revisit_on, confirmed=merged.confirmed,
    )  # fmt: skip
    return visited.visit


def _liaison(unit: Unit, row: Submission, values: dict[str, Any], by: Principal) -> Liaison | None:
    """Take what is written of the liaison person out of the values; a number goes with its person or not at all."""
    name, number = values.pop(phone.LIAISON_NAME, None), values.pop(phone.LIAISON_PHONE, None)
    if name is None and number is not None:
        known = liaison_name(unit, today(by))
        meant = phone.plain(phone.LIAISON_NAME, row.payload["answers"].get(phone.LIAISON_NAME))
        name = known if known and meant in (None, known) else None
    return None if name is None else Liaison(name, number)


def _told(one: Difference) -> dict[str, Any]:
    return {side: _json(getattr(one, side)) for side in ("base", "phone", "current")}


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
