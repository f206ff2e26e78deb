"""Dated facts: what was true when (``valid``) and what was known when (``recorded_at`` … ``superseded_at``).

Facts are superseded, never edited. One abstract base and one writer serve every dated model of every app.
"""

from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from access.errors import refuse
from access.guarded import GuardedModel, GuardedQuerySet
from access.principals import Principal

Fact = TypeVar("Fact", bound="DatedFact")
FACTS_LOCK = 735_001  # advisory lock: writers of facts share it, a freeze of figures takes it alone


class DatedQuerySet(models.QuerySet):
    """Reads of dated rows by both clocks."""

    def live(self) -> Self:
        """Keep the rows that nothing has superseded: what is known now."""
        return self.filter(superseded_at__isnull=True)

    def known(self, known_at: datetime | None) -> Self:
        """Keep the rows that were known at an instant; ``None`` means now."""
        if known_at is None:
            return self.live()
        return self.filter(Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_at), recorded_at__lte=known_at)

    def as_of(self, on: date, known_at: datetime | None = None) -> Self:
        """Keep the rows in force on a day (first day counts, end day does not), as known at an instant."""
        return self.known(known_at).filter(holds_from__lte=on, holds_until__gt=on)


class FactQuerySet(DatedQuerySet, GuardedQuerySet):
    """Dated rows of a scoped parent."""


class DatedFact(models.Model):
    """A fact with its period of validity and its period of being known; combine with :class:`access.guarded.ScopedModel`.

    ``holds_from`` and ``holds_until`` are the ends of ``valid``, kept by the database: under row-level security the planner may use
    what it knows of a column only with operators that tell nothing of hidden rows, and those of dates are, those of ranges are not.
    """

    valid = DateRangeField(_("有效期"))
    holds_from = models.GeneratedField(
        expression=F("valid__startswith"), output_field=models.DateField(), db_persist=True
    )
    holds_until = models.GeneratedField(  # for ever is the last day that exists
        expression=Coalesce(F("valid__endswith"), Value(date.max)), output_field=models.DateField(), db_persist=True
    )
    recorded_at = models.DateTimeField(_("记录时间"), db_default=Now(), editable=False)
    superseded_at = models.DateTimeField(_("被取代时间"), null=True, editable=False)
    recorded_by = models.ForeignKey(
        "access.User", models.PROTECT, verbose_name=_("记录人"), null=True, editable=False, related_name="+"
    )
    source = models.CharField(_("来源"), max_length=20, default="desk")

    class Meta:
        abstract = True

    @property
    def since(self) -> date:
        """First day on which the fact holds."""
        return self.valid.lower

    @property
    def until(self) -> date | None:
        """First day on which it no longer holds, or None."""
        return self.valid.upper


def hold_facts_lock(*, alone: bool = False) -> None:
    """Take the advisory lock of fact writers until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s)", [FACTS_LOCK])


def record(
    model: type[Fact],
    *,
    key: dict[str, Any],
    values: dict[str, Any],
    since: date,
    until: date | None = None,
    by: Principal,
    source: str = "desk",
) -> Fact:
    """Write a fact from ``since`` (counts) to ``until`` (does not), superseding what it contradicts.

    What stood before and after the new period is kept by new rows; superseded rows stay for ever. An equal fact in force over the
    whole period is returned as it is. Call inside the service's transaction, with the parent row locked.

    Raises:
        ValidationError: the period ends before it begins.
    """
    if until is not None and until <= since:
        refuse(_("结束日期必须晚于开始日期。"), field="until", code="dates_out_of_order")
    hold_facts_lock()
    overlapping = list(_live(model, key, since, until))
    for row in overlapping:
        if _covers(row.valid, since, until) and all(_raw(row, name) == _plain(value) for name, value in values.items()):
            return row
    _supersede(model, key, overlapping)
    for row in overlapping:
        _keep_rest(model, row, since, until)
    return model.objects.create(
        **key, **values, valid=DateRange(since, until), recorded_by_id=by.user_id, source=source
    )


def end(
    model: type[DatedFact],
    *,
    key: dict[str, Any],
    on: date,
    by: Principal,
    source: str = "desk",
    values: dict[str, Any] | None = None,
) -> int:
    """End the live facts of a key on a day (which no longer counts); ``values`` (a reason) go to what is kept.

    Returns how many were ended.
    """
    hold_facts_lock()
    rows = list(_live(model, key, on, None))
    _supersede(model, key, rows)
    for row in rows:
        if row.valid.lower is None or row.valid.lower < on:
            _copy(model, row, DateRange(row.valid.lower, on), by.user_id, source, **(values or {}))
    return len(rows)


def _live(model: type[DatedFact], key: dict[str, Any], since: date, until: date | None) -> models.QuerySet:
    rows = _of_key(model, key).filter(**key, superseded_at__isnull=True, valid__overlap=DateRange(since, until))
    return rows.order_by("pk")


def _of_key(model: type[DatedFact], key: dict[str, Any]) -> models.QuerySet:
    if not issubclass(model, GuardedModel):
        return model._default_manager.get_queryset()
    return model.objects.of(**{name: key[name] for name in key if name.removesuffix("_id") == model.scope_parent})


def _supersede(model: type[DatedFact], key: dict[str, Any], rows: list[DatedFact]) -> None:
    found = _of_key(model, key).filter(pk__in=[row.pk for row in rows], superseded_at__isnull=True)
    if rows and found.update(superseded_at=Now()) != len(rows):
        refuse(_("该记录刚被他人更新，请刷新后重试。"), code="changed_meanwhile")


def _keep_rest(model: type[DatedFact], row: DatedFact, since: date, until: date | None) -> None:
    if row.valid.lower is None or row.valid.lower < since:
        _copy(model, row, DateRange(row.valid.lower, since), row.recorded_by_id, row.source)
    if until is not None and (row.valid.upper is None or row.valid.upper > until):
        _copy(model, row, DateRange(until, row.valid.upper), row.recorded_by_id, row.source)


def _copy(
    model: type[DatedFact], row: DatedFact, valid: DateRange, recorded_by_id: int | None, source: str, **changed: Any
) -> None:
    kept = {
        f.attname: getattr(row, f.attname)
        for f in model._meta.concrete_fields
        if f.attname not in _OWN and not f.primary_key and not f.generated
    }
    model.objects.create(**{**kept, **changed}, valid=valid, recorded_by_id=recorded_by_id, source=source)


_OWN = {"valid", "recorded_at", "superseded_at", "recorded_by_id", "source"}


def _covers(valid: Any, since: date, until: date | None) -> bool:
    starts = valid.lower is None or valid.lower <= since
    return starts and (valid.upper is None or (until is not None and valid.upper >= until))


def _raw(row: DatedFact, name: str) -> Any:
    return getattr(row, row._meta.get_field(name).attname)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
