"""The administration site: Django's own, entered through our sign-in and the policy."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from access.doors import Door, entrance

FOREIGN_ADDRESSES = {"view_on_site"}  # resolves any row of any model by id, past every scope


class FieldAutocomplete(AutocompleteJsonView):
    """Django's own, which breaks on the name of a relation that is no column."""

    def process_request(self, request: HttpRequest) -> tuple[Any, ...]:
        """Read what is asked.

        Raises:
            PermissionDenied: a relation that no form has.
        """
        asked = super().process_request(request)
        if not any(isinstance(part, Field) for part in asked):
            raise PermissionDenied
        return asked


class ScopedAdminSite(AdminSite):
    """Entered with ``access.enter_admin``; signing in and passwords have one home, and it is not here."""

    site_header = site_title = _("管理后台")
    index_title = _("管理后台")
    site_url = "/"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register everything but Django's groups, which hold nothing here: rights are roles, and roles are assignments."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        kept = [model for model in models if model._meta.label != "auth.Group"]
        super().register(kept, admin_class, **options)

    def get_urls(self) -> list[Any]:
        """Leave out the addresses that know nothing of scopes."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", None) not in FOREIGN_ADDRESSES]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Offer rows of a column of the site."""
        return FieldAutocomplete.as_view(admin_site=self)(request)

    @method_decorator(entrance(Door.public("leads to the sign-in page")))
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the one sign-in page."""
        return redirect("access:sign_in")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the page that asks for a POST to sign out."""
        return redirect("access:sign_out")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the one page that changes passwords."""
        return redirect("access:change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the one page that changes passwords."""
        return redirect("access:change_password")
