"""The OpenAPI document: complete, free of warnings, and kept by the answers themselves."""

import re

import pytest
import schemathesis
from django.core.management import call_command
from django.test.client import Client, ClientHandler
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.core.failures import FailureGroup

from tests.api import world
from tests.api.endpoints import operations

QUICK, FULL = 3, 60  # generated requests of an operation; in quick size the roles share the operations
ROLES = ("committee", "officer", "auditor")
CHECKS = [
    checks.not_a_server_error,
    checks.response_schema_conformance,
    checks.status_code_conformance,
    checks.content_type_conformance,
]


@pytest.fixture
def document(committee):
    return committee.get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()


def test_the_document_is_valid_and_free_of_warnings(db, tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_operation_is_described_with_its_permission(document):
    for operation in operations():
        if operation.path.endswith(("/schema/", "/docs/")):
            continue
        described = document["paths"][operation.path.replace("{pk}", "{id}")][operation.method.lower()]
        assert described["x-permission"], operation
        assert {"401", "403"} <= set(described["responses"]), operation


def test_the_page_of_the_document_needs_nothing_from_elsewhere(committee):
    browser = Client()
    assert browser.get("/api/v1/docs/").status_code == 302
    browser.force_login(committee.user)
    page = browser.get("/api/v1/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert browser.get("/api/v1/docs/?script=").status_code == 200


def application(environ, start_response):
    """Answer as the web application does, on the connection of the test."""
    answer = ClientHandler()(environ)
    start_response(f"{answer.status_code} {answer.reason_phrase}", list(answer.items()))
    return [answer.content]


def without_the_document_itself(document):
    paths = {
        path: described for path, described in document["paths"].items() if not path.endswith(("/schema/", "/docs/"))
    }
    return document | {"paths": paths}


def answers_keep_the_document(document, caller, examples, part=slice(None)):
    schema = schemathesis.openapi.from_dict(without_the_document_itself(document))
    schema.app = application
    headers = {"Authorization": f"Bearer {caller.token}"}
    broken = []
    for found in list(schema.get_all_operations())[part]:
        operation = found.ok()

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def run(case):
            case.call_and_validate(headers=headers, checks=CHECKS)

        try:
            run()
        except FailureGroup as failure:
            broken.append(f"{operation.label}: {'; '.join(str(one) for one in failure.exceptions)[:800]}")
    assert broken == []


@pytest.mark.parametrize(("turn", "role"), list(enumerate(ROLES)))
def test_answers_keep_the_document(turn, role, document, land, request):
    world.fill(land)
    answers_keep_the_document(document, request.getfixturevalue(role), QUICK, slice(turn, None, len(ROLES)))


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
def test_answers_keep_the_document_in_full_size(role, document, land, request):
    world.fill(land)
    answers_keep_the_document(document, request.getfixturevalue(role), FULL)
