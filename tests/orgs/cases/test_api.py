"""REST of formation: the same rows as the pages, and the whole way to the cancelled ticket."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from access.choices import Role
from access.models import Body
from access.principals import system_scope
from tests.factories.orgs import TODAY
from tests.orgs.cases.test_listing import _refresh

CASES, APPLICATIONS = "/api/v1/formation-cases/", "/api/v1/formation-applications/"


@pytest.fixture
def api(world):
    """Return how an account of the district asks: act(key, path, **values), or reads without values."""
    world.user(Role.COMMITTEE, world.district, "other")

    def ask(key, path, version=None, **values):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        if version is None and not values:
            return client.get(path)
        headers = {"If-Match": f'"{version}"'} if version else {}
        return client.post(path, values, content_type="application/json", headers=headers)

    return ask


def test_another_street_sees_no_case(world, east, api):
    world.unit(formal=3)
    _refresh(east)
    (row,) = api("east", CASES).json()["results"]
    assert api("west", CASES).json()["results"] == []
    assert api("west", f"{CASES}{row['id']}/").status_code == 404
    assert api("leader", CASES).status_code == 403


def test_a_unit_goes_to_its_cancelled_ticket_over_rest(world, east, api):
    world.unit(formal=3)
    _refresh(east)
    (case,) = api("east", CASES).json()["results"]
    assert (case["listed_on"], case["status"]) == (TODAY.isoformat(), "open")
    today = timezone.localdate().isoformat()
    own = f"{CASES}{case['id']}/"
    plan = {"obstacle": "no_secretary", "form": "single", "leader": "示例领导", "due_on": today}
    assert api("east", f"{own}plan/", **plan).status_code == 428
    planned = api("east", f"{own}plan/", version=1, **plan)
    assert planned.json()["status"] == "in_progress"
    made = api("east", APPLICATIONS, cases=[case["id"]], name="中共示例支部委员会", form="single")
    assert made.status_code == 201, made.content.decode()
    row = made.json()
    who = world.person(world.east_community)
    body = Body.objects.get(pk=world.act_as("committee").held[0].body_id)
    for key, step, values in (
        ("east", "amend", {"name": "中共示例第一支部委员会", "secretary": "示例书记"}),
        ("east", "submit", {}), ("committee", "consider", {}),
        ("committee", "approve", {"approval_no": "示例〔2026〕1号", "approved_by": body.pk}),
        ("east", "elect", {"entitled": 3, "present": 3, "elected": [
            {"kind": "secretary", "person": who.pk, "secretary_source": "executive"}]}),
        ("committee", "file", {"number": "示例备1号"}),
    ):  # fmt: skip
        day = {} if step == "amend" else {"on": today}
        answer = api(key, f"{APPLICATIONS}{row['id']}/{step}/", version=row["version"], **day, **values)
        assert answer.status_code == 200, (step, answer.content.decode())
        row = answer.json()
    assert api("east", f"{APPLICATIONS}{row['id']}/activate/", version=row["version"]).status_code == 403
    row = api("committee", f"{APPLICATIONS}{row['id']}/activate/", version=row["version"]).json()
    assert (row["stage"], row["org"] is not None) == ("active", True)
    built = api("east", own).json()
    assert built["status"] == "built"
    clear = {"number": "示例销1号", "on": today}
    assert api("committee", f"{own}clear/", version=built["version"], **clear).status_code == 403
    cleared = api("other", f"{own}clear/", version=built["version"], **clear)
    assert (cleared.status_code, cleared.json()["status"]) == (200, "cleared")
    again = api("other", f"{own}clear/", version=cleared.json()["version"], **clear)
    assert again.status_code == 409
