"""Start-up of the register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Load grants and what the register shows on shared pages."""

    name = "enterprises"
    verbose_name = _("企业台账")

    def ready(self) -> None:
        """Fill the registries."""
        from enterprises import grants, hooks  # noqa: F401, PLC0415
