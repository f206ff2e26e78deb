"""REST of plans and neighbouring areas: the same rules as the pages, for the same people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.services import jobs
from orgs.choices import DraftState, LinePlace
from orgs.models import Application, AreaAdjacency, FormationCase, PlanDraft, PlanLine
from orgs.services.planner import drafts

PLANS, NEIGHBOURS = "/api/v1/formation-plans/", "/api/v1/neighbours/"


@pytest.fixture
def units(street):
    return {
        "alone": street.unit(formal=3), "one": street.unit(formal=2), "two": street.unit(formal=1),
        "none": street.unit(formal=0), "stuck": street.unit(at=3, formal=1),
    }  # fmt: skip


@pytest.fixture
def made(street, units, api):
    """Make a plan of the street over REST."""
    answer = api("east", PLANS, values={"area": street.world.east.pk})
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def line_of(unit):
    return PlanLine.objects.as_system("test").filter(unit=unit).latest("pk")


def test_a_plan_is_made_explained_moved_in_and_taken_over(street, units, made, api):
    own = f"{PLANS}{made['id']}/"
    lines = {row["unit"]: row for row in api("east", f"{own}lines/").json()["results"]}
    assert {lines[units[name].pk]["place"] for name in ("one", "two")} == {LinePlace.GROUP}
    told = api("east", f"{own}explain/?unit={units['two'].pk}").json()
    assert (told["proposal"], told["short"], told["group"]) == ("joint", 2, lines[units["two"].pk]["number"])
    (regional,) = told["alternatives"]
    assert (regional["group"], regional["allowed"], regional["cost"]["fallback"]) == (None, False, 1)
    assert any("不足3名" in text for text in regional["refusals"])
    refused = api("east", f"{own}move/", 1, {"units": [units["two"].pk], "target": "regional"})
    assert refused.status_code == 400
    assert "不足3名" in refused.content.decode()
    group = str(told["group"])
    reason = {"reason": "同一园区"}
    moved = api("east", f"{own}move/", 1, {"units": [units["none"].pk], "target": group, **reason})
    assert (moved.status_code, moved.json()["hand_moves"]) == (200, 1)
    part = api("east", f"{own}accept/", 2, {"parts": [f"group:{group}"]})
    assert (part.status_code, part.json()["state"]) == (200, DraftState.OPEN)
    done = api("east", f"{own}accept/", 3, {"parts": ["all"]})
    assert (done.status_code, done.json()["state"]) == (200, DraftState.ACCEPTED)
    assert Application.objects.as_system("test").count() == 2
    assert FormationCase.objects.as_system("test").count() == 4


def test_only_the_units_named_are_planned_and_those_of_others_are_unknown(street, units, api):
    area = street.world.east.pk
    picked = [units["one"].pk, units["two"].pk]
    made = api("east", PLANS, values={"area": area, "units": picked}).json()
    assert made["is_picked"] is True
    rows = api("east", f"{PLANS}{made['id']}/lines/").json()["results"]
    assert sorted(row["unit"] for row in rows) == sorted(picked)
    theirs = street.world.unit(street.world.west_community, formal=1)
    assert api("east", PLANS, values={"area": area, "units": [theirs.pk]}).status_code == 400


def test_whoever_answers_elsewhere_or_only_reads_makes_tries_and_sees_nothing(street, made, api):
    own, area = f"{PLANS}{made['id']}/", {"area": street.world.east.pk}
    assert api("west", PLANS, values=area).status_code == 403
    assert api("leader", PLANS, values=area).status_code == 403
    for path in ("", "lines/", "compared/", "explain/?unit=1"):
        assert api("west", f"{own}{path}").status_code == 404
    for path in ("move/", "accept/", "trial/"):
        assert api("west", f"{own}{path}", 1, {}).status_code == 404
    assert PlanDraft.objects.as_system("test").count() == 1


def test_many_units_are_answered_with_their_job(street, units, api, monkeypatch):
    monkeypatch.setattr(drafts, "AT_ONCE", 1)
    sent = []
    monkeypatch.setattr(jobs, "send", sent.append)
    answer = api("east", PLANS, values={"area": street.world.east.pk})
    assert (answer.status_code, set(answer.json())) == (202, {"job"})
    assert answer.headers["Location"].endswith(f"/access/jobs/{answer.json()['job']}/")
    assert not PlanDraft.objects.as_system("test").exists()


def test_a_plan_is_found_by_its_area_and_state(street, made, api):
    area = street.world.east.pk
    assert [row["id"] for row in api("east", f"{PLANS}?area={area}&state=open").json()["results"]] == [made["id"]]
    assert api("east", f"{PLANS}?area={area}&state=accepted").json()["results"] == []


def test_a_trial_is_compared_with_its_plan_and_taken_over_by_nobody(street, made, api):
    own = f"{PLANS}{made['id']}/"
    assert api("east", f"{own}compared/").json() == {"figures": []}
    trial = api("east", f"{own}trial/", values={"min_formal_members": 2})
    assert trial.status_code == 201, trial.content.decode()
    row = trial.json()
    assert (row["base"], row["state"], row["limits"]["min_formal_members"]) == (made["id"], DraftState.TRIAL, 2)
    figures = {one["figure"]: one for one in api("east", f"{PLANS}{row['id']}/compared/").json()["figures"]}
    assert (figures["singles"]["trial"], figures["singles"]["plan"]) == (2, 1)
    taken = api("east", f"{PLANS}{row['id']}/accept/", row["version"], {"parts": ["all"]})
    assert taken.status_code == 409
    assert not FormationCase.objects.as_system("test").exists()
    again = api("east", f"{PLANS}{row['id']}/trial/", values={"reach": 0})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "limits", [{}, {"reach": 3}, {"min_formal_members": 1}, {"joint_max_units": 1}, {"reply_months": 2}]
)
def test_a_trial_of_no_limit_or_one_that_cannot_be_tried_is_refused(made, api, limits):
    assert api("east", f"{PLANS}{made['id']}/trial/", values=limits).status_code == 400
    assert PlanDraft.objects.as_system("test").count() == 1


def test_neighbours_are_read_added_once_and_ended_with_a_day(street, api):
    one, other = street.communities[0], street.communities[3]
    today = timezone.localdate()
    before = api("east", NEIGHBOURS).json()["results"]
    pair = {"area": other.pk, "other": one.pk, "on": today.isoformat(), "origin": "示例地图"}
    added = api("east", NEIGHBOURS, values=pair)
    assert added.status_code == 201, added.content.decode()
    row = added.json()
    assert {row["area"], row["other"]} == {one.pk, other.pk}
    assert api("east", NEIGHBOURS, values=pair).status_code == 409
    assert len(api("east", NEIGHBOURS).json()["results"]) == len(before) + 1
    early = (today - timedelta(days=1)).isoformat()
    assert len(api("east", f"{NEIGHBOURS}?as_of={early}").json()["results"]) == len(before)
    end = f"{NEIGHBOURS}{row['id']}/end/"
    assert api("east", end, values={"on": today.isoformat()}).status_code == 400
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert api("east", end, values={"on": tomorrow}).json()["valid"] == {"from": pair["on"], "until": tomorrow}
    assert api("east", end, values={"on": tomorrow}).status_code == 409


def test_neighbours_elsewhere_are_neither_seen_nor_changed(street, api):
    pair = AreaAdjacency.objects.order_by("pk").first()
    today = timezone.localdate().isoformat()
    assert api("west", NEIGHBOURS).json()["results"] == []
    assert api("west", f"{NEIGHBOURS}{pair.pk}/").status_code == 404
    assert api("west", f"{NEIGHBOURS}{pair.pk}/end/", values={"on": today}).status_code == 404
    new = {"area": street.communities[0].pk, "other": street.communities[3].pk, "on": today}
    assert api("west", NEIGHBOURS, values=new).status_code == 403
    assert api("leader", NEIGHBOURS, values=new).status_code == 403
    pair.refresh_from_db()
    assert pair.valid.upper is None
