"""The register in the administration site: units and visits are read; acts lead to the register's own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.admin.base import ScopedAdmin, ScopedInline
from access.principals import Place
from enterprises.models import BaseRound, ManagingRuleSet, StatusFact, Unit, Visit


class StatusInline(ScopedInline):
    """The statuses of a unit."""

    model = StatusFact
    permissions = {"view": "enterprises.view_unit"}
    fields = readonly_fields = ("status", "reason", "valid", "source", "superseded_at")


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    """Units are read here; every change is an act."""

    permissions = {
        "view": "enterprises.view_unit",
        "amend": "enterprises.amend_unit",
        "move": "enterprises.move_unit",
        "close": "enterprises.close_unit",
    }
    object_tools = (
        (_("修改"), "enterprises:amend", "amend"),
        (_("变更辖区"), "enterprises:move", "move"),
        (_("停业或退出"), "enterprises:close", "close"),
    )
    list_display = ("name", "uscc", "kind", "area", "managing_body")
    list_filter = ("kind", "industry_section")
    list_select_related = ("area", "managing_body")
    search_fields = ("=uscc", "name", "initials")
    fields = (
        "name", "uscc", "no_code_reason", "kind", "social_kind", "registration_type", "controlling_capital",
        "industry_section", "industry_class", "founded_on", "address", "area", "managing_body", "version",
    )  # fmt: skip
    readonly_fields = fields
    inlines = (StatusInline,)


@admin.register(Visit)
class VisitAdmin(ScopedAdmin):
    """Visits are written once."""

    permissions = {"view": "enterprises.view_unit"}
    list_display = ("visited_on", "unit", "outcome", "person")
    list_filter = ("outcome",)
    fields = readonly_fields = ("unit", "visited_on", "outcome", "talks", "changed", "note", "recorded_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return the visible visits with what the list shows."""
        return super().get_queryset(request).select_related("unit")


@admin.register(BaseRound)
class BaseRoundAdmin(ScopedAdmin):
    """Rounds of review of the base."""

    permissions = {
        "view": "enterprises.view_unit",
        "add": "enterprises.approve_base",
        "change": "enterprises.approve_base",
    }
    list_display = ("name", "area", "reviewed_on", "status")
    list_select_related = ("area",)
    fields = ("area", "name", "reviewed_on", "document", "status")


@admin.register(ManagingRuleSet)
class ManagingRuleSetAdmin(ScopedAdmin):
    """Which body manages which units, as each district published it."""

    reference_data = True
    permissions = {
        "view": "enterprises.view_unit",
        "add": "enterprises.set_rules",
        "change": "enterprises.set_rules",
    }
    link_permissions = {"area": "access.view_area"}
    autocomplete_fields = ("area",)
    list_display = ("origin", "area", "valid")
    list_select_related = ("area",)
    fields = ("area", "rules", "valid", "origin")

    def targets(self, obj: Any) -> list[Model | Place]:
        """Ask at the area's place."""
        return [Place(obj.area.path)]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Open all of them: rules are reference data."""
        return self.may(request, "view")
