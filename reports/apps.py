"""Start-up of reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Load grants and hooks."""

    name = "reports"
    verbose_name = _("统计与报表")

    def ready(self) -> None:
        """Fill the registries."""
        from reports import grants, hooks  # noqa: F401, PLC0415
