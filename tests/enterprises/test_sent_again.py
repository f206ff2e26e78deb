"""A visit that is sent again: the same is answered by the first, anything else is refused in words, and nothing is dropped in silence."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import Conflict
from access.models import User
from access.principals import acting
from enterprises import services
from enterprises.models import LiaisonFact, ScaleFact, Visit
from enterprises.services.inputs import Liaison, Raised, Survey
from tests.factories.access import TODAY

FIRST = {
    "answers": Survey(staff=12), "liaison": Liaison("示例联络员", "13800138000"), "talks": ["investor", "staff"], "note": "示例",
    "difficulty": Raised("labour", "招工难"),
}  # fmt: skip
OTHERS = {
    "answers": Survey(staff=13), "liaison": Liaison("示例联络员", "13800138001"), "talks": ["investor"], "note": "示例二",
    "difficulty": None, "outcome": "shell", "visited_on": TODAY - timedelta(days=1),
}  # fmt: skip


def staff(unit):
    rows = ScaleFact.objects.as_system("test").filter(unit=unit, superseded_at__isnull=True)
    return rows.order_by("-valid").values_list("staff", flat=True).first()


def filled(client, address, **values):
    form = client.get(address).context["form"]
    names = ("version", "client_uuid", "visited_on", "outcome")
    return {name: form.get_initial_for_field(form.fields[name], name) for name in names} | values


@pytest.mark.parametrize("name", OTHERS)
def test_the_same_visit_once_more_is_the_first_and_any_other_content_a_conflict(land, committee, units, name):
    number = uuid4()
    sent = {"unit": units[0], "client_uuid": number, "visited_on": TODAY, "outcome": "done", "by": committee} | FIRST
    with acting(committee):
        first = services.visit(**sent).visit
    with acting(committee):
        assert services.visit(**sent | {"talks": ["staff", "investor"]}).visit == first
    with acting(committee), pytest.raises(Conflict) as refused:
        services.visit(**sent | {name: OTHERS[name]})
    assert "已经登记" in str(refused.value)
    assert Visit.objects.as_system("test").count() == 1
    assert staff(units[0]) == 12


def test_back_in_the_browser_and_another_number_is_told_and_keeps_what_was_typed(land, committee, units, sign_in):
    client, address = sign_in(committee), reverse("enterprises:visit", args=[units[0].pk])
    data = filled(
        client, address, staff="12", liaison_name="示例联络员", liaison_phone="13800138000", talks=["investor"]
    )
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302, "a second click of the same form"
    refused = client.post(address, data | {"staff": "13"})
    assert (refused.status_code, staff(units[0])) == (422, 12)
    assert "已经登记" in refused.content.decode()
    assert refused.context["form"]["staff"].value() == "13"
    assert Visit.objects.as_system("test").count() == 1
    assert LiaisonFact.objects.as_system("test").count() == 1


def test_nothing_changed_tapped_twice_is_one_visit(land, committee, units, sign_in):
    client, address = sign_in(committee), reverse("enterprises:visit", args=[units[0].pk])
    data = filled(client, address, unchanged="1")
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert Visit.objects.as_system("test").count() == 1


def test_rest_answers_the_same_with_the_first_and_other_content_with_409(land, committee, units, client):
    client.force_login(
        User.objects.as_system("test").get(pk=committee.user_id), backend="access.backends.PolicyBackend"
    )
    body = {
        "client_uuid": str(uuid4()), "visited_on": timezone.localdate().isoformat(), "outcome": "done", "answers": {"staff": 12},
    }  # fmt: skip
    address = f"/api/v1/units/{units[0].pk}/visits/"
    codes = [client.post(address, body | more, content_type="application/json").status_code
             for more in ({}, {}, {"answers": {"staff": 13}})]  # fmt: skip
    assert codes == [201, 201, 409]
    assert staff(units[0]) == 12
