"""How the stages of an instructor look on every page: ``{% load stages %}``."""

from datetime import date
from typing import Any

from django import template

from instructors.choices import Stage

register = template.Library()

TONES = {
    Stage.DRAFT: "mute",
    Stage.RETURNED: "warn",
    Stage.REJECTED: "bad",
    Stage.APPOINTED: "warn",  # holds a letter and is dispatched nowhere
    Stage.SERVING: "good",
    Stage.ENDED: "mute",
    Stage.RECALLED: "mute",
    Stage.RESIGNED: "mute",
}
SOON_DAYS = 60


@register.filter
def stage_tone(stage: str) -> str:
    """Return the tone of a stage; stages on the way are plain."""
    return TONES.get(stage, "info")


@register.filter
def ends_soon(until: Any, today: date) -> bool:
    """Say whether a term ends within two months."""
    return until is not None and (until - today).days <= SOON_DAYS
