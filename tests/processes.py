"""Real web processes on the test database, for what a test client cannot show: races, kills, load, browsers."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from config import web
from config.environment import BASE_DIR

START_SECONDS = 90


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(database_url: str, *, processes: int = 2, **environment: str) -> Iterator[str]:
    """Serve the application as the restricted role and give its address; the rows it shall see must be committed."""
    port = free_port()
    own = {"DATABASE_URL": database_url, "DATABASE_ROLE": "app", "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = web.command(f"127.0.0.1:{port}", processes=str(processes), stop_seconds=10)
    server = subprocess.Popen(command, cwd=BASE_DIR, env=os.environ | own | environment, start_new_session=True)
    try:
        _wait_for(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_for(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz/live")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the web processes do not answer")
