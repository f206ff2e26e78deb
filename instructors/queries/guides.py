"""Who guides a unit or an organization: dispatches to it, or to the grid in which it lies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, StrIndex
from django.utils.translation import gettext as _

from access.named import NameOf
from access.principals import Principal
from enterprises.models import Unit
from enterprises.queries import pieces
from enterprises.queries.pieces import Piece
from instructors.models import Dispatch, Instructor
from orgs.models import PartyOrg

OPEN = "instructors.view_instructor"


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


def sent_to_unit(unit: Unit, principal: Principal) -> list[Dispatch]:
    """Return every dispatch to a visible unit, and to the grids in which it lies; read as the system."""
    above = [int(part) for part in unit.area_path.split(".") if part]
    return _sent(Q(unit=unit) | Q(grid_id__in=above), principal)


def sent_to_org(org: PartyOrg, principal: Principal) -> list[Dispatch]:
    """Return every dispatch to a visible organization; read as the system."""
    return _sent(Q(org=org), principal)


def _sent(condition: Q, principal: Principal) -> list[Dispatch]:
    rows = Dispatch.objects.wherever().filter(condition).live().select_related("instructor", "grid").by_end()
    return list(rows.with_rights(principal, OPEN))


def on_day(rows: Iterable[Any], on: date) -> list[Guide]:
    """Return who guides on a day."""
    return [_guide(row, may_open=row.rights[OPEN]) for row in rows if row.valid.lower <= on < row.valid.upper]


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


def of_units(piece: Piece) -> dict[int, int]:
    """Return the same for many units at once."""
    grids: dict[int, set[int]] = defaultdict(set)
    paths = {
        pk: [int(part) for part in unit.area_path.split(".") if part] for pk, unit in piece.read(pieces.units).items()
    }
    above = {one for path in paths.values() for one in path}
    around = Dispatch.objects.of(grid__in=pieces.one_of(above)).as_of(piece.on).order_by()
    for grid, instructor in around.values_list("grid_id", "instructor_id"):
        grids[grid].add(instructor)
    own: dict[int, set[int]] = defaultdict(set)
    sent = Dispatch.objects.of(unit__in=piece.among).as_of(piece.on).order_by()
    for unit, instructor in sent.values_list("unit_id", "instructor_id"):
        own[unit].add(instructor)
    return {
        pk: len(own.get(pk, set()).union(*(grids[one] for one in path if one in grids))) for pk, path in paths.items()
    }


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


def events_of(rows: Iterable[Dispatch]) -> list[dict[str, Any]]:
    """Return when instructors came to a unit itself and when that ended, for its timeline."""
    told = []
    for row in rows:
        if row.unit_id is None:
            continue
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


def of_grids(grids: Sequence[int], on: date) -> dict[int, list[dict[str, Any]]]:
    """Return who is sent to grids on a day, by grid: name and period of the dispatch."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Dispatch.objects.of(grid__in=grids).as_of(on).order_by("pk")
    for grid, name, since, until in rows.values_list(
        "grid_id", NameOf(Instructor, "instructor_id"), "holds_from", "holds_until"
    ):
        found[grid].append({"name": name, "since": since, "until": until})
    return dict(found)
