"""Declared filters only: an unknown parameter is refused by name, and ids of invisible rows answer like absent ones."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError

from access.api.parsers import is_unfit
from access.principals import Principal

ORDERING = "ordering"
ABSENT = gettext_lazy("没有这个选项，或者它不在您的职责范围内。")
LOOKUPS = frozenset(
    {"exact", "in", "gte", "lte", "gt", "lt", "range", "isnull", "contains", "icontains", "startswith", "overlap"}
)
PARAMETER_BYTES = 4000


def readable(model: type[Model], principal: Principal, permission: str) -> QuerySet:
    """Return the rows of a model as a principal may see them; unguarded reference data is open behind its door."""
    manager = model._default_manager
    return manager.visible_to(principal, permission) if hasattr(manager, "visible_to") else manager.all()


@extend_schema_field(OpenApiTypes.INT)
class ScopedChoiceFilter(django_filters.ModelChoiceFilter):
    """A filter by the id of a row that must be visible under ``permission``; read only when it is used."""

    def __init__(self, *, model: type[Model], permission: str, **kwargs: Any) -> None:
        self.choices_of = model
        self.permission = permission
        kwargs.setdefault("error_messages", {"invalid_choice": ABSENT})
        super().__init__(queryset=self._visible, **kwargs)

    def _visible(self, request: Any) -> QuerySet:
        if request is None:  # the document is being written
            return self.choices_of._default_manager.none()
        return readable(self.choices_of, request.principal, self.permission)


class StrictFilterSet(django_filters.FilterSet):
    """Base of every filter set: each filter is declared, its lookup comes from :data:`LOOKUPS`.

    Raises:
        TypeError: (at definition) all fields at once, or a lookup outside the list.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if getattr(getattr(cls, "Meta", None), "fields", None) == "__all__":
            raise TypeError(f"{cls.__name__}: declare the filters one by one")
        for name, one in cls.base_filters.items():
            lookup = getattr(one, "lookup_expr", "exact") or "exact"
            if not set(str(lookup).split("__")) <= LOOKUPS:
                raise TypeError(f"{cls.__name__}.{name}: lookup {lookup} is not allowed")


class StrictFilterBackend(DjangoFilterBackend):
    """Filters and orders a list; the order always ends in pk, which the cursor needs."""

    filterset_base = StrictFilterSet

    def filter_queryset(self, request: Any, queryset: QuerySet, view: Any) -> QuerySet:
        """Return the filtered, ordered rows.

        Raises:
            ValidationError: a value that its filter cannot read, or an order that is not offered.
        """
        filterset_class = self.get_filterset_class(view, queryset)
        if filterset_class is not None and not filterset_class.base_filters.keys().isdisjoint(request.query_params):
            filterset = filterset_class(request.query_params, queryset=queryset, request=request)
            if not filterset.is_valid():
                raise ValidationError(filterset.errors)
            queryset = filterset.qs
        return queryset.order_by(*order(request, view))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the order; the filters themselves are described by their own extension."""
        return []


def order(request: Any, view: Any) -> tuple[str, ...]:
    """Return the order asked for, closed by pk.

    Raises:
        ValidationError: not one of the view's ``ordering_fields``.
    """
    asked = request.query_params.get(ORDERING, view.ordering)
    offered = orders(view)
    if asked not in offered and asked != view.ordering:
        known = ", ".join(offered)
        raise ValidationError({ORDERING: [_("不能按此排序。可用：%(known)s。") % {"known": known}]}, code="ordering")
    descending = "-" if asked.startswith("-") else ""
    column = view.ordering_columns.get(asked.lstrip("-"), asked.lstrip("-"))
    return (f"{descending}pk",) if column in {"pk", "id"} else (f"{descending}{column}", f"{descending}pk")


def orders(view: Any) -> tuple[str, ...]:
    """Return the orders that a view offers, upwards and downwards."""
    return tuple(sign + name for name in view.ordering_fields for sign in ("", "-"))


def check_parameters(request: Any, known: Iterable[str]) -> None:
    """Insist that every query parameter is declared, given once and fit to be stored or compared.

    Raises:
        ValidationError: naming the parameter and listing the known ones.
    """
    declared = sorted(known)
    for name, values in request.query_params.lists():
        if name not in declared:
            listed = ", ".join(declared) or "-"
            raise ValidationError(
                {_shown(name): [_("没有这个查询参数。可用：%(known)s。") % {"known": listed}]}, code="unknown_parameter"
            )
        if len(values) > 1:
            raise ValidationError({name: [_("查询参数只能出现一次。")]}, code="repeated_parameter")
        if is_unfit(values[0]) or len(values[0]) > PARAMETER_BYTES:
            raise ValidationError({name: [_("查询参数过长，或含有不能使用的字符。")]}, code="unfit_parameter")


def _shown(name: str) -> str:
    return name[:60].replace("\x00", "").encode("utf-8", "replace").decode() or "?"
