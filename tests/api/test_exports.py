"""Every list as a file: the rows, order and columns of its page, under the reader's scope; text stays text (I4)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from access.models import AuditEvent
from access.principals import Principal, acting, system_scope
from access.registries import clear_checks, columns, exporters
from enterprises.models import RoundTask, Unit, Visit
from enterprises.queries.listing import VIEW
from enterprises.queries.pieces import Piece
from enterprises.services.sheets.exports import Asked
from enterprises.services.sheets.writing import FORMATS
from funding.models import Batch
from tests.api.callers import area
from tests.api.exporting import LISTS, caller_of, client_of, exported, query_of, table_of
from tests.api.formulas import PAYLOADS
from tests.api.world import everything_in
from tests.factories import orgs
from tests.factories.instructors import TODAY

pytestmark = pytest.mark.usefixtures("files")


def test_every_list_is_exported_row_by_row_in_the_order_of_its_page(world, land):
    unit = RoundTask.objects.as_system("t").get(round=world).unit_id
    wrong, sizes = [], {code: [] for code in LISTS}
    for body, name in ((land.committee, "whole"), (land.east_body, "street")):
        caller = caller_of(body, name, unit)
        for code in LISTS:
            one = exporters.get(code)
            by = Principal.for_user(caller.user, on=TODAY)
            asked = Asked(query_of(code, world), TODAY)
            with acting(by):
                keys = list(one.keys(asked, by))
                cells = [list(row) for row in one.rows(asked, by, keys)]
                head = one.columns(asked, by)
            rows = table_of(exported(client_of(caller), code, query_of(code, world), "xlsx"), "xlsx")
            sizes[code].append(len(keys))
            if len(rows) != len(keys) + 3 or [str(label) for label, _kind in head] != [c for c in rows[2] if c]:
                wrong.append((code, len(rows), len(keys), rows[2]))
            wrong += [(code, r[0], c[0]) for r, c in zip(rows[3:], cells, strict=False) if r[0] != c[0]]
    wrong += [(code, most, least) for code, (most, least) in sizes.items() if not most or least > most]
    assert wrong == []
    told = AuditEvent.objects.as_system("t").filter(act="enterprises.exported").latest("pk").detail
    assert (told["purpose"], told["scope"]) == ("核对", [land.east.path])


def test_visits_and_lists_of_no_round_are_none_rather_than_those_outside_of_rounds(world, land):
    with system_scope("test data"):
        unit = Unit.objects.as_system("t").first()
        Visit.objects.create(
            client_uuid="5a1c1f4e-0000-4000-8000-00000000000b", unit=unit, visited_on=TODAY, outcome="done"
        )
    by = Principal.for_user(everything_in(land.committee).user, on=TODAY)
    for code in ("enterprises.visits", "enterprises.tasks"):
        for query in ({}, {"round": ["x"]}, {"round": ["999999"]}):
            with acting(by):
                assert list(exporters.get(code).keys(Asked(query, TODAY), by)) == [], (code, query)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=800)], ids=str)
def test_what_files_read_of_many_units_at_once_is_what_the_page_asks_of_each(world, land, on):
    for caller in (everything_in(land.committee), everything_in(land.east_body, "street")):
        by = Principal.for_user(caller.user, on=TODAY)
        with acting(by):
            rows = Unit.objects.visible_to(by, VIEW).order_by("pk")
            piece = Piece(list(rows.values_list("pk", flat=True)), on, by)
            asked = [one for one in columns.of("enterprises.unit") if one.read is not None]
            for one in asked:
                paged, read = dict(one.annotate(rows, on).values_list("pk", one.key)), piece.value_of(one)
                assert in_words(one, paged) == in_words(one, read), one.key
            checks = [one for one in clear_checks.items() if one.held is not None]
            for check in checks:
                held = set(rows.filter(Q(check.condition(on))).values_list("pk", flat=True))
                assert {pk for pk in piece.keys if pk in check.held(piece)} == held, check.code
        assert len(asked) >= 3
        assert len(checks) >= 4


def in_words(column, values):
    return {pk: column.text(value) if column.text else value for pk, value in values.items() if value is not None}


@pytest.mark.parametrize("kind", list(FORMATS))
def test_forty_texts_like_formulas_stay_text_in_every_list_that_has_them(world, land, kind):
    client = client_of(everything_in(land.committee))
    for code in ("enterprises.difficulties", "enterprises.registers", "enterprises.visits", "instructors.instructors"):
        content = exported(client, code, query_of(code, world) | {"state": ["all"]}, kind)
        cells = [str(cell) for row in table_of(content, kind)[3:] for cell in row if cell]
        if kind == "csv":
            assert not [cell for cell in cells if cell[0] in "=+-@\t\r|＝＋－" and not cell.lstrip("-").isdecimal()], (
                code
            )
        if code in {"enterprises.difficulties", "enterprises.registers"}:
            seen = {cell.lstrip("'").replace("\r\n", "\n").strip() for cell in cells}
            assert {payload.strip().replace("\r", "") for payload in PAYLOADS} <= {
                one.replace("\r", "") for one in seen
            } | {one.replace("\r", "").strip() for one in seen}, code


def test_the_pages_of_lists_offer_their_export_to_whoever_may(world, land):
    unit = RoundTask.objects.as_system("t").get(round=world).unit_id
    client = client_of(caller_of(land.committee, "whole", unit))
    for code in LISTS:
        one = exporters.get(code)
        address = reverse("enterprises:round", args=[world.pk]) if one.url == "enterprises:rounds" else reverse(one.url)
        if code == "enterprises.findings":
            address = reverse("enterprises:findings", args=["phone_missing"])
        if code == "funding.payments":
            address = Batch.objects.as_system("t").order_by("pk").first().get_absolute_url()
        page = client.get(address).content.decode()
        assert reverse("enterprises:export_list", args=[code]) in page, code
    assert client.get(reverse("enterprises:export_list", args=["nothing.there"])).status_code == 404


MANY = [pytest.param(400, id="400"), pytest.param(100_000, marks=pytest.mark.full, id="100000")]
PLANT = """
INSERT INTO enterprises_difficulty (unit_id, unit_name, kind, text, origin, raised_on, raiser, state, log, result, handler_path,
                                    handler_line, area_path, line_code)
SELECT %(unit)s, '某某有限公司', CASE WHEN n %% 100 = 0 THEN 'tax' ELSE 'finance' END, '缺少流动资金' || n, 'visit', %(on)s, '张三',
  'raised', '[]', '', '', '', '', '' FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""


def peak_mb():
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


@pytest.mark.parametrize("many", MANY)
def test_memory_does_not_grow_with_the_rows_of_a_list(land, many):
    with system_scope("test data"), connection.cursor() as cursor:
        unit = orgs.unit(area(land.east, "community", "东一社区"))
        for first in range(1, many, 5_000):  # each statement within the time that statements have
            told = {"unit": unit.pk, "on": TODAY, "first": first, "last": min(first + 4_999, many)}
            cursor.execute(PLANT, told)
    caller = everything_in(land.east_body)
    client, code = client_of(caller), "enterprises.difficulties"
    exported(client, code, {"kind": ["tax"]}, "csv")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted from here
    before = peak_mb()
    content = exported(client, code, {}, "csv")
    assert peak_mb() - before <= 60 + len(content) / 1024**2 * 3  # the test itself reads the whole file
    assert content.count(b"\n") == many + 3
