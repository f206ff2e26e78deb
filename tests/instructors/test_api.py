import pytest

from access.principals import system
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Dispatch
from tests.factories import instructors as make

TODAY, UNTIL = make.LETTER
BASE = "/api/v1/instructors/"


def _post(client, address, body, version=None):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return client.post(address, body, content_type="application/json", headers=headers)


def test_the_list_is_scoped_and_filtered(world, signed_in):
    here = make.instructor(world, Stage.SUBMITTED)
    make.instructor(world, Stage.SUBMITTED, committee="other_street")
    make.instructor(world, Stage.DRAFT)
    rows = signed_in("street").get(BASE, {"stage": "submitted"}).json()["results"]
    assert [row["id"] for row in rows] == [here.pk]
    assert signed_in("finance").get(BASE).status_code == 403
    assert signed_in("street").get(BASE, {"stage": "nonsense"}).status_code == 400
    assert signed_in("street").get(BASE, {"committee": 999_999}).status_code == 400


def test_a_file_shows_its_parts(world, signed_in):
    found = make.at(world, Stage.SERVING)
    client = signed_in("committee")
    assert client.get(f"{BASE}{found.pk}/").json()["stage"] == "serving"
    for part, first in (("steps", "submit"), ("trainings", 8), ("letters", "511123党指〔2026〕0001号")):
        row = client.get(f"{BASE}{found.pk}/{part}/").json()["results"][0]
        assert first in row.values()
    row = client.get(f"{BASE}{found.pk}/dispatches/").json()["results"][0]
    assert (row["grid"], row["valid"]) == (world.grid.pk, {"from": "2026-03-02", "until": "2028-03-02"})


def test_a_file_out_of_sight_is_not_found(world, signed_in):
    there = make.instructor(world, committee="other_street")
    for address in (f"{BASE}{there.pk}/", f"{BASE}{there.pk}/letters/"):
        assert signed_in("street").get(address).status_code == 404


def test_the_first_review_asks_for_the_version(world, signed_in):
    found = make.instructor(world, Stage.SUBMITTED)
    address, client = f"{BASE}{found.pk}/first-review/", signed_in("street")
    body = {"step": "pass_first", "opinion": "同意"}
    assert _post(client, address, body).status_code == 428
    assert _post(client, address, body, version=1).status_code == 412
    response = _post(client, address, body, version=found.version)
    assert (response.status_code, response.json()["stage"]) == (200, "first_passed")
    again = _post(client, address, body, version=found.version + 1)
    assert again.status_code == 409
    assert "程序不得跳越" in again.content.decode()


def test_the_second_review_lies_with_the_organization_department(world, signed_in):
    found = make.instructor(world, Stage.FIRST_PASSED)
    address, body = f"{BASE}{found.pk}/second-review/", {"step": "pass_second"}
    assert _post(signed_in("committee"), address, body, found.version).status_code == 403
    assert _post(signed_in("org_dept"), address, body, found.version).json()["stage"] == "second_passed"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"since": "2026-03-02"}, 400),
        ({"since": "2026-03-02", "grid": "grid", "unit": "unit"}, 400),
        ({"since": "2026-03-01", "grid": "grid"}, 400),
        ({"since": "2026-03-02", "unit": "hidden"}, 400),
        ({"since": "2026-03-02", "unit": "unit", "instructor": 1}, 400),
        ({"since": "2026-03-02", "unit": "unit"}, 201),
        ({"since": "2026-03-02", "grid": "grid", "until": "2026-04-01"}, 201),
    ],
)
def test_dispatching(world, signed_in, body, status):
    found = make.instructor(world)
    ids = {
        "grid": world.grid.pk, "unit": make.unit("甲", world.community).pk,
        "hidden": make.unit("外", make.district("511126").community).pk,
    }  # fmt: skip
    body = {name: ids.get(value, value) for name, value in body.items()}
    response = _post(signed_in("committee"), f"{BASE}{found.pk}/dispatch/", body)
    assert response.status_code == status, response.content
    assert Dispatch.objects.as_system("test").exists() is (status == 201)


def test_dispatches_as_they_were_and_as_they_are(world, signed_in):
    found = make.instructor(world)
    row = services.dispatch(instructor=found, target=world.grid, since=TODAY, on=TODAY, by=system("test", on=TODAY))
    client = signed_in("committee")
    address = "/api/v1/dispatches/"
    for on, shown in (("2026-03-01", 0), ("2026-03-02", 1), ("2028-03-01", 1), ("2028-03-02", 0)):
        assert len(client.get(address, {"as_of": on}).json()["results"]) == shown
    body = {"on": "2026-03-05", "reason": "handed_over"}
    ended = _post(client, f"{address}{row.pk}/end/", body)
    assert (ended.status_code, ended.json()["key"]) == (200, str(row.key))
    assert _post(client, f"{address}{row.pk}/end/", body).status_code == 404
    assert client.get(address, {"as_of": "2026-03-05"}).json()["results"] == []
    assert client.get(address, {"grid": world.grid.pk, "as_of": "2026-03-04"}).json()["results"][0]["key"] == str(
        row.key
    )


def test_a_row_out_of_sight_is_absent_whatever_the_body_says(world, signed_in):
    found = make.instructor(world, Stage.SUBMITTED, committee="other_street")
    street = signed_in("street")
    assert _post(street, f"{BASE}{10**9}/first-review/", {"step": "nonsense"}).status_code == 404
    assert _post(street, f"{BASE}{found.pk}/first-review/", {"step": "nonsense"}).status_code == 404
    committee = signed_in("committee")
    assert _post(committee, f"{BASE}{10**9}/dispatch/", {"since": "nonsense"}).status_code == 404
    assert _post(committee, f"/api/v1/dispatches/{10**9}/end/", {"reason": 5}).status_code == 404


def test_a_dispatch_that_never_began_ends_without_a_row(world, signed_in):
    found = make.instructor(world)
    later = make.day(9)
    row = services.dispatch(instructor=found, target=world.grid, since=later, on=TODAY, by=system("test", on=TODAY))
    body = {"on": str(TODAY), "reason": "target_gone"}
    assert _post(signed_in("committee"), f"/api/v1/dispatches/{row.pk}/end/", body).status_code == 204


def test_an_instructor_reads_the_own_file_by_api(world, signed_in):
    found = make.at(world, Stage.SERVING)
    make.instructor(world)
    world.users["guide"] = make.user("指导员甲", world.bodies["other_street"], "instructor", found.person)
    client = signed_in("guide")
    assert [row["id"] for row in client.get(BASE).json()["results"]] == [found.pk]
    assert len(client.get("/api/v1/dispatches/").json()["results"]) == 1
    assert Step.RECALL not in client.get(f"{BASE}{found.pk}/").content.decode()
