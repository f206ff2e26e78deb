"""Keeping who said a part of a unit's identity when (数据来源): dated rows beside the column that repeats what holds."""

from collections.abc import Iterable, Sequence
from datetime import date

from access import dated
from enterprises.choices import IdentityPart
from enterprises.models import IdentityFact, StatusFact, Unit
from enterprises.services.observed import Moment, Seen, observe_many

COLUMNS = {part.value: part.value for part in IdentityPart} | {IdentityPart.CONTACT_PHONE.value: "contact_phone_tail"}


def value_of(unit: Unit, part: str) -> str:
    """Return what a unit's own column says of a part: a telephone number by its last digits, posts by their codes in order."""
    value = getattr(unit, COLUMNS[part])
    return ",".join(sorted(value)) if isinstance(value, list) else str(value)


def keep(changes: Iterable[tuple[Unit, Unit]], moment: Moment) -> None:
    """Write what is said from a day on of the parts in which units (before, after) differ; by a few statements for all of them.

    A part that changes for the first time keeps what had been registered, with the source and day of the registration.
    """
    told = [
        (before, after, part)
        for before, after in changes
        for part in COLUMNS
        if value_of(before, part) != value_of(after, part)
    ]
    if not told:
        return
    _begin(told, moment)
    observe_many(
        IdentityFact,
        [Seen(after, {"value": value_of(after, part)}, {"part": part}) for _b, after, part in told],
        moment,
    )


def _begin(told: Sequence[tuple[Unit, Unit, str]], moment: Moment) -> None:
    units = {after.pk for _before, after, _part in told}
    rows = IdentityFact.objects.of(unit__in=units).live().order_by("pk")
    known = set(rows.values_list("unit_id", "part"))
    entered: dict[int, tuple[date, str]] = {}
    for fact in StatusFact.objects.of(unit__in=units).order_by("unit_id", "valid", "pk"):
        entered.setdefault(fact.unit_id, (fact.since, fact.source))
    first: dict[str, list[dated.Said]] = {}
    for before, after, part in told:
        if (after.pk, part) in known or not value_of(before, part) or after.pk not in entered:
            continue
        since, source = entered[after.pk]
        if since < moment.on:
            key = {"unit": after, "part": part}
            first.setdefault(source, []).append(dated.Said(key, {"value": value_of(before, part)}, since))
    for source, facts in first.items():
        dated.record_many(IdentityFact, facts, by=moment.by, source=source)
