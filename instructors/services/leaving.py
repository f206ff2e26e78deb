"""Leaving (届满、召回、辞任): dispatches and reaches end the same day, and the letter is taken back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit
from access.errors import refuse
from access.principals import Principal
from instructors.choices import DispatchEndReason, Step
from instructors.models import Dispatch, Instructor, Letter
from instructors.services import dispatches, moves

LEAVING = frozenset({Step.END, Step.RECALL, Step.RESIGN})


@transaction.atomic
def leave(*, instructor: Instructor, step: Step, on: date, by: Principal, opinion: str = "") -> Instructor:
    """End an instructor's service on a day, which no longer counts.

    Raises:
        Denied: ``by`` may not take this step on this file.
        Conflict: the instructor is not in service.
        ValidationError: the reason is missing, the day precedes the last step, or the term has not ended yet.
    """
    if step not in LEAVING:
        raise ValueError(f"not a way to leave: {step}")
    found = moves.prepare(instructor, step, on=on, by=by, opinion=opinion)
    if step == Step.END:
        _refuse_before_term(found, on)
    ended = _end_dispatches(found, on=on, by=by)
    _take_back_letters(found, on=on, because=opinion.strip() or str(Step(step).label))
    moves.move(found, step, on=on, by=by, opinion=opinion)
    audit.record(by, f"instructors.{step.value}", found, on=str(on), dispatches_ended=ended)
    return found


def _refuse_before_term(instructor: Instructor, on: date) -> None:
    last = Letter.objects.of(instructor=instructor).unrevoked().order_by("-valid").first()
    if last is not None and on < last.until:
        text = _("聘期至%(until)s，尚未届满；提前离任请办理召回或辞任。")
        refuse(text, field="on", code="term_not_ended", until=str(last.until))


def _end_dispatches(instructor: Instructor, *, on: date, by: Principal) -> int:
    rows = list(Dispatch.objects.of(instructor=instructor).running(on).by_end())
    for row in rows:
        dispatches.end_row(row, on=on, reason=DispatchEndReason.INSTRUCTOR_LEFT, by=by)
    return len(rows)


def _take_back_letters(instructor: Instructor, *, on: date, because: str) -> None:
    running = Letter.objects.of(instructor=instructor).unrevoked().filter(valid__endswith__gt=on)
    running.update(revoked_on=on, revoked_because=because[:200])
