"""People who press the same button in the same moment: one connection and one session each."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client

CSRF = "a" * 32
SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """What a request was answered."""

    status: int
    location: str
    body: bytes
    etag: str = ""


class Member:
    """One signed-in account on a connection of its own."""

    def __init__(self, address: str, user) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)

    def __enter__(self) -> "Member":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send one request."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, {"Cookie": self.cookies, "X-CSRFToken": CSRF} | given)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers.get("Location", ""), answer.read(), answer.headers.get("ETag", ""))

    def form(self, path: str, values: dict) -> Answer:
        """Send a form."""
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(values, doseq=True).encode(), Content_Type=kind)

    def api(self, method: str, path: str, values: dict, **headers: str) -> Answer:
        """Send JSON."""
        return self.ask(method, path, json.dumps(values).encode(), Content_Type="application/json", **headers)


def at_once(members: list[Member], act: Callable[[int, Member], Answer]) -> list[Answer]:
    """Let every member act in the same moment; return the answers in the order of the members."""
    gate = threading.Barrier(len(members))
    answers: list[Answer | None] = [None] * len(members)

    def run(number: int) -> None:
        members[number].connection.close()  # an idle one may have been closed by the server; asking opens it again
        gate.wait(SECONDS)
        answers[number] = act(number, members[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(members))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert None not in answers
    return answers
