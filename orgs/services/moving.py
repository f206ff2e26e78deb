"""What organizations do when a unit moves to another area; called in the transaction and the system scope of the move.

A single organization (单独组建) belongs to its enterprise and goes where it goes: its posts, terms and ratings with it. A regional
one (1+N) answers for its area and grids: a unit that leaves them leaves it, and waits for the branch of its new grid. Joint,
affiliated and relying coverage does not depend on the place and stays. To which committee the organization then belongs is decided
by approval, not here.
"""

from datetime import date

from django.utils.translation import gettext as _

from access import audit, dated
from access.errors import refuse
from access.models import Area
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import CoverageEndReason, FormationMode, LifeEventKind
from orgs.models import Coverage, OrgGrid, OrgPlace, PartyOrg
from orgs.services import coverage_rows
from orgs.services.founding import add_event
from orgs.services.life import Approval


def follow_moved_unit(*, obj: Unit, left: Area, on: date, by: Principal) -> None:
    """Let the unit's own organization follow it, and end the coverage of a regional one whose area it left.

    Raises:
        ValidationError: the area has another organization of that name.
    """
    rows = Coverage.objects.of(unit=obj).touching(on).order_by("org_id", "pk")
    for org_id, mode in rows.values_list("org_id", "mode"):
        if mode == FormationMode.SINGLE:
            _follow(PartyOrg.objects.as_system().select_for_update(of=("self",)).get(pk=org_id), obj, left, on, by)
        elif mode == FormationMode.REGIONAL:
            _leave(PartyOrg.objects.as_system().get(pk=org_id), obj, on, by)


def _follow(org: PartyOrg, unit: Unit, left: Area, on: date, by: Principal) -> None:
    if unit.area_path.startswith(org.area_path):
        return  # it lies at the street, and the unit stayed inside
    if PartyOrg.objects.filter(area=unit.area, name=org.name, ended_on__isnull=True).taken():
        refuse(_("“%(area)s”已有同名的党组织“%(org)s”，请先更名再迁移单位。"), field="to", code="org_name_taken",
               area=unit.area.name, org=org.name)  # fmt: skip
    dated.record(OrgPlace, key={"org": org}, values={"area": unit.area}, since=on, by=by)
    org.area, org.version = unit.area, org.version + 1
    org.save(update_fields=["area", "version"])
    add_event(org, LifeEventKind.RELOCATE, Approval(on=on), by=by, left=left.name, to=unit.area.name)


def _leave(org: PartyOrg, unit: Unit, on: date, by: Principal) -> None:
    grids = OrgGrid.objects.of(org=org).as_of(on).order_by("pk")
    if any(unit.area_path.startswith(path) for path in (org.area_path, *grids.values_list("grid__path", flat=True))):
        return
    coverage_rows.end(org, [unit.pk], on=on, reason=CoverageEndReason.UNIT_MOVED, by=by)
    audit.record(by, "orgs.unit_moved_away", org, unit=unit.pk, on=str(on))
