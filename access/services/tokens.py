"""Secrets of outside systems and people: issued once in clear, kept as a digest, revoked at once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import refuse
from access.models import ApiToken, User
from access.principals import Principal

PERMISSION = "access.change_user"
SECRET_BYTES = 32
LONGEST = timedelta(days=366)


@transaction.atomic
def issue(*, user: User, name: str, expires_at: datetime, at: datetime, by: Principal) -> tuple[ApiToken, str]:
    """Issue a token; return it with its secret, which nobody can read again.

    Raises:
        Denied: ``by`` may not keep this account.
        ValidationError: the end lies in the past or more than a year ahead, or the account is disabled.
    """
    policy.check(by, PERMISSION, user)
    if not user.is_active:
        refuse(_("账号已停用，不能签发令牌。"), code="account_disabled")
    if not at < expires_at <= at + LONGEST:
        refuse(_("有效期须在今后一年之内。"), field="expires_at", code="bad_expiry")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken.objects.create(user=user, name=name, digest=digest(secret), expires_at=expires_at)
    audit.record(by, "access.token_issued", token, account=user.username, name=name)
    return token, secret


@transaction.atomic
def revoke(*, token: ApiToken, at: datetime, by: Principal) -> ApiToken:
    """Revoke a token; the next call with it is refused. Revoking twice changes nothing.

    Raises:
        Denied: ``by`` may not keep its account.
    """
    policy.check(by, PERMISSION, token.user)
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        audit.record(by, "access.token_revoked", token, account=token.user.username)
    return token


def find(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token in force at an instant whose account is active, or None; the digest is looked up, not compared."""
    live = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    return (
        ApiToken.objects.filter(live, digest=digest(secret), expires_at__gt=at, user__is_active=True)
        .select_related("user")
        .first()
    )


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
