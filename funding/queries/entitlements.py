"""Lists of entitlements, their figures, and what waits for whom."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from access import policy
from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from funding.choices import EntitlementStatus
from funding.models import Entitlement, EntitlementStep, Payment, Policy
from funding.querysets import EntitlementQuerySet
from orgs.models import PartyOrg

VIEW = "funding.view_entitlement"
WAITING = {  # what waits for a hand: state → permission
    EntitlementStatus.PROPOSED: "funding.review_entitlement",
    EntitlementStatus.REVIEWED: "funding.approve_entitlement",
    EntitlementStatus.APPROVED: "funding.pay_payment",
}


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for."""

    q: str = ""
    year: int | None = None
    status: str = ""
    policy: Policy | None = None
    area: Area | None = None


def select(wanted: Wanted, principal: Principal) -> EntitlementQuerySet:
    """Return the visible entitlements that were asked for, newest year first."""
    rows = Entitlement.objects.visible_to(principal, VIEW).select_related("org", "policy")
    plain = {"year": wanted.year, "status": wanted.status, "policy": wanted.policy}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.area is not None:
        rows = rows.filter(area_path__gte=wanted.area.path, area_path__lt=f"{wanted.area.path[:-1]}/")
    if wanted.q:
        found = PartyOrg.objects.visible_to(principal, "orgs.view_org").matching(wanted.q)
        rows = rows.filter(org__in=found.values("pk"))
    return rows.order_by("-year", "org__pinyin", "pk")


def total(rows: EntitlementQuerySet) -> dict[str, Any]:
    """Return the number and sum of a selection."""
    found = rows.order_by().aggregate(number=Count("pk"), amount=Sum("amount_yuan", filter=_counted()))
    return {"number": found["number"], "amount": found["amount"] or Decimal(0)}


def _counted() -> Q:
    return ~Q(status__in=[EntitlementStatus.REFUSED, EntitlementStatus.CANCELLED, EntitlementStatus.RETURNED])


def waiting(principal: Principal, status: EntitlementStatus) -> Waiting:
    """Return the entitlements that wait for the principal's hand in a state."""
    rows = Entitlement.objects.visible_to(principal, WAITING[status]).in_status(status)
    taken = EntitlementStep.objects.of(entitlement=OuterRef("pk")).filter(person_id=principal.person_id)
    return Waiting(rows.filter(~Exists(taken)).order_by())


def steps_of(item: Entitlement, principal: Principal) -> list[EntitlementStep]:
    """Return the trail of an entitlement."""
    return list(EntitlementStep.objects.visible_to(principal, VIEW).filter(entitlement=item).order_by("pk"))


def payments_of(item: Entitlement, principal: Principal) -> list[Payment]:
    """Return the payments of an entitlement, newest first."""
    rows = Payment.objects.visible_to(principal, "funding.view_payment").filter(entitlement=item)
    return list(rows.order_by("-pk"))


def of_org(org: PartyOrg, principal: Principal) -> list[Entitlement]:
    """Return the entitlements of an organization, newest year first."""
    rows = Entitlement.objects.visible_to(principal, VIEW).filter(org=org).select_related("policy")
    return list(rows.order_by("-year", "pk"))


def policies_for(principal: Principal) -> list[int]:
    """Return the ids of the policies that concern a principal: of areas above, at and below those answered for."""
    roles = policy.roles_with("funding.view_policy")
    condition = Q(pk__in=[])
    for scope in principal.scopes(roles):
        above = [int(pk) for pk in scope.path.strip(".").split(".") if pk]
        condition |= Q(area__in=above) | scope.subtree("area__path")
    return list(Policy.objects.filter(condition).values_list("pk", flat=True))
