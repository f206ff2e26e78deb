"""People: plain fields only; identifiers and telephone numbers are entered and revealed through acts."""

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest

from access import pinyin
from access.admin.base import ScopedAdmin
from access.models import Person


@admin.register(Person)
class PersonAdmin(ScopedAdmin):
    """One row per person."""

    permissions = {"view": "access.view_person", "add": "access.change_person", "change": "access.change_person"}
    list_display = ("name", "area", "employer", "post", "phone_masked")
    list_select_related = ("area",)
    search_fields = ("name", "pinyin", "employer")
    autocomplete_fields = ("area",)
    fields = ("name", "area", "employer", "post")

    def prepare(self, request: HttpRequest, obj: Person, form: Form) -> None:
        """Keep the pinyin by which names are ordered."""
        obj.pinyin = pinyin.plain(obj.name)[:120]
