"""Guessing passwords over real web processes (A1): few are evaluated per name, and no answer tells which names there are."""

import random
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from access.choices import Role
from access.models import AuditEvent, SignInWindow
from access.principals import system_scope
from access.services import sign_in
from tests.access.conftest import PASSWORD
from tests.factories.access import AreaFactory, AssignmentFactory, BodyFactory, UserFactory

CSRF = "b" * 32
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")  # against forged forms; other in every answer
SPELLINGS = (str, str.upper, str.title, " {} ".format, "\u3000{}".format, "{}\t".format)
BEFORE = "UPDATE access_signinwindow SET tries = ARRAY(SELECT one - interval '16 minutes' FROM unnest(tries) AS one)"
SIZES = [
    pytest.param({"names": 40, "tries": 800, "connections": 50}, id="quick"),
    pytest.param(
        {"names": 100, "tries": 10_000, "connections": 50, "pairs": 500, "apart": 0.05},
        id="full",
        marks=pytest.mark.full,
    ),
]


@pytest.fixture
def names(web, request):
    """Make accounts with one password; return the names of accounts and names that nobody has."""
    size = request.getfixturevalue("size")
    wanted = max(size["names"] // 2, -(-size.get("pairs", 0) // sign_in.EVALUATIONS))
    stored = Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-tests")
    with system_scope("test data"):
        area = AreaFactory()
        body = BodyFactory(home=area)
        users = [UserFactory(area=area, username=f"known{number}", password=stored) for number in range(2 * wanted)]
        for user in users:
            AssignmentFactory(user=user, role=Role.STREET_OFFICER, body=body)
    return [user.username for user in users], [f"nobody{number}" for number in range(2 * wanted)]


class Guesser:
    """A connection that tries passwords, from another address each time as it says."""

    def __init__(self, address):
        self.connection, self.dice = HTTPConnection(urlsplit(address).netloc, timeout=300), random.Random(address)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.connection.close()

    def attempt(self, name, password):
        """Return (status, body without its token, seconds)."""
        given = {
            "Cookie": f"csrftoken={CSRF}", "X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": ".".join(str(self.dice.randrange(256)) for _part in range(4)),
        }  # fmt: skip
        begun = time.perf_counter()
        self.connection.request("POST", "/access/sign-in/", urlencode({"username": name, "password": password}), given)
        answer = self.connection.getresponse()
        body = answer.read()
        return answer.status, TOKEN.sub(b"", body), time.perf_counter() - begun


def storm(address, names, size):
    """Try at once through many connections; return the different answers and how often each name was tried."""
    dice = random.Random(1)
    tried = [names[number % len(names)] for number in range(size["tries"])]
    dice.shuffle(tried)
    shares = [tried[start :: size["connections"]] for start in range(size["connections"])]

    def run(share):
        with Guesser(address) as guesser:
            return {guesser.attempt(dice.choice(SPELLINGS)(name), f"Wrong-{dice.random()}")[:2] for name in share}

    with ThreadPoolExecutor(size["connections"]) as pool:
        answers = set().union(*pool.map(run, shares))
    return answers, {name: tried.count(name) for name in names}


@pytest.mark.parametrize("size", SIZES)
def test_guessing_finds_few_evaluations_and_one_answer(web, names, owner_sql, size):
    known, unknown = (some[: size["names"] // 2] for some in names)
    answers, tried = storm(web, known + unknown, size)
    assert [status for status, _body in answers] == [422], "one answer for everybody, to the byte"
    lines = AuditEvent.objects.as_system("test")
    for name in known:
        of_name = lines.filter(user__username=name)
        assert of_name.filter(act="access.sign_in_failed").count() == sign_in.EVALUATIONS, name
        assert of_name.filter(act="access.sign_in_locked").count() == tried[name] - sign_in.EVALUATIONS, name
    assert {len(row.tries) for row in SignInWindow.objects.all()} == {sign_in.EVALUATIONS}
    assert SignInWindow.objects.count() == size["names"]
    with Guesser(web) as guesser:
        assert {guesser.attempt(name, PASSWORD)[:2] for name in known[:5]} == answers
        owner_sql.execute(BEFORE)
        assert {guesser.attempt(name, PASSWORD)[0] for name in known} == {302}


@pytest.mark.parametrize("size", SIZES[1:])  # a machine shared with other work tells nothing about time
def test_known_and_unknown_names_are_answered_after_the_same_time(web, names, size):
    """Each pair is measured one after the other, in changing order, on one connection; no name is tried too often."""
    dice, taken = random.Random(2), ([], [])
    with Guesser(web) as guesser:
        guesser.attempt("warm-up", "x")
        for number in range(size["pairs"]):
            for side in dice.sample((0, 1), 2):
                name = names[side][number // sign_in.EVALUATIONS]
                status, _body, seconds = guesser.attempt(name, f"Wrong-{number}")
                assert status == 422
                taken[side].append(seconds)
    known, unknown = map(statistics.median, taken)
    assert abs(known - unknown) / known <= size["apart"], (known, unknown)
