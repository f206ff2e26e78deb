"""What every test stands on: a migrated database seen through the restricted role, and a browser where there is one."""

import os
import shutil
import sys
import time
from urllib.parse import quote, urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from config import database
from tests import demo, emptying, processes, template

_OWNER: dict = {}  # connection settings of the owner of the test database
DEMO_MODULES = (
    "tests/journeys/test_pages.py",
    "tests/reports/test_demo_shows.py",
    "tests/reports/test_sources.py",
)  # loading the demo takes a minute of a process
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="also run the tests in full size (marker full)")


def pytest_configure(config):
    """Fix the examples of property tests; start the database once, in the first process, before workers want it.

    In quick size every run tries the same examples, so that a change is judged by what it changed; the full size draws new ones.
    """
    hypothesis.settings.register_profile("quick", derandomize=True)
    hypothesis.settings.register_profile("full", print_blob=True)
    hypothesis.settings.load_profile("full" if config.getoption("--full") else "quick")
    if hasattr(config, "workerinput"):
        return
    if settings.TEST_CLUSTER is not None:
        settings.TEST_CLUSTER.start()
        template.drop_leftovers(os.environ["DATABASE_URL"], settings.TEST_DATABASE.removesuffix(os.environ["TEST_RUN"]))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        database.ensure_roles(connection)


class _OneDemo(LoadScopeScheduling):
    """Gives each test to the first idle process; those of the demo stay together and begin first."""

    def _split_scope(self, nodeid):
        return "demo" if nodeid.startswith(DEMO_MODULES) else nodeid


def pytest_xdist_make_scheduler(config, log):
    return _OneDemo(config, log)


def pytest_collection_modifyitems(config, items):
    """Leave out the full size unless asked for, and browser tests where no browser is; in CI that is a failure."""
    for item in items:
        if item.get_closest_marker("full") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason="full size: ./run test --full"))
        if item.get_closest_marker("browser") and not _chromium_path() and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason="no Chromium; Debian: apt-get install chromium fonts-noto-cjk"))


def _chromium_path():
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Copy the test database from a migrated template instead of migrating it."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template.ensure(os.environ["DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Create and migrate as the owner, then run every test as the role of the web processes."""
    connection = connections["default"]
    with django_db_blocker.unblock():
        connection.close()
        _OWNER.update(connection.settings_dict)
        with _owner_connection() as owner:
            baseline = emptying.remember(owner)
        restricted = database.django_settings(database.app_url(), as_app=True)
        connection.settings_dict.update({key: restricted[key] for key in ("USER", "PASSWORD", "OPTIONS")})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty(baseline))
        yield
    with django_db_blocker.unblock():
        connections.close_all()
        _await_sessions()
        connection.settings_dict.update(_OWNER)


def _await_sessions():
    """Wait until nobody else holds the test database, and in the end end them, named: that a run is over depends on none of them.

    A query of a process that a test ended may outlive it for a moment. The restricted role may end its own sessions.
    """
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with _owner_connection() as owner:
        for _second in range(60):
            if owner.execute(f"SELECT count(*) {others}").fetchone() == (0,):
                return
            time.sleep(1)
    told = "SELECT usename, application_name, backend_start::text, state, left(query, 200), pg_terminate_backend(pid, 10000)"
    with psycopg.connect(_app_address(), autocommit=True) as app:
        for session in app.execute(f"{told} {others} AND usename = current_user").fetchall():
            print("ended a session that held the test database:", *session, file=sys.stderr)


def _app_address():
    return urlunsplit(
        urlsplit(database.app_url())._replace(path=f"/{quote(connections['default'].settings_dict['NAME'])}")
    )


def _empty(baseline):
    with _owner_connection() as owner:
        emptying.empty(owner, baseline)


def _owner_connection():
    return psycopg.connect(
        host=_OWNER["HOST"],
        port=_OWNER["PORT"] or None,
        user=_OWNER["USER"],
        password=_OWNER["PASSWORD"] or None,
        dbname=_OWNER["NAME"],
        autocommit=True,
        **_OWNER["OPTIONS"],
    )


@pytest.fixture
def owner_sql(django_db_setup):
    """Give a connection of the owner with the system's sight; it does not see what a test has not committed."""
    with _owner_connection() as connection:
        yield connection


@pytest.fixture(scope="session")
def app_database_url(django_db_setup):
    """Return the address of the test database for the restricted role: for processes that a test starts."""
    return _app_address()


@pytest.fixture
def web(transactional_db, app_database_url):
    """Give the address of real web processes on the test database."""
    with processes.serving(app_database_url) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """Give a running Chromium of the distribution, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium_path(), args=arguments)
        yield browser
        browser.close()
        connections.close_all()  # beside Playwright's loop Django keeps connections of their own, out of sight without it


@pytest.fixture(scope="module")
def kept_rows(django_db_setup, django_db_blocker):
    """Let a module commit rows that all its tests see; they are gone afterwards."""
    with django_db_blocker.unblock():
        with _owner_connection() as owner:
            baseline = emptying.remember(owner)
        yield
        _empty(baseline)


@pytest.fixture(scope="module")
def demo_district(request, kept_rows):
    """Load the demo for a module, committed; DEMO_MODULES names it, so that one process does it."""
    assert request.node.nodeid in DEMO_MODULES
    with demo.loaded(_OWNER):
        yield
