"""Who is acting: an account with its roles, areas and lines in force today; read once per request or task."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from psycopg.pq import TransactionStatus

from access.choices import ADMIN_GROUPS, REACH_ROLES

DEPTH = "access_system_depth"  # attribute of the connection: how many blocks around act as the system


@dataclass(frozen=True)
class Place:
    """Where a row lies: the area's path (own ids, closing dot) and its industry line's code ("" for none)."""

    area_path: str
    line_code: str = ""


@dataclass(frozen=True, order=True)
class Scope:
    """A subtree of areas, narrowed to one industry line when ``line`` is given."""

    path: str
    line: str = ""

    def covers(self, place: Place) -> bool:
        """Say whether a place lies inside."""
        return bool(self.path) and place.area_path.startswith(self.path) and self.line in {"", place.line_code}

    def q(self) -> Q:
        """Return the same answer as a filter; the range form uses the plain index."""
        condition = Q(
            area_path__gte=self.path, area_path__lt=self.path[:-1] + "/"
        )  # "/" follows "." in the C collation
        return condition & Q(line_code=self.line) if self.line else condition

    def subtree(self, field: str = "path") -> Q:
        """Return the filter for areas inside, by the column that holds their path; lines do not cut areas."""
        return Q(**{f"{field}__gte": self.path, f"{field}__lt": self.path[:-1] + "/"})


@dataclass(frozen=True)
class Held:
    """One assignment in force: the role, through which body, over which areas."""

    assignment_id: int
    role: str
    body_id: int
    body: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Principal:
    """A person or outside system with what it holds today, or the system itself with a reason."""

    user_id: int | None = None
    person_id: int | None = None
    name: str = ""
    held: tuple[Held, ...] = ()
    today: date | None = None
    reason: str = ""
    origin: dict[str, str] = field(default_factory=dict, compare=False)  # address and request id, for the audit line

    @property
    def is_system(self) -> bool:
        """True for the system acting by itself (migrations, freezes, the demo loader)."""
        return bool(self.reason)

    @property
    def is_anonymous(self) -> bool:
        """True when nobody signed in."""
        return self.user_id is None and not self.reason

    @property
    def roles(self) -> frozenset[str]:
        """Roles in force."""
        return frozenset(held.role for held in self.held)

    def scopes(self, roles: Iterable[str] | None = None) -> tuple[Scope, ...]:
        """Return the widest scopes of the given roles (of all when none are given), without those inside others."""
        wanted = None if roles is None else set(roles)
        found = {scope for held in self.held if wanted is None or held.role in wanted for scope in held.scopes}
        return tuple(sorted(s for s in found if not any(_inside(s, other) for other in found)))

    @classmethod
    def for_user(cls, user: Any, *, on: date, origin: dict[str, str] | None = None) -> "Principal":
        """Read what the account holds on a day, in one query unless it came with the account; an inactive one holds nothing."""
        if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
            return cls(today=on, origin=origin or {})
        came_along = getattr(user, "held_on", None) == on
        rows = user.held_rows if came_along else _read_held(user.pk, on)
        return cls(
            user_id=user.pk,
            person_id=user.person_id,
            name=user.get_full_name(),
            held=_held(rows),
            today=on,
            origin=origin or {},
        )


def _inside(inner: Scope, outer: Scope) -> bool:
    return inner != outer and inner.path.startswith(outer.path) and outer.line in {"", inner.line}


def _read_held(user_id: int, on: date) -> list[list[Any]]:
    """Return the account's own assignments of a day, a row for each area: they *are* its rights, so no scope applies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_held(%s, %s)", [user_id, on])
        return list(json.loads(cursor.fetchone()[0]))


def _held(rows: Iterable[Any]) -> tuple[Held, ...]:
    found: dict[int, tuple[str, int, str, list[Scope]]] = {}
    for pk, role, body_id, body, line, path in rows:
        entry = found.setdefault(pk, (role, body_id, body, []))
        if path:
            entry[3].append(Scope(path, line or ""))
    return tuple(Held(pk, role, body_id, body, tuple(scopes)) for pk, (role, body_id, body, scopes) in found.items())


def system(reason: str, *, on: date | None = None) -> Principal:
    """Return the system as a principal; the reason is kept in the audit line."""
    return Principal(reason=reason, name=reason, today=on)


def open_scope(principal: Principal) -> None:
    """Tell PostgreSQL for whom this transaction reads and writes; one statement, forgotten at its end.

    Raises:
        RuntimeError: outside a transaction, where the settings would be lost at once.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("open_scope needs a transaction")
    # the three administrators see no business row; instructors, secretaries and contacts only what a Reach names
    scopes = principal.scopes(principal.roles - set(ADMIN_GROUPS) - REACH_ROLES)
    whole = ",".join(f"{s.path}%" for s in scopes if not s.line)
    lines = ",".join(f"{s.line}:{s.path}%" for s in scopes if s.line)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.paths', %s, true), set_config('app.line_paths', %s, true),"
            " set_config('app.person', %s, true), set_config('app.roles', %s, true), set_config('app.today', %s, true)",
            [
                whole,
                lines,
                str(principal.person_id or ""),
                ",".join(sorted(principal.roles)),
                str(principal.today or ""),
            ],
        )


def _as_app_role() -> bool:
    return bool(connection.settings_dict["USER"] == settings.DB_APP_ROLE)


def _set_role(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [name])


def _transaction_is_sound() -> bool:
    raw = connection.connection
    if connection.needs_rollback:  # the role goes with the savepoint or transaction that is rolled back
        return False
    return raw is not None and not raw.closed and raw.info.transaction_status == TransactionStatus.INTRANS


@contextmanager
def system_scope(reason: str) -> Iterator[None]:
    """Act as the system role inside this block; outside it, row-level security holds again.

    Raises:
        ValueError: no reason given.
    """
    if not reason:
        raise ValueError("as_system needs a reason")
    depth: int = getattr(connection, DEPTH, 0)
    # the owner's own processes (migrations, loaders) are the system already
    enters = depth == 0 and _as_app_role()
    with transaction.atomic(savepoint=False) if enters else nullcontext():
        setattr(connection, DEPTH, depth + 1)
        try:
            if enters:
                _set_role(settings.DB_SYSTEM_ROLE)
            yield
        finally:
            setattr(connection, DEPTH, depth)
            if enters and _transaction_is_sound():
                _set_role("none")


def in_system_scope() -> bool:
    """Say whether a block around the caller acts as the system."""
    return bool(getattr(connection, DEPTH, 0))


@contextmanager
def acting(principal: Principal) -> Iterator[Principal]:
    """Open one scoped transaction for a task or command that runs for somebody."""
    with transaction.atomic():
        open_scope(principal)
        if principal.is_system:
            with system_scope(principal.reason):
                yield principal
        else:
            yield principal
