"""What becomes of dispatches (派驻) to a unit that turns out to be another one: they go on to the unit that was kept."""

from datetime import date

from django.contrib.postgres.functions import TransactionNow
from django.db.backends.postgresql.psycopg_any import DateRange

from access import audit
from access.dated import hold_facts_lock
from access.principals import Principal
from enterprises.models import Unit
from instructors.models import Dispatch
from instructors.services import reaching


def follow_merge(*, kept: Unit, alias: Unit, on: date, by: Principal) -> None:
    """Let the dispatches that ended with the alias in this transaction go on to the kept unit, to the end that they had.

    Nothing is repointed: what was done in the alias's name stays there. An instructor who is at the kept unit already stays so.
    """
    hold_facts_lock()
    for row in (
        Dispatch.objects.of(unit=alias)
        .filter(superseded_at__gte=TransactionNow(), valid__endswith__gt=on)
        .order_by("pk")
    ):
        valid = DateRange(max(row.valid.lower, on), row.valid.upper)
        if Dispatch.objects.of(unit=kept).live().filter(instructor=row.instructor_id, valid__overlap=valid).exists():
            continue
        made = Dispatch.objects.create(
            instructor_id=row.instructor_id, letter_id=row.letter_id, unit=kept, valid=valid, load_reason=row.load_reason,
            recorded_by_id=by.user_id, source=row.source,
        )  # fmt: skip
        reaching.open_for(made, on=on, by=by)
        audit.record(by, "instructors.dispatch_followed", kept, key=str(made.key), alias=alias.pk, was=str(row.key))
