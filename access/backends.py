"""Django's ``has_perm`` answered by the policy, so that admin, DRF and templates need no adapters."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from access import policy
from access.models import User
from access.principals import Principal


def principal_of(user: Any) -> Principal:
    """Return the principal of this request, read once; the clock is read here because this is a door."""
    found = getattr(user, "_principal", None)
    if found is None:
        found = Principal.for_user(user, on=timezone.localdate())
        user._principal = found
    return found


def answer(user: Any, permission: str, obj: Any = None) -> bool:
    """Answer ``user.has_perm``."""
    principal = principal_of(user)
    return policy.can(principal, permission) if obj is None else policy.can_on(principal, permission, obj)


def answer_module(user: Any, app_label: str) -> bool:
    """Answer ``user.has_module_perms``."""
    principal = principal_of(user)
    return any(policy.can(principal, perm) for perm in policy.permissions() if perm.startswith(f"{app_label}."))


class PolicyBackend(ModelBackend):
    """Session authentication with rights from the policy alone."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active account of a session with what it holds today."""
        user = User.objects.filter(pk=user_id).at_the_door().with_held(timezone.localdate()).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Ask the policy."""
        return answer(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Ask the policy."""
        return answer_module(user_obj, app_label)
