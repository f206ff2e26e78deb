"""Querysets that refuse to answer until they know for whom they read (ring 2).

``visible_to(principal, permission)`` filters by the policy; ``as_system("reason")`` reads everything under the system role.
Anything else raises :class:`access.errors.ScopeNotDeclared`, also ``exists``, ``count``, ``explain``, ``in_bulk`` and ``iterator``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.errors import ScopeNotDeclared
from access.principals import Principal, Scope, system_scope

NOTHING = Q(pk__in=[])
_checking: ContextVar[frozenset[type[models.Model]]] = ContextVar("checking_uniqueness", default=frozenset())


def _guarded(name: str) -> Callable[..., Any]:
    original = getattr(models.QuerySet, name)

    @wraps(original)
    def method(self: "GuardedQuerySet", *args: Any, **kwargs: Any) -> Any:
        with self._opened():
            return original(self, *args, **kwargs)

    return method


class GuardedQuerySet(models.QuerySet):
    """A queryset that raises on evaluation unless it was opened.

    ``reaches`` maps a :class:`access.models.Reach` resource to the lookup on this model that must be among the reached ids.
    ``by_place`` is False for rows without a place, which a permission opens as a whole; ``rls`` is False where ring 3 does not apply.
    """

    reaches: ClassVar[dict[str, str]] = {}
    by_place: ClassVar[bool] = True
    rls: ClassVar[bool] = True

    _mode: str | None = None
    _reason: str = ""

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._mode, clone._reason = self._mode, self._reason
        return clone

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Return the filter for rows inside a scope; rows that borrow their place from others say so here."""
        return scope.q()

    def visible_to(self, principal: Principal, permission: str) -> Self:
        """Keep the rows on which the principal holds the permission today."""
        from access import policy  # noqa: PLC0415  the policy stands above the querysets that it filters

        if principal.is_system:
            return self.as_system(principal.reason)
        clone = self.filter(policy.where(principal, permission, type(self)))
        clone._mode = "visible"
        return clone

    def as_system(self, reason: str) -> Self:
        """Read every row, under the system role, for a stated reason."""
        clone = self._chain()
        clone._mode, clone._reason = "system", reason
        return clone

    @contextmanager
    def _opened(self) -> Iterator[None]:
        if self._mode is None and self.model not in _checking.get():
            raise ScopeNotDeclared(
                f"{self.model.__name__}: call visible_to(principal, permission) or as_system(reason) first"
            )
        with system_scope(self._reason) if self._mode == "system" and self.rls else nullcontext():
            yield

    def _fetch_all(self) -> None:
        if self._result_cache is None or (self._prefetch_related_lookups and not self._prefetch_done):
            with self._opened():
                super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """Iterate without caching, inside the scope that was opened."""
        with self._opened():
            yield from super().iterator(chunk_size=chunk_size)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse to become a subquery before being opened."""
        if self._mode is None:
            raise ScopeNotDeclared(f"{self.model.__name__}: a subquery needs visible_to or as_system too")
        return super().resolve_expression(*args, **kwargs)

    def _insist(self, *others: Any) -> None:
        """Refuse to be joined with rows that nobody opened."""
        for one in (self, *others):
            if isinstance(one, GuardedQuerySet) and one._mode is None:
                raise ScopeNotDeclared(f"{one.model.__name__}: open each side before joining them")

    def _combinator_query(self, combinator: str, *other_qs: Any, all: bool = False) -> Self:  # noqa: A002  Django's signature
        """Join opened querysets only (union, intersection, difference)."""
        self._insist(*other_qs)
        return super()._combinator_query(combinator, *other_qs, all=all)

    def __or__(self, other: Any) -> Any:
        """Join opened querysets only."""
        self._insist(other)
        return super().__or__(other)

    def __xor__(self, other: Any) -> Any:
        """Join opened querysets only."""
        self._insist(other)
        return super().__xor__(other)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse raw SQL on guarded rows; write a query room function instead."""
        raise ScopeNotDeclared(f"{self.model.__name__}: raw SQL goes through a queries module")

    count = _guarded("count")
    exists = _guarded("exists")
    explain = _guarded("explain")
    aggregate = _guarded("aggregate")
    update = _guarded("update")
    delete = _guarded("delete")
    in_bulk = _guarded("in_bulk")
    get = _guarded("get")
    first = _guarded("first")
    last = _guarded("last")
    latest = _guarded("latest")
    earliest = _guarded("earliest")
    contains = _guarded("contains")
    bulk_update = _guarded("bulk_update")
    get_or_create = _guarded("get_or_create")
    update_or_create = _guarded("update_or_create")


class GuardedModel(models.Model):
    """A model whose unique checks see every row, so that a clash in another street is a sentence and not a crash."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Any = None) -> None:
        """Check uniqueness over all rows.

        Raises:
            ValidationError: another row, visible or not, holds the value.
        """
        with system_scope("unique check"), checking_uniqueness(type(self)):
            super().validate_unique(exclude=exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Check constraints over all rows.

        Raises:
            ValidationError: a constraint's own sentence.
        """
        with system_scope("constraint check"), checking_uniqueness(type(self)):
            super().validate_constraints(exclude=exclude)


@contextmanager
def checking_uniqueness(model: type[models.Model]) -> Iterator[None]:
    """Let Django's own validators use this model's default manager for the time of one check."""
    token = _checking.get()
    _checking.set(token | {model})
    try:
        yield
    finally:
        _checking.set(token)


class ScopedModel(GuardedModel):
    """A guarded row with a place; PostgreSQL triggers keep both columns equal to the parent's (see :mod:`access.rls`)."""

    area_path = models.TextField(_("辖区路径"), db_collation="C", editable=False, default="")
    line_code = models.TextField(_("行业线"), db_collation="C", editable=False, default="", blank=True)

    class Meta:
        abstract = True
