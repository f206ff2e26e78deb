"""Locks: hashed, complete, and free of download addresses, so that a mirror can serve them."""

import json
import re
import tomllib

import pytest

from config.environment import BASE_DIR

FUNDING = "opencollective|github.com/sponsors|tidelift|paypal"  # where npm packages ask for support
LOCKS = ["requirements.lock", "requirements-test.lock", "requirements-assets.lock"]
PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())


def _name(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def _entries(lock):
    text = (BASE_DIR / lock).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes(lock):
    assert [line for line in _entries(lock) if "==" not in line or "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "package-lock.json"])
def test_no_download_address_is_recorded(name):
    addresses = re.findall(r"(?:https?|file)://[^\s\"]+", (BASE_DIR / name).read_text())
    assert [address for address in addresses if not re.search(FUNDING, address)] == []


def test_front_end_packages_have_hashes():
    packages = json.loads((BASE_DIR / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


@pytest.mark.parametrize(
    ("wanted", "locks"),
    [
        (PROJECT["project"]["dependencies"], ["requirements.lock"]),
        (PROJECT["dependency-groups"]["test"], ["requirements.lock", "requirements-test.lock"]),
        (PROJECT["dependency-groups"]["assets"], ["requirements-assets.lock"]),
    ],
)
def test_every_declared_dependency_is_locked(wanted, locks):
    locked = {_name(line) for lock in locks for line in _entries(lock)}
    assert {_name(requirement) for requirement in wanted} <= locked


def test_every_dependency_says_why_it_is_there():
    text = (BASE_DIR / "pyproject.toml").read_text()
    lines = [line for line in text.splitlines() if re.match(r'    "[A-Za-z][\w.-]*(\[\w+\])?>=', line)]
    assert len(lines) > 30
    assert [line for line in lines if "  # " not in line and ", # " not in line and ",# " not in line] == []
