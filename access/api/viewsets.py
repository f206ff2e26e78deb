"""The base of every endpoint: a door per action, visible rows only, declared parameters, versions on writes.

See docs/how-to/add-an-endpoint.md.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from access import policy
from access.api import fastrows, filters
from access.api.errors import VersionRequired, VersionStale
from access.api.pagination import CURSOR, SIZE
from access.api.permissions import door_of_view
from access.doors import Door
from access.principals import Principal

AS_OF, KNOWN = "as_of", "known"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(1900, 3000)


class ScopedViewSet(GenericViewSet):
    """Reads ``model`` as the principal may see it; writes go through services.

    ``doors``: action → permission (or :class:`access.doors.Door`). ``serializer_class`` shows a row; ``inputs``:
    action → serializer of what the action takes. ``dated``: the reading actions take ``as_of`` and ``known``.
    ``parameters``: action → further declared ones.
    """

    model: ClassVar[type[Model]]
    doors: ClassVar[Mapping[str, str | Door]] = {}
    inputs: ClassVar[Mapping[str, type[serializers.Serializer]]] = {}
    parameters: ClassVar[Mapping[str, Iterable[str]]] = {}
    pages: ClassVar[frozenset[str]] = frozenset()  # actions besides "list" that answer with page_of
    refusing: ClassVar[frozenset[str]] = frozenset()  # reads that a row may be unfit for; they answer 409
    dated: ClassVar[bool] = False
    knows: ClassVar[bool] = True  # a dated read that keeps no recorded time takes ``as_of`` only
    ordering: str = "id"
    ordering_fields: tuple[str, ...] = ("id",)
    ordering_columns: ClassVar[Mapping[str, str]] = {}  # offered name → column, where they differ
    unversioned: ClassVar[frozenset[str]] = (
        frozenset()
    )  # writing detail actions that need no If-Match (adding below a row)
    lookup_value_regex = "[0-9]{1,18}"
    metadata_class = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "model" in vars(cls):
            cls.queryset = cls.model._default_manager.none()  # read by the document's generator only

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Authenticate, ask the door, then read the parameters."""
        super().initial(request, *args, **kwargs)
        if self.action is None:
            return
        filters.check_parameters(request, self.known_parameters())
        self.as_of, self.known_at = moment_of(request)

    @property
    def principal(self) -> Principal:
        """Who asks."""
        return self.request.principal

    @property
    def today(self) -> date:
        """The local day; the clock is read at the doors."""
        return timezone.localdate()

    @classmethod
    def lists(cls, action: str | None) -> bool:
        """Say whether an action is the filtered and ordered list of the collection."""
        return action == "list"

    def known_parameters(self) -> set[str]:
        """Return the declared query parameters of the running action."""
        known = set(self.parameters.get(self.action, ()))
        if self.action in self.pages:
            known |= {CURSOR, SIZE}
        if self.dated and self.request.method in SAFE_METHODS:
            known |= {AS_OF, KNOWN} if self.knows else {AS_OF}
        if self.lists(self.action):
            known |= {
                CURSOR,
                SIZE,
                filters.ORDERING,
                *getattr(getattr(self, "filterset_class", None), "base_filters", {}),
            }
        return known

    def permission_of_action(self) -> str:
        """Return the permission of the running action; empty where the door asks only for a signed-in principal."""
        door = door_of_view(self)
        return door.permission if door is not None else ""

    def read_permission(self) -> str:
        """Return the permission under which rows are found: that of reading, where the viewset reads."""
        for action in ("retrieve", "list"):
            if isinstance(self.doors.get(action), str):
                return self.doors[action]
        return self.permission_of_action()

    def get_queryset(self) -> QuerySet:
        """Return the visible rows; override to add ``select_related`` or a scope of a nested address."""
        return filters.readable(self.model, self.principal, self.read_permission())

    def get_object(self) -> Model:
        """Return the row of the address; for a write it is locked, may be written, and of the version that was read.

        Raises:
            Http404: absent or invisible.
            Denied: visible, but not to be written.
            VersionRequired: ``If-Match`` is missing.
            VersionStale: ``If-Match`` names another version.
        """
        writes = self.request.method not in SAFE_METHODS
        rows = self.get_queryset().filter(
            **{self.lookup_field: self.kwargs[self.lookup_url_kwarg or self.lookup_field]}
        )
        row = (rows.select_for_update(of=("self",)) if writes else rows).order_by("pk").first()
        if row is None:
            raise Http404
        self.check_object_permissions(self.request, row)
        if writes:
            if self.permission_of_action() not in {"", self.read_permission()}:
                policy.check(self.principal, self.permission_of_action(), row)
            if self.action not in self.unversioned:
                require_version(self.request, row)
        return row

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """Return what the action takes, or how a row is shown."""
        return self.inputs.get(self.action, self.serializer_class)

    def validated(self, data: Any = None) -> dict[str, Any]:
        """Return the body as the action's own serializer reads it.

        Raises:
            ValidationError: each field with its sentences.
        """
        serializer = self.inputs[self.action](
            data=self.request.data if data is None else data, context=self.get_serializer_context()
        )
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def page_of(
        self, queryset: QuerySet, serializer_class: type[serializers.Serializer], order: str = "id"
    ) -> Response:
        """Answer with one page of a list below a row, in a fixed order."""
        column, direction = order.lstrip("-"), "-" if order.startswith("-") else ""
        closed = (order,) if column in {"pk", "id"} else (order, f"{direction}pk")
        page = self.paginate_queryset(queryset.order_by(*closed))
        return self.get_paginated_response(
            serializer_class(page, many=True, context=self.get_serializer_context()).data
        )

    def respond(self, row: Model, status: int = 200) -> Response:
        """Show a row with its version as ETag."""
        body = self.serializer_class(row, context=self.get_serializer_context()).data
        version = getattr(row, "version", None)
        return Response(body, status=status, headers={} if version is None else {"ETag": etag(version)})


def is_versioned(model: type[Model]) -> bool:
    """Say whether rows of a model carry a version."""
    return any(field.name == "version" for field in model._meta.concrete_fields)


class ListMixin:
    """``GET`` of the collection: filtered, ordered, paged; the short way where the serializer only copies columns."""

    slow: ClassVar[bool] = False  # the contract test sets it to compare both ways

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Return one page of visible rows."""
        queryset = self.filter_queryset(self.get_queryset())
        way = None if self.slow else fastrows.short_way(self.serializer_class, queryset.model)
        if way is not None:
            rows = way.written(self.paginate_queryset(way.read(queryset)))
        else:
            page = self.paginate_queryset(queryset)
            rows = self.serializer_class(page, many=True, context=self.get_serializer_context()).data
        return self.get_paginated_response(rows)


class RetrieveMixin:
    """``GET`` of one row."""

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Return one visible row."""
        return self.respond(self.get_object())


class ReadViewSet(ListMixin, RetrieveMixin, ScopedViewSet):
    """An endpoint that is only read, or whose writes are added as actions."""


def etag(version: int) -> str:
    """Return the version as an entity tag."""
    return f'"{version}"'


def require_version(request: Any, row: Model) -> None:
    """Insist on the version that the caller read, for rows that have one.

    Raises:
        VersionRequired: no ``If-Match``, or ``*``, which names no version.
        VersionStale: another version.
    """
    version = getattr(row, "version", None)
    if version is None:
        return
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        raise VersionRequired
    if given.removeprefix("W/") != etag(version):
        raise VersionStale


def moment_of(request: Any, *, day: str = AS_OF) -> tuple[date, datetime | None]:
    """Return the valid day (today when not given) and the instant of knowledge of a request.

    Raises:
        ValidationError: a parameter that is not written as a day or an instant.
    """
    on = _day(request.query_params.get(day)) or timezone.localdate()
    return on, _instant(request.query_params.get(KNOWN))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise ValidationError({AS_OF: [_("日期须写成 2015-10-31 的样子。")]}, code="date")
    return day


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = parse_datetime(text.replace(" ", "+")) if DAY.match(text) else None
    except ValueError:
        instant = None
    if instant is None or instant.year not in YEARS:
        raise ValidationError(
            {KNOWN: [_("时刻须写成 2015-10-31T08:00:00+08:00 的样子（“+”在地址中写作 %2B）。")]}, code="instant"
        )
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
