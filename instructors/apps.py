"""Start-up of the app of instructors."""

from django.apps import AppConfig


class InstructorsConfig(AppConfig):
    """Load grants and what this app shows on lower pages."""

    name = "instructors"
    verbose_name = "党建工作指导员"

    def ready(self) -> None:
        """Fill the registries."""
        from instructors import grants, hooks  # noqa: F401, PLC0415
