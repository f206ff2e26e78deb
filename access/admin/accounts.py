"""Accounts, roles and tokens: seen here, changed by acts that leave a line each (三员分立)."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from access.admin.base import ScopedAdmin
from access.models import ApiToken, Assignment, User
from access.principals import Place


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts of one's areas; a system administrator keeps them and gives no rights."""

    permissions = {"view": "access.view_user", "keep": "access.change_user", "give": "access.give_assignment"}
    list_display = ("username", "name", "kind", "area", "is_active", "last_login")
    list_filter = ("is_active", "kind", "area")
    list_select_related = ("area",)
    search_fields = ("username", "name")
    fields = readonly_fields = (
        "username",
        "name",
        "kind",
        "area",
        "is_active",
        "must_change_password",
        "password_changed_at",
        "last_login",
    )
    object_tools = (
        (_("授予角色"), "access:give_assignment_to", "give"),
        (_("重置密码"), "access:reset_password", "keep"),
        (_("停用或启用"), "access:switch_account", "keep"),
        (_("签发令牌"), "access:issue_token", "keep"),
    )
    list_tools = ((_("新建账号"), "access:create_account", "keep"),)


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    """Who holds which role where and until when; given and ended by a security administrator."""

    permissions = {"view": "access.view_assignment", "give": "access.give_assignment"}
    list_display = ("user", "role", "body", "valid", "given_by", "reason")
    list_filter = ("role",)
    list_select_related = ("user", "body", "given_by")
    search_fields = ("body__name", "reason")
    fields = readonly_fields = ("user", "role", "body", "valid", "given_by", "reason")
    object_tools = ((_("终止授权"), "access:end_assignment", "give"),)
    list_tools = ((_("授予角色"), "access:give_assignment", "give"),)


@admin.register(ApiToken)
class ApiTokenAdmin(ScopedAdmin):
    """Tokens of accounts of one's areas; their secret is shown once, when issued, and kept nowhere."""

    permissions = {"view": "access.view_user", "keep": "access.change_user"}
    list_display = ("user", "name", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name",)
    fields = readonly_fields = ("user", "name", "created_at", "expires_at", "revoked_at")
    object_tools = ((_("吊销"), "access:revoke_token", "keep"),)

    def rows(self, request: HttpRequest, act: str = "view") -> QuerySet:
        """Return the tokens of visible accounts."""
        accounts = User.objects.visible_to(request.principal, self.permissions[act])
        return ApiToken.objects.filter(user__in=accounts)

    def targets(self, obj: ApiToken) -> list[Model | Place]:
        """Ask about the account."""
        return [obj.user]
