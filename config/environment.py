"""The only reader of environment variables that decide how the application runs, and keeper of generated secrets."""

import os
import secrets
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


class Stage(StrEnum):
    """Where the application runs (运行环境); ``production`` refuses every convenience of the others."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


def text(name: str, default: str = "") -> str:
    """Return a variable without surrounding blanks; empty counts as missing."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes/no variable.

    Raises:
        ImproperlyConfigured: the value is neither yes nor no.
    """
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return default


def words(name: str) -> list[str]:
    """Return a comma-separated variable as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def stage() -> Stage:
    """Return the stage named by ``DJANGO_ENV``.

    Raises:
        ImproperlyConfigured: an unknown stage.
    """
    name = text("DJANGO_ENV", Stage.DEMO)
    try:
        return Stage(name)
    except ValueError as error:
        known = ", ".join(Stage)
        raise ImproperlyConfigured(f"DJANGO_ENV must be one of {known}, not {name!r}") from error


def var_dir() -> Path:
    """Return the folder of everything the application writes; ``VAR_DIR`` moves it."""
    folder = Path(text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """Return a secret kept under the var folder, making it once (owner-readable only)."""
    path = var_dir() / f"{name}.secret"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_when_written(path)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def _read_when_written(path: Path) -> str:
    """Read a secret that another process may be writing at this moment."""
    for _ in range(1000):
        value = path.read_text()
        if value:
            return value
    raise ImproperlyConfigured(f"{path} is empty; delete it and start again")


def secret_key() -> str:
    """Return ``SECRET_KEY``; outside production one is generated once and kept.

    Raises:
        ImproperlyConfigured: production without a key, or with one that is too short.
    """
    key = text("SECRET_KEY")
    if stage() is not Stage.PRODUCTION:
        return key or secret("secret_key")
    if len(key) < 50 or len(set(key)) < 5:  # noqa: PLR2004 - the limits of Django's own check security.W009
        raise ImproperlyConfigured("SECRET_KEY must be set in production: at least 50 characters, not a pattern")
    return key


def allowed_hosts() -> list[str]:
    """Return the host names that requests may carry: ``ALLOWED_HOSTS``; outside production this machine's own.

    A demo that is deliberately opened to the network (``HOST=0.0.0.0``) cannot know its names and takes every one.
    """
    if named := words("ALLOWED_HOSTS"):
        return named
    if stage() is Stage.PRODUCTION:
        return []
    return ["*"] if text("HOST") in {"0.0.0.0", "::"} else ["localhost", "127.0.0.1", "[::1]"]  # noqa: S104


def refuse_unsafe(*, debug: bool, hosts: list[str]) -> None:
    """Refuse a production start with unsafe configuration.

    Raises:
        ImproperlyConfigured: DEBUG is on, hosts are missing or a wildcard, or there is no database server.
    """
    if stage() is not Stage.PRODUCTION:
        return
    if debug:
        raise ImproperlyConfigured("DEBUG must be off in production")
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts in production; * is refused")
    if not text("DATABASE_URL"):
        raise ImproperlyConfigured("DATABASE_URL must be set in production; the embedded database is for trying out")
