"""The one answer to "may this principal do this, here?" and the same answer as a filter.

Each app's ``grants.py`` declares permissions and says which role holds them; assignments (data) say who holds which role where.
A permission given by :func:`grant` holds in the body's areas and line; one given by :func:`reach` holds on rows named in
:class:`access.models.Reach`.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from access.choices import REACH_ROLES, Role
from access.guarded import NOTHING, GuardedQuerySet, ScopedModel
from access.principals import Place, Principal


class Denied(PermissionDenied):
    """The policy says no; carries what was asked for the audit line and the page "为什么不能"."""

    def __init__(self, permission: str, *, target: Any = None) -> None:
        self.permission = permission
        self.target = target
        super().__init__(
            _("您没有“%(permission)s”的权限，或者该记录不在您的职责范围内。") % {"permission": label(permission)}
        )


@dataclass
class _Permission:
    label: Any
    roles: set[str] = field(default_factory=set)
    reached: dict[str, set[str]] = field(default_factory=dict)  # resource → roles


_permissions: dict[str, _Permission] = {}


def declare(permission: str, label: Any) -> None:
    """Name a permission once; an undeclared permission is an error at every use.

    Raises:
        ValueError: declared twice.
    """
    if permission in _permissions:
        raise ValueError(f"permission declared twice: {permission}")
    _permissions[permission] = _Permission(label)


def grant(role: str, *permissions: str) -> None:
    """Give a role permissions inside the areas and line of the body through which it is held."""
    for permission in permissions:
        _permissions[permission].roles.add(str(Role(role)))


def reach(role: str, resource: str, *permissions: str) -> None:
    """Give a role permissions on the rows of ``resource`` that a :class:`access.models.Reach` names, wherever they lie."""
    for permission in permissions:
        _permissions[permission].reached.setdefault(resource, set()).add(str(Role(role)))


def permissions() -> tuple[str, ...]:
    """Return every declared permission, sorted."""
    return tuple(sorted(_permissions))


def is_declared(permission: str) -> bool:
    """Say whether a permission exists."""
    return permission in _permissions


def label(permission: str) -> str:
    """Return the permission's name for people."""
    return str(_permissions[permission].label) if permission in _permissions else permission


def roles_with(permission: str) -> frozenset[str]:
    """Return the roles that hold a permission in their areas."""
    return frozenset(_permissions[permission].roles)


def roles_reaching(permission: str, resource: str | None = None) -> frozenset[str]:
    """Return the roles that hold a permission on reached rows."""
    reached = _permissions[permission].reached
    return frozenset().union(*(roles for name, roles in reached.items() if resource in {None, name}))


def can(principal: Principal, permission: str) -> bool:
    """Say whether the principal holds the permission anywhere; with a reach only, the list may still be empty."""
    if principal.is_system:
        return True
    if permission not in _permissions:
        return False
    return bool(principal.roles & (roles_with(permission) | roles_reaching(permission)))


def can_by_place(principal: Principal, permission: str) -> bool:
    """Say whether the principal holds the permission in an area, and not only on reached rows."""
    return principal.is_system or bool(principal.roles & roles_with(permission))


def where(principal: Principal, permission: str, queryset: type[GuardedQuerySet]) -> Q:
    """Compile the policy to a filter on the model of ``queryset``; nothing matches when nothing is held."""
    entry = _permissions[permission]
    if not queryset.by_place:
        return Q() if principal.roles & entry.roles else NOTHING
    condition = NOTHING
    for scope in principal.scopes(entry.roles - REACH_ROLES):  # whoever only reaches rows sees none by area
        condition |= queryset.within(scope)
    for resource, roles in entry.reached.items():
        if resource in queryset.reaches and principal.roles & roles:
            condition |= Q(**{f"{queryset.reaches[resource]}__in": _reached_ids(principal, resource)})
    return condition


def _reached_ids(principal: Principal, resource: str) -> Any:
    from access.models import Reach  # noqa: PLC0415  the model's own manager is guarded by this module

    return Reach.objects.in_force(principal.person_id, resource, principal.today).values("object_id")


def can_on(principal: Principal, permission: str, target: Model | Place) -> bool:
    """Say whether the principal holds the permission on a row (asked in SQL, as the list does) or at a place."""
    if principal.is_system:
        return True
    if permission not in _permissions:
        return False
    if isinstance(target, Place):
        return any(scope.covers(target) for scope in principal.scopes(roles_with(permission)))
    manager: Any = type(target)._meta.default_manager
    if not hasattr(manager, "visible_to"):
        return can(principal, permission)
    return bool(manager.visible_to(principal, permission).filter(pk=target.pk).exists())


def check(principal: Principal, permission: str, target: Model | Place | None = None) -> None:
    """Insist on a permission, anywhere or on a row or place.

    Raises:
        Denied: the principal does not hold it there.
    """
    allowed = can(principal, permission) if target is None else can_on(principal, permission, target)
    if not allowed:
        raise Denied(permission, target=target)


@dataclass(frozen=True)
class Reason:
    """Why a principal may or may not: the roles that would, the ones held, the assignment that decides."""

    permission: str
    allowed: bool
    roles_needed: tuple[str, ...]
    deciding: tuple[Any, ...] = ()  # principals.Held
    by_reach: bool = False


def explain(principal: Principal, permission: str, target: Model | Place | None = None) -> Reason:
    """Return the verdict of :func:`can` or :func:`can_on` with the grant that decides, or the roles that are missing."""
    entry = _permissions[permission]
    allowed = can(principal, permission) if target is None else can_on(principal, permission, target)
    needed = tuple(role for role in Role.values if role in entry.roles or role in roles_reaching(permission))
    place = target if isinstance(target, Place) else _place_of(target)
    deciding = tuple(
        held
        for held in principal.held
        if held.role in entry.roles and (place is None or any(scope.covers(place) for scope in held.scopes))
    )
    return Reason(permission, allowed, needed, deciding, by_reach=allowed and not deciding)


def _place_of(target: Model | None) -> Place | None:
    return Place(target.area_path, target.line_code) if isinstance(target, ScopedModel) else None


def matrix() -> list[tuple[str, str, dict[str, str]]]:
    """Return (permission, label, role → "area" | "reach" | "") for every permission: the printed access matrix."""
    rows = []
    for permission in permissions():
        cells = dict.fromkeys(Role.values, "")
        cells.update(dict.fromkeys(roles_reaching(permission), "reach"))
        cells.update(dict.fromkeys(roles_with(permission), "area"))
        rows.append((permission, label(permission), cells))
    return rows
