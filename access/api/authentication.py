"""Who calls the API: a bearer token of an outside system or person, or the session of a browser (with CSRF, by DRF)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from access.models import ApiToken, User
from access.principals import Principal, open_scope
from access.services import tokens

SCHEME = b"bearer"
LONGEST = 200


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``: the same principals, roles and areas as in the pages."""

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        """Return the account of a token and move the running transaction into its scope.

        Raises:
            AuthenticationFailed: unknown, expired or revoked token, or inactive account; one sentence for all.
        """
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME:
            return None
        token = _token(words)
        principal = Principal.for_user(token.user, on=timezone.localdate(), origin=_origin(request))
        open_scope(principal)
        request._request.principal = principal
        token.user._principal = principal
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        """Name the scheme in the 401 answer."""
        return 'Bearer realm="api"'


def _token(words: list[bytes]) -> ApiToken:
    if len(words) == 2 and len(words[1]) <= LONGEST:  # noqa: PLR2004  the scheme and the token
        found = tokens.find(words[1].decode("latin-1"), at=timezone.now())
        if found is not None:
            return found
    raise AuthenticationFailed(_("接口令牌无效或已过期。"), code="bad_token")


def _origin(request: Any) -> dict[str, str]:
    return {"address": request.META.get("REMOTE_ADDR", ""), "request_id": getattr(request, "request_id", "")}
