"""A small tree of areas with people in it, callers of the API in several roles, and rows of every list."""

from types import SimpleNamespace

import pytest

from access.principals import system_scope
from config.requests import CalmRequest
from enterprises.models import Difficulty, RegisterRow, RoundTask, SurveyRound, Unit, Visit
from instructors.models import Instructor
from tests.api.callers import Caller, account, area, body_of, token_of
from tests.api.formulas import PAYLOADS
from tests.api.world import fill
from tests.factories.instructors import TODAY


@pytest.fixture(autouse=True)
def same_request_as_the_server(monkeypatch):
    monkeypatch.setattr("django.test.client.WSGIRequest", CalmRequest)


@pytest.fixture
def land(db):
    with system_scope("test data"):
        county = area(None, "county", "示例区", "110101")
        east = area(county, "township", "东街道", "110101001")
        west = area(county, "township", "西街道", "110101002")
        committee = body_of(county, "work_committee", "区非公工委", [county])
        east_body = body_of(east, "town_committee", "东街道党工委", [east])
        west_body = body_of(west, "town_committee", "西街道党工委", [west])
    return SimpleNamespace(
        county=county, east=east, west=west, committee=committee, east_body=east_body, west_body=west_body
    )


@pytest.fixture
def committee(land):
    user = account("committee", land.committee, "committee")
    return Caller(token_of(user), user)


@pytest.fixture
def officer(land):
    user = account("street_officer", land.east_body, "officer")
    return Caller(token_of(user), user)


@pytest.fixture
def auditor(land):
    user = account("auditor", land.committee, "auditor")
    return Caller(token_of(user), user)


@pytest.fixture
def nobody(db):
    return Caller()


@pytest.fixture
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


@pytest.fixture
def world(land):
    fill(land)
    with system_scope("test data"):
        unit = Unit.objects.as_system("t").filter(area_path__startswith=land.east.path).first()
        survey = SurveyRound.objects.create(
            area=land.county, name="一轮", starts_on=TODAY, ends_on=TODAY, units=1, state="open"
        )
        task = RoundTask.objects.create(round=survey, unit=unit)
        Visit.objects.create(client_uuid="5a1c1f4e-0000-4000-8000-00000000000a", unit=unit, visited_on=TODAY, outcome="done",
                             task=task, note=PAYLOADS[0])  # fmt: skip
        for place, payload in enumerate(PAYLOADS):
            Difficulty.objects.create(
                unit=unit,
                unit_name=unit.name,
                kind="finance",
                text=payload,
                origin="visit",
                raiser=payload,
                raised_on=TODAY,
            )
            RegisterRow.objects.create(
                register="tax", district=land.county, area=land.east, key=str(place), name=payload, listed_on=TODAY, batch_id=0
            ).tasks.create(kind="changed", batch_id=0, opened_on=TODAY,
                           changes=[{"field": "name", "label": payload, "old": payload, "new": payload}])  # fmt: skip
        Unit.objects.as_system("t").filter(pk=unit.pk).update(address=PAYLOADS[3], business=PAYLOADS[8])
        Instructor.objects.as_system("t").update(department=PAYLOADS[4])
    return survey
