"""The audit trail: read by auditors, changed by nobody."""

from django.contrib import admin

from access.admin.base import ScopedAdmin
from access.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ScopedAdmin):
    """Lines about one's areas and about accounts of one's areas."""

    permissions = {"view": "access.view_auditevent"}
    list_display = ("at", "actor", "act", "resource", "object_id", "result", "address")
    list_filter = ("result",)
    date_hierarchy = "at"
    search_fields = ("actor", "act", "request_id")
    fields = readonly_fields = (
        "at",
        "actor",
        "act",
        "resource",
        "object_id",
        "result",
        "detail",
        "address",
        "request_id",
    )
