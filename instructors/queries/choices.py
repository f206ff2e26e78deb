"""What may be chosen in forms: people, committees, and targets of a dispatch, each as the principal sees it."""

from typing import Any

from django.db.models import Q, QuerySet

from access import policy
from access.choices import BodyKind
from access.models import Body, Person
from access.principals import Principal
from enterprises.models import Unit
from instructors.choices import DispatchTarget
from orgs.models import PartyOrg

COMMITTEES = (BodyKind.TOWN_COMMITTEE, BodyKind.MEMBER_UNIT)  # whose officers make the first review


def committees(principal: Principal) -> QuerySet[Body]:
    """Return the Party committees for which the principal may enter applications."""
    rows = (
        Body.objects.filter(kind__in=COMMITTEES, closed_on__isnull=True)
        .select_related("home", "line")
        .order_by("name", "pk")
    )
    if principal.is_system:
        return rows
    inside = Q(pk__in=[])
    for scope in principal.scopes(policy.roles_with("instructors.apply_instructor")):
        below = Q(home__path__gte=scope.path, home__path__lt=scope.path[:-1] + "/")
        inside |= below & Q(line__code=scope.line) if scope.line else below
    return rows.filter(inside)


def people(principal: Principal, term: str = "") -> QuerySet[Person]:
    """Return the visible people whose name or employer contains a term."""
    rows = Person.objects.visible_to(principal, "access.view_person")
    return rows.filter(Q(name__icontains=term) | Q(employer__icontains=term)) if term else rows


def targets(kind: DispatchTarget, principal: Principal, term: str = "") -> QuerySet[Any]:
    """Return the units or organizations to which an instructor may be dispatched; grids come from the tree of areas."""
    if kind == DispatchTarget.UNIT:
        units = Unit.objects.visible_to(principal, "enterprises.view_unit").select_related("area")
        return units.filter(search_text__contains=term.lower()) if term else units
    orgs = PartyOrg.objects.visible_to(principal, "orgs.view_org").filter(ended_on__isnull=True)
    return orgs.matching(term) if term else orgs
