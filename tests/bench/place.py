"""Where a benchmark runs: a scratch folder with an embedded cluster of its own, migrated, filled once, served."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE_DIR

SCRATCH = Path("/var/tmp")


@contextmanager
def folder(keep: str) -> Iterator[Path]:
    """Give a folder outside the checkout: a named one is kept for the next run, otherwise it is removed at the end."""
    if keep:
        path = Path(keep).resolve()
        path.mkdir(parents=True, exist_ok=True)
        yield path
        return
    path = Path(tempfile.mkdtemp(prefix="ledger-bench-", dir=SCRATCH))
    path.chmod(0o755)  # the database's own user must pass through
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def cluster(path: Path) -> Iterator[str]:
    """Start the cluster, set the environment of this process to its owner, and give the owner's address."""
    os.environ |= {"VAR_DIR": str(path), "DJANGO_ENV": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ.setdefault("JOB_PROCESSES", str(min(os.cpu_count() or 1, 4)))  # as where it is at home
    from config.embedded import Cluster

    server = Cluster("postgres-bench")
    server.start()
    os.environ |= {"DATABASE_URL": server.owner_url(), "DATABASE_ROLE": "owner"}
    try:
        command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run(command, cwd=BASE_DIR, check=True)
        yield server.owner_url()
    finally:
        server.release()
        if server.home.parent == SCRATCH and SCRATCH not in path.parents:
            shutil.rmtree(server.home, ignore_errors=True)
