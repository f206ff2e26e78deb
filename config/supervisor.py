"""Serve the application: prepare the database, start web and worker processes, stop all of them together.

Only this process knows the owner's address; its children get the address of the restricted role.
"""

import argparse
import ctypes
import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection

from config import database, environment, web
from config.embedded import Cluster
from config.environment import BASE_DIR, Stage

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 20  # that a child has to finish its work before it is killed
START_SECONDS = 60  # that the web process has to answer
RESTARTS = 5  # of one child within ...
RESTART_WINDOW = 60  # ... so many seconds; more mean a fault that restarting does not heal
PR_SET_PDEATHSIG = 1  # Linux prctl: signal the child when this process dies
JOB_STATEMENT_TIMEOUT = "10min"  # imports and exports run longer than a page may


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - the supervisor talks to the person at the terminal


@dataclass
class Child:
    """One process group that is kept running."""

    name: str
    command: list[str]
    environment: dict[str, str]
    starts: list[float] = field(default_factory=list)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C at the terminal reaches only the supervisor."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603 - commands are built here
            self.command,
            cwd=BASE_DIR,
            env=self.environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads run in the supervisor
        )

    def fails_for_good(self) -> bool:
        """Tell whether it has been started too often lately."""
        since = time.monotonic() - RESTART_WINDOW
        return sum(start > since for start in self.starts) > RESTARTS

    def ask_to_stop(self) -> None:
        """Ask the first process of the group, which stops its own workers in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill_rest(self) -> None:
        """Kill what is left of the group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Stop(Exception):
    """Raised by a stop signal wherever the supervisor is."""


def _stop(number: int, _frame: object) -> None:
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # one is enough
    raise Stop(signal.Signals(number).name)


def serve(host: str, port: int) -> int:
    """Prepare, start, watch and stop; return the exit code."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop)
    children: list[Child] = []
    with ExitStack() as stack:
        try:
            stack.enter_context(_only_one())
            _refuse_taken_port(host, port)
            owner = _database(stack)
            stack.callback(_stop_all, children)
            accounts = prepare(owner)
            children += [_web(owner, host, port), _worker(owner)]
            for child in children:
                child.start()
            _await_answer(host, port, children[0])
            _announce(host, port, accounts)
            return _watch(children)
        except Stop as stop:
            say(f"stopping ({stop}) ...")
            return 0


def _only_one():
    """Hold the lock of serving from this var folder.

    Raises:
        SystemExit: another process serves from it.
    """
    file = (environment.var_dir() / "serve.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        raise SystemExit(f"already served by process {file.read().strip() or '?'}; stop it first (Ctrl-C)") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            advice = f"try PORT={port + 1} ./run serve"
            raise SystemExit(f"cannot listen on {host}:{port} ({error.strerror}); {advice}") from None


def _database(stack: ExitStack) -> str:
    """Start the embedded cluster when no server is named; return the owner's address."""
    if database.is_embedded():
        cluster = Cluster()
        stack.callback(cluster.release)
        cluster.start()
    return database.owner_url()


def prepare(owner: str) -> str:
    """Migrate, load the demo into an empty database and collect static files; return the text on demo accounts."""
    from django.core.management import call_command, get_commands  # noqa: PLC0415 - needs the environment set first
    from django.db import connections  # noqa: PLC0415

    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL=owner, DATABASE_ROLE="owner")
    import django  # noqa: PLC0415

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    is_demo = environment.stage() is Stage.DEMO
    commands = get_commands()
    if is_demo and "load_demo" in commands:
        call_command("load_demo", "--if-empty")
    _collect_static(call_command)
    accounts = ""
    if is_demo and "demo_accounts" in commands:
        accounts = _output_of(call_command, "demo_accounts")
    connections.close_all()
    return accounts


def _output_of(call_command, name: str) -> str:
    from io import StringIO  # noqa: PLC0415

    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


def _collect_static(call_command) -> None:
    """Collect static files when one of them, or the set of packages, is another than last time."""
    digest = hashlib.sha256((BASE_DIR / "requirements.lock").read_bytes())
    for folder in sorted({*BASE_DIR.glob("static"), *BASE_DIR.glob("*/static")}):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                state = path.stat()
                digest.update(f"{path.relative_to(BASE_DIR)} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = environment.var_dir() / "static.stamp"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest.hexdigest())


def _child_environment(owner: str) -> dict[str, str]:
    """Return the environment of a child: the restricted role's address, never the owner's."""
    return os.environ | {"DATABASE_URL": database.app_url(owner), "DATABASE_ROLE": "app", "PYTHONUNBUFFERED": "1"}


def _web(owner: str, host: str, port: int) -> Child:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = web.command(address, processes=environment.text("WEB_PROCESSES", "2"), stop_seconds=STOP_SECONDS // 2)
    return Child("web", command, _child_environment(owner))


def _worker(owner: str) -> Child:
    command = [
        sys.executable, "-m", "celery", "--quiet", "--app", "config.celery", "worker", "--concurrency", "1",
        "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat", "--beat",
        "--schedule", str(environment.var_dir() / "beat-schedule"),
    ]  # fmt: skip
    extra = {"DATABASE_STATEMENT_TIMEOUT": environment.text("JOB_STATEMENT_TIMEOUT", JOB_STATEMENT_TIMEOUT)}
    if environment.stage() is not Stage.PRODUCTION:
        extra["PYTHONWARNINGS"] = "ignore:You're running the worker with superuser"  # a container's demo runs as root
    return Child("worker", command, _child_environment(owner) | extra)


def _await_answer(host: str, port: int, web: Child) -> None:
    """Wait until the web process answers, whatever it answers.

    Raises:
        SystemExit: it ended or stays silent.
    """
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and web.process.poll() is None:
        connection = HTTPConnection(near, port, timeout=5)
        try:
            connection.request("GET", "/healthz/live")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise SystemExit("the web process does not answer; see its messages above")


def _announce(host: str, port: int, accounts: str) -> None:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104
    if accounts:
        say(accounts.rstrip())
    say(f"\nserving on http://{shown}:{port}/  (Ctrl-C stops everything)")


def _watch(children: list[Child]) -> int:
    """Restart a child that ends; give up when it ends again and again."""
    while True:
        time.sleep(0.5)
        for child in children:
            code = child.process.poll()
            if code is None:
                continue
            say(f"{child.name} ended with code {code}")
            child.kill_rest()
            if child.fails_for_good():
                say(f"{child.name} ends again and again; giving up")
                return 1
            child.start()


def _stop_all(children: list[Child]) -> None:
    """Stop every process group: politely, then for good."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)  # the stopping must not be interrupted
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(child.process and child.process.poll() is None for child in children):
        time.sleep(0.05)
    for child in children:
        child.kill_rest()


def main() -> None:
    """Read the address and serve."""
    parser = argparse.ArgumentParser(prog="./run serve", description="Serve the application.")
    parser.add_argument("--host", default=environment.text("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(environment.text("PORT", "8000")))
    options = parser.parse_args()
    os.environ.update(HOST=options.host, PORT=str(options.port))
    sys.exit(serve(options.host, options.port))


if __name__ == "__main__":
    main()
