"""Start-up of the register."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    """Load grants and what the register shows on shared pages."""

    name = "enterprises"
    verbose_name = "企业台账"

    def ready(self) -> None:
        """Fill the registries."""
        from enterprises import grants, hooks  # noqa: F401, PLC0415
