"""Pages by signed cursor: constant cost at any depth, no count, nothing a caller could forge or carry elsewhere."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

VERSION = 1
SALT = "access.api.cursor"
LONGEST = 4000
DEFAULT_SIZE, LARGEST_SIZE = 50, 1000
CURSOR, SIZE = "cursor", "page_size"

_WRITE: dict[type, tuple[str, Callable[[Any], Any]]] = {
    bool: ("b", bool),
    int: ("i", int),
    str: ("s", str),
    Decimal: ("n", str),
    date: ("d", date.isoformat),
    datetime: ("t", datetime.isoformat),
    type(None): ("0", lambda _value: None),
}
_READ: dict[str, Callable[[Any], Any]] = {
    "b": bool,
    "i": int,
    "s": str,
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "0": lambda _value: None,
}


class SignedCursorPagination(BasePagination):
    """Keyset pages over (order column, pk); the cursor holds for one address, its filters and one principal."""

    def paginate_queryset(self, queryset: QuerySet, request: Any, view: Any = None) -> list[Any]:
        """Return one page.

        Raises:
            ValidationError: a page size out of range, or a cursor that is not ours or belongs elsewhere.
        """
        self.request = request
        size = page_size(request.query_params.get(SIZE))
        column, descending = order_of(queryset)
        position = getattr(queryset, "position_of", None) or _position_in(column)
        context = context_of(request)
        token = request.query_params.get(CURSOR)
        if token is not None:
            value, pk = read_cursor(token, context)
            queryset = queryset.filter(after(column, descending=descending, value=value, pk=pk))
        rows = list(queryset[: size + 1])
        self.next_cursor = write_cursor(*position(rows[size - 1]), context) if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        """Wrap the rows."""
        following = None
        if self.next_cursor:
            following = replace_query_param(self.request.build_absolute_uri(), CURSOR, self.next_cursor)
        return Response({"next": following, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the wrapping."""
        following = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "Address of the following page; null on the last.",
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": following, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe both parameters."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
        return [
            {"name": CURSOR, "in": "query", "required": False, "schema": {"type": "string"},
             "description": "From the address in `next`; valid for the same filters and the same caller."},
            {"name": SIZE, "in": "query", "required": False, "schema": size, "description": "Rows on a page."},
        ]  # fmt: skip


def page_size(text: str | None) -> int:
    """Return the page size.

    Raises:
        ValidationError: not a number from 1 to :data:`LARGEST_SIZE`.
    """
    if text is None:
        return DEFAULT_SIZE
    if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_SIZE)) and 1 <= int(text) <= LARGEST_SIZE:
        return int(text)
    raise ValidationError(
        {SIZE: [_("每页行数须为 1 到 %(largest)s 的整数。") % {"largest": LARGEST_SIZE}]}, code="page_size"
    )


def order_of(queryset: QuerySet) -> tuple[str, bool]:
    """Return (column, descending) of a queryset ordered by one column and then pk, as the filter backend orders it."""
    first = str((queryset.query.order_by or ("pk",))[0])
    return first.lstrip("-"), first.startswith("-")


def after(column: str, *, descending: bool, value: Any, pk: int) -> Q:
    """Return the condition of the rows behind a position; empty values stand last upwards, first downwards."""
    side = "lt" if descending else "gt"
    further = Q(**{f"pk__{side}": pk})
    if column == "pk":
        return further
    empty = Q(**{f"{column}__isnull": True})
    if value is None:
        return (empty & further) | ~empty if descending else empty & further
    beyond = Q(**{f"{column}__{side}e": value}) & (Q(**{f"{column}__{side}": value}) | further)
    return beyond if descending else beyond | empty


def context_of(request: Any) -> str:
    """Return a digest of what a cursor belongs to: address, filters and principal."""
    filters = sorted((key, tuple(values)) for key, values in request.query_params.lists() if key not in {CURSOR, SIZE})
    text = json.dumps([request.path, filters, request.principal.user_id])
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def write_cursor(value: Any, pk: int, context: str) -> str:
    """Return a signed cursor."""
    kind, write = _WRITE[type(value)]
    return signing.dumps([VERSION, context, kind, write(value), pk], salt=SALT, compress=True)


def read_cursor(token: str, context: str) -> tuple[Any, int]:
    """Return (value, pk) of a cursor.

    Raises:
        ValidationError: forged, altered, of another version, or of another address, filter or principal.
    """
    try:
        if len(token) > LONGEST:
            raise signing.BadSignature
        version, owner, kind, raw, pk = signing.loads(token, salt=SALT)
        if version != VERSION or not hmac.compare_digest(owner, context):
            raise signing.BadSignature
        return _READ[kind](raw), int(pk)
    except (signing.BadSignature, ValueError, TypeError, KeyError, ArithmeticError) as error:
        sentence = _("翻页标记无效：它已失效、被改动，或者属于另一个查询。请从第一页重新开始。")
        raise ValidationError({CURSOR: [sentence]}, code="cursor") from error


def _position_in(column: str) -> Callable[[Any], tuple[Any, int]]:
    path = column.split("__")

    def position(row: Any) -> tuple[Any, int]:
        value = row
        for name in path:
            value = getattr(value, name, None)
        return value, row.pk

    return position
