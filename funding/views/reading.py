"""Pages that are read: entitlements, one explained, batches, ledger, policies."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from access import policy
from access.doors import Door
from access.forms.areas import areas_of
from access.views.generic import DoorMixin, ScopedDetailView, ScopedListView
from funding.choices import Action, BatchStatus, EntitlementStatus, PaymentStatus
from funding.forms.acts import EntitlementFilterForm
from funding.models import Batch, Entitlement, PolicyVersion
from funding.queries import entitlements, ledger, payments, wording
from funding.querysets import GONE
from funding.rules import steps
from funding.services.chain import PERMISSIONS
from funding.views import presenting

VIEW, PAYMENTS = "funding.view_entitlement", "funding.view_payment"
MANY = {  # state → (permission, address, label) of what may be done with several at once
    EntitlementStatus.PROPOSED: ("funding.review_entitlement", "funding:review", Action.REVIEW),
    EntitlementStatus.REVIEWED: ("funding.approve_entitlement", "funding:approve", Action.APPROVE),
    EntitlementStatus.APPROVED: ("funding.pay_payment", "funding:make_batch", Action.BATCH),
}
PAY, CONFIRM = "funding.pay_payment", "funding.confirm_batch"
ACTS = tuple(sorted({permission for asked in PERMISSIONS.values() for permission in asked.values()}))
ON_BATCH = {Action.BATCH, Action.UNBATCH, Action.PAY, Action.REVERSE}  # done on the page of the batch


class EntitlementList(ScopedListView):
    """The entitlements in sight, filtered, with their sum."""

    door = Door(VIEW)
    model = Entitlement
    template_name = "funding/list.html"

    @cached_property
    def form(self) -> EntitlementFilterForm:
        """Read the filters from the address."""
        form = EntitlementFilterForm(self.request.GET, principal=self.principal)
        form.is_valid()
        return form

    @cached_property
    def wanted(self) -> entitlements.Wanted:
        """Return what was asked for; a filter that cannot be read asks for nothing."""
        return self.form.wanted()

    def get_queryset(self) -> QuerySet:
        """Return the selection."""
        return entitlements.select(self.wanted, self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sum and what may be done with several rows."""
        permission, address, act = MANY.get(self.wanted.status, ("", "", ""))
        may = bool(permission) and policy.can(self.principal, permission)
        return super().get_context_data(
            filter_form=self.form,
            sum=entitlements.total(self.object_list),
            many={"address": address, "label": act.label} if may else None,
            may_apply=policy.can(self.principal, "funding.apply_entitlement"),
            may_propose=bool(areas_of(self.principal, "funding.apply_entitlement")[:1]),
            **kwargs,
        )


class EntitlementDetail(ScopedDetailView):
    """One entitlement with its derivation in words: facts, rule, clause, arithmetic; and who did what."""

    door = Door(VIEW)
    model = Entitlement
    template_name = "funding/detail.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible rows with what the page names."""
        rows = super().get_queryset().with_rights(self.principal, *ACTS)
        return rows.select_related("org", "policy__area", "policy_version", "budget")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Explain it and offer what may be done."""
        item = self.object
        trail = entitlements.steps_of(item, self.principal)
        buttons = self._buttons(item, trail)
        return super().get_context_data(
            item=item,
            facts=wording.facts_of(item),
            events=presenting.steps_of(trail),
            payments=entitlements.payments_of(item, self.principal),
            buttons=buttons,
            has_acted=item.status in MANY and any(button["refusal"] for button in buttons),
            in_short=self._in_short(item),
            clause=_(item.derivation.get("clause", "")) if item.derivation.get("clause") else "",
            item_version={"version": item.version},
            **kwargs,
        )

    def _in_short(self, item: Entitlement) -> list[tuple[str, Any]]:
        return [
            (_("补助方式"), item.get_shape_display()),
            (_("经费来源"), item.get_fund_display()),
            (_("年度"), item.year),
            (_("核算日期"), str(item.proposed_on)),
            (_("审核日期"), str(item.reviewed_on or "")),
            (_("审批日期"), str(item.approved_on or "")),
            (_("拨付日期"), str(item.paid_on or "")),
            (_("预算"), item.budget or ""),
        ]

    def _buttons(self, item: Entitlement, trail: list[Any]) -> list[dict[str, Any]]:
        acted = [(Action(step.action), step.person_id) for step in trail]
        found = []
        for action, permission in PERMISSIONS.get(item.status, {}).items():
            if action in ON_BATCH or not item.rights[permission]:
                continue
            refusal = steps.different_people(acted, action, self.principal.person_id)
            needs_reason = action in steps.NEEDS_REASON
            found.append({"action": action, "label": action.label, "reason": needs_reason, "refusal": refusal})
        return found


class BatchList(ScopedListView):
    """The batches in sight."""

    door = Door(PAYMENTS)
    model = Batch
    template_name = "funding/batches.html"

    def get_queryset(self) -> QuerySet:
        """Return the batches with number and sum of their payments."""
        return payments.batches(self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether a batch may be made."""
        return super().get_context_data(may_make=policy.can(self.principal, "funding.pay_payment"), **kwargs)


class BatchDetail(ScopedDetailView):
    """One batch with its payments."""

    door = Door(PAYMENTS)
    model = Batch
    template_name = "funding/batch.html"

    def get_queryset(self) -> QuerySet:
        """Return the visible batches with the reader's rights on each."""
        return super().get_queryset().with_rights(self.principal, PAY, CONFIRM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add payments, their sums and what may be done."""
        batch = self.object
        rows = list(payments.payments_in(batch, self.principal))
        may = {"pay": batch.rights[PAY], "confirm": batch.rights[CONFIRM]}
        for payment in rows:
            moves = steps.PAYMENT[PaymentStatus(payment.status)] if may["pay"] else {}
            payment.buttons = [
                {"action": action, "label": action.label, "reason": action in steps.NEEDS_REASON}
                for action in moves
                if action != Action.SEND
            ]
        standing = [payment for payment in rows if payment.status not in GONE]
        return super().get_context_data(
            payments=rows,
            buttons=self._buttons(batch, may),
            is_sent=batch.status == BatchStatus.SENT and any(p.status == PaymentStatus.SENT for p in rows),
            may=may,
            number=len(standing),
            amount=sum(payment.amount_yuan for payment in standing),
            paid=sum(payment.amount_yuan for payment in standing if payment.status == PaymentStatus.PAID),
            **kwargs,
        )

    def _buttons(self, batch: Batch, may: dict[str, bool]) -> list[dict[str, Any]]:
        held = {Action.CONFIRM: "confirm", Action.RETURN: "confirm"}
        return [
            {"action": action, "label": action.label, "reason": action in steps.NEEDS_REASON}
            for action in steps.BATCH[BatchStatus(batch.status)]
            if may[held.get(action, "pay")]
        ]


class Ledger(DoorMixin, ListView):
    """The ledger: balances, budgets and every entry with its legs."""

    door = Door("funding.view_ledger")
    template_name = "funding/ledger.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet:
        """Return the entries in sight."""
        return ledger.entries(None, self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add balances, budgets and legs."""
        balances = ledger.balances(None, self.principal)
        context = super().get_context_data(
            balances=balances,
            summary=ledger.summary(balances),
            debits=sum(row.debit for row in balances),
            credits=sum(row.credit for row in balances),
            budgets=ledger.budgets(self.principal),
            may_set=policy.can(self.principal, "funding.set_budget"),
            **kwargs,
        )
        context["entries"] = ledger.with_legs(list(context["page_obj"].object_list), self.principal)
        return context


class Policies(DoorMixin, TemplateView):
    """The policies of the principal's areas, every version in words."""

    door = Door("funding.view_policy")
    template_name = "funding/policies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return versions by policy, newest first."""
        wanted = entitlements.policies_for(self.principal)
        rows = PolicyVersion.objects.filter(policy__in=wanted).select_related("policy__area")
        versions = [wording.policy_of(row) for row in rows.order_by("policy__code", "-number")]
        for told in versions:
            row = told["version"]
            told["in_force"] = row.since <= self.today and (row.until is None or self.today < row.until)
        may_release = policy.can(self.principal, "funding.release_policy")
        return super().get_context_data(versions=versions, may_release=may_release, **kwargs)
