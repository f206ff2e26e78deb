"""The demo in a test database: loaded once as the owner, committed, and emptied afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connections

from reports.demo import load

TODAY = date(2026, 11, 22)


@contextmanager
def loaded(owner_settings: dict) -> Iterator[None]:
    """Load the demo as the owner of the test database, then go on as the restricted role."""
    connection = connections["default"]
    restricted = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({key: owner_settings[key] for key in ("USER", "PASSWORD", "OPTIONS")})
    try:
        load.load(today=TODAY, say=lambda _line: None)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    finally:
        connection.close()
        connection.settings_dict.update({key: restricted[key] for key in ("USER", "PASSWORD", "OPTIONS")})
    yield
