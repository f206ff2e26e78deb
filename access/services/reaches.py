"""Writing reaches: which rows a person may see beyond their areas; called only by the services that make the relation."""

from collections.abc import Iterable
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


def open_reaches(
    *, person_id: int, resource: str, ids: Iterable[int], since: date, until: date | None, because: str
) -> int:
    """Let a person reach many rows at once (the units of a grid); return how many."""
    rows = [
        Reach(person_id=person_id, resource=resource, object_id=pk, valid=DateRange(since, until), because=because)
        for pk in ids
    ]
    return len(Reach.objects.bulk_create(rows))


def end_reach(*, because: str, on: date, resource: str = "", ids: Iterable[int] | None = None) -> int:
    """End every reach of a relation (or only some of its rows) on a day, which no longer counts; return how many."""
    ended = 0
    # by pk: the model's own order joins the person, whom the actor need not see, and would leave the reach open
    live = Reach.objects.select_for_update().order_by("pk").filter(because=because, superseded_at__isnull=True)
    if ids is not None:
        live = live.filter(resource=resource, object_id__in=ids)
    for row in live.filter(valid__endswith__isnull=True) | live.filter(valid__endswith__gt=on):
        Reach.objects.filter(pk=row.pk).update(superseded_at=Now())
        if row.valid.lower < on:
            Reach.objects.create(
                person_id=row.person_id,
                resource=row.resource,
                object_id=row.object_id,
                because=because,
                valid=DateRange(row.valid.lower, on),
            )
        ended += 1
    return ended
