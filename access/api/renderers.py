"""JSON as it leaves: decimals as text, dates in ISO form, instants in local time; and a calm reading of ``Accept``."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import singledispatch
from typing import Any

import orjson
from django.db.backends.postgresql.psycopg_any import Range
from django.utils import timezone
from django.utils.functional import Promise
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from access.outcome import Rate

DAYS_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS  # orjson writes days by itself
OPTIONS = DAYS_ONLY | orjson.OPT_PASSTHROUGH_DATETIME
CENTS = Decimal("0.01")
CENT_PLACES = 2


@singledispatch
def plain(value: Any) -> Any:
    """Return what JSON can hold: decimals as text, instants at local offset, periods by their ends.

    Raises:
        TypeError: nothing says how this type is written.
    """
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


@plain.register(date)
@plain.register(time)
def _plain_day(value: date | time) -> str:
    return value.isoformat()


@plain.register
def _plain_instant(value: datetime) -> str:
    return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat()


@plain.register
def _plain_text(value: Promise) -> str:
    return str(value)


@plain.register
def _plain_period(value: Range) -> dict[str, Any]:
    return {"from": value.lower, "until": value.upper}


@plain.register
def _plain_rate(value: Rate) -> dict[str, Any]:
    return {"part": value.part, "whole": value.whole, "percent": None if value.percent is None else str(value.percent)}


@plain.register(set)
@plain.register(frozenset)
def _plain_set(value: set | frozenset) -> list[Any]:
    return sorted(value)


@plain.register(Decimal)
def decimal_text(value: Decimal) -> str:
    """Return a decimal as plain digits with at least two places; further places are kept, never rounded away."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -CENT_PLACES:
        value = value.quantize(CENTS)
    return format(value, "f")


def dumps(data: Any, *, has_instants: bool = True) -> bytes:
    """Return JSON bytes; data without instants, which must be told in local time, is written faster."""
    return orjson.dumps(data, default=plain, option=OPTIONS if has_instants else DAYS_ONLY)


class OrjsonRenderer(BaseRenderer):
    """Writes every answer of the API."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """Return the body; nothing for an answer without data."""
        return b"" if data is None else dumps(data)


class CalmNegotiation(DefaultContentNegotiation):
    """Answers 406 to an ``Accept`` header that cannot be read."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Choose a renderer.

        Raises:
            NotAcceptable: the header is malformed or asks for another type.
        """
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except (ValueError, LookupError) as error:
            raise NotAcceptable from error

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """Choose a parser; a content type that cannot be read has none, which is answered 415."""
        try:
            return super().select_parser(request, parsers)
        except (ValueError, LookupError):
            return None

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002  the name is DRF's
        """Ignore the suffix: there is one form, and ``format`` is an ordinary parameter that nobody declared."""
        return renderers
