"""Organization life as pages show it: the list, what it comes to by kind, one record with what it said before."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from access.models import Area
from access.principals import Principal
from orgs.choices import LifeKind
from orgs.models import LifeRecord, PartyOrg
from orgs.rules.records import SHAPES

VIEW, KEEP = "orgs.view_org", "orgs.keep_life"
LATEST = 8
CODES = sorted({one.code for shape in SHAPES.values() for one in shape.counts})


@dataclass(frozen=True)
class Wanted:
    """What the list should show: records that hold on some day of [since, until], both counted."""

    since: date
    until: date
    q: str = ""
    kind: str = ""
    area: Area | None = None
    org: int | None = None


@dataclass(frozen=True)
class Total:
    """What the records of one kind come to; ``figures`` are (label, sum)."""

    kind: LifeKind
    number: int
    figures: list[tuple[str, int]] = field(default_factory=list)


def select(wanted: Wanted, principal: Principal) -> QuerySet[LifeRecord]:
    """Return the visible live records that are asked for, newest first."""
    rows = LifeRecord.objects.visible_to(principal, VIEW).live()
    rows = rows.filter(holds_from__lte=wanted.until, holds_until__gt=wanted.since)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.area is not None:
        rows = rows.filter(area_path__gte=wanted.area.path, area_path__lt=f"{wanted.area.path[:-1]}/")
    if wanted.org is not None:
        rows = rows.filter(org=wanted.org)
    if wanted.q:
        rows = rows.filter(org__in=PartyOrg.objects.visible_to(principal, VIEW).matching(wanted.q).order_by())
    return rows.select_related("org", "org__area").order_by("-holds_from", "-pk")


def totals(rows: QuerySet[LifeRecord]) -> list[Total]:
    """Return what records come to by kind, in the order of the vocabulary; one statement."""
    sums = {f"sum_{code}": Sum(Cast(KeyTextTransform(code, "figures"), BigIntegerField())) for code in CODES}
    grouped = rows.select_related(None).order_by().values("kind").annotate(number=Count("pk"), **sums)
    found = {row["kind"]: row for row in grouped}
    return [_total(kind, found[kind]) for kind in LifeKind if kind in found]


def _total(kind: LifeKind, row: dict[str, Any]) -> Total:
    told = [(_(one.label), row[f"sum_{one.code}"]) for one in SHAPES[kind].counts if row[f"sum_{one.code}"] is not None]
    return Total(kind, row["number"], told)


def latest(org: PartyOrg, most: int = LATEST) -> list[LifeRecord]:
    """Return the newest live records of a visible organization."""
    return list(LifeRecord.objects.of(org=org).live().order_by("-holds_from", "-pk")[:most])


def last_of(org: PartyOrg, kind: LifeKind) -> LifeRecord | None:
    """Return the newest live record of a kind, from which the next entry begins."""
    found: LifeRecord | None = LifeRecord.objects.of(org=org).live().filter(kind=kind).order_by("-holds_from", "-pk").first()
    return found


def history(record: LifeRecord) -> list[LifeRecord]:
    """Return what a visible record said, newest first."""
    rows = LifeRecord.objects.of(org=record.org).filter(series=record.series).select_related("recorded_by")
    return list(rows.order_by("-pk"))
