"""The grids of a regional organization (1+N) and the units in them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from access import audit, dated, policy
from access.choices import AreaLevel
from access.errors import conflict, refuse
from access.models import Area
from access.outcome import N_
from access.principals import Place, Principal
from enterprises.choices import OperatingStatus
from enterprises.models import StatusFact, Unit
from orgs.choices import CoverageEndReason, FormationMode
from orgs.models import Coverage, OrgGrid, PartyOrg
from orgs.services import coverage_rows, locks
from orgs.services.founding import require_form

COVER = "orgs.cover_unit"
NOT_REGIONAL = N_("“%(org)s”不是区域党组织，不能联系网格。")


@transaction.atomic
def add_grids(*, org: PartyOrg, areas: Sequence[Area], on: date, by: Principal) -> int:
    """Give a regional organization more grids; return how many units came to be covered.

    Raises:
        Denied: the organization or a grid lies outside what ``by`` may do.
        ValidationError: an area that is no grid.
        Conflict: not a regional organization, not active, or the grid belongs to another.
    """
    units = lock_free_units(areas, since=on, by=by)
    org = locks.lock_org(org, permission=COVER, by=by)
    require_form(org, FormationMode.REGIONAL, _(NOT_REGIONAL))
    locks.require_active(org, on=on)
    hold(org, areas, units, since=on, by=by)
    return len(units)


@transaction.atomic
def cover_new_units(*, org: PartyOrg, on: date, by: Principal) -> int:
    """Cover the operating units in the organization's grids that nothing covers yet; return how many (动态补充覆盖).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        Conflict: not a regional organization, or not active.
    """
    require_form(org, FormationMode.REGIONAL, _(NOT_REGIONAL))
    held = OrgGrid.objects.visible_to(by, "orgs.view_org").as_of(on).filter(org=org).select_related("grid")
    units = lock_free_units([row.grid for row in held], since=on, by=by)
    org = locks.lock_org(org, permission=COVER, by=by)
    locks.require_active(org, on=on)
    coverage_rows.begin(org, units, FormationMode.REGIONAL, since=on, by=by)
    audit.record(by, "orgs.units_covered", org, units=[unit.pk for unit in units], on=str(on))
    return len(units)


@transaction.atomic
def release_grid(*, org: PartyOrg, area: Area, on: date, by: Principal) -> int:
    """Take a grid from a regional organization with the units in it; return how many units left.

    Raises:
        Denied: the organization or a unit lies outside what ``by`` may do.
        Conflict: the organization does not hold the grid on that day.
    """
    rows = Coverage.objects.of_org(org).touching(on).regional()
    ids = list(rows.filter(_inside("unit__area_path", [area])).values_list("unit_id", flat=True))
    locks.lock_units(ids, permission=COVER, by=by)
    org = locks.lock_org(org, permission=COVER, by=by)
    if not dated.end(OrgGrid, key={"org": org, "grid": area}, on=on, by=by):
        conflict(_("“%(org)s”没有联系网格“%(grid)s”。"), code="grid_not_held", org=org.name, grid=area.name)
    coverage_rows.end(org, ids, on=on, reason=CoverageEndReason.LEFT, by=by)
    audit.record(by, "orgs.grid_released", org, grid=area.pk, units=len(ids), on=str(on))
    return len(ids)


def hold(org: PartyOrg, areas: Sequence[Area], units: Sequence[Unit], *, since: date, by: Principal) -> None:
    """Write the grids of a locked or new regional organization and cover the locked units in them.

    Raises:
        Denied: a grid lies outside what ``by`` may do.
        ValidationError: an area that is no grid.
        Conflict: a grid belongs to another.
    """
    for area in areas:
        if area.level != AreaLevel.GRID:
            refuse(_("“%(area)s”不是网格，区域党组织只能联系网格。"), field="areas", code="not_a_grid", area=area.name)
        policy.check(by, COVER, Place(area.path, org.line_code))
    dated.hold_facts_lock()
    held = OrgGrid.objects.live().filter(valid__overlap=DateRange(since, None))
    if held.filter(grid__in=areas).taken():
        name = next(area.name for area in areas if held.filter(grid=area).taken())
        conflict(_("网格“%(grid)s”已属于另一个区域党组织。"), code="grid_taken", field="areas", grid=name)
    OrgGrid.objects.bulk_create(
        [OrgGrid(org=org, grid=area, valid=DateRange(since, None), recorded_by_id=by.user_id) for area in areas]
    )
    coverage_rows.begin(org, units, FormationMode.REGIONAL, since=since, by=by)
    audit.record(
        by, "orgs.grids_added", org, grids=[area.pk for area in areas], units=[unit.pk for unit in units], on=str(since)
    )


def lock_free_units(areas: Sequence[Area], *, since: date, by: Principal) -> list[Unit]:
    """Lock the operating units of grids that no organization covers from a day on."""
    if not areas:
        return []
    operating = StatusFact.objects.visible_to(by, "enterprises.view_unit").as_of(since)
    rows = Unit.objects.visible_to(by, COVER).filter(_inside("area_path", areas))
    rows = rows.filter(pk__in=operating.filter(status=OperatingStatus.OPERATING).values("unit"))
    wanted = set(rows.values_list("pk", flat=True))
    locked = locks.lock_units(wanted, permission=COVER, by=by)
    covered = Coverage.objects.of(unit__in=wanted).touching(since)
    taken = set(covered.values_list("unit_id", flat=True))
    return [unit for unit in locked if unit.pk not in taken]


def _inside(lookup: str, areas: Sequence[Area]) -> Q:
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(**{f"{lookup}__gte": area.path, f"{lookup}__lt": f"{area.path[:-1]}/"})
    return condition
