"""Apply each planted fault to a copy of the checkout and run its test: ``./run mutants [name…]``.

A fault that its test does not see SURVIVED; the exit code is then 1. The copies have a database of their own.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.environment import BASE_DIR
from tests.mutants.fault import Fault
from tests.mutants.faults import FAULTS

LEFT_OUT = (
    ".git",
    ".venv",
    "node_modules",
    "var",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".hypothesis",
)
SCRATCH = Path("/var/tmp")
SECONDS = 600  # for one test, its migrations included
FAILED, PASSED = 1, 0  # exit codes of pytest


@contextmanager
def copy() -> Iterator[Path]:
    """Give a copy of the checkout, uncommitted changes included."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-mutants-", dir=SCRATCH))
    folder.chmod(0o755)  # the database's own user must pass through
    try:
        checkout = folder / "checkout"
        shutil.copytree(BASE_DIR, checkout, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield checkout
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def planted(checkout: Path, fault: Fault) -> Iterator[None]:
    """Put a fault into the copy and take it out again.

    Raises:
        SystemExit: the line it replaces does not stand there exactly once.
    """
    path = checkout / fault.file
    text = path.read_text()
    if text.count(fault.old) != 1:
        raise SystemExit(f"{fault.name}: {fault.file} has {text.count(fault.old)} places like\n{fault.old}")
    path.write_text(text.replace(fault.old, fault.new))
    try:
        yield
    finally:
        path.write_text(text)


def run(checkout: Path, *tests: str) -> tuple[int, str]:
    """Run tests in the copy; return pytest's exit code and the end of its words."""
    given = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_ROLE", "DJANGO_SETTINGS_MODULE", "TEST_RUN"}
    }
    own = {"VAR_DIR": str(checkout.parent / "var"), "DJANGO_ENV": "test", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--tb=line", *tests]
    try:
        done = subprocess.run(
            command, cwd=checkout, env=given | own, text=True, check=False, timeout=SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -1, "it took too long"
    return done.returncode, done.stdout[-2000:]


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Run all faults, or those that are named."""
    parser = argparse.ArgumentParser(prog="./run mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help=" ".join(fault.name for fault in FAULTS))
    wanted = parser.parse_args().names
    if unknown := set(wanted) - {fault.name for fault in FAULTS}:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    faults = [fault for fault in FAULTS if not wanted or fault.name in wanted]
    survived = 0
    with copy() as checkout:
        code, words = run(checkout, *dict.fromkeys(fault.test for fault in faults))
        if code != PASSED:
            say(f"without any fault the tests do not pass:\n{words}")
            return 1
        for fault in faults:
            with planted(checkout, fault):
                code, words = run(checkout, fault.test)
            outcome = {FAILED: "RED", PASSED: "SURVIVED"}.get(code, f"BROKEN ({code})\n{words}")
            survived += code != FAILED
            say(f"{fault.name} {outcome}")
    say(f"{len(faults) - survived} passed, {survived} failed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
