import re
import threading
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection, connections
from django.utils import timezone

from access.choices import AccountKind, AuditResult
from access.models import AuditEvent, SignInWindow
from access.names import normal_username
from access.principals import system_scope
from access.services import sign_in
from config import settings as configured
from tests.access.conftest import PASSWORD, attempt, lines
from tests.factories.access import UserFactory

ADDRESS = "/access/sign-in/"


def test_the_right_password_opens_a_new_session_and_leaves_a_line(client, account):
    client.get(ADDRESS)
    before = client.session.session_key
    answer = attempt(client, "zhang.san", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key not in {None, before}
    assert lines("access.signed_in") == 1


@pytest.mark.parametrize("typed", ["zhang.san", "  Zhang.San ", "ＺＨＡＮＧ．ｓａｎ", "ZHANG.SAN\u3000"])
def test_one_name_in_all_its_spellings(client, account, typed):
    assert attempt(client, typed, PASSWORD).status_code == 302


def test_the_address_to_go_to_stays_on_this_host(client, account):
    answer = client.post(ADDRESS, {"username": "zhang.san", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("next_page", ["/access/why/", "/access/password/?x=1"])
def test_the_address_to_go_to_is_kept(client, account, next_page):
    answer = client.post(ADDRESS, {"username": "zhang.san", "password": PASSWORD, "next": next_page})
    assert answer["Location"] == next_page


def test_every_failure_looks_alike(client, account, world):
    disabled = UserFactory(area=world.east, username="disabled", is_active=False)
    outside = UserFactory(area=world.east, username="system", kind=AccountKind.CLIENT, person=None)
    answers = [
        attempt(client, name, "wrong")
        for name in (account.username, "nobody", disabled.username, outside.username, "", "x" * 200)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{32}", "", answer.content.decode()) for answer in answers}) == 1


def test_disabled_accounts_and_outside_systems_do_not_sign_in_with_the_right_password(client, world):
    for number, more in enumerate(({"is_active": False}, {"kind": AccountKind.CLIENT, "person": None})):
        user = UserFactory(area=world.east, username=f"closed{number}", **more)
        with system_scope("test data"):
            user.set_password(PASSWORD)
            user.save()
        assert attempt(client, user.username, PASSWORD).status_code == 422


def test_the_sixth_password_is_not_evaluated_even_when_right(client, account, clock):
    for number in range(sign_in.EVALUATIONS):
        attempt(client, ["zhang.san", " ZHANG.SAN"][number % 2], "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert attempt(client, "zhang.san", PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 422
    assert (lines("access.sign_in_failed"), lines("access.sign_in_locked")) == (5, 1)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 422), (0, 302), (1, 302)])
def test_the_name_opens_again_when_the_window_has_passed(client, account, clock, seconds, status):
    for _number in range(sign_in.EVALUATIONS):
        attempt(client, "zhang.san", "wrong")
    clock.forward(minutes=15, seconds=seconds)
    assert attempt(client, "zhang.san", PASSWORD).status_code == status


def test_a_right_password_does_not_forgive_wrong_ones(client, account, clock):
    for _number in range(4):
        attempt(client, "zhang.san", "wrong")
    for _number in range(3):  # right ones are not counted
        assert attempt(client, "zhang.san", PASSWORD).status_code == 302
        client.post("/access/sign-out/")
        clock.forward(seconds=1)
    attempt(client, "zhang.san", "wrong")
    assert attempt(client, "zhang.san", PASSWORD).status_code == 422


def test_unknown_names_are_counted_and_not_kept_in_clear(client, db):
    for _number in range(7):
        attempt(client, "my-password-by-mistake", "x")
    window = SignInWindow.objects.get()
    assert len(window.tries) == sign_in.EVALUATIONS
    assert "mistake" not in window.name_digest
    assert lines("access.sign_in_locked") == 2


def test_old_windows_are_forgotten(client, db, clock):
    attempt(client, "somebody", "x")
    clock.forward(days=2)
    attempt(client, "another", "x")
    assert SignInWindow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_count_is_exact_under_concurrency(monkeypatch):
    evaluated = []
    monkeypatch.setattr(sign_in, "check_password", lambda *_both: evaluated.append(1) or time.sleep(0.01))
    at = timezone.now()
    start = threading.Barrier(12)

    def guess():
        start.wait()
        for _number in range(4):
            if sign_in._may_evaluate(normal_username(" Admin "), at):
                sign_in._evaluate("admin", "guess")
        connections.close_all()

    threads = [threading.Thread(target=guess) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(evaluated) == sign_in.EVALUATIONS


def test_known_and_unknown_names_take_the_same_work(settings, world, monkeypatch):
    """What takes the time is counted, not timed: one hash of the same cost each (the full-size run of guessing times it)."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for name, more in {"known": {}, "disabled": {"is_active": False}, "system": {"kind": AccountKind.CLIENT}}.items():
        person = {"person": None} if name == "system" else {}
        UserFactory(area=world.east, username=name, password=make_password(PASSWORD), **person, **more)
    sign_in._nobody()  # made once in a process
    verify, hashed = Argon2PasswordHasher.verify, []

    def counted(self, password, encoded):
        hashed.append(self.decode(encoded)["params"])
        return verify(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *_both: pytest.fail("a hash too many"))
    for name in ("known", "disabled", "system", "nobody", ""):
        assert sign_in._evaluate(name, "wrong") is None
    assert len(hashed) == 5
    assert len(set(map(repr, hashed))) == 1


def test_the_hash_is_argon2():
    assert configured.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_signing_out_asks_by_get_and_acts_by_post(client, account):
    attempt(client, "zhang.san", PASSWORD)
    assert client.get("/access/sign-out/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/access/sign-out/")
    assert "_auth_user_id" not in client.session
    assert lines("access.signed_out") == 1


def test_failures_are_kept_although_nothing_else_is(client, account):
    attempt(client, "zhang.san", "wrong")
    line = AuditEvent.objects.filter(act="access.sign_in_failed").as_system("test").get()
    assert (line.user_id, line.result, line.address) == (account.pk, AuditResult.DENIED, "127.0.0.1")


def test_nothing_of_a_sign_in_runs_inside_one_long_transaction(client, account, monkeypatch):
    depth = len(connection.savepoint_ids)
    seen = []
    original = sign_in._evaluate
    monkeypatch.setattr(
        sign_in, "_evaluate", lambda *given: seen.append(len(connection.savepoint_ids)) or original(*given)
    )
    attempt(client, "zhang.san", "wrong")
    assert seen == [depth]
