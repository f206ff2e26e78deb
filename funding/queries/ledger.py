"""The ledger of an area as pages show it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from access.models import Area
from access.principals import Principal
from funding.choices import LedgerAccount
from funding.models import Budget, LedgerEntry, LedgerLeg

VIEW = "funding.view_ledger"


def balances(area: Area | None, principal: Principal) -> list[tuple[LedgerAccount, Decimal]]:
    """Return the balance of each account of an area and below, or of all in sight."""
    legs = LedgerLeg.objects.visible_to(principal, VIEW)
    legs = legs if area is None else legs.filter(area_path__startswith=area.path)
    sums = dict(legs.order_by().values_list("account").annotate(total=Sum("amount_yuan")))
    return [(account, sums.get(account.value, Decimal(0))) for account in LedgerAccount]


def entries(area: Area | None, principal: Principal) -> QuerySet:
    """Return the entries in sight, newest first."""
    rows = LedgerEntry.objects.visible_to(principal, VIEW).select_related("entitlement", "reverses")
    rows = rows if area is None else rows.filter(area_path__startswith=area.path)
    return rows.order_by("-on", "-pk")


def with_legs(rows: list[LedgerEntry], principal: Principal) -> list[LedgerEntry]:
    """Put ``sides`` on entries: their legs, in one query."""
    found: dict[int, list[LedgerLeg]] = defaultdict(list)
    for leg in LedgerLeg.objects.visible_to(principal, VIEW).filter(entry__in=[row.pk for row in rows]).order_by("pk"):
        found[leg.entry_id].append(leg)
    for row in rows:
        row.sides = found[row.pk]
    return rows


def budgets(principal: Principal) -> list[Any]:
    """Return the budgets in sight, newest year first."""
    return list(Budget.objects.visible_to(principal, VIEW).select_related("area").order_by("-year", "source"))
