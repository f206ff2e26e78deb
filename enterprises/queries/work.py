"""What waits in the register today, per person."""

from access.principals import Principal
from enterprises.models import Unit
from enterprises.queries.listing import TODO, VIEW

MOST_WAITING = 1_000  # a longer queue is shown as this number


def waiting(todo: str, principal: Principal) -> int:
    """Return how many visible units wait for an act, at most :data:`MOST_WAITING`."""
    if principal.today is None:
        return 0
    rows = TODO[todo](Unit.objects.visible_to(principal, VIEW), principal.today)
    return rows.order_by()[:MOST_WAITING].count()
