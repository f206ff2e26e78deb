"""What a page asks of the database. Session, account with its rights, scope and changes of role are counted like everything else."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST = 12
FRAME = {  # the only statements left out, and what they are
    "BEGIN": "the beginning of the request's transaction",
    "COMMIT": "its end",
    "SAVEPOINT": "its beginning in a test, which is a transaction itself",
    "RELEASE SAVEPOINT": "its end there",
    'UPDATE "django_session"': "the last use of a session: at most once a second, whatever the page",
}


def asked(client, path):
    """Return the statements of a page that was opened before."""
    client.get(path)  # the first request of a session writes it
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200, path
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(tuple(FRAME))]
