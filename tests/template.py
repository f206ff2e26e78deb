"""Keep one migrated database as the template of the test databases, so that a run migrates only after a change."""

import hashlib
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import errors, sql

from config.environment import BASE_DIR

LOCK = 7_021_946  # of the advisory lock under which a template is made
WATCHED = ("*/migrations/*.py", "access/rls.py", "config/database.py", "config/settings.py", "requirements.lock")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in WATCHED for path in BASE_DIR.glob(pattern)):
        digest.update(f"{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def ensure(owner_url: str) -> str:
    """Return the name of a migrated database for the present migrations, making it when there is none."""
    prefix = f"template_{urlsplit(owner_url).path.lstrip('/')}_"
    name = prefix + _fingerprint()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [prefix])}
        if name not in known:
            for old in known:
                _drop(connection, old)
            _make(connection, owner_url, name)
    return name


def _make(connection: psycopg.Connection, owner_url: str, name: str) -> None:
    draft = f"draft_{name}"
    _drop(connection, draft)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(draft)))
    own = {
        "DATABASE_URL": urlunsplit(urlsplit(owner_url)._replace(path=f"/{draft}")),
        "DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    result = subprocess.run(command, cwd=BASE_DIR, env=os.environ | own, check=False, text=True, capture_output=True)
    if result.returncode:
        pytest.exit(f"the migrations fail:\n{result.stdout}{result.stderr}", returncode=3)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))


def drop_leftovers(owner_url: str, prefix: str) -> None:
    """Drop the test databases of runs on this machine that ended without tidying up."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname ^@ %s", [prefix]).fetchall():
            run = re.match(r"\d+", name.removeprefix(prefix))
            if run and not Path(f"/proc/{run[0]}").exists():
                with suppress(errors.InsufficientPrivilege):  # web processes of a killed run still hold it
                    _drop(connection, name)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
