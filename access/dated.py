"""Dated facts: what was true when (``valid``) and what was known when (``recorded_at`` … ``superseded_at``).

Facts are superseded, never edited. One abstract base and one writer serve every dated model of every app.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self, TypeVar

from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from access.bulk import insert_many
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


@dataclass(frozen=True)
class Said:
    """One fact to be written: of which key, what, from which day (counts) to which (does not; None is for ever)."""

    key: dict[str, Any]
    values: dict[str, Any]
    since: date
    until: date | None = None


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
    return record_many(model, [Said(key, values, since, until)], by=by, source=source)[0]


def record_many(model: type[Fact], facts: Sequence[Said], *, by: Principal, source: str = "desk") -> list[Fact]:
    """Write many facts, as :func:`record` would one after the other, by a few statements however many they are.

    Several facts of one key are written in their order, each of them in a round of its own.

    Raises:
        ValidationError: a period ends before it begins; nothing is written.
    """
    for fact in facts:
        if fact.until is not None and fact.until <= fact.since:
            refuse(_("结束日期必须晚于开始日期。"), field="until", code="dates_out_of_order")
    if not facts:
        return []
    hold_facts_lock()
    stored: dict[int, Fact] = {}
    for round_ in _rounds(model, facts):
        stored |= _record_round(model, round_, by, source)
    return [stored[place] for place in range(len(facts))]


def _rounds(model: type[DatedFact], facts: Sequence[Said]) -> list[dict[int, Said]]:
    """Return the facts by their places, in rounds in which every key stands once."""
    rounds: list[dict[int, Said]] = []
    times: Counter[Any] = Counter()
    for place, fact in enumerate(facts):
        key = _named(model, fact.key)
        if times[key] == len(rounds):
            rounds.append({})
        rounds[times[key]][place] = fact
        times[key] += 1
    return rounds


def _record_round(model: type[Fact], facts: dict[int, Said], by: Principal, source: str) -> dict[int, Fact]:
    live = _live(model, [fact.key for fact in facts.values()], min(fact.since for fact in facts.values()))
    answers, gone, kept = {}, [], []
    for place, fact in facts.items():
        over = [row for row in live.get(_named(model, fact.key), ()) if _meets(row.valid, fact.since, fact.until)]
        same = [row for row in over if covers(row.valid, fact.since, fact.until) and says(row, fact.values)]
        if same:
            answers[place] = same[0]
            continue
        gone += over
        kept += [rest for row in over for rest in _rests(model, row, fact.since, fact.until)]
        period = {"valid": DateRange(fact.since, fact.until), "recorded_by_id": by.user_id, "source": source}
        answers[place] = model(**fact.key, **fact.values, **period)
    _supersede(model, gone)
    insert_many([*kept, *(row for row in answers.values() if row.pk is None)])
    return answers


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
    return end_many(model, keys=[key], on=on, by=by, source=source, values=values)


def end_many(
    model: type[DatedFact],
    *,
    keys: Sequence[dict[str, Any]],
    on: date,
    by: Principal,
    source: str = "desk",
    values: dict[str, Any] | None = None,
    keeps_later: bool = False,
) -> int:
    """End the live facts of many keys on one day, as :func:`end` would, by a few statements; return how many were ended.

    With ``keeps_later`` those that begin after that day stand: what was seen later is not undone by what was seen before.
    """
    hold_facts_lock()
    rows = [row for found in (_live(model, keys, on) if keys else {}).values() for row in found]
    if keeps_later:
        rows = [row for row in rows if row.valid.lower is None or row.valid.lower <= on]
    _supersede(model, rows)
    insert_many(
        _copy(model, row, DateRange(row.valid.lower, on), by.user_id, source, **(values or {}))
        for row in rows
        if row.valid.lower is None or row.valid.lower < on
    )
    return len(rows)


def _live(model: type[Fact], keys: Sequence[dict[str, Any]], since: date) -> dict[Any, list[Fact]]:
    """Return what is live on a day or later, by key."""
    wanted = {_named(model, key) for key in keys}
    rows = _of_keys(model, keys).filter(superseded_at__isnull=True, holds_until__gt=since).order_by("pk")
    found: dict[Any, list[Fact]] = {}
    names = [name for name, _value in next(iter(wanted))]
    for row in rows:
        key = tuple((name, getattr(row, name)) for name in names)
        if key in wanted:
            found.setdefault(key, []).append(row)
    return found


def _named(model: type[DatedFact], key: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return a key by its columns; ``unit`` and ``unit_id`` are the same."""
    columns = {model._meta.get_field(name).attname: _plain(value) for name, value in key.items()}
    return tuple(sorted(columns.items()))


def _of_keys(model: type[DatedFact], keys: Sequence[dict[str, Any]]) -> models.QuerySet:
    wanted: dict[str, set[Any]] = {}
    for key in keys:
        for name, value in _named(model, key):
            wanted.setdefault(name, set()).add(value)
    each = {f"{name}__in": list(values) for name, values in wanted.items()}
    if not issubclass(model, GuardedModel):
        return model._default_manager.filter(**each)
    roots = {name: each[name] for name in each if name.removesuffix("__in").removesuffix("_id") == model.scope_parent}
    return model.objects.of(**roots).filter(**each)


def _supersede(model: type[DatedFact], rows: Sequence[DatedFact]) -> None:
    if not rows:
        return
    parent = getattr(model, "scope_parent", "")
    keys = [{parent: getattr(row, model._meta.get_field(parent).attname)} for row in rows] if parent else []
    keyed = _of_keys(model, keys).filter(pk__in=[row.pk for row in rows], superseded_at__isnull=True)
    if keyed.update(superseded_at=Now()) != len(rows):
        refuse(_("该记录刚被他人更新，请刷新后重试。"), code="changed_meanwhile")


def _rests(model: type[Fact], row: Fact, since: date, until: date | None) -> Iterator[Fact]:
    """Yield what of a row stands before and after a new period."""
    if row.valid.lower is None or row.valid.lower < since:
        yield _copy(model, row, DateRange(row.valid.lower, since), row.recorded_by_id, row.source)
    if until is not None and (row.valid.upper is None or row.valid.upper > until):
        yield _copy(model, row, DateRange(until, row.valid.upper), row.recorded_by_id, row.source)


def _copy(
    model: type[Fact], row: DatedFact, valid: DateRange, recorded_by_id: int | None, source: str, **changed: Any
) -> Fact:
    kept = {
        f.attname: getattr(row, f.attname)
        for f in model._meta.concrete_fields
        if f.attname not in _OWN and not f.primary_key and not f.generated
    }
    return model(**{**kept, **changed}, valid=valid, recorded_by_id=recorded_by_id, source=source)


_OWN = {"valid", "recorded_at", "superseded_at", "recorded_by_id", "source"}


def _meets(valid: Any, since: date, until: date | None) -> bool:
    ends_after = valid.upper is None or valid.upper > since
    return ends_after and (until is None or valid.lower is None or valid.lower < until)


def covers(valid: Any, since: date, until: date | None) -> bool:
    """Say whether a period reaches over another one."""
    starts = valid.lower is None or valid.lower <= since
    return starts and (valid.upper is None or (until is not None and valid.upper >= until))


def says(row: DatedFact, values: Mapping[str, Any]) -> bool:
    """Say whether a row has these values; a row and its key are the same."""
    return all(getattr(row, row._meta.get_field(name).attname) == _plain(value) for name, value in values.items())


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
