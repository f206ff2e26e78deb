"""What a visit does to the tasks of open rounds, and what a unit that goes does: one visit counts in every round that has the unit."""

from datetime import date

from django.db.models import F
from django.db.models.functions import Now

from access import errors
from enterprises.choices import OperatingStatus, RoundStatus, VisitOutcome
from enterprises.models import RoundTask, Unit
from enterprises.rules import rounds as rules

GONE = {
    OperatingStatus.SHELL: VisitOutcome.SHELL,
    OperatingStatus.MOVED_OUT: VisitOutcome.MOVED_OUT,
    OperatingStatus.CLOSED: VisitOutcome.CLOSED,
}


def settle(unit: Unit, outcome: VisitOutcome, *, on: date, revisit_on: date | None = None) -> RoundTask | None:
    """Settle a (locked) unit's open tasks by a visit; return the first of them, to which the visit belongs.

    Raises:
        ValidationError: another visit is planned where none is needed, or before this one.
    """
    errors.require(rules.check_revisit(outcome, on, revisit_on), field="revisit_on")
    rows = RoundTask.objects.of(unit=unit).unsettled().filter(round__state=RoundStatus.OPEN)
    if outcome not in GONE.values():  # who is gone is gone for a round that begins later, too
        rows = rows.filter(round__starts_on__lte=on)
    tasks = list(rows.select_for_update(of=("self",)).select_related("round").order_by("round__ends_on", "pk"))
    for task in tasks:
        if task.coded_on is not None and task.coded_on > on:
            continue  # a later visit has been there already
        left = rules.after_visit(
            outcome, on, attempts=task.attempts + 1, revisit_on=revisit_on,
            every=task.round.revisit_days, most=task.round.most_attempts,
        )  # fmt: skip
        RoundTask.objects.of(unit=unit).filter(pk=task.pk).update(
            closed_code=left.code, coded_on=on, coded_at=Now(), revisit_on=left.revisit_on, attempts=F("attempts") + 1
        )
    return tasks[0] if tasks else None


def leave_lists(unit: Unit, status: OperatingStatus, *, on: date) -> list[RoundTask]:
    """Code the open tasks of a unit that is known to be gone: nobody is sent to its door; return the tasks.

    Also those of a round that began after the day on which the unit went: its door is as closed.
    """
    if status not in GONE:
        return []
    rows = RoundTask.objects.of(unit=unit).unsettled().filter(round__state=RoundStatus.OPEN)
    tasks = list(rows.select_for_update(of=("self",)).select_related("round__area").order_by("pk"))
    RoundTask.objects.of(unit=unit).filter(pk__in=[task.pk for task in tasks]).update(
        closed_code=GONE[status], coded_on=on, coded_at=Now(), revisit_on=None
    )
    return tasks
