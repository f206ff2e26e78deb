"""Posting to the append-only ledger and moving budgets; called by the acts, inside their transactions."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from access.errors import conflict, refuse, require
from access.models import Area
from access.principals import Principal, system_scope
from funding.choices import LedgerAccount, PostingKind
from funding.models import Budget, Entitlement, LedgerEntry, LedgerLeg, Payment
from funding.rules import ledger as rules


def _treasury() -> AbstractContextManager[None]:
    """Let an act that was checked post to the books of the area that pays, which lie above those who act."""
    return system_scope("post to the ledger of the area that pays")


def post(
    kind: PostingKind, items: Iterable[tuple[Entitlement, Decimal, Payment | None]], *, on: date, by: Principal
) -> None:
    """Write one entry per entitlement.

    Raises:
        ValueError: an amount that is not one to post.
    """
    entries, legs = [], []
    for item, amount, payment in items:
        entry = LedgerEntry(
            area_id=item.policy.area_id, kind=kind, on=on, memo=str(item.org)[:200], budget_id=item.budget_id,
            entitlement=item, payment=payment, user_id=by.user_id,
        )  # fmt: skip
        entries.append(entry)
        legs.extend(
            LedgerLeg(entry=entry, account=leg.account, amount_yuan=leg.amount_yuan) for leg in rules.legs(kind, amount)
        )
    _write(entries, legs)


def reverse(entry: LedgerEntry, *, on: date, by: Principal, memo: str) -> LedgerEntry:
    """Undo an entry by one with opposite legs; at most once.

    Raises:
        Conflict: it was reversed before.
    """
    if LedgerEntry.objects.filter(reverses=entry).taken():
        conflict(_("该凭证已经冲正。"), code="reversed_before")
    with _treasury():
        rows = list(LedgerLeg.objects.of(entry=entry).order_by("pk"))
    legs = [rules.Leg(LedgerAccount(leg.account), leg.amount_yuan) for leg in rows]
    undone = LedgerEntry(
        area_id=entry.area_id, kind=PostingKind.REVERSAL, on=on, memo=memo[:200], budget_id=entry.budget_id,
        entitlement_id=entry.entitlement_id, payment_id=entry.payment_id, reverses=entry, user_id=by.user_id,
    )  # fmt: skip
    _write(
        [undone],
        [LedgerLeg(entry=undone, account=leg.account, amount_yuan=leg.amount_yuan) for leg in rules.reverse(legs)],
    )
    return undone


def entry_of(payment: Payment, kind: PostingKind) -> LedgerEntry:
    """Return the entry that a payment made."""
    with _treasury():
        return LedgerEntry.objects.as_system().get(payment=payment, kind=kind)


def post_budget(budget: Budget, amount: Decimal, *, on: date, by: Principal) -> None:
    """Write that money was appropriated, or taken back when the amount is negative."""
    entry = LedgerEntry(
        area_id=budget.area_id, kind=PostingKind.BUDGET, on=on, memo=str(budget), budget=budget, user_id=by.user_id
    )
    legs = rules.legs(PostingKind.BUDGET, abs(amount))
    legs = legs if amount > 0 else rules.reverse(legs)
    _write([entry], [LedgerLeg(entry=entry, account=leg.account, amount_yuan=leg.amount_yuan) for leg in legs])


def _write(entries: Sequence[LedgerEntry], legs: Sequence[LedgerLeg]) -> None:
    with _treasury():
        LedgerEntry.objects.bulk_create(entries)
        for leg in legs:
            leg.entry_id = leg.entry.pk
        LedgerLeg.objects.bulk_create(legs)


def budget_for(item: Entitlement) -> Budget | None:
    """Lock and return the budget that an entitlement is paid from; a policy without budget has none.

    Raises:
        ValidationError: the policy needs a budget of its year and source, and there is none.
    """
    if not item.policy.is_budgeted:
        return None
    wanted = {"area_id": item.policy.area_id, "year": item.year, "source": item.fund}
    with _treasury():
        found = Budget.objects.as_system().select_for_update(of=("self",)).filter(**wanted).first()
    if found is None:
        message = _("%(year)s年没有“%(source)s”的预算，不能审批。请先下达预算。")
        refuse(message, code="no_budget", year=item.year, source=item.get_fund_display())
    return found


def reserve(budget: Budget | None, amount: Decimal) -> None:
    """Hold an amount of a locked budget.

    Raises:
        ValidationError: more than the budget still has.
    """
    if budget is None:
        return
    require(rules.check_budget(budget.available_yuan, amount))
    _move(budget.pk, reserved_yuan=amount)
    budget.reserved_yuan += amount


def release(item: Entitlement) -> None:
    """Give back what an approval held."""
    _move(item.budget_id, reserved_yuan=-item.approved_yuan)


def spend(budget_id: int | None, amount: Decimal) -> None:
    """Move an amount from reserved to paid; a negative one moves it back."""
    _move(budget_id, reserved_yuan=-amount, paid_yuan=amount)


def _move(budget_id: int | None, **by_how_much: Decimal) -> None:
    if budget_id is not None:
        changed = {name: F(name) + amount for name, amount in by_how_much.items()}
        with _treasury():
            Budget.objects.as_system().filter(pk=budget_id).update(version=F("version") + 1, **changed)


def balances(area: Area, *, by: Principal, until: date | None = None) -> dict[LedgerAccount, Decimal]:
    """Return the balance of each account of an area, on a day included."""
    legs = LedgerLeg.objects.visible_to(by, "funding.view_ledger").filter(entry__area=area)
    legs = legs if until is None else legs.filter(entry__on__lte=until)
    sums = dict(legs.order_by().values_list("account").annotate(total=Sum("amount_yuan")))
    return {account: sums.get(account.value, Decimal(0)) for account in LedgerAccount}
