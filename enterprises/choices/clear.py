"""Vocabularies of the clear ledgers (清); labels are Chinese msgids. No logic here: see ``rules.clear``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Light(TextChoices):
    """How a light stands (亮灯): all known and fresh, known but not confirmed for too long, something missing."""

    ON = "on", _("清")
    PART = "part", _("待核实")
    OFF = "off", _("不清")
