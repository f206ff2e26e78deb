"""Serving: real processes come up together, know only the restricted role, and go away together."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import psutil
import pytest

from config.embedded import Cluster
from config.environment import BASE_DIR, var_dir

SECONDS = 90


@pytest.fixture
def folder(worker_id):
    """Give an empty var folder that the database's user can enter."""
    path = var_dir() / f"test-serving-{worker_id}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def surroundings(folder):
    """Give the environment of a machine where nothing is configured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATABASE_ROLE"}}
    own = {"VAR_DIR": str(folder), "PORT": port, "DJANGO_ENV": "test", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return given | own


@pytest.fixture
def supervisor(folder, surroundings):
    process = subprocess.Popen(
        [sys.executable, "-m", "config.supervisor"], cwd=BASE_DIR, env=surroundings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    yield process
    process.terminate()
    print(process.communicate(timeout=SECONDS)[0])  # noqa: T201 - shown when the test fails
    for left in _processes_of(folder):
        left.kill()


def _until(condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def _status(port, path):
    connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except OSError:
        return None, b""
    finally:
        connection.close()


def _processes_of(folder):
    """Return what runs with that var folder in its environment or command line."""
    found = []
    for process in psutil.process_iter():
        try:
            told = process.environ().get("VAR_DIR") == str(folder) or str(folder) in " ".join(process.cmdline())
        except (psutil.AccessDenied, psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
        if told and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_starts_and_one_signal_stops_everything(folder, surroundings, supervisor, number):
    _until(lambda: _status(surroundings["PORT"], "/healthz")[0] == 200)
    assert json.loads(_status(surroundings["PORT"], "/healthz")[1]) == {"status": "ok"}
    names = [" ".join(process.cmdline()) for process in _processes_of(folder)]
    assert all(any(name in line for line in names) for name in ("gunicorn", "celery", "postgres"))

    command = [sys.executable, "manage.py", "showmigrations", "sessions"]
    shown = subprocess.run(command, cwd=BASE_DIR, env=surroundings, capture_output=True, text=True, check=True)
    assert "[X] 0001_initial" in shown.stdout  # a command uses the same database
    assert _status(surroundings["PORT"], "/healthz")[0] == 200  # and leaves it running

    supervisor.send_signal(number)
    assert supervisor.wait(SECONDS) == 0
    assert _processes_of(folder) == []


def test_children_know_the_restricted_role_only(folder, surroundings, supervisor):
    _until(lambda: _status(surroundings["PORT"], "/healthz")[0] == 200)
    children = psutil.Process(supervisor.pid).children(recursive=True)
    addresses = {child.environ()["DATABASE_URL"].partition("@")[0] for child in children}
    supervisor.send_signal(signal.SIGINT)
    supervisor.wait(SECONDS)
    assert len(addresses) == 1
    assert next(iter(addresses)).startswith("postgresql://ledger_app:")


def test_a_killed_process_is_replaced(folder, surroundings, supervisor):
    _until(lambda: _status(surroundings["PORT"], "/healthz")[0] == 200)
    web = next(child for child in psutil.Process(supervisor.pid).children() if "gunicorn" in " ".join(child.cmdline()))
    web.kill()
    _until(lambda: web.pid not in {child.pid for child in psutil.Process(supervisor.pid).children()})
    _until(lambda: _status(surroundings["PORT"], "/healthz")[0] == 200)
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(SECONDS) == 0
    assert _processes_of(folder) == []


def test_a_taken_port_is_said_in_one_line(surroundings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(surroundings["PORT"])))
        taken.listen()
        command = [sys.executable, "-m", "config.supervisor"]
        result = subprocess.run(command, cwd=BASE_DIR, env=surroundings, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"PORT={int(surroundings['PORT']) + 1}" in result.stderr


def test_the_last_user_of_the_embedded_database_stops_it(folder, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(folder))
    first, second = Cluster(), Cluster()
    first.start()
    second.start()
    first.release()
    assert _processes_of(folder / "postgres") != []
    second.release()
    assert _processes_of(folder / "postgres") == []
