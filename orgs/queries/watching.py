"""Warnings that ask for a decision (动态预警) as pages show them; decided ones are left out until the facts change."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from enterprises.models import Unit
from orgs.choices import FormationMode, WatchKind
from orgs.models import Coverage, OrgDecision, PartyOrg, UnitDecision
from orgs.models.asking import OF_ORGS, OF_UNITS, Alert, alerts, joint, units

__all__ = ["OF_ORGS", "OF_UNITS", "Alert", "alerts", "joint", "units"]
VIEW, PLAN = "orgs.view_formation", "orgs.plan_formation"


def listed(principal: Principal, on: date, area: Area | None = None) -> dict[WatchKind, QuerySet]:
    """Return the units or organizations that a principal sees, by what they ask for."""
    seen, orgs = Unit.objects.visible_to(principal, VIEW), PartyOrg.objects.visible_to(principal, VIEW)
    if area is not None:
        inside = {"area_path__gte": area.path, "area_path__lt": f"{area.path[:-1]}/"}
        seen, orgs = seen.filter(**inside), orgs.filter(**inside)
    asked = joint(orgs, on)
    found: dict[WatchKind, QuerySet] = {kind: units(seen, kind, on).order_by("pinyin", "pk") for kind in OF_UNITS}
    for kind in OF_ORGS:
        found[kind] = orgs.filter(pk__in=[pk for pk, alert in asked.items() if alert[0] == kind]).order_by(
            "pinyin", "pk"
        )
    return found


def joint_of(unit: Unit, on: date) -> Coverage | None:
    """Return the joint coverage of a visible unit on a day."""
    found: Coverage | None = Coverage.objects.of(unit=unit).as_of(on).filter(mode=FormationMode.JOINT).first()
    return found


def decisions(principal: Principal, most: int) -> list[Any]:
    """Return the newest decisions that a principal sees."""
    units_ = UnitDecision.objects.visible_to(principal, VIEW).select_related("unit")
    orgs = OrgDecision.objects.visible_to(principal, VIEW).select_related("org")
    newest = [row for rows in (units_, orgs) for row in rows.order_by("-answered_on", "-pk")[:most]]
    return sorted(newest, key=lambda row: (row.answered_on, row.recorded_at), reverse=True)[:most]


def units_waiting(principal: Principal) -> Waiting:
    """Return the units that ask for a decision."""
    seen, on = Unit.objects.visible_to(principal, PLAN), principal.today
    if on is None:
        return Waiting(seen.none())
    return Waiting(seen.filter(Q(pk__in=units(seen, OF_UNITS[0], on).values("pk"))
                               | Q(pk__in=units(seen, OF_UNITS[1], on).values("pk"))))  # fmt: skip
