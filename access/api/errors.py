"""Every refusal of the API as problem+json (RFC 9457), in the caller's language; what was refused is rolled back."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, PermissionDenied, SuspiciousOperation, ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from access import answers
from access.errors import Conflict

log = logging.getLogger("access.api")
MEDIA_TYPE = "application/problem+json"
WHOLE = api_settings.NON_FIELD_ERRORS_KEY
SHOWN = 3  # sentences joined in ``detail``; all of them stand in ``errors``

TITLES = {
    400: gettext_lazy("请求有误"),
    401: gettext_lazy("尚未登录"),
    403: gettext_lazy("没有权限"),
    404: gettext_lazy("没有找到"),
    405: gettext_lazy("不支持的方法"),
    406: gettext_lazy("不支持的返回格式"),
    409: gettext_lazy("与已有记录冲突"),
    412: gettext_lazy("记录已被他人修改"),
    413: gettext_lazy("请求内容过大"),
    415: gettext_lazy("不支持的内容类型"),
    422: gettext_lazy("无法处理"),
    428: gettext_lazy("缺少版本条件"),
    429: gettext_lazy("请求过于频繁"),
    503: gettext_lazy("系统正忙，请稍后再试"),
}


class VersionRequired(exceptions.APIException):
    """A write of a versioned row without ``If-Match`` (HTTP 428)."""

    status_code = 428
    default_detail = gettext_lazy("修改时必须在 If-Match 中带上读到的版本（ETag）。")
    default_code = "version_required"


class VersionStale(exceptions.APIException):
    """Somebody else changed the row since it was read (HTTP 412)."""

    status_code = 412
    default_detail = gettext_lazy("该记录刚被他人修改，请重新读取后再提交；您的修改没有保存。")
    default_code = "version_stale"


def problem_json(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal into an answer and remember to roll back; None for a programming error, which stays one."""
    request = getattr(context.get("request"), "_request", None)
    if request is not None:
        request.must_roll_back = True
        if isinstance(error, PermissionDenied):
            request.denied = error
    found = _answer(error)
    if found is None:
        return None
    status, code, detail, more = found
    body = {
        "type": f"urn:problem:{code}",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "code": code,
    }
    body |= {"detail": detail or body["title"], "request_id": getattr(request, "request_id", "")} | more
    return Response(body, status=status, content_type=MEDIA_TYPE, headers=_headers(error, status))


def _answer(error: Exception) -> tuple[int, str, str, dict[str, Any]] | None:
    if isinstance(error, (ValidationError, exceptions.ValidationError)):
        return _invalid(error)
    if isinstance(error, Http404):
        return 404, "not_found", _("没有这个对象，或者它不在您的职责范围内。"), {}
    if isinstance(error, PermissionDenied):
        return 403, "forbidden", str(error), {}
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        return error.status_code, codes if isinstance(codes, str) else error.default_code, str(error.detail), {}
    if isinstance(error, (SuspiciousOperation, BadRequest)):
        return 400, "bad_request", "", {}
    return _database(error)


def _database(error: Exception) -> tuple[int, str, str, dict[str, Any]] | None:
    if isinstance(error, IntegrityError):
        name, sentence = answers.constraint_sentence(error)
        log.warning("constraint refused: %s", name or error)
        return 409, name or "conflict", sentence, {}
    if isinstance(error, DataError):
        log.warning("value refused by the database: %s", error)
        return 400, "unstorable", _("有数值超出可以保存的范围，没有保存。"), {}
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("database trouble: %s", error)
        return 503, "unavailable", _("数据没有保存。请几秒后重试。"), {}
    return None


def _invalid(error: ValidationError | exceptions.ValidationError) -> tuple[int, str, str, dict[str, Any]]:
    status = 409 if isinstance(error, Conflict) else 400
    sentences: dict[str, list[str]] = {}
    codes: list[str] = []
    for place, text, code in _flat(error):
        sentences.setdefault(place, []).append(text)
        codes.append(code)
    detail = " ".join(text for texts in list(sentences.values())[:SHOWN] for text in texts[:SHOWN])
    code = codes[0] if len(set(codes)) == 1 else "invalid"
    return status, code or "invalid", detail, {"errors": sentences}


def _flat(error: ValidationError | exceptions.ValidationError) -> Iterator[tuple[str, str, str]]:
    """Yield (field path, sentence, code); a field inside a list reads ``rows.3.code``."""
    if isinstance(error, exceptions.ValidationError):
        yield from _flat_detail(error.detail, "")
    elif hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            for one in errors:
                yield WHOLE if name == NON_FIELD_ERRORS else name, " ".join(one.messages), one.code or "invalid"
    else:
        for one in error.error_list:
            yield WHOLE, " ".join(one.messages), one.code or "invalid"


def _flat_detail(detail: Any, place: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(detail, dict):
        for name, below in detail.items():
            yield from _flat_detail(below, place if place and name == WHOLE else f"{place}.{name}".lstrip("."))
    elif isinstance(detail, (list, tuple)):
        for number, below in enumerate(detail):
            nested = isinstance(below, (dict, list, tuple))
            yield from _flat_detail(below, f"{place}.{number}".lstrip(".") if nested else place)
    else:
        yield place or WHOLE, str(detail), getattr(detail, "code", None) or "invalid"


def _headers(error: Exception, status: int) -> dict[str, str]:
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if status == 503:  # noqa: PLR2004
        headers["Retry-After"] = str(answers.RETRY_AFTER_SECONDS)
    elif getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait) + 1)
    return headers
