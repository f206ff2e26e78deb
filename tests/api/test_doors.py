import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import ApiToken, AuditEvent
from tests.api.callers import Caller, account, token_of

PROBLEM = "application/problem+json"


def code_of(answer):
    assert answer["Content-Type"] == PROBLEM
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer["X-Request-ID"]
    return answer.status_code, body["code"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer a b", "bearer " + "x" * 5000, "Bearer \xff", "Bearer %00", "Bearer null"],
)
def test_a_bad_token_is_refused_whatever_is_wrong_with_it(land, header):
    answer = Client().get("/api/v1/ping", HTTP_AUTHORIZATION=header)
    assert code_of(answer) == (401, "bad_token")


def test_expired_revoked_and_inactive_tokens_answer_alike(land):
    user = account("committee", land.committee, "who")
    before = timezone.now() - timedelta(seconds=1)
    answers = [
        Caller(token_of(user, expires_at=before)).get("/api/v1/ping"),
        Caller(token_of(user, revoked_at=before)).get("/api/v1/ping"),
    ]
    assert Caller(token_of(user)).get("/api/v1/ping").status_code == 200
    inactive = account("committee", land.committee, "left", is_active=False)
    answers.append(Caller(token_of(inactive)).get("/api/v1/ping"))
    assert {code_of(answer) for answer in answers} == {(401, "bad_token")}


def test_only_the_digest_is_kept(officer):
    assert not ApiToken.objects.filter(digest=officer.token).exists()


def test_a_token_sets_the_scope_of_its_own_account(committee, officer):
    browser = Client()
    browser.force_login(committee.user)
    answer = browser.get("/api/v1/ping", HTTP_AUTHORIZATION=f"Bearer {officer.token}")
    assert answer.json()["user"] == officer.user.pk


def test_a_session_reads(land):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account("committee", land.committee, "who"))
    assert browser.get("/api/v1/areas/").status_code == 200


def test_an_initial_password_opens_nothing(land):
    user = account("committee", land.committee, "fresh", must_change_password=True)
    assert code_of(Caller(token_of(user)).get("/api/v1/areas/")) == (403, "password_change_due")


def test_a_missing_permission_is_403_and_audited(auditor, land):
    answer = auditor.get("/api/v1/areas/")
    assert code_of(answer) == (403, "forbidden")
    assert AuditEvent.objects.filter(act="access.denied").as_system("test").count() == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "X" * 100])
def test_methods_that_are_not_offered_are_405(officer, land, method):
    assert code_of(officer(method, "/api/v1/areas/")) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "path", ["/api/v1/", "/api/v1/nothing/", "/api/v1/areas/1e9/", "/api/v1/areas/" + "9" * 19 + "/", "/api/v1/areas"]
)
def test_unknown_addresses_are_problems_too(officer, path):
    assert code_of(officer.get(path)) == (404, "not_found")


def test_an_absent_row_is_404(officer, land):
    assert code_of(officer.get("/api/v1/areas/999999999/")) == (404, "not_found")


def test_sentences_come_in_the_language_asked_for(officer, land):
    chinese = officer.get("/api/v1/areas/?nothing=1").json()
    assert "没有这个查询参数" in chinese["detail"]
    assert chinese["title"] == "请求有误"
    assert "as_of, code, cursor, level, ordering, page_size, parent, under" in chinese["errors"]["nothing"][0]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("nothing=1", "nothing"),
        ("format=api", "format"),
        ("code__startswith=1", "code__startswith"),
        ("level=x", "level"),
        ("level=county&level=township", "level"),
        ("parent=x", "parent"),
        ("parent=99999999999999999999", "parent"),
        ("ordering=pk", "ordering"),
        ("ordering=parent__name", "ordering"),
        ("as_of=2015-13-01", "as_of"),
        ("as_of=1", "as_of"),
        ("as_of=20151031", "as_of"),
        ("known=2015-01-01", "known"),
        ("code=%00", "code"),
        ("code=111111111111111111111", "code"),
    ],
)
def test_a_wrong_parameter_is_named(officer, land, query, field):
    answer = officer.get(f"/api/v1/areas/?{query}")
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]


def test_areas_are_shown_as_they_were_on_a_day(officer, land):
    assert officer.get("/api/v1/areas/?as_of=2011-12-31").json()["results"] == []
    assert len(officer.get("/api/v1/areas/?as_of=2012-01-01").json()["results"]) == 3


def test_the_body_of_another_type_is_415(committee, land):
    answer = committee("POST", "/api/v1/areas/", b"a=1", content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {405, 415}
    assert json.loads(answer.content)["code"] in {"method_not_allowed", "unsupported_media_type"}
