"""The system of organizations on a day: below each other, or below the bodies that manage them; names and types of that day."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from access.models import Body
from access.principals import Principal
from orgs.choices import LifeEventKind
from orgs.models import LifeEvent, PartyOrg
from orgs.querysets import PartyOrgQuerySet

VIEW = "orgs.view_org"


def _visible(principal: Principal, on: date) -> PartyOrgQuerySet:
    return PartyOrg.objects.visible_to(principal, VIEW).active_on(on)


def of_day(rows: PartyOrgQuerySet, on: date) -> PartyOrgQuerySet:
    """Add name and type of a day: what the first change after it, if it stands, says was before."""
    return rows.annotate(
        name_then=Coalesce(Subquery(_before(LifeEventKind.RENAME, on)), F("name"), output_field=TextField()),
        type_then=Coalesce(Subquery(_before(LifeEventKind.TYPE_CHANGE, on)), F("org_type"), output_field=TextField()),
    )


def _before(kind: LifeEventKind, on: date) -> Any:
    later = LifeEvent.objects.of(org=OuterRef("pk")).filter(kind=kind, on__gt=on, reversal__isnull=True)
    return later.order_by("on", "pk").values(old=KeyTextTransform("old", "detail"))[:1]


def children(parent: PartyOrg | None, principal: Principal, on: date) -> Any:
    """Return the visible organizations directly below one; below None, those whose superior is not visible."""
    rows = _visible(principal, on)
    if parent is not None:
        rows = rows.filter(parent=parent)
    else:
        rows = rows.filter(~Exists(_visible(principal, on).filter(pk=OuterRef("parent_id"))))
    return _shown(rows, principal, on)


def managed(body: Body, principal: Principal, on: date) -> Any:
    """Return the visible organizations that a body manages."""
    return _shown(_visible(principal, on).filter(managing_body=body), principal, on)


def _shown(rows: PartyOrgQuerySet, principal: Principal, on: date) -> Any:
    below = _visible(principal, on).filter(parent=OuterRef("pk"))
    rows = of_day(rows, on).annotate(has_children=Exists(below)).select_related("area")
    return rows.order_by("pinyin", "pk")


def bodies(principal: Principal, on: date) -> Any:
    """Return the bodies that manage visible organizations on a day, with their number."""
    mine = _visible(principal, on)
    managed_here = Q(managed_orgs__in=mine.order_by().values("pk"))
    rows = Body.objects.filter(managed_here).annotate(orgs=Count("managed_orgs", filter=managed_here, distinct=True))
    return rows.order_by("name", "pk")
