"""Start-up of the app of subsidies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    """Load grants and what this app shows on lower pages."""

    name = "funding"
    verbose_name = _("党建经费")

    def ready(self) -> None:
        """Fill the registries."""
        from funding import grants, hooks  # noqa: F401, PLC0415
