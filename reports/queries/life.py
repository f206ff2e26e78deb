"""Organization life up to a day as published figures ask for it: records of a kind, or what one of their figures adds up to."""

from datetime import date

from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from access.models import Area
from orgs.choices import LifeKind
from orgs.models import LifeRecord
from orgs.rules.records import SHAPES


def held(on: date, area: Area, kind: str) -> QuerySet[LifeRecord]:
    """Return the records of a kind in an area: what was held by a day, or stands on it."""
    inside = Q(area_path__gte=area.path, area_path__lt=area.path[:-1] + "/")
    rows = LifeRecord.objects.filter(inside, kind=kind, holds_from__lte=on).live()
    return (rows.filter(holds_until__gt=on) if SHAPES[LifeKind(kind)].is_standing else rows).as_system()


def added_up(on: date, area: Area, asked: str) -> tuple[int, QuerySet[LifeRecord]]:
    """Return the sum of one figure of a kind and its rows: ``kind.figure``, or ``kind.figure.form`` of organizations of one form."""
    kind, code, form = (*asked.split("."), "")[:3]
    rows = held(on, area, kind).filter(figures__has_key=code)
    if form:
        rows = rows.filter(org__form=form)
    number = Cast(KeyTextTransform(code, "figures"), BigIntegerField())
    return rows.aggregate(total=Sum(number))["total"] or 0, rows
