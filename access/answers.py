"""Refusals as answers: the same sentence as a page, an htmx fragment or problem+json."""

import logging
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import server_error as default_server_error

from access.dated import DatedFact
from access.errors import Conflict
from access.guarded import ScopedModel

log = logging.getLogger("access.answers")
RETRY_AFTER_SECONDS = 5


def wants_json(request: HttpRequest) -> bool:
    """Say whether the caller is a program."""
    return request.path.startswith("/api/")


def problem(status: int, title: str, *, code: str, detail: str = "", **more: Any) -> JsonResponse:
    """Return a problem+json answer (RFC 9457)."""
    body = {
        "type": f"urn:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail or title,
        **more,
    }
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def answer(request: HttpRequest, status: int, title: str, *, code: str, detail: str = "", **more: Any) -> HttpResponse:
    """Return the refusal in the caller's own form; ``more`` is for the page only."""
    if wants_json(request):
        return problem(status, title, code=code, detail=detail, request_id=getattr(request, "request_id", ""))
    template = f"errors/{status}.html" if status in {400, 403, 404, 500, 503} else "errors/409.html"
    return render(request, template, {"title": title, "explanation": detail, "code": code, **more}, status=status)


def forbidden(request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
    """Answer 403 with the policy's sentence."""
    permission = getattr(denied, "permission", "")
    detail = str(denied) if permission else ""
    return answer(request, 403, _("没有权限"), code="forbidden", detail=detail, permission=permission)


def constraint_sentence(error: BaseException) -> tuple[str, str]:
    """Return (constraint name, sentence) of a broken constraint; the sentence is the constraint's own where it has one."""
    cause = error.__cause__ or error
    name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    return name, constraint_sentences().get(name) or _("数据与已有记录冲突（%(name)s），没有保存。请刷新后重试。") % {
        "name": name or "-"
    }


def constraint_sentences() -> dict[str, str]:
    """Return every named constraint's sentence, gathered from the models."""
    found = {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_code is not None
        or constraint.violation_error_message != constraint.default_violation_error_message
    }
    for model in apps.get_models():
        found.update({name: str(text) for name, text in _common_sentences(model).items()})
        found.update({name: str(text) for name, text in getattr(model, "constraint_sentences", {}).items()})
    return found


def _common_sentences(model: type[Model]) -> dict[str, str]:
    """Return the sentences of what :mod:`access.rls` puts on every table of a kind."""
    table, sentences = model._meta.db_table, {}
    if issubclass(model, ScopedModel):
        sentences[f"{table}_has_place"] = _("记录没有所在辖区，没有保存。")
    if issubclass(model, DatedFact):
        sentences[f"{table}_valid_not_empty"] = _("必须有开始日期，且结束日期晚于开始日期。")
    return sentences


def refused(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    """Answer 409 (the state has changed) or 422 with a service's own sentences, where no form can show them."""
    status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
    return answer(request, status, _("未能办理，没有保存"), code="refused", detail=" ".join(refusal.messages))


def broken_constraint(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Answer 409 with the sentence of the constraint that refused."""
    name, sentence = constraint_sentence(error)
    log.warning("constraint refused: %s", name or error)
    return answer(request, 409, _("与已有记录冲突"), code=name or "conflict", detail=sentence)


def database_trouble(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Answer 503 while the database is down or a lock is held too long."""
    log.error("database trouble: %s", error)
    response = answer(
        request, 503, _("系统正忙，请稍后再试"), code="unavailable", detail=_("数据没有保存。请几秒后重试。")
    )
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 in the caller's own form; the reason stays in the log."""
    return answer(request, 400, _("请求不正确"), code="bad_request")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 in the caller's own form, with the request's number and nothing of the fault."""
    if not wants_json(request):
        return default_server_error(request)  # a page that needs neither database nor context
    return answer(request, 500, _("系统出错"), code="server_error", detail=_("系统出错，已记录。请稍后再试。"))
