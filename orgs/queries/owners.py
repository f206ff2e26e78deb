"""Owners' attitudes and the opinions on recommendations (P6), and turns of duty (Q9), as pages show them."""

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from access.models import Area
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import Opinion, OwnerAttitude
from orgs.models import Coverage, DutyTurn, OwnerRecord, PartyOrg

VIEW, KEEP = "orgs.view_owner", "orgs.keep_owner"
MOST = 20


def select(
    principal: Principal, on: date, *, area: Area | None = None, attitude: str = "", opinion: str = ""
) -> QuerySet[OwnerRecord]:
    """Return the visible records in force on a day, the latest first."""
    rows = OwnerRecord.objects.visible_to(principal, VIEW).as_of(on)
    if area is not None:
        rows = rows.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")
    given = {name: value for name, value in (("attitude", attitude), ("opinion", opinion)) if value}
    return rows.filter(**given).select_related("unit").order_by("-holds_from", "-pk")


def counted(rows: QuerySet[OwnerRecord]) -> tuple[dict[OwnerAttitude, int], dict[Opinion, int]]:
    """Return how many records say each attitude, and each opinion that was given; one statement."""
    attitudes, opinions = dict.fromkeys(OwnerAttitude, 0), {one: 0 for one in Opinion if one != Opinion.NONE}
    grouped = rows.select_related(None).order_by().values_list("attitude", "opinion").annotate(number=Count("pk"))
    for attitude, opinion, number in grouped:
        attitudes[OwnerAttitude(attitude)] += number
        if opinion in opinions:
            opinions[Opinion(opinion)] += number
    return attitudes, opinions


def of_unit(unit: Unit, principal: Principal) -> list[OwnerRecord]:
    """Return what is on file about the owner of a visible unit, the latest first."""
    rows = OwnerRecord.objects.visible_to(principal, VIEW).live().filter(unit=unit)
    return list(rows.order_by("-holds_from", "-pk"))


def turns(principal: Principal) -> QuerySet[DutyTurn]:
    """Return the visible turns of duty, the latest first."""
    rows = DutyTurn.objects.visible_to(principal, VIEW).live().select_related("area")
    return rows.order_by("-holds_from", "-pk")


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "出资人态度" of an organization shows: the owners of the units in sight that it covers."""
    covered = Coverage.objects.visible_to(principal, VIEW).as_of(on).filter(org=obj).order_by().values("unit_id")
    rows = list(select(principal, on).filter(unit__in=covered)[:MOST])
    return {"org": obj, "rows": rows}
