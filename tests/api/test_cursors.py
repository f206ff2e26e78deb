from datetime import date

import pytest
from django.core import signing

from access.api import pagination
from access.api.areas import BodyViewSet
from access.models import Body
from tests.api.callers import area

LIST = "/api/v1/areas/?page_size=2"


@pytest.fixture
def streets(land):
    return [area(land.county, "township", f"{n % 3}号街道", f"1101012{n:02}") for n in range(7)]


def pages(caller, path):
    found = []
    while path:
        answer = caller.get(path)
        assert answer.status_code == 200, answer.content
        found.append(answer.json()["results"])
        path = (answer.json()["next"] or "").removeprefix("http://testserver")
    return found


@pytest.mark.parametrize("order", ["name", "-name", "path", "-path", "code", "-code"])
def test_pages_hold_every_row_once_in_order(officer, streets, order):
    rows = [row for page in pages(officer, f"{LIST}&ordering={order}") for row in page]
    assert len({row["id"] for row in rows}) == len(rows) == 10
    if order.lstrip("-") != "name":  # names sort by the database's own collation
        keys = [row[order.lstrip("-")] for row in rows]
        assert keys == sorted(keys, reverse=order.startswith("-"))


@pytest.mark.parametrize("order", ["closed_on", "-closed_on"])
def test_pages_go_on_over_empty_values(officer, land, order, monkeypatch):
    monkeypatch.setattr(BodyViewSet, "ordering_fields", ("closed_on",))
    for number in range(6):
        closed = date(2015, 1, 1 + number % 2) if number % 3 else None
        Body.objects.create(home=land.east, kind="station", name=f"站{number}", closed_on=closed)
    rows = [row for page in pages(officer, f"/api/v1/bodies/?page_size=2&ordering={order}") for row in page]
    assert len({row["id"] for row in rows}) == len(rows) == 9
    days = [row["closed_on"] or "9999" for row in rows]
    assert days == sorted(days, reverse=order.startswith("-"))


@pytest.fixture
def cursor(officer, streets):
    return officer.get(LIST).json()["next"].rpartition("cursor=")[2].partition("&")[0]


def refused(answer):
    return answer.status_code == 400 and answer.json()["code"] == "cursor" and "cursor" in answer.json()["errors"]


def test_a_cursor_belongs_to_its_address_filters_order_and_caller(officer, committee, cursor):
    assert officer.get(f"{LIST}&cursor={cursor}").status_code == 200
    assert refused(officer.get(f"{LIST}&cursor={cursor}&level=township"))
    assert refused(officer.get(f"{LIST}&cursor={cursor}&ordering=-path"))
    assert refused(officer.get(f"/api/v1/bodies/?cursor={cursor}"))
    assert refused(committee.get(f"{LIST}&cursor={cursor}"))


@pytest.mark.parametrize(
    "payload",
    [
        None,
        1,
        "x",
        [],
        [1],
        [1, "x", "i", 1, 2],
        [2, "x", "i", 1, 2],
        [1, None, "i", 1, 2],
        {"a": 1},
        [1, "x", [], 1, 2],
    ],
)
def test_a_rightly_signed_cursor_of_another_shape_is_refused(officer, streets, payload):
    assert refused(officer.get(f"{LIST}&cursor={signing.dumps(payload, salt=pagination.SALT)}"))


def test_altered_cursors_are_refused(officer, cursor):
    for at in range(0, len(cursor), 7):
        assert refused(officer.get(f"{LIST}&cursor={cursor[:at]}{'A' if cursor[at] != 'A' else 'B'}{cursor[at + 1 :]}"))
    for text in ("", "0", "%20", cursor + "x", "A" * 3999, "eyJ" * 100, ":", "::", ".a:b:c"):
        assert refused(officer.get(f"{LIST}&cursor={text}")), text


@pytest.mark.parametrize("size", ["0", "-1", "1001", "1000000000", "1e9", "", "１", "x", "+5", " 5"])
def test_a_page_size_out_of_range_is_refused(officer, land, size):
    answer = officer.get(f"/api/v1/areas/?page_size={size}")
    assert (answer.status_code, answer.json()["code"]) == (400, "page_size")


def test_a_list_costs_the_same_number_of_queries_at_any_depth(officer, streets, django_assert_num_queries, cursor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        officer.get(LIST)
    with CaptureQueriesContext(connection) as later:
        officer.get(f"{LIST}&cursor={cursor}")
    assert len(first) == len(later) <= 12
    assert not any("COUNT(" in query["sql"] for query in later.captured_queries)
