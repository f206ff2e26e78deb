"""Start-up of the app of Party organizations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgsConfig(AppConfig):
    """Load grants and what this app shows on lower pages."""

    name = "orgs"
    verbose_name = _("党组织")

    def ready(self) -> None:
        """Fill the registries."""
        from orgs import grants, hooks  # noqa: F401, PLC0415
