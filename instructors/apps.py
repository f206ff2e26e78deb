"""Start-up of the app of instructors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstructorsConfig(AppConfig):
    """Load grants and what this app shows on lower pages."""

    name = "instructors"
    verbose_name = _("党建工作指导员")

    def ready(self) -> None:
        """Fill the registries."""
        from instructors import grants, hooks  # noqa: F401, PLC0415
