"""Signing in and out, and changing one's password.

At most five passwords are evaluated per user name in any quarter of an hour, counted before they are evaluated, by one statement, so
that the number is exact under concurrency. Unknown, disabled and locked names are answered alike. The three steps of a sign-in
(count, evaluate, leave a line) commit separately: the caller must not be inside a longer transaction.
"""

from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from access import audit
from access.choices import AccountKind, AuditResult
from access.crypto import blind_index
from access.errors import refuse
from access.models import User
from access.names import normal_username
from access.principals import Principal, acting
from access.services import sessions

EVALUATIONS = 5  # per user name and window. Source: GB/T 22239-2019 8.1.4.1 b "限制非法登录次数"
WINDOW = timedelta(minutes=15)
KEEP = timedelta(days=1)

_COUNT = """
INSERT INTO access_signinwindow AS w (name_digest, tries, last_at) VALUES (%(name)s, ARRAY[%(at)s::timestamptz], %(at)s)
ON CONFLICT (name_digest) DO UPDATE
  SET tries = ARRAY(SELECT t FROM unnest(w.tries) t WHERE t > %(since)s) || %(at)s::timestamptz, last_at = %(at)s
  WHERE (SELECT count(*) FROM unnest(w.tries) t WHERE t > %(since)s) < %(limit)s
RETURNING id
"""
_FORGET = """
DELETE FROM access_signinwindow WHERE id IN
  (SELECT id FROM access_signinwindow WHERE last_at < %s ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED)
"""
_GIVE_BACK = """
UPDATE access_signinwindow w SET tries = tries[:p - 1] || tries[p + 1:]
FROM (SELECT id, array_position(tries, %(at)s::timestamptz) AS p FROM access_signinwindow WHERE name_digest = %(name)s FOR UPDATE) found
WHERE w.id = found.id AND p IS NOT NULL
"""


def sign_in(request: HttpRequest, *, username: str, password: str, at: datetime) -> User | None:
    """Sign in, or return None; a new session key is given, and the outcome is in the trail either way."""
    name = normal_username(username)
    if not _may_evaluate(name, at):
        _trace(request, _account(name), "access.sign_in_locked", AuditResult.DENIED)
        return None
    account = _evaluate(name, password)
    if account is None:
        _trace(request, _account(name), "access.sign_in_failed", AuditResult.DENIED)
        return None
    with transaction.atomic():
        _give_back(name, at)
        sessions.start(request, at=at)
        login(request, account, backend="access.backends.PolicyBackend")
        _trace(request, account, "access.signed_in", AuditResult.DONE)
    return account


def sign_out(request: HttpRequest) -> None:
    """End the session; the line is left before its account is forgotten."""
    if request.user.is_authenticated:
        _trace(request, request.user, "access.signed_out", AuditResult.DONE)
    logout(request)


def change_own_password(request: HttpRequest, *, old: str, new: str, at: datetime, by: Principal) -> None:
    """Replace one's own password; every other session of the account ends. The try is counted whatever becomes of it.

    Raises:
        ValidationError: the old password is wrong or was tried too often, or the new one is too weak or the same.
    """
    name, known = request.user.get_username(), getattr(request.user, "password", "")
    if not _may_evaluate(name, at) or not check_password(old, known):
        refuse(_("原密码不正确，或尝试次数过多，请15分钟后再试。"), field="old", code="wrong_password")
    if old == new:
        refuse(_("新密码不能与原密码相同。"), field="new", code="password_unchanged")
    with acting(by):
        _give_back(name, at)
        account = User.objects.filter(pk=by.user_id).at_the_door().select_for_update().get()
        _refuse_weak(new, account)
        account.set_password(new)
        account.must_change_password, account.password_changed_at = False, at
        account.save(update_fields=["password", "must_change_password", "password_changed_at"])
        update_session_auth_hash(request, account)
        audit.record(by, "access.password_changed", account)


def _refuse_weak(new: str, account: User) -> None:
    try:
        validate_password(new, account)
    except ValidationError as refusal:
        raise ValidationError({"new": refusal.error_list}) from refusal


def may_try(name: str, at: datetime, *, most: int) -> bool:
    """Count one try under a name other than an account's; say whether it is within ``most`` of the window."""
    return _may_evaluate(name, at, most)


def _may_evaluate(name: str, at: datetime, most: int = EVALUATIONS) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [at - KEEP])
        cursor.execute(_COUNT, {"name": blind_index(name or "-"), "at": at, "since": at - WINDOW, "limit": most})
        return cursor.fetchone() is not None


def _give_back(name: str, at: datetime) -> None:
    """Take the right password out of the count; wrong ones before it stay counted."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"name": blind_index(name or "-"), "at": at})


def _evaluate(name: str, password: str) -> User | None:
    """Check one password; the work is the same whether or not the account exists or may sign in."""
    account = _account(name)
    may = account is not None and account.is_active and account.kind == AccountKind.PERSON
    usable = account if may and account is not None and account.has_usable_password() else None
    right = check_password(password, usable.password if usable else _nobody())
    return usable if right else None


def _account(name: str) -> User | None:
    found: User | None = User.objects.filter(username=name).at_the_door().first()
    return found


@lru_cache(maxsize=1)
def _nobody() -> str:
    return make_password("nobody has this password")


def _trace(request: HttpRequest, account: User | None, act: str, result: str) -> None:
    """Leave a line in a transaction of its own; the typed name is not kept."""
    origin = {"address": request.META.get("REMOTE_ADDR", ""), "request_id": getattr(request, "request_id", "")}
    who = (
        Principal(user_id=account.pk, name=account.get_full_name(), origin=origin)
        if account
        else Principal(origin=origin)
    )
    with transaction.atomic():
        audit.record(who, act, account, result=result)
