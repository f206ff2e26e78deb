"""What an instructor may see because of the file or a dispatch: :class:`access.models.Reach` rows for its period."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from access import policy
from access.models import Reach
from access.principals import Principal
from access.services import reaches
from enterprises.models import Unit
from instructors.models import Dispatch, Instructor
from orgs.models import Coverage

UNIT, ORG, FILE = "enterprises.unit", "orgs.org", "instructors.instructor"


def open_own_file(instructor: Instructor, *, since: date) -> None:
    """Let the person read the own file, for good."""
    reaches.open_reach(
        person=instructor.person,
        resource=FILE,
        target=instructor,
        since=since,
        until=None,
        because=f"instructor:{instructor.pk}",
    )


def open_for(dispatch: Dispatch, *, on: date, by: Principal) -> int:
    """Open the target and what belongs to it on a day for the dispatch's period; return how many rows."""
    return sum(
        _open(dispatch, resource, ids, since=dispatch.valid.lower)
        for resource, ids in wanted(dispatch, on=on, by=by).items()
    )


def close_for(dispatch: Dispatch, *, on: date) -> int:
    """End what the dispatch opened on a day, which no longer counts."""
    return reaches.end_reach(because=dispatch.because, on=on)


def wanted(dispatch: Dispatch, *, on: date, by: Principal) -> dict[str, set[int]]:
    """Return what a dispatch opens on a day: the unit; the organization and its units; the units in the grid."""
    if dispatch.unit_id is not None:
        return {UNIT: {dispatch.unit_id}}
    if dispatch.grid is not None:
        path = dispatch.grid.path
        placed = Unit.objects.visible_to(by, "enterprises.view_unit").under(path)
        return {UNIT: set(placed.values_list("pk", flat=True))}
    covered = Coverage.objects.of_org(dispatch.org_id).as_of(on)
    return {ORG: {dispatch.org_id or 0}, UNIT: set(covered.values_list("unit_id", flat=True))}


@transaction.atomic
def refresh_reaches(*, on: date, by: Principal) -> tuple[int, int]:
    """Follow units that moved into or out of a grid, or in or out of an organization's care; return (opened, ended).

    Raises:
        Denied: ``by`` is a person; this runs daily by itself.
    """
    if not by.is_system:
        raise policy.Denied("instructors.dispatch")
    running = Dispatch.objects.visible_to(by, "instructors.view_instructor").running(on).filter(unit__isnull=True)
    opened = ended = 0
    for dispatch in running.select_related("grid", "instructor"):
        more, fewer = _follow(dispatch, on=on, by=by)
        opened, ended = opened + more, ended + fewer
    return opened, ended


def _follow(dispatch: Dispatch, *, on: date, by: Principal) -> tuple[int, int]:
    held: dict[str, set[int]] = {UNIT: set(), ORG: set()}
    rows = Reach.objects.filter(because=dispatch.because, superseded_at__isnull=True, valid__endswith__gt=on)
    for resource, object_id in rows.order_by("pk").values_list("resource", "object_id"):
        held[resource].add(object_id)
    target, opened, ended = wanted(dispatch, on=on, by=by), 0, 0
    for resource, ids in target.items():
        opened += _open(dispatch, resource, ids - held[resource], since=max(on, dispatch.valid.lower))
        ended += reaches.end_reach(because=dispatch.because, on=on, resource=resource, ids=held[resource] - ids)
    return opened, ended


def _open(dispatch: Dispatch, resource: str, ids: Iterable[int], *, since: date) -> int:
    return reaches.open_reaches(
        person_id=dispatch.instructor.person_id,
        resource=resource,
        ids=sorted(ids),
        since=since,
        until=dispatch.valid.upper,
        because=dispatch.because,
    )
