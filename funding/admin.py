"""Subsidies in the administration site: everything is read; acts lead to the pages of their own."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from access.admin.base import ScopedAdmin, ScopedInline
from access.languages import listed
from access.templatetags.ui_figures import yuan
from funding.models import (
    Assessment,
    Batch,
    Budget,
    Entitlement,
    EntitlementStep,
    LedgerEntry,
    LedgerLeg,
    Payment,
    Policy,
    PolicyVersion,
)
from funding.queries import entitlements, wording

VIEW = {"view": "funding.view_entitlement"}


class VersionInline(ScopedInline):
    """Versions of a policy."""

    model = PolicyVersion
    permissions = {"view": "funding.view_policy"}
    fields = readonly_fields = ("number", "valid", "clause", "shape", "amounts", "conditions", "fund", "released_at")

    @admin.display(description=_("补助方式"))
    def shape(self, obj: PolicyVersion) -> str:
        """Name what the amount follows."""
        return str(wording.policy_of(obj)["shape"])

    @admin.display(description=_("标准"))
    def amounts(self, obj: PolicyVersion) -> str:
        """Name the amounts."""
        told = _("{} {}元")
        lines = (told.format(label, yuan(amount)) for label, amount in wording.policy_of(obj)["amounts"])
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("核对的事实"))
    def conditions(self, obj: PolicyVersion) -> str:
        """Name what is checked."""
        return listed(wording.policy_of(obj)["conditions"]) or "—"

    @admin.display(description=_("经费来源"))
    def fund(self, obj: PolicyVersion) -> str:
        """Name where the money comes from."""
        return str(wording.policy_of(obj)["fund"])


@admin.register(Policy)
class PolicyAdmin(ScopedAdmin):
    """Policies; versions are released by an act."""

    permissions = {"view": "funding.view_policy"}
    list_display = ("name", "code", "area", "is_budgeted")
    list_select_related = ("area",)
    fields = readonly_fields = ("name", "code", "area", "document", "is_budgeted")
    inlines = (VersionInline,)

    def rows(self, request: HttpRequest, act: str = "view") -> QuerySet:
        """Return the policies of the reader's areas."""
        return Policy.objects.filter(pk__in=entitlements.policies_for(request.principal))


class StepInline(ScopedInline):
    """The trail of an entitlement."""

    model = EntitlementStep
    fk_name = "entitlement"
    permissions = VIEW
    fields = readonly_fields = ("on", "action", "name", "from_status", "to_status", "reason")


@admin.register(Entitlement)
class EntitlementAdmin(ScopedAdmin):
    """Entitlements; moved by acts only."""

    permissions = VIEW
    list_display = ("org", "shape", "year", "amount_yuan", "status")
    list_filter = ("status", "shape", "year")
    list_select_related = ("org",)
    fields = readonly_fields = (
        "org", "policy", "year", "amount_yuan", "approved_yuan", "status", "facts", "proposed_on", "reviewed_on",
        "approved_on", "paid_on",
    )  # fmt: skip
    inlines = (StepInline,)

    @admin.display(description=_("核算依据"))
    def facts(self, obj: Entitlement) -> str:
        """Tell the facts of the derivation as they stood."""
        return format_html_join("", "<div>{} {}</div>", wording.facts_of(obj)) or "—"


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin):
    """Yearly results; a correction is a new result."""

    permissions = VIEW
    list_display = ("org", "year", "has_passed", "assessed_on", "superseded_at")
    list_filter = ("year", "has_passed")
    list_select_related = ("org",)
    fields = readonly_fields = ("org", "year", "has_passed", "assessed_on", "note", "valid", "superseded_at")


class PaymentInline(ScopedInline):
    """The payments of a batch."""

    model = Payment
    permissions = {"view": "funding.view_payment"}
    fields = readonly_fields = ("org", "amount_yuan", "status", "paid_on", "voucher_no")


@admin.register(Batch)
class BatchAdmin(ScopedAdmin):
    """Batches; moved by acts only."""

    permissions = {"view": "funding.view_payment"}
    list_display = ("name", "area", "status", "made_on", "settled_on")
    list_filter = ("status",)
    list_select_related = ("area",)
    fields = readonly_fields = ("name", "area", "status", "made_on", "confirmed_on", "sent_on", "settled_on")
    inlines = (PaymentInline,)


@admin.register(Budget)
class BudgetAdmin(ScopedAdmin):
    """Budgets; set by an act."""

    permissions = {"view": "funding.view_ledger"}
    list_display = ("area", "year", "source", "total_yuan", "reserved_yuan", "paid_yuan")
    list_select_related = ("area",)
    fields = readonly_fields = ("area", "year", "source", "total_yuan", "reserved_yuan", "paid_yuan")


class LegInline(ScopedInline):
    """The legs of an entry."""

    model = LedgerLeg
    permissions = {"view": "funding.view_ledger"}
    fields = readonly_fields = ("account", "amount_yuan")


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ScopedAdmin):
    """The ledger; only ever appended to."""

    permissions = {"view": "funding.view_ledger"}
    list_display = ("on", "kind", "memo", "area")
    list_filter = ("kind",)
    list_select_related = ("area",)
    fields = readonly_fields = ("on", "kind", "memo", "area", "entitlement", "payment", "reverses", "recorded_at")
    inlines = (LegInline,)
