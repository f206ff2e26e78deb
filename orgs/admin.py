"""Organizations in the administration site: facts are read here, acts are pages of their own; settings are edited."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from access.admin.base import ScopedAdmin, ScopedInline
from access.principals import Place
from orgs.models import Coverage, LifeEvent, LimitSetting, PartyOrg, RatingScheme

VIEW = {"view": "orgs.view_org"}


class LifeEventInline(ScopedInline):
    """Events of the organization's life."""

    model = LifeEvent
    fk_name = "org"
    permissions = VIEW
    fields = readonly_fields = ("on", "kind", "approval_no", "approved_by")


@admin.register(PartyOrg)
class PartyOrgAdmin(ScopedAdmin):
    """Organizations; changed by acts only."""

    permissions = {**VIEW, "rename": "orgs.change_org", "revoke": "orgs.revoke_org"}
    list_display = ("name", "org_type", "form", "area", "founded_on", "ended_on")
    list_filter = ("org_type", "form", "nature")
    list_select_related = ("area",)
    search_fields = ("name", "initials")
    ordering = ("pinyin", "pk")
    fields = readonly_fields = (
        "name", "org_type", "nature", "form", "regional_kind", "area", "managing_body", "founded_on", "ended_on",
    )  # fmt: skip
    inlines = (LifeEventInline,)
    object_tools = ((_("更名"), "orgs:rename", "rename"), (_("撤销"), "orgs:revoke", "revoke"))


@admin.register(Coverage)
class CoverageAdmin(ScopedAdmin):
    """Who covers whom, superseded rows included; read only."""

    permissions = VIEW
    list_display = ("pk", "mode", "valid", "end_reason", "recorded_at", "superseded_at")
    list_filter = ("mode", "end_reason")
    ordering = ("-pk",)
    fields = readonly_fields = ("mode", "valid", "end_reason", "note", "source", "recorded_at", "superseded_at")


class OfAreaAdmin(ScopedAdmin):
    """Settings of an area; changed by whoever may change the area's organizations."""

    reference_data = True
    permissions = {**VIEW, "add": "orgs.grade_org", "change": "orgs.grade_org"}
    link_permissions = {"area": "access.view_area"}
    autocomplete_fields = ("area",)

    def targets(self, obj: Any) -> list[Model | Place]:
        """Ask at the area's place."""
        return [Place(obj.area.path)]

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        """Open all of them: settings are reference data."""
        return self.may(request, "view")


@admin.register(RatingScheme)
class RatingSchemeAdmin(OfAreaAdmin):
    """Schemes of stars and grades."""

    list_display = ("name", "kind", "area", "valid")
    list_filter = ("kind",)
    list_select_related = ("area",)
    fields = ("area", "kind", "name", "levels", "months", "valid", "origin")


@admin.register(LimitSetting)
class LimitSettingAdmin(OfAreaAdmin):
    """Thresholds that differ from the national ones."""

    list_display = ("area", "valid", "origin")
    list_select_related = ("area",)
    fields = ("area", "data", "valid", "origin")
