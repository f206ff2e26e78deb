"""Every entrance declares what it needs (ring 1): an undeclared view, action, admin class or task is an error at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from access import policy
from access.principals import Principal


@dataclass(frozen=True)
class Door:
    """What an entrance needs: a permission, any signed-in principal, or nothing; the last two say why."""

    permission: str = ""
    kind: str = "permission"
    why: str = ""
    fresh_password: bool = True  # closed while the account must change its password

    @classmethod
    def public(cls, why: str) -> "Door":
        """Open to everybody."""
        return cls(kind="public", why=why, fresh_password=False)

    @classmethod
    def signed_in(cls, why: str, *, fresh_password: bool = True) -> "Door":
        """Open to every signed-in principal."""
        return cls(kind="signed_in", why=why, fresh_password=fresh_password)

    def admits(self, principal: Principal) -> bool:
        """Say whether the principal may enter; rows are another question."""
        if self.kind == "public":
            return True
        if principal.is_anonymous:
            return False
        return self.kind == "signed_in" or policy.can(principal, self.permission)


def entrance(door: Door) -> Callable[[Any], Any]:
    """Declare the door of a function view, task or foreign view."""

    def declare(view: Any) -> Any:
        view.door = door
        return view

    return declare


def door_of(view: Any, method: str = "get") -> Door | None:
    """Return the door that a resolved view declares for a method, or None."""
    viewset = getattr(view, "cls", None)
    actions = getattr(view, "actions", None)
    if viewset is not None and actions is not None:
        action = actions.get(method.lower()) or ("metadata" if method.upper() == "OPTIONS" else None)
        if action == "metadata" or (method.upper() == "HEAD" and "get" in actions):
            action = next(iter(actions.values()))
        return door_of_action(viewset, action) if action else Door.signed_in("unsupported method is answered 405")
    declared = (
        getattr(view, "door", None)
        or getattr(getattr(view, "view_class", None), "door", None)
        or getattr(viewset, "door", None)
    )
    if declared is None and (getattr(view, "admin_site", None) or getattr(view, "model_admin", None)) is not None:
        return Door("access.enter_admin")
    return declared


def door_of_action(viewset: Any, action: str) -> Door | None:
    """Return the door of a viewset's action."""
    permission = getattr(viewset, "doors", {}).get(action)
    return permission if isinstance(permission, Door) or permission is None else Door(permission)
