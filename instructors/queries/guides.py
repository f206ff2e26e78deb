"""Who guides a unit or an organization: dispatches to it, or to the grid in which it lies."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, StrIndex
from django.utils.translation import gettext as _

from access.principals import Principal
from enterprises.models import Unit
from instructors.models import Dispatch
from orgs.models import PartyOrg


@dataclass(frozen=True)
class Guide:
    """One instructor in charge, as shown to whoever sees the target."""

    instructor_id: int
    name: str
    department: str
    kind: str
    since: date
    until: date
    through: str  # "" for a dispatch to the target itself, otherwise the grid's name
    may_open: bool


def of_unit(unit: Unit, principal: Principal, *, on: date) -> list[Guide]:
    """Return who guides a unit on a day: dispatched to it or to a grid in which it lies."""
    above = [int(part) for part in unit.area_path.split(".") if part]
    return _guides(Q(unit=unit) | Q(grid_id__in=above), principal, on=on)


def of_org(org: PartyOrg, principal: Principal, *, on: date) -> list[Guide]:
    """Return who guides an organization on a day."""
    return _guides(Q(org=org), principal, on=on)


def _guides(condition: Q, principal: Principal, *, on: date) -> list[Guide]:
    found = list(Dispatch.objects.wherever().filter(condition).as_of(on).select_related("instructor", "grid").by_end())
    open_to = set(
        Dispatch.objects.filter(pk__in=[row.pk for row in found])
        .visible_to(principal, "instructors.view_instructor")
        .values_list("pk", flat=True)
    )
    return [_guide(row, may_open=row.pk in open_to) for row in found]


def _guide(row: Dispatch, *, may_open: bool) -> Guide:
    who = row.instructor
    return Guide(
        instructor_id=who.pk,
        name=who.name,
        department=who.department,
        kind=who.get_kind_display(),
        since=row.valid.lower,
        until=row.valid.upper,
        through=row.grid.name if row.grid is not None else "",
        may_open=may_open,
    )


def annotate_units(queryset: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add ``instructors``: how many instructors guide each unit on a day, through its grid included."""
    of_grid = Q(grid__isnull=False, grid_at=1)
    rows = (
        Dispatch.objects.wherever()
        .as_of(on)
        .annotate(grid_at=StrIndex(OuterRef("area_path"), F("grid__path")))
        .filter(Q(unit=OuterRef("pk")) | of_grid)
    )
    counted: QuerySet[Any] = queryset.annotate(instructors=_counted(rows))
    return counted


def annotate_orgs(queryset: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add ``instructors``: how many instructors guide each organization on a day."""
    rows = Dispatch.objects.of(org=OuterRef("pk")).as_of(on)
    counted: QuerySet[Any] = queryset.annotate(instructors=_counted(rows))
    return counted


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = (
        rows.order_by().annotate(one=F("superseded_at")).values("one").annotate(n=Count("instructor_id", distinct=True))
    )
    return Coalesce(Subquery(counted.values("n")[:1], output_field=IntegerField()), 0)


def narrow_units(queryset: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    """Keep the units with ("yes") or without ("no") an instructor on a day."""
    rows = annotate_units(queryset, on)
    return rows.filter(instructors__gt=0) if value == "yes" else rows.filter(instructors=0)


def events_of_unit(unit: Unit) -> list[dict[str, Any]]:
    """Return when instructors came to a unit and when that ended, for its timeline."""
    rows = Dispatch.objects.wherever().filter(unit=unit).live().select_related("instructor").order_by("pk")
    told = []
    for row in rows:
        text = f"{row.instructor.name} {row.instructor.department}".strip()
        told.append(
            {"on": row.valid.lower, "title": _("派驻指导员"), "text": text, "icon": "user-star", "tone": "good"}
        )
        if row.ended_reason:
            text = f"{row.instructor.name} {row.get_ended_reason_display()}"
            told.append(
                {"on": row.valid.upper, "title": _("派驻结束"), "text": text, "icon": "user-minus", "tone": "mute"}
            )
    return told
