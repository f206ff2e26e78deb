"""Areas, their past, industry lines and working bodies; areas change through their own pages, so that versions are kept."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.admin.base import ScopedAdmin, ScopedInline
from access.models import Area, AreaVersion, Body, IndustryLine
from access.policy import Denied
from access.principals import Place


class AreaVersionInline(ScopedInline):
    """What the area was before; read only."""

    model = AreaVersion
    fk_name = "area"
    permissions = {"view": "access.view_area"}
    fields = readonly_fields = ("valid", "code", "name", "parent", "reason")


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    """The tree as it stands; read only."""

    reference_data = True
    permissions = {"view": "access.view_area", "maintain": "access.change_area"}
    list_display = ("name", "code", "level", "parent", "opened_on", "closed_on")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "code", "pinyin")
    ordering = ("path",)
    fields = readonly_fields = ("name", "code", "level", "basis", "parent", "pinyin", "opened_on", "closed_on")
    inlines = (AreaVersionInline,)
    object_tools = (
        (_("更名、改码或移动"), "access:area_change", "maintain"),
        (_("撤销"), "access:area_close", "maintain"),
    )
    list_tools = ((_("按层级浏览"), "access:areas", "view"),)

    def targets(self, obj: Area) -> list[Model | Place]:
        """Ask at the area's place; areas are readable by everybody who may read any."""
        return [Place(obj.path)]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Areas are reference data: the permission opens all of them."""
        return self.may(request, "view")


@admin.register(IndustryLine)
class IndustryLineAdmin(ScopedAdmin):
    """Industry lines carry scopes; they change with a release."""

    reference_data = True
    permissions = {"view": "access.view_body"}
    list_display = ("name", "code")
    fields = readonly_fields = ("name", "code")


@admin.register(Body)
class BodyAdmin(ScopedAdmin):
    """Working bodies; changed by whoever answers for their home and all their areas."""

    reference_data = True
    permissions = {"view": "access.view_body", "add": "access.change_body", "change": "access.change_body"}
    link_permissions = {"parent": "access.view_body"}
    list_display = ("name", "kind", "home", "line", "closed_on")
    list_filter = ("kind", "line")
    list_select_related = ("home", "line")
    search_fields = ("name",)
    autocomplete_fields = ("home", "areas", "parent")
    fields = ("name", "kind", "home", "areas", "line", "parent", "key", "duties", "document", "founded_on", "closed_on")

    def targets(self, obj: Body) -> list[Model | Place]:
        """Ask at the home and at every area."""
        return [Place(obj.home.path), *(Place(area.path) for area in obj.areas.all())]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Bodies are reference data: the permission opens all of them."""
        return self.may(request, "view")

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Write the areas, then ask again where they lie.

        Raises:
            Denied: an area outside.
        """
        super().save_related(request, form, formsets, change)
        if not self.may(request, "change", form.instance):
            raise Denied(self.permissions["change"], target=form.instance)
