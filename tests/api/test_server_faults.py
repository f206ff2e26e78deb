"""What goes wrong before or beyond a view is still a problem document for programs and a page for people."""

import pytest
from django.test import RequestFactory

from access import answers


@pytest.mark.parametrize(("build", "status"), [(answers.bad_request, 400), (answers.server_error, 500)])
def test_a_program_gets_a_problem_document(build, status):
    response = build(RequestFactory().get("/api/v1/units/"))
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


def test_a_person_gets_the_page_of_a_fault():
    response = answers.server_error(RequestFactory().get("/reports/"))
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/html")
