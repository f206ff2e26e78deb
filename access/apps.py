"""Start-up of the permissions layer."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Load grants, hooks and the system checks that keep every door closed until it is declared."""

    name = "access"
    verbose_name = _("权限与辖区")

    def ready(self) -> None:
        """Fill the registries."""
        from access import checks, grants, hooks  # noqa: F401, PLC0415


class ScopedAdminConfig(admin_apps.AdminConfig):
    """Django's admin with the scoped site; named in the settings."""

    default = False
    default_site = "access.admin_site.ScopedAdminSite"
