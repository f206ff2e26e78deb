"""JSON as it enters: everything that two readers could understand differently is refused before anybody reads it."""

import json
import math
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LIMIT_BYTES = 2 * 1024 * 1024
LIMIT_DEPTH = 32
LIMIT_DIGITS = 19
INT64 = range(-(2**63), 2**63)

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # an unclosed one reaches the end: linear on any input
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_UNFIT = re.compile("[\x00\ud800-\udfff]")


class TooLarge(APIException):
    """The body is larger than the limit (HTTP 413)."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("请求内容超过 2 MB，没有处理。请分批提交。")
    default_code = "too_large"


class StrictJSONParser(BaseParser):
    """Reads a JSON body in UTF-8."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the body as plain values.

        Raises:
            TooLarge: more than :data:`LIMIT_BYTES`.
            ParseError: not UTF-8, not JSON, too deep, a key twice, NaN, a number out of range, NUL or a lone surrogate.
        """
        try:
            body = stream.read(LIMIT_BYTES + 1)
        except RequestDataTooBig as error:
            raise TooLarge from error
        if len(body) > LIMIT_BYTES:
            raise TooLarge
        return loads(body)


def loads(body: bytes) -> Any:
    """Return strict JSON as plain values.

    Raises:
        ParseError: see :class:`StrictJSONParser`.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParseError(_("请求内容不是 UTF-8 编码。"), code="json_encoding") from error
    if is_too_deep(body):
        raise ParseError(_("JSON 嵌套超过 32 层。"), code="json_depth")
    try:
        data = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise ParseError(_("请求内容不是合法的 JSON。"), code="json_syntax") from error
    refuse_unfit_text(data)
    return data


def is_too_deep(body: bytes) -> bool:
    """Say whether arrays and objects nest deeper than the limit, without building anything."""
    level = 0
    for bracket in _STRING.sub(b"", body).translate(None, _NO_BRACKETS):
        level += 1 if bracket in b"[{" else -1
        if level > LIMIT_DEPTH:
            return True
    return False


def refuse_unfit_text(data: Any) -> None:
    """Insist that no text holds NUL or half of a surrogate pair: PostgreSQL and UTF-8 have no place for them.

    Raises:
        ParseError: one was found.
    """
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if is_unfit(value):
                raise ParseError(_("文本含有空字符或不成对的代理字符，不能保存。"), code="unfit_text")
        elif isinstance(value, dict):
            waiting += value.keys()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def is_unfit(text: str) -> bool:
    """Say whether a text holds NUL or a lone surrogate."""
    return _UNFIT.search(text) is not None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ParseError(
                _("JSON 对象中的键“%(key)s”出现了两次。") % {"key": _shown(key)}, code="json_duplicate_key"
            )
        found[key] = value
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > LIMIT_DIGITS or int(text) not in INT64:
        raise ParseError(_("数字超出范围。"), code="json_number")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ParseError(_("数字超出范围。"), code="json_number")
    return number


def _refuse_constant(name: str) -> None:
    raise ParseError(_("JSON 不允许 NaN 或 Infinity。"), code="json_number")


def _shown(key: str) -> str:
    return key[:60].encode("utf-8", "replace").decode()
