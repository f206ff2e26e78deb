"""Setting budgets (下达预算); a change is posted as the difference."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import refuse, require
from access.models import Area
from access.principals import Place, Principal
from funding.choices import FundSource
from funding.models import Budget
from funding.rules import ledger as rules
from funding.services import chain, ledger

SET = "funding.set_budget"


@transaction.atomic
def set_budget(
    *, area: Area, year: int, source: str, total_yuan: Decimal, on: date, by: Principal, version: int | None = None
) -> Budget:
    """Set the total of a year's budget of one source; not below what is reserved and paid.

    Raises:
        Denied: ``by`` may not set budgets of the area.
        ValidationError: no amount, or less than is held already.
        Conflict: somebody changed it since ``version`` was read.
    """
    policy.check(by, SET, Place(area.path))
    require(rules.check_amount(total_yuan), field="total_yuan")
    wanted = {"area": area, "year": year, "source": FundSource(source)}
    Budget.objects.visible_to(by, SET).bulk_create([Budget(**wanted, total_yuan=0)], ignore_conflicts=True)
    row = Budget.objects.visible_to(by, SET).select_for_update(of=("self",)).get(**wanted)
    chain.require_version(row, version)
    if total_yuan < row.reserved_yuan + row.paid_yuan:
        held = row.reserved_yuan + row.paid_yuan
        refuse(_("预算不能少于已批和已拨的%(held)s元。"), field="total_yuan", code="below_held", held=held)
    difference = total_yuan - row.total_yuan
    if difference:
        Budget.objects.visible_to(by, SET).filter(pk=row.pk).update(total_yuan=total_yuan, version=F("version") + 1)
        row.refresh_from_db(from_queryset=Budget.objects.visible_to(by, SET))
        ledger.post_budget(row, difference, on=on, by=by)
        audit.record(by, "funding.budget_set", row, year=year, source=str(source), total_yuan=str(total_yuan))
    return row
