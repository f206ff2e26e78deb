"""Saying in words what is stored as data: steps of a chain."""

from typing import Any

from access.templatetags.signs import tone_of
from funding.models import EntitlementStep


def steps_of(trail: list[EntitlementStep]) -> list[dict[str, Any]]:
    """Return the trail for the timeline, newest first."""
    return [
        {"on": step.on, "title": step.get_action_display(), "text": step.reason, "by": step.name,
         "tone": tone_of(step.to_status), "icon": "circle-check"}
        for step in reversed(trail)
    ]  # fmt: skip
