"""Start-up of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Load grants and hooks."""

    name = "reports"
    verbose_name = "统计与报表"

    def ready(self) -> None:
        """Fill the registries."""
        from reports import grants, hooks  # noqa: F401, PLC0415
