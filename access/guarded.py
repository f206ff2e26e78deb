"""Querysets that refuse to answer until they know for whom they read (ring 2).

Three ways to open one: ``visible_to(principal, permission)`` filters by the policy; ``of(unit=unit)`` keeps the rows of a root that the
caller holds and leaves row-level security on; ``as_system("reason")`` reads everything under the system role. Whatever is not
opened raises :class:`access.errors.ScopeNotDeclared` where Django compiles it to SQL, so that no form of reading is forgotten.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any, ClassVar, Self

from django.db import connection, models
from django.db.models import BooleanField, Case, Q, Value, When, sql
from django.db.models.base import ModelBase
from django.db.models.functions import JSONObject
from django.db.models.lookups import Exact, In
from django.utils.translation import gettext_lazy as _

from access.errors import ScopeNotDeclared
from access.principals import Principal, Scope, in_system_scope, system_scope

NOTHING = Q(pk__in=[])
_checking: ContextVar[type[models.Model] | None] = ContextVar("checking_uniqueness", default=None)
_deleting: ContextVar[bool] = ContextVar("deleting_a_row", default=False)


def _says(condition: Q) -> Case | Value:
    return Case(When(condition, then=True), default=False, output_field=BooleanField()) if condition else Value(True)


class GuardedQuery(sql.Query):
    """A query that compiles only when it was opened; nested, joined, counted or turned into an update it stays what it was."""

    opened = False
    reason = ""  # why it runs under the system role; empty under the reader's own
    by_key = False  # Django's own: opened by naming primary keys

    def _become(self, kind: type[sql.Query]) -> None:
        """Stay guarded when Django makes another kind of query of this one, which it does by changing its class."""
        object.__dict__["__class__"].__set__(self, _guarded(kind))

    __class__ = property(type, _become)  # not by __setattr__: queries set attributes thousands of times a page

    def insist(self) -> None:
        """Insist on having been opened.

        Raises:
            ScopeNotDeclared: it was not.
        """
        if not (
            self.opened or self.model is _checking.get() or (self.by_key and (_deleting.get() or _names_keys(self)))
        ):
            raise ScopeNotDeclared(
                f"{self.model.__name__}: call visible_to(principal, permission), of(root) or as_system(reason) first"
            )

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """Return the compiler of an opened query; what it executes runs in the query's role."""
        self.insist()
        compiler = super().get_compiler(*args, **kwargs)
        if self.reason:
            compiler.execute_sql = self._in_role(compiler.execute_sql)
        return compiler

    def get_aggregation(self, *args: Any, **kwargs: Any) -> Any:
        """Aggregate in the query's role; Django may wrap this query into another one for it."""
        with self._role():
            return super().get_aggregation(*args, **kwargs)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        """Take in the rows of an opened query only."""
        if isinstance(rhs, GuardedQuery):
            rhs.insist()
        super().combine(rhs, connector)

    def _role(self) -> AbstractContextManager[None]:
        return system_scope(self.reason) if self.reason else nullcontext()

    def _in_role(self, execute: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(execute)
        def method(*args: Any, **kwargs: Any) -> Any:
            with self._role():
                return execute(*args, **kwargs)

        return method


@cache
def _guarded(kind: type[sql.Query]) -> type[sql.Query]:
    if issubclass(kind, GuardedQuery):
        return kind
    return GuardedQuery if kind is sql.Query else type(kind.__name__, (GuardedQuery, kind), {})


def _names_keys(query: sql.Query) -> bool:
    key, where = (next(iter(query.alias_map), None), query.model._meta.pk), query.where
    return where.connector == Q.AND and any(
        isinstance(one, Exact | In)
        and (getattr(one.lhs, "alias", ""), getattr(one.lhs, "target", None)) == key
        and one.rhs_is_direct_value()
        for one in (() if where.negated else where.children)
    )


class GuardedQuerySet(models.QuerySet):
    """A queryset that raises on evaluation unless it was opened.

    ``reaches`` maps a :class:`access.models.Reach` resource to the lookup on this model that must be among the reached ids.
    ``seen_with`` names relations besides ``scope_parent`` whose rows bring these into sight in ring 3 too.
    ``by_place`` is False for rows without a place, which a permission opens as a whole; ``rls`` is False where ring 3 does not apply;
    ``owner`` names the column, and the principal's attribute, that make a row one's own.
    """

    reaches: ClassVar[dict[str, str]] = {}
    seen_with: ClassVar[frozenset[str]] = frozenset()
    by_place: ClassVar[bool] = True
    rls: ClassVar[bool] = True
    owner: ClassVar[tuple[str, str]] = ("", "")

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or GuardedQuery(model), using, hints)

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Return the filter for rows inside a scope; rows that borrow their place from others say so here."""
        return scope.q()

    def visible_to(self, principal: Principal, permission: str) -> Self:
        """Keep the rows on which the principal holds the permission today."""
        from access import policy  # noqa: PLC0415  the policy stands above the querysets that it filters

        if principal.is_system:
            return self.as_system(principal.reason)
        return self.filter(policy.where(principal, permission, type(self)))._open()

    def with_rights(self, principal: Principal, *permissions: str) -> Self:
        """Add ``rights``: for each permission whether the principal holds it on the row, by the filter of its lists."""
        from access import policy  # noqa: PLC0415  the policy stands above the querysets that it filters

        held = {one: policy.where(principal, one, type(self)) for one in permissions if policy.can(principal, one)}
        if principal.is_system:
            held = dict.fromkeys(permissions, Q())
        told = {one: _says(held[one]) if one in held else Value(False) for one in permissions}
        return self.annotate(rights=JSONObject(**told))

    def of(self, **root: Any) -> Self:
        """Keep the rows of a root that the caller holds: ``of(unit=unit)``, ``of(unit__in=units)``, ``of(unit=OuterRef("pk"))``.

        They lie where their root lies, so that row-level security, which stays on, shows all of them or none.

        Raises:
            ScopeNotDeclared: the relation is not the one from which rows have their place.
        """
        ((lookup, value),) = root.items()
        relation = lookup.removesuffix("__in").removesuffix("_id")
        if value is None or relation not in {getattr(self.model, "scope_parent", ""), *self.seen_with}:
            raise ScopeNotDeclared(f"{self.model.__name__}: rows are not seen with {lookup}={value!r}")
        return self.filter(**root)._open()

    def own(self, principal: Principal) -> Self:
        """Keep the principal's own rows, whatever may be done today; refuse where nobody owns any (ScopeNotDeclared)."""
        column, attribute = self.owner
        if not column:
            raise ScopeNotDeclared(f"{self.model.__name__}: nobody owns a row")
        mine = getattr(principal, attribute)
        return (self.none() if mine is None else self.filter(**{column: mine}))._open()

    def as_system(self, reason: str = "") -> Self:
        """Read every row, under the system role, for a stated reason; inside ``system_scope`` its reason holds.

        Raises:
            ScopeNotDeclared: no reason, and none stands around it.
        """
        if not reason and not in_system_scope():
            raise ScopeNotDeclared(f"{self.model.__name__}: as_system needs a reason")
        return self._open(reason if self.rls else "")

    def taken(self) -> bool:
        """Say whether a row like this stands anywhere, in sight or not; nothing more of it is told."""
        with over_all_rows(self.model):
            return self.exists()

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the names, and nothing more, of rows to which a row in sight points."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        with connection.cursor() as cursor:
            asked = "SELECT one, access_name_of(%s::regclass, one) FROM unnest(%s::bigint[]) AS one"
            cursor.execute(asked, [self.model._meta.db_table, wanted])
            return {pk: name for pk, name in cursor if name is not None}

    def statement(self) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL of a visible selection and its parameters, for a statement that puts several together.

        Raises:
            EmptyResultSet: nothing can match.
        """
        if self.query.reason:
            raise ScopeNotDeclared(f"{self.model.__name__}: what is read as the system is not put together")
        return self.query.sql_with_params()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse raw SQL on guarded rows; write a query room function instead."""
        raise ScopeNotDeclared(f"{self.model.__name__}: raw SQL goes through a queries module")

    def _insert(self, *args: Any, on_conflict: Any = None, **kwargs: Any) -> Any:
        """Insert; what may change a row that stands already has to be opened."""
        if on_conflict is not None:
            self.query.insist()
        return super()._insert(*args, on_conflict=on_conflict, **kwargs)

    def _open(self, reason: str = "") -> Self:
        clone = self._chain()
        clone.query.opened, clone.query.reason = True, reason
        return clone


class _KeyedQuerySet(GuardedQuerySet):
    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query, using, hints)
        self.query.by_key = True


@cache
def _base_manager(model: type[models.Model]) -> models.Manager:
    manager = models.Manager.from_queryset(_KeyedQuerySet)()
    manager.name, manager.model, manager.auto_created = "_base_manager", model, True
    return manager


class GuardedBase(ModelBase):
    """Gives models a base manager, Django's own way to rows, that answers for named primary keys only.

    That is the row behind a foreign key, ``refresh_from_db`` and the update of ``save()``: whoever holds a row may follow its keys,
    and row-level security decides whether the row behind them can be seen.
    """

    @property
    def _base_manager(self) -> models.Manager:
        return _base_manager(self)


class GuardedModel(models.Model, metaclass=GuardedBase):
    """A model whose unique checks see every row, so that a clash in another street is a sentence and not a crash."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a row in hand; Django's collector may ask which rows in sight point to it."""
        token = _deleting.set(True)
        try:
            return super().delete(*args, **kwargs)
        finally:
            _deleting.reset(token)

    def validate_unique(self, exclude: Any = None) -> None:
        """Check uniqueness over all rows.

        Raises:
            ValidationError: another row, visible or not, holds the value.
        """
        with over_all_rows(type(self)):
            super().validate_unique(exclude=exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Check constraints over all rows.

        Raises:
            ValidationError: a constraint's own sentence.
        """
        with over_all_rows(type(self)):
            super().validate_constraints(exclude=exclude)


@contextmanager
def over_all_rows(model: type[models.Model]) -> Iterator[None]:
    """Ask over all rows of a model, for the time of one check that answers yes or no."""
    token = _checking.set(model)
    try:
        with system_scope("uniqueness holds over all rows"):
            yield
    finally:
        _checking.reset(token)


class ScopedModel(GuardedModel):
    """A guarded row with a place; PostgreSQL triggers keep both columns equal to the parent's (see :mod:`access.rls`)."""

    area_path = models.TextField(_("辖区路径"), db_collation="C", editable=False, default="")
    line_code = models.TextField(_("行业线"), db_collation="C", editable=False, default="", blank=True)

    class Meta:
        abstract = True
