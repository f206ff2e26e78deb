"""The ledger of an area as pages show it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from access.models import Area
from access.principals import Principal
from funding.choices import LedgerAccount, Side
from funding.models import Budget, LedgerEntry, LedgerLeg
from funding.rules.ledger import side_of

VIEW = "funding.view_ledger"


@dataclass(frozen=True)
class Balance:
    """An account as an auditor reads it: what was posted on either side, in yuan."""

    account: LedgerAccount
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)

    @property
    def side(self) -> Side:
        """Return the side on which the balance stands."""
        return side_of(self.debit - self.credit)

    @property
    def amount(self) -> Decimal:
        """Return the balance, never negative."""
        return abs(self.debit - self.credit)


def balances(area: Area | None, principal: Principal) -> list[Balance]:
    """Return both sides and the balance of each account of an area and below, or of all in sight."""
    legs = LedgerLeg.objects.visible_to(principal, VIEW)
    legs = legs if area is None else legs.filter(area_path__startswith=area.path)
    sides = {
        "debit": Sum("amount_yuan", filter=Q(amount_yuan__gt=0), default=Decimal(0)),
        "credit": -Sum("amount_yuan", filter=Q(amount_yuan__lt=0), default=Decimal(0)),
    }
    found = {row["account"]: row for row in legs.order_by().values("account").annotate(**sides)}
    zero = {"debit": Decimal(0), "credit": Decimal(0)}
    rows = [(account, found.get(account.value, zero)) for account in LedgerAccount]
    return [Balance(account, row["debit"], row["credit"]) for account, row in rows]


@dataclass(frozen=True)
class Summary:
    """Where the money of the ledger is: received = granted + to be returned + left over."""

    received: Decimal
    granted: Decimal
    receivable: Decimal
    committed: Decimal
    left: Decimal


def summary(rows: list[Balance]) -> Summary:
    """Return money in, money out and what is left over, of which some is promised."""
    net = {row.account: row.debit - row.credit for row in rows}
    return Summary(
        received=-net[LedgerAccount.FUND],
        granted=net[LedgerAccount.GRANTED],
        receivable=net[LedgerAccount.RECEIVABLE],
        committed=net[LedgerAccount.COMMITMENT],
        left=net[LedgerAccount.APPROPRIATION] + net[LedgerAccount.COMMITMENT],
    )


def entries(area: Area | None, principal: Principal) -> QuerySet:
    """Return the entries in sight, newest first."""
    rows = LedgerEntry.objects.visible_to(principal, VIEW).select_related("entitlement", "reverses")
    rows = rows if area is None else rows.filter(area_path__startswith=area.path)
    return rows.order_by("-on", "-pk")


def with_legs(rows: list[LedgerEntry], principal: Principal) -> list[LedgerEntry]:
    """Put ``sides`` on entries: their legs, debits first, in one query."""
    found: dict[int, list[LedgerLeg]] = defaultdict(list)
    for leg in LedgerLeg.objects.visible_to(principal, VIEW).filter(entry__in=[row.pk for row in rows]).order_by("pk"):
        leg.side, leg.shown_yuan = side_of(leg.amount_yuan), abs(leg.amount_yuan)
        found[leg.entry_id].append(leg)
    for row in rows:
        row.sides = sorted(found[row.pk], key=lambda leg: leg.side != Side.DEBIT)  # debits first
    return rows


def budgets(principal: Principal) -> list[Any]:
    """Return the budgets in sight, newest year first."""
    return list(Budget.objects.visible_to(principal, VIEW).select_related("area").order_by("-year", "source"))
