"""What waits in the register today, per person."""

from access.principals import Principal
from access.registries import Waiting
from enterprises.models import Unit
from enterprises.queries.listing import TODO, VIEW

MOST_WAITING = 1_000  # a longer queue is shown as this number


def waiting(todo: str, principal: Principal) -> Waiting | tuple[int, int]:
    """Return the visible units that wait for an act; what is only incomplete is never overdue."""
    if principal.today is None:
        return 0, 0
    rows = TODO[todo](Unit.objects.visible_to(principal, VIEW), principal.today).order_by()
    return Waiting(rows, None if todo == "incomplete" else rows)
