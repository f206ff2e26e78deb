"""The request's frame: principal, transaction with its scope, closed doors, safe answers."""

import logging
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from access import answers, audit
from access.backends import principal_of
from access.choices import RECEPTION, AuditResult, NotWhole
from access.doors import Door, door_of
from access.principals import Principal, open_scope

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
log = logging.getLogger("access.doors")
Handler = Callable[[HttpRequest], HttpResponse]


class ResponseHeadersMiddleware:
    """Give each request an id, and each answer the headers that Django's own middleware leaves out, or leaves out at times."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with headers."""
        request.request_id = uuid.uuid4().hex
        response = self.get_response(request)
        response.headers.setdefault("X-Request-ID", request.request_id)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        for (
            name,
            value,
        ) in (  # Django's own, also where its middleware itself refuses the request: a wrong host without TLS
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
        ):
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class BodyLimitMiddleware:
    """Refuse a body that is larger than any upload may be, of unknown length, or not whole, before anything of it is read or stored."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say why the body is not taken."""
        size, most = request.META.get("CONTENT_LENGTH") or "", settings.MOST_BODY_BYTES
        if size.isascii() and size.isdigit() and int(size) > most:
            detail = _("一次最多提交%(limit)s MB，请拆分后再提交。") % {"limit": most // 1024**2}
            return answers.answer(request, 413, _("提交的内容过大"), code="body_too_large", detail=detail)
        if not size and "HTTP_TRANSFER_ENCODING" in request.META:
            detail = _("提交的内容没有说明长度（Content-Length），没有接收。请换用其他浏览器或程序提交。")
            return answers.answer(request, 411, _("没有说明内容的长度"), code="body_without_length", detail=detail)
        if told := request.META.get(RECEPTION):
            return self._not_whole(request, told)
        return self.get_response(request)

    def _not_whole(self, request: HttpRequest, told: str) -> HttpResponse:
        if told == NotWhole.SLOW:
            detail = _("网络太慢，内容没有在规定时间内传完，没有保存。请换个网络，或拆分后重试。")
            return answers.answer(request, 408, _("提交超时"), code="body_too_slow", detail=detail)
        detail = _("内容还没有传完，连接就断了，没有保存。请重试。")
        return answers.answer(request, 400, _("提交的内容不完整"), code="body_cut", detail=detail)


class SessionLimitMiddleware:
    """End sessions that idled too long or are too old, whatever they are used for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out an expired session before anything reads it; it is the first to notice a database that is down."""
        from access.services import sessions  # noqa: PLC0415

        if marked(request, "asks_nobody"):
            return self.get_response(request)
        try:
            sessions.enforce_limits(request, at=timezone.now())
        except (OperationalError, InterfaceError) as error:
            return answers.database_trouble(request, error)
        return self.get_response(request)


class ScopeMiddleware:
    """Open one transaction per request under the scope of whoever asks; roll back what failed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scoped transaction.

        A database that is down becomes 503; a constraint broken at commit becomes its own sentence.
        """
        if marked(request, "asks_nobody"):
            request.principal = Principal(today=timezone.localdate())
            return self.get_response(request)
        if marked(request, "commits_by_itself"):
            with transaction.atomic():
                request.principal = self._principal(request)
            response = self.get_response(request)
            self._after(request)
            return response
        try:
            with transaction.atomic():
                request.principal = self._principal(request)
                open_scope(request.principal)
                response = self.get_response(request)
                if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or getattr(
                    request, "must_roll_back", False
                ):
                    transaction.set_rollback(True)
        except IntegrityError as error:
            response = answers.broken_constraint(request, error)
        except (OperationalError, InterfaceError) as error:
            response = answers.database_trouble(request, error)
        self._after(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Remember to roll back, and answer what a rule or the database refused with its own sentence."""
        request.must_roll_back = True
        if isinstance(exception, PermissionDenied):
            request.denied = exception
        if isinstance(exception, ValidationError):
            return answers.refused(request, exception)
        if isinstance(exception, IntegrityError):
            return answers.broken_constraint(request, exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            return answers.database_trouble(request, exception)
        return None

    def _principal(self, request: HttpRequest) -> Principal:
        origin = {"address": request.META.get("REMOTE_ADDR", ""), "request_id": getattr(request, "request_id", "")}
        principal = Principal.for_user(request.user, on=timezone.localdate(), origin=origin)
        if not isinstance(request.user, SimpleLazyObject) or request.user.is_authenticated:
            request.user._principal = principal
        return principal

    def _after(self, request: HttpRequest) -> None:
        for act, detail in getattr(
            request, "traces", ()
        ):  # of refusals that must leave a line although all was rolled back
            with transaction.atomic():
                audit.record(request.principal, act, **detail)
        denied = getattr(request, "denied", None)
        if denied is None:
            return
        with transaction.atomic():
            record_denial(request, denied)


def marked(request: HttpRequest, mark: str) -> bool:
    """Say whether the view of this address carries a mark.

    ``commits_by_itself``: it commits its steps one by one (signing in must count a try whatever follows).
    ``asks_nobody``: it answers without session and database, which may be down.
    """
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(getattr(view, "view_class", view), mark, False))


def record_denial(request: HttpRequest, denied: PermissionDenied) -> None:
    """Leave the audit line of a denial, in a transaction of its own after the rollback."""
    principal = getattr(request, "principal", None) or principal_of(request.user)
    audit.record(
        principal,
        "access.denied",
        result=AuditResult.DENIED,
        permission=getattr(denied, "permission", ""),
        path=request.path[:200],
    )


class DoorMiddleware:
    """Answer 403 at a door that nobody declared, and keep declared doors closed to whoever may not enter."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the work is done when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Stop at the door, or let the view answer; a method that this application does not speak, as TRACE, has none."""
        door = door_of(view, request.method or "GET")
        if door is None:
            log.error(
                "undeclared door: %s %s",
                request.method,
                request.resolver_match.view_name if request.resolver_match else request.path,
            )
            return self._refuse(request, PermissionDenied("undeclared door"))
        if getattr(view, "cls", None) is not None and hasattr(view.cls, "authentication_classes"):
            return None  # REST authenticates tokens itself and asks the same door (access.api.permissions)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(sorted(METHODS))
        return self._at(door, request)

    def _at(self, door: Door, request: HttpRequest) -> HttpResponse | None:
        if door.kind == "public":
            return None
        if request.principal.is_anonymous:
            return redirect_to_login(request.get_full_path(), reverse("access:sign_in"))
        if door.fresh_password and request.user.must_change_password:
            return HttpResponseRedirect(reverse("access:change_password"))
        if door.admits(request.principal):
            return None
        from access.policy import Denied  # noqa: PLC0415

        return self._refuse(request, Denied(door.permission))

    def _refuse(self, request: HttpRequest, denied: PermissionDenied) -> HttpResponse:
        request.must_roll_back = True
        request.denied = denied
        return answers.forbidden(request, denied)
