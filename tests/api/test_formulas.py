"""Text that a program could take for a formula stays text in every list that becomes a file, those of tomorrow too (I4)."""

from dataclasses import replace

import pytest

from access.principals import Principal, acting, system_scope
from access.registries import exporters
from enterprises.models import RoundTask
from enterprises.services.sheets.exports import Asked
from enterprises.services.sheets.writing import FORMATS
from tests.api.exporting import LISTS, caller_of, client_of, exported, query_of, table_of
from tests.api.formulas import FIRSTS, PAYLOADS, plant
from tests.factories.instructors import TODAY

pytestmark = pytest.mark.usefixtures("files")
SIZES = [
    pytest.param(PAYLOADS[:: len(PAYLOADS) // len(FIRSTS)], id="10"),
    pytest.param(PAYLOADS, id="40", marks=pytest.mark.full),
]


@pytest.fixture
def client(world, land):
    unit = RoundTask.objects.as_system("t").get(round=world).unit_id
    return client_of(caller_of(land.committee, "whole", unit))


def read(cell):
    """Return a cell of a file as an import reads it."""
    return cell.removeprefix("'") if isinstance(cell, str) else cell


@pytest.mark.parametrize("payloads", SIZES)
@pytest.mark.parametrize("kind", list(FORMATS))
def test_whatever_a_list_says_is_written_as_the_text_that_it_is(client, world, monkeypatch, kind, payloads):
    for code in LISTS:
        one = exporters.get(code)
        said = replace(
            one,
            keys=lambda asked, by: range(len(payloads)),
            rows=lambda asked, by, keys, one=one: [[payloads[key]] * len(one.columns(asked, by)) for key in keys],
        )
        monkeypatch.setitem(exporters._entries, code, said)
        table = table_of(exported(client, code, query_of(code, world), kind), kind)
        cells = [[(cell or "").replace("\r\n", "\n") for cell in row] for row in table[3:]]
        assert [[read(cell) for cell in row] for row in cells] == [[one] * len(table[2]) for one in payloads], code
        if kind == "csv":
            assert all(cell.startswith("'") for row in cells for cell in row), code
        monkeypatch.undo()


BY_THE_PROGRAM = {  # texts that are vocabulary or composed, or stand in rows that are never changed: the test above has them
    "enterprises.difficulties": {"单位名称", "困难类别", "反映渠道", "承办机构"},
    "enterprises.findings": {"超期"},
    "enterprises.registers": {"名册"},
    "enterprises.units": {"五个清", "覆盖方式", "指导员"},
    "enterprises.visits": {"走访人"},
    "funding.batches": {"批次"},
    "funding.entitlements": {"补助方式"},
    "funding.ledger": {"摘要", "分录（元）"},
    "funding.payments": {"补助", "收款单位", "说明"},
    "instructors.dispatches": {"结束说明"},
    "orgs.life": {"议题（名称）", "主持人（负责人）", "数量", "议定事项（成效）"},
    "orgs.orgs": {"书记", "指导员"},
    "orgs.owners": {"推荐事项", "说明"},
    "orgs.terms": {"书记"},
}


def test_what_people_wrote_comes_into_every_list_as_text(world, land):
    unit = RoundTask.objects.as_system("t").get(round=world).unit_id
    caller = caller_of(land.committee, "whole", unit)
    with system_scope("test data"):
        plant(PAYLOADS[0])
    by = Principal.for_user(caller.user, on=TODAY)
    for code in LISTS:
        query = query_of(code, world) | {"state": ["all"]}
        with acting(by):
            kinds = [kind for _label, kind in exporters.get(code).columns(Asked(query, TODAY), by)]
        for kind in FORMATS:
            _title, _day, head, *rows = table_of(exported(client_of(caller), code, query, kind), kind)
            said = [any(read(row[place] or "").startswith(PAYLOADS[0]) for row in rows if not is_number(row[place]))
                    for place in range(len(head))]  # fmt: skip
            bare = {head[n] for n, kind_of in enumerate(kinds) if kind_of in {"text", "place"} and not said[n]}
            assert bare == BY_THE_PROGRAM.get(code, set()), (code, bare)
            assert kind == "xlsx" or not any(str(cell)[:1] == "=" for row in rows for cell in row)


def is_number(cell):
    """Say whether a cell is a number."""
    return isinstance(cell, (int, float))
