"""The endpoints of subsidies: the same acts, refusals and scopes as on the pages."""

import json

import pytest

from access import policy
from access.policy import can_on
from access.principals import open_scope
from funding.models import Entitlement, Payment
from funding.rules import steps
from funding.services.chain import PERMISSIONS

API = "/api/v1/"


@pytest.fixture
def call(page):
    def send(key, method, address, body=None, version=None):
        headers = {"If-Match": f'"{version}"'} if version else {}
        data = json.dumps(body or {}) if method != "GET" else ""
        return page(key).generic(method, API + address, data, content_type="application/json", headers=headers)

    return send


def test_the_chain_runs_through_the_endpoints(purse, call):
    org = purse.org()
    body = {"org": org.pk, "policy": purse.startup.pk, "year": 2015}
    answer = call("committee", "POST", "entitlements/", body)
    assert answer.status_code == 201, answer.content.decode()
    made = answer.json()
    assert (made["amount_yuan"], made["status"], made["derivation"]["rule"]) == (
        "5000.00",
        "proposed",
        "qianwei_startup@1",
    )
    assert call("committee", "POST", "entitlements/", body).status_code == 409
    address = f"entitlements/{made['id']}/"
    assert call("committee2", "POST", f"{address}review/").status_code == 428
    assert call("committee2", "POST", f"{address}review/", version=9).status_code == 412
    assert call("committee", "POST", f"{address}review/", version=1).status_code == 400  # the applicant
    assert call("committee2", "POST", f"{address}review/", version=1).json()["status"] == "reviewed"
    assert call("committee2", "POST", f"{address}approve/", version=2).status_code == 400  # the reviewer
    assert call("orgdept", "POST", f"{address}approve/", version=2).json()["approved_yuan"] == "5000.00"
    assert call("orgdept", "POST", f"{address}approve/", version=3).status_code == 409
    body = {"area": purse.world.district.pk, "name": "接口批次", "items": [made["id"]]}
    answer = call("finance", "POST", "batches/", body)
    assert answer.status_code == 201, answer.content.decode()
    batch = f"batches/{answer.json()['id']}/"
    assert call("finance2", "POST", f"{batch}confirm/", version=1).json()["status"] == "confirmed"
    assert call("finance", "POST", f"{batch}send/", version=2).json()["status"] == "sent"
    payment = Payment.objects.as_system("t").get()
    address = f"payments/{payment.pk}/"
    answer = call("finance", "POST", f"{address}pay/", {"voucher_no": "凭2"}, version=payment.version)
    assert (answer.status_code, answer.json()["status"]) == (200, "paid")
    assert call("leader", "GET", "payments/?status=paid").json()["results"][0]["amount_yuan"] == "5000.00"
    assert call("leader", "GET", f"policies/?policy={purse.startup.pk}").json()["results"][0]["number"] == 1


def test_another_street_sees_and_moves_nothing(purse, call):
    item = purse.proposed()
    assert call("west", "GET", "entitlements/").json()["results"] == []
    assert call("west", "GET", f"entitlements/{item.pk}/").status_code == 404
    assert call("west", "POST", f"entitlements/{item.pk}/review/", version=1).status_code == 404
    assert call("leader", "POST", f"entitlements/{item.pk}/review/", version=1).status_code == 403
    assert call("east", "POST", f"entitlements/{item.pk}/return/", {"reason": "补"}, version=1).status_code == 200
    assert Entitlement.objects.as_system("t").get().status == "returned"


def test_rule_and_reason_are_answered_in_words(purse, call):
    org = purse.org()
    body = {"org": org.pk, "policy": purse.annual.pk, "year": 2015}
    answer = call("committee", "POST", "entitlements/", body)
    assert answer.status_code == 400
    assert "考核合格" in answer.content.decode()
    item = purse.proposed(org=org)
    assert call("committee2", "POST", f"entitlements/{item.pk}/refuse/", version=1).status_code == 400


@pytest.mark.parametrize("status", list(PERMISSIONS))
def test_who_may_is_the_same_in_grants_and_in_the_rules(status):
    assert set(PERMISSIONS[status]) == set(steps.ENTITLEMENT[status])
    for action, permission in PERMISSIONS[status].items():
        holders = policy.roles_with(permission) | policy.roles_reaching(permission)
        assert holders == {str(role) for role in steps.ENTITLEMENT[status][action].roles}, (status, action)


def test_every_door_answers_the_same_person_alike(purse, call, page):
    item = purse.proposed()
    for key, may in (("committee2", True), ("east", True), ("west", False), ("leader", False), ("finance", False)):
        principal = purse.world.principal(key)
        open_scope(principal)
        assert can_on(principal, "funding.review_entitlement", item) is may
        button = f"/funding/{item.pk}/review/"
        text = page(key).get(item.get_absolute_url()).content.decode()
        assert (button in text) is may, key
        assert (call(key, "POST", f"entitlements/{item.pk}/review/", version=77).status_code == 412) is may
