"""Writing reaches: which rows a person may see beyond their areas; called only by the services that make the relation."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.db.models.functions import Now

from access.models import Person, Reach


def open_reach(*, person: Person, resource: str, target: Model, since: date, until: date | None, because: str) -> Reach:
    """Let a person reach a row for a period, because of a relation named like ``dispatch:12``."""
    return Reach.objects.create(
        person=person, resource=resource, object_id=target.pk, valid=DateRange(since, until), because=because
    )


def end_reach(*, because: str, on: date) -> int:
    """End every reach of a relation on a day (which no longer counts); return how many."""
    ended = 0
    for row in Reach.objects.select_for_update().filter(because=because, superseded_at__isnull=True, valid__endswith__isnull=True) | (
        Reach.objects.select_for_update().filter(because=because, superseded_at__isnull=True, valid__endswith__gt=on)
    ):
        Reach.objects.filter(pk=row.pk).update(superseded_at=Now())
        if row.valid.lower < on:
            Reach.objects.create(
                person_id=row.person_id, resource=row.resource, object_id=row.object_id, because=because,
                valid=DateRange(row.valid.lower, on),
            )
        ended += 1
    return ended
