"""One step of the chain for one or many entitlements: lock, ask the table and who acted before, write, leave a trail.

Locks are taken in one order everywhere: batch, entitlements by id, budget, ledger.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, refuse
from access.outcome import Refusal
from access.principals import Principal
from funding.choices import Action, EntitlementStatus
from funding.models import Entitlement, EntitlementStep
from funding.rules import steps
from orgs.services import locks

S, A = EntitlementStatus, Action

PERMISSIONS: dict[EntitlementStatus, dict[Action, str]] = {  # who may: the roles of rules.steps, by permission
    S.PROPOSED: {
        A.REVIEW: "funding.review_entitlement",
        A.RETURN: "funding.review_entitlement",
        A.REFUSE: "funding.review_entitlement",
        A.CANCEL: "funding.apply_entitlement",
    },
    S.REVIEWED: dict.fromkeys((A.APPROVE, A.RETURN, A.REFUSE), "funding.approve_entitlement"),
    S.RETURNED: dict.fromkeys((A.PROPOSE, A.CANCEL), "funding.apply_entitlement"),
    S.APPROVED: {A.BATCH: "funding.pay_payment", A.CANCEL: "funding.approve_entitlement"},
    S.BATCHED: dict.fromkeys((A.PAY, A.UNBATCH), "funding.pay_payment"),
    S.PAID: {A.REVERSE: "funding.pay_payment", A.CLAW_BACK: "funding.approve_entitlement"},
}


@dataclass(frozen=True)
class Act:
    """What is done, by whom, on which day and why."""

    action: Action
    on: date
    by: Principal
    reason: str = ""

    def __post_init__(self) -> None:
        if len(self.reason) > 300:  # noqa: PLR2004  the column
            refuse(_("理由不超过300字。"), field="reason", code="too_long")


def require_person(by: Principal) -> int:
    """Return the person behind the principal: the chain is one of persons, not accounts.

    Raises:
        ValidationError: the account belongs to nobody (an outside system, the system itself).
    """
    if by.person_id is None:
        refuse(_("经费须由实名人员办理，该账号没有对应人员。"), code="person_required")
    return by.person_id


def lock(ids: Iterable[int], *, permission: str, by: Principal) -> list[Entitlement]:
    """Lock entitlements by id.

    Raises:
        Denied: one of them is absent or lies outside what ``by`` may do.
    """
    wanted = sorted(set(ids))
    rows = Entitlement.objects.visible_to(by, permission).filter(pk__in=wanted).select_for_update(of=("self",))
    found = list(rows.select_related("org", "policy__area", "policy_version").order_by("pk"))
    if len(found) != len(wanted):
        raise policy.Denied(permission)
    return found


def lock_one(item: Entitlement, action: Action, *, by: Principal, version: int | None = None) -> Entitlement:
    """Lock one entitlement for an action whose permission depends on its state.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: the state does not have the action, or somebody changed it since ``version`` was read.
    """
    readable = Entitlement.objects.visible_to(by, "funding.view_entitlement").filter(pk=item.pk)
    found = readable.select_for_update(of=("self",)).select_related("org", "policy__area", "policy_version").first()
    if found is None:
        raise policy.Denied("funding.view_entitlement", target=item)
    require_version(found, version)
    permission = PERMISSIONS.get(S(found.status), {}).get(action)
    if permission is None:
        require_step(steps.ENTITLEMENT, S(found.status), Act(action, found.proposed_on, by, "-"))
    policy.check(by, permission, found)
    return found


def require_version(row: Any, version: int | None) -> None:
    """Insist that nobody changed a row since it was read.

    Raises:
        Conflict: somebody did.
    """
    if version is not None and row.version != version:
        conflict(_("“%(row)s”刚被他人修改，请刷新后重试。"), code="changed_meanwhile", row=str(row))


def require_step(table: Any, status: Any, act: Act) -> None:
    """Insist that the state has the action.

    Raises:
        Conflict: it has not, perhaps because somebody was faster.
        ValidationError: the reason that it needs is missing.
    """
    refusal = steps.check_step(table, status, act.action, reason=act.reason)
    if refusal and refusal.code == "reason_required":
        refuse(refusal, field="reason")
    if refusal:
        conflict(_translated(refusal), code=refusal.code)


def _translated(refusal: Refusal) -> str:
    return _(refusal.message) % {key: str(value) for key, value in refusal.params.items()}


def take(rows: Sequence[Entitlement], act: Act, **values: Any) -> None:
    """Move locked entitlements one step; ``values`` are written with it.

    Raises:
        Conflict: one of them is not in a state that has the action.
        ValidationError: a reason is missing, the same person acted before with another hand, or days out of order.
    """
    for row in rows:
        require_step(steps.ENTITLEMENT, S(row.status), act)
    _require_order(rows, act)
    to = steps.next_status(steps.ENTITLEMENT, S(rows[0].status), act.action)
    note(rows, act, to=to)
    changed = Entitlement.objects.visible_to(act.by, "funding.view_entitlement").filter(pk__in=[row.pk for row in rows])
    if changed.update(status=to, version=F("version") + 1, **values) != len(rows):
        raise policy.Denied("funding.view_entitlement")
    for row in rows:
        row.status, row.version = to, row.version + 1
        for name, value in values.items():
            setattr(row, name, row.amount_yuan if name == "approved_yuan" and value is not None else value)
        audit.record(act.by, f"funding.{act.action}", row, on=str(act.on), reason=act.reason)


def note(rows: Sequence[Entitlement], act: Act, *, to: str = "") -> None:
    """Write the step of each row after asking who acted before; ``to`` empty leaves the state as it is.

    Raises:
        ValidationError: the same person acted in this chain with another hand.
    """
    person = require_person(act.by)
    acted = _acted([row.pk for row in rows])
    for row in rows:
        refusal = steps.different_people(acted[row.pk], act.action, person)
        if refusal:
            refuse(refusal, code=refusal.code)
    EntitlementStep.objects.bulk_create(
        EntitlementStep(
            entitlement=row, org_id=row.org_id, action=act.action, from_status=row.status, to_status=to or row.status,
            person_id=person, user_id=act.by.user_id, name=act.by.name[:60], on=act.on, reason=act.reason,
        )
        for row in rows
    )  # fmt: skip


def begin(rows: Sequence[Entitlement], act: Act) -> None:
    """Write the first step of new rows."""
    person = require_person(act.by)
    EntitlementStep.objects.bulk_create(
        EntitlementStep(
            entitlement=row, org_id=row.org_id, action=act.action, to_status=row.status, person_id=person,
            user_id=act.by.user_id, name=act.by.name[:60], on=act.on, reason=act.reason,
        )
        for row in rows
    )  # fmt: skip
    for row in rows:
        audit.record(act.by, f"funding.{act.action}", row, on=str(act.on), amount_yuan=str(row.amount_yuan))


def _acted(ids: Sequence[int]) -> dict[int, list[tuple[Action, int]]]:
    rows = EntitlementStep.objects.of(entitlement__in=ids).order_by("pk")
    found: dict[int, list[tuple[Action, int]]] = defaultdict(list)
    for entitlement, action, person in rows.values_list("entitlement_id", "action", "person_id"):
        found[entitlement].append((Action(action), person))
    return found


def _require_order(rows: Sequence[Entitlement], act: Act) -> None:
    locks.not_in_future(_("办理日期"), act.on, by=act.by)
    latest = max(day for row in rows for day in (row.proposed_on, row.reviewed_on, row.approved_on, row.paid_on) if day)
    if act.on < latest:
        refuse(
            _("办理日期不能早于上一环节（%(latest)s）。"),
            field="on",
            code="dates_out_of_order",
            latest=latest.isoformat(),
        )
