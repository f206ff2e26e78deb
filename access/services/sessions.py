"""How long a session lives: idle and absolute limits."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import logout

STARTED, SEEN = "access_started", "access_seen"
REFRESH_SECONDS = 1  # the last use is written at most once a second: the idle limit is exact to the second


def start(request: Any, *, at: datetime) -> None:
    """Forget what the session held and begin its age; the caller signs in, which gives it a new key."""
    request.session.flush()
    request.session[STARTED] = request.session[SEEN] = at.timestamp()


def enforce_limits(request: Any, *, at: datetime) -> None:
    """Sign out a session that idled longer than ``SESSION_IDLE_SECONDS`` or is older than ``SESSION_ABSOLUTE_SECONDS``."""
    session = request.session
    if "_auth_user_id" not in session:
        return
    now = at.timestamp()
    started, seen = session.get(STARTED, now), session.get(SEEN, now)
    if now - seen >= settings.SESSION_IDLE_SECONDS or now - started >= settings.SESSION_ABSOLUTE_SECONDS:
        logout(request)
        return
    if STARTED not in session or now - seen >= REFRESH_SECONDS:
        session[STARTED], session[SEEN] = started, now
