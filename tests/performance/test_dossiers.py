"""Pages of one row, full of everything they can show, and the home page: at most twelve statements for every kind of reader."""

import pytest

from access.models import AreaVersion
from access.principals import system_scope
from reports.demo import indicators
from tests.factories import orgs
from tests.performance import rich
from tests.performance.counting import MOST, asked

READERS = ("committee", "east", "orgdept", "finance", "leader", "secretary", "guide")


@pytest.fixture
def full(db):
    found = rich.build()
    world = found.purse.world
    found.purse.secretary_of(found.org)
    rich.account_of_guide(found)
    with system_scope("test data"):
        indicators.load()
        for area in (world.district, world.east, world.east_community, world.east_grid):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=(orgs.OPENED, None)
            )
    return found


def pages(full):
    return (
        "/", f"/enterprises/{full.unit.pk}/", f"/orgs/{full.org.pk}/", f"/orgs/{full.regional.pk}/",
        f"/instructors/{full.instructor.pk}/", "/instructors/visits/", f"/funding/{full.item.pk}/", "/funding/batches/",
        f"/funding/batches/{full.batch.pk}/", "/funding/ledger/", "/funding/policies/", "/reports/coverage/", "/reports/sources/",
    )  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_pages_of_one_row_ask_little(full, client, reader):
    client.force_login(full.purse.world.users[reader])
    open_pages = [path for path in pages(full) if client.get(path).status_code == 200]
    assert len(open_pages) >= 2
    told = {path: asked(client, path) for path in open_pages}
    more = {path: statements for path, statements in told.items() if len(statements) > MOST}
    assert more == {}


def test_the_committee_opens_every_dossier(full, client):
    client.force_login(full.purse.world.users["committee"])
    assert [path for path in pages(full) if client.get(path).status_code != 200] == []


def test_the_dossiers_are_full(full, client):
    client.force_login(full.purse.world.users["committee"])
    unit, org = (client.get(path).content.decode() for path in pages(full)[1:3])
    for name in (full.org.name, full.regional.name, full.owner, full.instructor.name, "示例1"):
        assert name in unit
    for name in (full.unit.name, full.regional.name, full.secretary, full.instructor.name, "示例点"):
        assert name in org
