import pytest
from django.urls import reverse

from access.choices import Role
from access.models import User
from access.principals import system_scope
from tests.access.conftest import PASSWORD, attempt, lines
from tests.factories.access import AssignmentFactory

ADDRESS = "/access/sign-in/"


def change(client, old, new, again=None):
    return client.post("/access/password/", {"old": old, "new": new, "again": again or new})


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client, account):
    other = type(client)()
    attempt(other, "zhang.san", PASSWORD)
    attempt(client, "zhang.san", PASSWORD)
    assert change(client, PASSWORD, "Another-Horse-8").status_code == 302
    assert client.get("/access/why/").status_code == 200
    assert other.get("/access/why/").status_code == 302
    assert lines("access.password_changed") == 1


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("Short-1a", None),  # eight characters
        ("onlysmallletters", None),
        ("small4and4digits", None),  # two classes
        (PASSWORD, None),  # the same
        ("Another-Horse-8", "Another-Horse-9"),
    ],
)
def test_weak_equal_and_mistyped_passwords_are_refused(client, account, new, again):
    attempt(client, "zhang.san", PASSWORD)
    assert change(client, PASSWORD, new, again).status_code == 422
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_stolen_session_guesses_the_old_password_five_times_at_most(client, account):
    attempt(client, "zhang.san", PASSWORD)
    for _number in range(5):
        assert change(client, "wrong", "Another-Horse-8").status_code == 422
    assert change(client, PASSWORD, "Another-Horse-8").status_code == 422


def test_a_temporary_password_must_be_changed_before_anything_else(client, account):
    with system_scope("test data"):
        User.objects.filter(pk=account.pk).as_system("test").update(must_change_password=True)
    attempt(client, "zhang.san", PASSWORD)
    assert client.get("/access/why/")["Location"] == reverse("access:change_password")
    change(client, PASSWORD, "Another-Horse-8")
    assert client.get("/access/why/").status_code == 200


@pytest.mark.parametrize(("minutes", "seconds", "open_"), [(29, 59, True), (30, 0, False), (30, 1, False)])
def test_a_session_idles_half_an_hour(client, account, clock, minutes, seconds, open_):
    attempt(client, "zhang.san", PASSWORD)
    clock.forward(seconds=50)
    client.get("/access/why/")
    clock.forward(minutes=minutes, seconds=seconds)
    assert (client.get("/access/why/").status_code == 200) is open_


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False), (1, False)])
def test_a_session_lives_twelve_hours_at_most(client, account, clock, seconds, open_):
    attempt(client, "zhang.san", PASSWORD)
    for _hour in range(47):
        clock.forward(minutes=15)
        client.get("/access/why/")
    clock.forward(minutes=15, seconds=seconds)
    assert (client.get("/access/why/").status_code == 200) is open_


def test_signing_in_again_begins_a_new_age(client, account, clock):
    attempt(client, "zhang.san", PASSWORD)
    first = client.session.session_key
    clock.forward(minutes=20)
    attempt(client, "zhang.san", PASSWORD)
    assert client.session.session_key != first


def test_signed_in_visitors_are_led_on(client, account):
    attempt(client, "zhang.san", PASSWORD)
    assert client.get(ADDRESS)["Location"] == "/"


def test_an_ended_role_is_gone_on_the_next_request(client, world, account):
    AssignmentFactory(user=account, role=Role.COMMUNITY_OFFICER, body=world.street_2_body)
    attempt(client, "zhang.san", PASSWORD)
    assert client.get("/access/bodies/").status_code == 200
    with system_scope("test data"):
        account.assignments.as_system("test").delete()
    assert client.get("/access/bodies/").status_code == 403


def test_a_disabled_account_is_out_on_the_next_request(client, account):
    attempt(client, "zhang.san", PASSWORD)
    with system_scope("test data"):
        User.objects.filter(pk=account.pk).as_system("test").update(is_active=False)
    assert client.get("/access/bodies/").status_code == 302
