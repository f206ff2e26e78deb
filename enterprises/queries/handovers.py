"""Hand-overs of units: what arrives and leaves, who may answer, where a unit could go, and what its timeline tells."""

from typing import Any

from access import policy
from access.choices import AreaLevel
from access.models import Area
from access.principals import Place, Principal
from access.registries import Waiting
from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit
from enterprises.querysets import HandoverQuerySet

MOVE = "enterprises.move_unit"
VIEW = "enterprises.view_unit"
MOST = 200  # latest first


def visible(principal: Principal) -> HandoverQuerySet:
    """Return the hand-overs of the principal's areas, both ways, with the names that lists show."""
    return Handover.objects.visible_to(principal, MOVE).select_related("from_area", "to_area").order_by("-pk")


def listed(principal: Principal) -> list[Handover]:
    """Return the latest hand-overs with ``may_answer``, ``may_agree`` and ``may_withdraw``; those that wait come first."""
    rows = list(visible(principal)[:MOST])
    for row in rows:
        receives, gives = (policy.can_on(principal, MOVE, Place(path)) for path in (row.area_path, row.from_path))
        row.may_answer = row.is_open and not row.is_asked and receives
        row.may_agree = row.is_asked and gives
        row.may_withdraw = row.is_open and (receives if row.is_asked else gives)
    return sorted(rows, key=lambda row: (not row.is_open, -row.pk))


def waiting(principal: Principal) -> Waiting:
    """Return those that wait for an answer of the principal's areas."""
    rows = Handover.objects.visible_to(principal, MOVE)
    offered = rows.filter(state=HandoverState.OPEN).arriving(principal, MOVE)
    asked = rows.filter(state=HandoverState.ASKED).leaving(principal, MOVE)
    return Waiting(offered | asked)


def of_unit(unit: Unit, principal: Principal) -> list[Handover]:
    """Return the hand-overs of a visible unit, from either side."""
    rows = Handover.objects.visible_to(principal, VIEW).filter(unit=unit).select_related("from_area", "to_area")
    return list(rows.order_by("-pk")[:MOST])


def streets_for(unit: Unit) -> Any:
    """Return the streets, towns and zones of the unit's district in which it does not lie."""
    ids = [int(part) for part in unit.area_path.split(".") if part]
    county = Area.objects.filter(pk__in=ids, level=AreaLevel.COUNTY).first()
    rows = Area.objects.under(county.path if county else "").filter(closed_on__isnull=True)
    return rows.filter(level__in=(AreaLevel.TOWNSHIP, AreaLevel.ZONE, AreaLevel.PARK)).exclude(pk__in=ids)
