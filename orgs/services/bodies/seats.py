"""Taking a body for which somebody acts."""

from django.utils.translation import gettext as _

from access import policy
from access.errors import conflict
from access.models import Area, Body
from access.principals import Principal
from orgs.models.seats import place_of, seat
from orgs.rules.bodies import KEEP


def take(body: Body, by: Principal) -> tuple[Body, Area]:
    """Lock a body for which somebody acts and return it with its area.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: the body is closed.
    """
    policy.check(by, KEEP, place_of(body))
    locked = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if locked.closed_on is not None:
        conflict(_("“%(body)s”已撤销。"), code="body_closed", body=locked.name)
    return locked, seat(locked)
