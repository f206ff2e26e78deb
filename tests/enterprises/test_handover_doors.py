"""Hand-overs between streets (移交): two answers at once, and the pages of both sides."""

import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from access import policy
from access.choices import Role
from access.models import User
from access.principals import acting
from enterprises import services
from enterprises.models import Handover, Unit
from tests.enterprises.test_handovers import kept, proposed
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import day, unit


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("others", ["withdraw", "return", "accept", "move"])
def test_of_two_answers_at_once_one_counts(land, east, west, committee, others):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    acts = {
        "withdraw": (east, lambda: services.withdraw_handover(handover=row, by=east)),
        "return": (west, lambda: services.return_handover(handover=row, reason="x", by=west)),
        "accept": (west, lambda: services.accept_handover(handover=row, on=day("2015-10-12"), by=west)),
        "move": (committee, lambda: services.move(unit=made, to=land.park, on=day("2015-10-12"), by=committee)),
    }
    gate, ended = threading.Barrier(4), []

    def run(name):
        by, act = acts[name]
        try:
            gate.wait(timeout=30)
            with acting(by):
                act()
            ended.append(name)
        except (ValidationError, policy.Denied):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in ["accept", "accept", others, others]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    state, area = kept(row).state, kept(made).area_id
    if others == "move" and "move" in ended:
        assert (state, area) in {("lapsed", land.park.pk), ("accepted", land.park.pk)}
        return
    assert len(ended) == 1
    assert (state == "accepted") is (area == land.west.pk)


@pytest.mark.django_db(transaction=True)
def test_of_many_proposals_at_once_one_is_open(land, east):
    made = unit(land.first)
    gate, ended = threading.Barrier(6), []

    def run():
        try:
            gate.wait(timeout=30)
            proposed(made, east, land.west)
            ended.append("done")
        except ValidationError as refusal:
            ended.append(next(iter(refusal.error_dict)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ended) == ["done", *["to"] * 5]
    assert Handover.objects.as_system("t").open().count() == 1


# Pages ----------------------------------------------------------------------------------------------------------------


def signed_in(body, role=Role.STREET_OFFICER):
    client = Client(raise_request_exception=True)
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


def test_both_sides_do_their_part_on_their_pages(land):
    made = unit(land.first, name="移交示例有限公司", contact_name="秘密联系人")
    giver, receiver = signed_in(land.east_body), signed_in(land.west_body)
    home = receiver.get("/").content.decode()
    assert "移交待接收" not in home or "移交示例" not in home
    address = reverse("enterprises:hand_over", args=[made.pk])
    page = giver.get(address).content.decode()
    assert "西街道" in page
    assert receiver.get(address).status_code == 404
    assert giver.post(address, {"version": 1, "to": land.west.pk, "reason": "已搬走"}).status_code == 302
    assert "接收以前仍由本辖区负责" in giver.get(made.get_absolute_url()).content.decode()
    row = Handover.objects.as_system("t").get()
    assert "移交待接收" in receiver.get("/").content.decode()
    page = receiver.get(reverse("enterprises:handovers")).content.decode()
    assert "移交示例有限公司" in page
    accept_at = reverse("enterprises:accept_handover", args=[row.pk])
    page = receiver.get(accept_at).content.decode()
    assert "已搬走" in page
    assert "秘密联系人" not in page
    assert receiver.get(made.get_absolute_url()).status_code == 404
    assert receiver.get(reverse("enterprises:withdraw_handover", args=[row.pk])).status_code == 200
    back = reverse("enterprises:return_handover", args=[row.pk])
    assert receiver.post(back, {"reason": ""}).status_code == 422
    assert receiver.post(back, {"reason": "尚未搬来"}).status_code == 302
    page = giver.get(made.get_absolute_url()).content.decode()
    assert "移交已退回" in page
    assert "尚未搬来" in page
    assert giver.post(address, {"version": 1, "to": land.west.pk, "reason": "确已搬走"}).status_code == 302
    row = Handover.objects.as_system("t").open().get()
    accept_at = reverse("enterprises:accept_handover", args=[row.pk])
    today = row.proposed_on.isoformat()
    answer = receiver.post(accept_at, {"area": "", "on": today})
    assert answer.headers["Location"] == made.get_absolute_url()
    page = receiver.get(made.get_absolute_url()).content.decode()
    assert "移交已接收" in page
    assert "提出移交：东一社区 → 西街道" in page
    assert giver.get(made.get_absolute_url()).status_code == 404
    assert "已接收" in giver.get(reverse("enterprises:handovers")).content.decode()
    assert receiver.post(accept_at, {"area": "", "on": today}).status_code == 422


def test_a_withdrawn_one_waits_for_nobody(land):
    made = unit(land.first)
    giver, receiver = signed_in(land.east_body), signed_in(land.west_body)
    giver.post(reverse("enterprises:hand_over", args=[made.pk]), {"version": 1, "to": land.west.pk, "reason": "x"})
    row = Handover.objects.as_system("t").get()
    assert giver.post(reverse("enterprises:withdraw_handover", args=[row.pk]), {"reason": ""}).status_code == 302
    page = receiver.get(reverse("enterprises:handovers")).content.decode()
    assert "已撤回" in page
    assert reverse("enterprises:accept_handover", args=[row.pk]) not in page


@pytest.mark.parametrize("role", [Role.COMMUNITY_OFFICER, Role.LEADER, Role.MEMBER_UNIT])
def test_who_may_not_move_units_finds_the_doors_closed(land, role):
    assert signed_in(land.west_body, role).get(reverse("enterprises:handovers")).status_code == 403


def test_rest_asks_accepts_returns_and_withdraws(land, east, west, client):
    def call(by, path, **body):
        user = User.objects.as_system("test").get(pk=by.user_id)
        client.force_login(user, backend="access.backends.PolicyBackend")
        answer = client.post(f"/api/v1/handovers/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    first, second, third = (unit(land.first) for _ in range(3))
    asked = {"to": land.west.pk, "reason": "已搬到西街道", "on": TODAY.isoformat()}
    status, row = call(east, "", unit=first.pk, **asked)
    assert (status, row["state"], row["unit_name"], row["to_area"]) == (201, "open", first.name, land.west.pk)
    assert call(east, "", unit=first.pk, **asked)[0] == 400
    assert call(west, "", unit=second.pk, **asked)[0] == 400
    assert call(east, f"{row['id']}/accept/", on=TODAY.isoformat())[0] == 403
    assert [one["id"] for one in client.get("/api/v1/handovers/?state=open").json()["results"]] == [row["id"]]
    status, taken = call(west, f"{row['id']}/accept/", on=TODAY.isoformat())
    assert (status, taken["state"]) == (200, "accepted")
    assert Unit.objects.as_system("t").get(pk=first.pk).area_id == land.west.pk
    assert call(west, f"{row['id']}/accept/", on=TODAY.isoformat())[0] == 409
    back = call(east, "", unit=second.pk, **asked)[1]["id"]
    assert call(west, f"{back}/return/")[0] == 400
    assert call(west, f"{back}/return/", reason="不在本街道")[1]["state"] == "returned"
    gone = call(east, "", unit=third.pk, **asked)[1]["id"]
    assert call(east, f"{gone}/withdraw/")[1]["state"] == "withdrawn"
