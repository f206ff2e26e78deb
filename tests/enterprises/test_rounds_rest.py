"""Rounds, tasks, questions and answers over REST: the same acts, the same refusals."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.models import User
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import RoundTask, StatusFact, SurveyRound, Unit, Visit
from tests.enterprises.rounds import met, opened, task_of, tasks_of
from tests.factories.access import LONG_AGO, TODAY, AreaFactory, BodyFactory
from tests.factories.enterprises import unit

API = "/api/v1"
FEW, MANY = 4, 40


@pytest.fixture
def call(client):
    def ask(by, method, path, body=None, **headers):
        user = User.objects.as_system("test").get(pk=by.user_id)
        client.force_login(user, backend="access.backends.PolicyBackend")
        data = b"" if body is None else json.dumps(body).encode()
        answer = client.generic(method, f"{API}{path}", data, content_type="application/json", headers=headers)
        return answer.status_code, answer.json()

    return ask


def today(**days):
    return (timezone.localdate() + timedelta(**days)).isoformat()


def test_a_round_is_opened_read_dealt_and_closed(land, committee, officers, units, call):
    first, _second, street = (one.user_id for one in officers)
    wanted = {"area": land.county.pk, "name": "接口摸底", "starts_on": today(days=-1), "ends_on": today(days=30),
              "filter": {"kinds": ["enterprise"]}, "parts": ["staff"]}  # fmt: skip
    status, row = call(committee, "POST", "/rounds/", wanted)
    assert (status, row["units"], row["filter"], row["state"]) == (201, 6, {"kinds": ["enterprise"]}, "open")
    assert row["lead"] == land.committee.pk
    closed = BodyFactory(home=land.first, closed_on=timezone.localdate())
    for body in (closed, BodyFactory(home=AreaFactory(county=True))):
        refused, said = call(committee, "POST", "/rounds/", wanted | {"name": "三", "lead": body.pk})
        assert (refused, "牵头机构" in json.dumps(said, ensure_ascii=False)) == (400, True)
    named = call(committee, "POST", "/rounds/", wanted | {"name": "三", "lead": land.east_body.pk})[1]
    assert named["lead"] == land.east_body.pk
    again, said = call(committee, "POST", "/rounds/", wanted | {"name": "二", "filter": {"owner": "x"}})
    assert (again, "无法识别" in json.dumps(said, ensure_ascii=False)) == (400, True)
    status, found = call(committee, "GET", f"/rounds/{row['id']}/progress/")
    assert (found["whole"]["units"], found["whole"]["rest"], found["whole"]["holes"]) == (6, 6, 1)
    assert [line["label"] for line in found["streets"]] == ["东街道", "西街道"]
    status, dealt = call(committee, "POST", f"/rounds/{row['id']}/deal/", {"officers": [street], "source": first})
    assert (status, dealt) == (200, {"tasks": 2})
    status, said = call(committee, "POST", f"/rounds/{row['id']}/deal/", {"officers": [street], "unassigned": True})
    assert (status, "不负责" in json.dumps(said, ensure_ascii=False)) == (400, True)
    assert call(committee, "POST", f"/rounds/{row['id']}/close/", {"on": today()})[1]["state"] == "closed"
    assert call(officers[0], "POST", "/rounds/", wanted)[0] == 403


def test_a_task_is_closed_by_a_code_with_its_revisit_and_put_on_another_list(land, committee, officers, units, call):
    first, second, _street = officers
    row = opened(committee, land.county, starts_on=timezone.localdate(), ends_on=timezone.localdate() + timedelta(9))
    status, page = call(first, "GET", f"/tasks/?mine=true&open=true&round={row.pk}")
    assert (status, len(page["results"])) == (200, 2)
    task = page["results"][0]
    visit = {"client_uuid": str(uuid4()), "visited_on": today(), "outcome": "door_closed", "revisit_on": today(days=3)}
    status, closed = call(first, "POST", f"/tasks/{task['id']}/close/", visit)
    assert (status, closed["closed_code"], closed["revisit_on"], closed["attempts"]) == (
        200, "door_closed", today(days=3), 1,
    )  # fmt: skip
    assert Visit.objects.as_system("t").get().task_id == task["id"]
    assert call(first, "GET", f"/tasks/?revisit_before={today(days=4)}")[1]["results"][0]["id"] == task["id"]
    assert call(first, "POST", f"/tasks/{task['id']}/reassign/", {"officer": second.user_id})[0] == 403
    status, moved = call(committee, "POST", f"/tasks/{task['id']}/reassign/", {"officer": second.user_id})
    assert (status, moved["officer"]) == (200, second.user_id)
    west = task_of(row, units[5])
    assert call(first, "GET", f"/tasks/{west.pk}/")[0] == 404
    assert call(first, "POST", f"/tasks/{west.pk}/close/", visit | {"client_uuid": str(uuid4())})[0] == 404


def test_a_question_is_designed_and_what_is_asked_already_is_refused_by_name(land, committee, east, units, call):
    asked = {"code": "venue", "label": "活动场地", "kind": "choice", "options": [{"value": "own", "label": "自有"}]}
    status, row = call(committee, "POST", "/questions/", asked)
    assert (status, row["options"]) == (201, [{"value": "own", "label": "自有"}])
    status, said = call(
        committee, "POST", "/questions/", {"code": "people", "label": "本企业职工总数", "kind": "number"}
    )
    assert status == 400
    assert "从业人员" in json.dumps(said, ensure_ascii=False)
    assert call(east, "POST", "/questions/", asked | {"code": "more", "label": "别的"})[0] == 403
    met(east, units[0], answers=services.Survey(extra={"venue": "own"}))
    assert call(east, "GET", f"/units/{units[0].pk}/")[1]["answers"] == {"venue": "own"}
    assert call(east, "GET", f"/units/{units[0].pk}/?as_of={TODAY - timedelta(days=1)}")[1]["answers"] == {}
    found = call(east, "GET", "/answers/?code=venue")[1]["results"]
    assert [(one["unit"], one["question_code"], one["value"], one["source"]) for one in found] == [
        (units[0].pk, "venue", "own", "visit")
    ]
    assert [one["id"] for one in call(east, "GET", "/units/?answer=venue:own")[1]["results"]] == [units[0].pk]
    assert call(committee, "POST", f"/questions/{row['id']}/retire/", {"on": today()})[1]["retired_on"] == today()


def many_units(area, number):
    """Put operating units into an area, all alike, without the acts of the register."""
    first = unit(area, uscc="", no_code_reason="pending")
    values = {
        field.attname: getattr(first, field.attname) for field in Unit._meta.concrete_fields if field.name != "id"
    }
    with system_scope("test data"):
        made = Unit.objects.bulk_create([Unit(**values) for _ in range(number - 1)])
        common = {"valid": DateRange(LONG_AGO, None), "status": "operating", "reason": "registered"}
        StatusFact.objects.bulk_create([StatusFact(unit=one, **common) for one in made])


def test_opening_a_round_takes_as_many_statements_for_few_units_as_for_many(land, committee, officers):
    counted = []
    for number, size in enumerate((FEW, MANY - FEW)):
        many_units(land.first, size)
        with (
            acting(committee),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            row = services.open_survey_round(
                area=land.county, name=f"第{number}轮", starts_on=TODAY, ends_on=TODAY, on=TODAY, by=committee
            )
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 30
    found = tasks_of(row)
    assert len(found) == row.units == MANY
    assert {task.officer_id for task in found} == {officers[0].user_id, officers[1].user_id}


def test_rounds_of_elsewhere_are_absent(land, east, west, committee, units, call):
    opened(committee, land.west)
    row = SurveyRound.objects.get()
    assert call(east, "GET", f"/rounds/{row.pk}/")[0] == 404
    assert call(west, "GET", f"/rounds/{row.pk}/")[0] == 200
    assert not call(east, "GET", f"/tasks/?round={row.pk}")[1].get("results")
    assert RoundTask.objects.as_system("t").count() == 1
