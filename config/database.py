"""The database connection: whose roles there are, and with which address each process connects.

Three roles. The *owner* (of ``DATABASE_URL``) owns every table and migrates. The *app* role owns nothing and serves web
and worker. The *system* role cannot log in; the app role enters it for one transaction inside ``as_system``.
"""

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import errors, sql

from config import environment
from config.embedded import Cluster

APP_SUFFIX = "_app"
SYSTEM_SUFFIX = "_system"
OWNER_OPTIONS = "-c app.system=on"  # FORCE ROW LEVEL SECURITY binds the owner too
APP_OPTIONS = "-c lock_timeout=5s -c statement_timeout={statement} -c idle_in_transaction_session_timeout={idle}"
ATTEMPTS = 10  # of making roles while another process does the same
# What the restricted roles may do on tables of the framework; the apps' own migrations say it for their tables.
FRAMEWORK_RIGHTS = {
    "django_migrations": "SELECT",
    "django_content_type": "SELECT",
    "auth_permission": "SELECT",
    "auth_group": "SELECT",
    "auth_group_permissions": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "django_admin_log": "SELECT, INSERT",
}


def _given_url() -> str:
    """Return the address this process was given, or that of the embedded cluster (which need not run yet)."""
    return environment.text("DATABASE_URL") or Cluster().owner_url()


def is_embedded() -> bool:
    """Tell whether this process has to start the embedded cluster itself."""
    return not environment.text("DATABASE_URL")


def _user(url: str) -> str:
    user = unquote(urlsplit(url).username or "")
    if not user:
        raise ImproperlyConfigured("DATABASE_URL must name its user: postgresql://user:password@host/database")
    return user


def role_names(url: str) -> tuple[str, str, str]:
    """Return the names of owner, app and system role that belong to an address of owner or app."""
    owner = _user(url).removesuffix(APP_SUFFIX)
    return owner, owner + APP_SUFFIX, owner + SYSTEM_SUFFIX


OWNER_ROLE, APP_ROLE, SYSTEM_ROLE = role_names(_given_url())


def owner_url() -> str:
    """Return the address of the owning role.

    Raises:
        ImproperlyConfigured: this process was only given the app role (web, worker).
    """
    url = _given_url()
    if _user(url) == APP_ROLE:
        raise ImproperlyConfigured(f"this needs the owning role {OWNER_ROLE}; DATABASE_URL has only {APP_ROLE}")
    return url


def app_url(owner: str | None = None) -> str:
    """Return the address of the app role, derived from the owner's unless this process was given it."""
    url = owner or _given_url()
    if _user(url) == APP_ROLE:
        return url
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(role_names(url)[1], safe='')}:{app_password(role_names(url)[1])}"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def app_password(role: str) -> str:
    """Return the password of the app role, derived from the secret key so that nobody stores it."""
    return hmac.new(environment.secret_key().encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()


def django_settings(url: str, *, as_app: bool) -> dict[str, Any]:
    """Return Django's ``DATABASES`` entry of an address.

    Raises:
        ImproperlyConfigured: the address is not one of PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    session = OWNER_OPTIONS
    if as_app:
        session = APP_OPTIONS.format(
            statement=environment.text("DATABASE_STATEMENT_TIMEOUT", "15s"),
            idle=environment.text("DATABASE_IDLE_TIMEOUT", "30s"),
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or _user(url),
        "USER": _user(url),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query | {"options": f"{query.get('options', '')} {session}".strip()},
        "ATOMIC_REQUESTS": False,  # access.middleware.ScopeMiddleware opens the transaction together with its scope
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {"TEMPLATE": "template0", "CHARSET": "UTF8"},
    }


def current_settings() -> dict[str, Any]:
    """Return the entry of this process: ``DATABASE_ROLE`` is ``owner`` (shell, migrations) or ``app`` (web, worker).

    Raises:
        ImproperlyConfigured: an unknown role.
    """
    role = environment.text("DATABASE_ROLE", "owner")
    if role == "owner":
        return django_settings(owner_url(), as_app=False)
    if role == "app":
        return django_settings(app_url(), as_app=True)
    raise ImproperlyConfigured(f"DATABASE_ROLE must be owner or app, not {role!r}")


def ensure_roles(connection: psycopg.Connection) -> None:
    """Make the app and system roles that belong to the connected owner, or repair them; safe to run at the same time.

    Raises:
        ImproperlyConfigured: the connected role may not make roles.
    """
    for _ in range(ATTEMPTS):
        try:
            with connection.transaction():
                _make_roles(connection)
        except (errors.DuplicateObject, errors.UniqueViolation, errors.InternalError_):
            continue  # another process made the same role at the same moment; look again
        except errors.InsufficientPrivilege as error:
            raise ImproperlyConfigured(f"the role of DATABASE_URL needs CREATEROLE: {error}") from error
        return
    raise ImproperlyConfigured("the database roles could not be made; other processes keep changing them")


def _make_roles(connection: psycopg.Connection) -> None:
    owner = connection.info.user
    app, system = owner + APP_SUFFIX, owner + SYSTEM_SUFFIX
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[app, system]])
    found = {name for (name,) in rows}
    login = sql.SQL("LOGIN NOINHERIT PASSWORD {}").format(sql.Literal(app_password(app)))
    if app not in found:
        connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(app), login))
    elif not _may_log_in(connection, app):
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(app), login))
    if system not in found:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(system)))
    member = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    if not connection.execute(member, [app, system]).fetchone()[0]:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(system), sql.Identifier(app)))


def _may_log_in(connection: psycopg.Connection, app: str) -> bool:
    """Tell whether the app role's password is the derived one, by trying it."""
    parameters = connection.info.get_parameters() | {"user": app, "password": app_password(app), "options": ""}
    try:
        psycopg.connect(**parameters).close()
    except psycopg.OperationalError:
        return False
    return True


def set_framework_rights(connection: psycopg.Connection) -> None:
    """Narrow the restricted roles' rights on the framework's tables to what they need."""
    owner = connection.info.user
    roles = sql.SQL(", ").join([sql.Identifier(owner + APP_SUFFIX), sql.Identifier(owner + SYSTEM_SUFFIX)])
    with connection.transaction():
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(roles))
        for name, rights in FRAMEWORK_RIGHTS.items():
            if connection.execute("SELECT to_regclass(%s)", [name]).fetchone()[0]:
                table = sql.Identifier(name)
                connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, roles))
                connection.execute(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights), table, roles))
