"""The command that starts the web processes, for whoever serves: the supervisor, and tests with real processes."""

import os
import sys
from pathlib import Path

THREADS = 4  # of one process
SILENT_SECONDS = 60  # of the event loop of a process before it is replaced


def command(address: str, *, processes: str, stop_seconds: int) -> list[str]:
    """Return the command of the web processes that listen on an address."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - only gunicorn's heartbeat files
    return [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", address,
        "--workers", processes, "--worker-class", "config.web_worker.WebWorker", "--threads", str(THREADS),
        "--graceful-timeout", str(stop_seconds), "--timeout", str(SILENT_SECONDS), "--keep-alive", "5",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--log-level", "warning", "--no-control-socket",
        *(["--worker-tmp-dir", str(shared_memory)] if os.access(shared_memory, os.W_OK) else []),
    ]  # fmt: skip
