"""Neighbouring communities from a file: whole or not at all, twice as once, every fault with its line."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from access.principals import system_scope
from orgs.models import AreaAdjacency
from tests.factories.orgs import TODAY


@pytest.fixture
def loaded(world, tmp_path):
    """Load a file of pairs; return what the command says."""
    with system_scope("test data"):
        for code, community in (("A1", world.east_community), ("B1", world.west_community), ("A", world.east)):
            community.code = code
            community.save(update_fields=["code"])

    def run(body, on=TODAY, head="code,other_code\n"):
        path, said = tmp_path / "pairs.csv", StringIO()
        path.write_text(head + body, encoding="utf-8")
        call_command("load_neighbours", path, on=on, origin="示例图", stdout=said)
        return said.getvalue().strip()

    return run


def test_a_file_adds_pairs_once_whichever_way_they_are_written(loaded, world):
    assert loaded("A1,B1\n") == "1 added, 0 unchanged"
    assert loaded("B1,A1\nA1,B1\n", TODAY + timedelta(days=9)) == "0 added, 1 unchanged"
    pair = AreaAdjacency.objects.get()
    assert {pair.area_id, pair.other_id} == {world.east_community.pk, world.west_community.pk}
    assert (pair.valid.lower, pair.origin) == (TODAY, "示例图")
    with system_scope("test"):
        assert AuditEvent.objects.as_system("test").filter(act="orgs.neighbours_loaded").count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [("A1,B1\nA1,X9\n", "X9"), ("A1,B1\nA1\n", "两列"), ("A1,A\n", "社区"), ("A1,A1\n", "互不包含")],
)
def test_one_fault_stores_nothing_and_names_its_line(loaded, body, said):
    with pytest.raises(CommandError, match=said) as refusal:
        loaded(body)
    assert f"第 {body.count(chr(10)) + 1} 行" in str(refusal.value)
    assert not AreaAdjacency.objects.exists()


def test_a_file_with_other_columns_or_none_at_all_is_refused(loaded, tmp_path):
    with pytest.raises(CommandError, match="第 1 行"):
        loaded("A1,B1\n", head="x,y,z\n")
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_neighbours", tmp_path / "nothing.csv", on=TODAY)
