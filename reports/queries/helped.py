"""What became of difficulties (实际困难) that were solved and confirmed by a day: rows, units helped, money."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from access.models import Area
from enterprises.models import Difficulty, Unit


def solved(on: date, area: Area, kind: str = "") -> QuerySet:
    """Return the difficulties in an area, of one kind when it is named, whose solution had been confirmed by a day."""
    rows = Difficulty.objects.filter(area_path__startswith=area.path, closed_on__lte=on)
    return (rows.filter(kind=kind) if kind else rows).as_system()


def units(on: date, area: Area, kind: str) -> QuerySet:
    """Return the units whose difficulty of a kind was solved."""
    return Unit.objects.filter(pk__in=solved(on, area, kind).values("unit"))


def effect(on: date, area: Area, kind: str) -> tuple[Decimal, QuerySet]:
    """Return the money that solved difficulties of a kind brought or saved, in yuan, and their rows."""
    rows = solved(on, area, kind)
    return rows.aggregate(total=Sum("effect_yuan"))["total"] or Decimal(0), rows
