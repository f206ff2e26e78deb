"""Settings: what a production start refuses, and what the demo may do."""

import os
import runpy
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import database, environment

GOOD = {
    "DJANGO_ENV": "production",
    "SECRET_KEY": "p7r!x0-long-enough-and-without-a-pattern-3kz9w8v5u2t1s",
    "ALLOWED_HOSTS": "ledger.example.cn",
    "DATABASE_URL": "postgresql://ledger:secret@db.example.cn/ledger",
    "DEBUG": "",
    "DATABASE_ROLE": "owner",
}


def _start(monkeypatch, **changes):
    for name, value in (GOOD | changes).items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(environment.BASE_DIR / "config" / "settings.py"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///db.sqlite3"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://ledger:secret@db.example.cn/ledger"}, "postgresql"),
        ({"DATABASE_ROLE": "root"}, "DATABASE_ROLE"),
        ({"DJANGO_ENV": "prod"}, "DJANGO_ENV"),
    ],
)
def test_unsafe_configuration_is_refused(monkeypatch, changes, message):
    with pytest.raises(ImproperlyConfigured, match=message):
        _start(monkeypatch, **changes)


def test_production_is_strict(monkeypatch):
    settings = _start(monkeypatch)
    assert settings["DEBUG"] is False
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600


def test_script_sources_are_this_site_alone(settings):
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == ["'self'"]
    assert directives["object-src"] == directives["base-uri"] == directives["frame-ancestors"] == ["'none'"]


def test_a_process_given_the_restricted_role_has_no_way_to_the_owner(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database.app_url())
    with pytest.raises(ImproperlyConfigured, match="owning role"):
        database.owner_url()
    assert database.app_url() == os.environ["DATABASE_URL"]


def test_addresses_keep_socket_options_and_odd_characters():
    url = "postgresql://le%40dger:p%2Fw%3A@/na%20me?host=%2Fvar%2Frun&sslmode=disable"
    entry = database.django_settings(url, as_app=False)
    assert (entry["USER"], entry["PASSWORD"], entry["NAME"]) == ("le@dger", "p/w:", "na me")
    assert (entry["HOST"], entry["OPTIONS"]) == ("/var/run", {"sslmode": "disable", "options": "-c app.system=on"})


def test_demo_secret_is_made_once_and_readable_by_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    first, second = environment.secret("probe"), environment.secret("probe")
    assert first == second
    assert stat.S_IMODE((tmp_path / "probe.secret").stat().st_mode) == 0o600


@pytest.mark.parametrize(("host", "hosts"), [("", ["localhost", "127.0.0.1", "[::1]"]), ("0.0.0.0", ["*"])])
def test_demo_answers_to_this_machine_unless_opened(monkeypatch, host, hosts):
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("ALLOWED_HOSTS", "")
    assert environment.allowed_hosts() == hosts


def test_deployment_check_is_clean():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    given = os.environ | GOOD | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    given.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # of the browser fixture, when it ran before
    result = subprocess.run(command, cwd=environment.BASE_DIR, env=given, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
