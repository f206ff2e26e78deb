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
from tests.processes import free_port

SECONDS = 180  # of a busy machine; nothing waits longer than it takes


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
    port = str(free_port())
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
    print(process.communicate(timeout=SECONDS)[0])
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


def test_everything_starts_together_and_ctrl_c_stops_everything(folder, surroundings, supervisor):
    port = surroundings["PORT"]
    _until(lambda: _status(port, "/healthz")[0] == 200)
    assert json.loads(_status(port, "/healthz")[1]) == {"status": "ok"}
    names = [" ".join(process.cmdline()) for process in _processes_of(folder)]
    assert all(any(name in line for line in names) for name in ("gunicorn", "celery", "postgres"))
    _only_restricted_addresses(supervisor)
    _a_command_shares_the_database_and_leaves_it_running(surroundings)
    _a_killed_web_process_is_replaced(supervisor, port)

    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(SECONDS) == 0
    assert _processes_of(folder) == []


def _only_restricted_addresses(supervisor):
    children = psutil.Process(supervisor.pid).children(recursive=True)
    addresses = {child.environ()["DATABASE_URL"].partition("@")[0] for child in children}
    assert len(addresses) == 1
    assert next(iter(addresses)).startswith("postgresql://ledger_app:")


def _a_command_shares_the_database_and_leaves_it_running(surroundings):
    command = [sys.executable, "manage.py", "showmigrations", "sessions"]
    shown = subprocess.run(command, cwd=BASE_DIR, env=surroundings, capture_output=True, text=True, check=True)
    assert "[X] 0001_initial" in shown.stdout
    assert _status(surroundings["PORT"], "/healthz")[0] == 200


def _a_killed_web_process_is_replaced(supervisor, port):
    web = next(child for child in psutil.Process(supervisor.pid).children() if "gunicorn" in " ".join(child.cmdline()))
    web.kill()
    _until(lambda: web.pid not in {child.pid for child in psutil.Process(supervisor.pid).children()})
    _until(lambda: _status(port, "/healthz")[0] == 200)


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


@pytest.mark.browser
def test_a_browser_reaches_real_web_processes(web, chromium):
    page = chromium.new_page()
    assert page.goto(f"{web}/healthz").json() == {"status": "ok"}
    page.close()
