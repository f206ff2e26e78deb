import re

import pytest
from django.urls import reverse
from django.utils import timezone

from access.choices import AccountKind, Role
from access.models import ApiToken, Assignment, AuditEvent, User
from access.services import tokens
from tests.access.conftest import words
from tests.factories.access import UserFactory


def secret_on(answer):
    return re.search(r"<code>([^<]+)</code>", answer.content.decode())[1]


def test_an_account_is_made_given_a_role_and_used(world, admins, signed_in, client):
    browser = signed_in(admins.system)
    assert browser.get("/access/accounts/new/").status_code == 200
    values = {
        "area": world.east_street.pk,
        "kind": "person",
        "username": "New.Clerk",
        "name": "新干部",
        "id_number": "",
    }
    secret = secret_on(browser.post("/access/accounts/new/", values))
    user = User.objects.as_system("test").get(username="new.clerk")
    browser = signed_in(admins.security)
    assert browser.get(f"/access/accounts/{user.pk}/role/").status_code == 200
    role = {
        "user": user.pk,
        "role": "street_officer",
        "body": world.street_body.pk,
        "since": "2015-01-01",
        "reason": "任命",
    }
    assert browser.post(f"/access/accounts/{user.pk}/role/", role).status_code == 302
    newcomer = type(client)()
    newcomer.post("/access/sign-in/", {"username": "new.clerk", "password": secret})
    assert newcomer.get("/access/bodies/")["Location"] == "/access/password/"
    newcomer.post("/access/password/", {"old": secret, "new": "My-Own-Word-1", "again": "My-Own-Word-1"})
    assert newcomer.get("/access/bodies/").status_code == 200
    given = user.assignments.as_system("test").get()
    ending = f"/access/assignments/{given.pk}/end/"
    assert browser.get(ending).status_code == 200
    assert browser.post(ending, {"on": "2015-01-01", "reason": "调离"}).status_code == 302
    assert newcomer.get("/access/bodies/").status_code == 403


def test_refusals_stand_on_the_form(world, admins, signed_in):
    values = {"area": world.east_street.pk, "kind": "person", "username": admins.audit.username, "name": "x"}
    answer = signed_in(admins.system).post("/access/accounts/new/", values)
    assert (answer.status_code, "已被使用" in words(answer)) == (422, True)
    values = {
        "user": admins.audit.pk,
        "role": "committee",
        "body": world.east_body.pk,
        "since": "2015-01-01",
        "reason": "x",
    }
    answer = signed_in(admins.security).post("/access/assignments/new/", values)
    assert (answer.status_code, "三员分立" in words(answer)) == (422, True)


def test_choices_of_another_district_are_no_choices(world, admins, signed_in):
    far = UserFactory(area=world.west)
    values = {"user": far.pk, "role": "committee", "body": world.west_body.pk, "since": "2015-01-01", "reason": "x"}
    answer = signed_in(admins.security).post("/access/assignments/new/", values)
    assert set(answer.context["form"].errors) == {"user", "body"}
    values = {"area": world.west.pk, "kind": "person", "username": "x1", "name": "x"}
    assert set(signed_in(admins.system).post("/access/accounts/new/", values).context["form"].errors) == {"area"}


@pytest.mark.parametrize("act", ["password", "switch", "token"])
def test_accounts_of_another_district_do_not_exist(world, admins, signed_in, act):
    far = UserFactory(area=world.west)
    browser = signed_in(admins.system)
    assert browser.get(f"/access/accounts/{far.pk}/{act}/").status_code == 404
    assert browser.get(f"/access/accounts/999999/{act}/").status_code == 404


def test_passwords_are_reset_and_accounts_switched(world, admins, signed_in):
    user, browser = UserFactory(area=world.east), signed_in(admins.system)
    secret = secret_on(browser.post(f"/access/accounts/{user.pk}/password/", {"reason": "忘记"}))
    user.refresh_from_db()
    assert user.check_password(secret)
    assert "停用账号" in words(browser.get(f"/access/accounts/{user.pk}/switch/"))
    browser.post(f"/access/accounts/{user.pk}/switch/", {"reason": "离职"})
    user.refresh_from_db()
    assert not user.is_active
    own = f"/access/accounts/{admins.system.pk}"
    assert browser.post(f"{own}/password/", {"reason": "x"}).status_code == 422
    assert browser.post(f"{own}/switch/", {"reason": "x"}).status_code == 422


def test_an_outside_system_gets_a_token_that_is_shown_once_and_revoked(world, admins, signed_in):
    browser = signed_in(admins.system)
    values = {"area": world.east.pk, "kind": AccountKind.CLIENT, "username": "tax", "name": "税务系统"}
    answer = browser.post("/access/accounts/new/", values)
    assert browser.get(answer["Location"]).status_code == 200
    day = timezone.localdate().replace(month=12, day=31)
    secret = secret_on(browser.post(answer["Location"], {"name": "同步", "expires_on": day}))
    token = ApiToken.objects.get()
    assert token.digest == tokens.digest(secret)
    assert secret not in browser.get(reverse("admin:access_apitoken_changelist")).content.decode()
    assert browser.post(answer["Location"], {"name": "同步", "expires_on": "2001-01-01"}).status_code == 422
    assert browser.get(f"/access/tokens/{token.pk}/revoke/").status_code == 200
    assert browser.post(f"/access/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert browser.get("/access/tokens/999999/revoke/").status_code == 404


def test_no_line_of_the_trail_holds_a_secret(world, admins, signed_in):
    user, browser = UserFactory(area=world.east), signed_in(admins.system)
    secret = secret_on(browser.post(f"/access/accounts/{user.pk}/password/", {"reason": "忘记"}))
    assert all(secret not in str(line.detail) for line in AuditEvent.objects.as_system("test"))


def test_no_link_of_the_administration_site_leads_to_a_closed_door(world, admins, signed_in):
    user = world.account(Role.STREET_OFFICER, world.street_body)
    assignment = Assignment.objects.as_system("test").get(user=user)
    pages = [("user", user.pk), ("assignment", assignment.pk)]
    for who in (admins.audit, admins.system, admins.security):
        browser = signed_in(who)
        for model, pk in pages:
            answer = browser.get(reverse(f"admin:access_{model}_change", args=[pk]))
            if answer.status_code != 200:
                continue
            text = words(answer)
            assert (user.area.name if model == "user" else world.street_body.name) in text
            links = set(re.findall(r'href="(/admin/[^"#?]+)"', answer.content.decode()))
            assert [link for link in links if browser.get(link).status_code not in {200, 302}] == []
