"""Where a body answers; read by services and pages alike."""

from access.models import Area, Body
from access.principals import Place


def seat(body: Body) -> Area:
    """Return the only area for which a body answers; its home where it answers for several or none."""
    areas = list(body.areas.order_by("path")[:2])
    return areas[0] if len(areas) == 1 else body.home


def line_of(body: Body) -> str:
    """Return the code of a body's industry line; empty without one."""
    return body.line.code if body.line is not None else ""


def place_of(body: Body) -> Place:
    """Return where a body acts."""
    return Place(seat(body).path, line_of(body))
