"""Ring 1 at the API: an action is entered through its declared door or not at all."""

import logging
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

from access import policy
from access.doors import Door, door_of_action

log = logging.getLogger("access.doors")


class DoorPermission(BasePermission):
    """Asks the door of the action; 401 for nobody, 403 for whoever may not enter."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the principal may enter.

        Raises:
            Denied: the permission is not held.
            PermissionDenied: the account must change its password first.
        """
        door = door_of_view(view)
        if door is None:
            log.error("undeclared door: %s.%s", type(view).__name__, getattr(view, "action", request.method))
            return False
        if door.kind == "public":
            return True
        if request.principal.is_anonymous:
            return False
        if door.fresh_password and request.user.must_change_password:
            raise PermissionDenied(_("请先在网页上修改初始密码，再使用接口。"), code="password_change_due")
        if not door.admits(request.principal):
            raise policy.Denied(door.permission)
        return True


def door_of_view(view: Any) -> Door | None:
    """Return the door of the action that a view instance is about to perform."""
    if not getattr(view, "action_map", None):
        return getattr(view, "door", None)
    if view.action in {None, "metadata"}:
        return Door.signed_in("an unsupported method is answered 405")
    return door_of_action(type(view), view.action)
