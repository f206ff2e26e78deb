"""A round of five thousand units is opened within seconds, also on tables that nobody has analyzed; each unit is on exactly one list."""

import time
from collections import Counter

import pytest

from access.choices import AreaLevel, BodyKind, Role
from access.models import Body
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import RoundTask, Unit
from enterprises.queries import clear, quality
from tests.bench import world as bench
from tests.factories import orgs
from tests.factories.access import TODAY, principal

pytestmark = pytest.mark.django_db(transaction=True)
STREETS, COMMUNITIES = 3, 10
MOST_SECONDS = 60  # a plan that goes over every unit for every unit takes many minutes
SIZES = [pytest.param(300, id="300"), pytest.param(5_000, id="5000", marks=pytest.mark.full)]
TABLES = ("enterprises_unit", "enterprises_roundtask", *(f"enterprises_{table}" for table, _c, _v in bench.FACTS))
FILTERS = {
    "all": {},
    "by everything": {
        "kinds": ["enterprise"], "sections": ["C"], "statuses": ["operating"], "sizes": ["small"], "base": "in",
    },
    "unclear": {"lights": clear.UNCLEAR}, "with findings": {"quality": quality.ANY},
    "outside the base": {"base": "out", "statuses": ["operating", "shell"]},
}  # fmt: skip


def district():
    """Return the district, its communities, and the officers of its places; one community has none."""
    with system_scope("test"):
        county = orgs.area("示例区", AreaLevel.COUNTY)
        places, communities = [], []
        for number in range(STREETS):
            places.append(orgs.area(f"第{number}街道", AreaLevel.TOWNSHIP, county))
            communities += [
                orgs.area(f"{number}之{n}社区", AreaLevel.COMMUNITY, places[-1]) for n in range(COMMUNITIES)
            ]
        for number, home in enumerate((*places, *communities[1:], *communities[1:])):
            body = Body.objects.create(name=f"{home.name}机构{number}", kind=BodyKind.TOWN_COMMITTEE, home=home)
            body.areas.add(home)
            orgs.account(Role.STREET_OFFICER if home in places else Role.COMMUNITY_OFFICER, body)
        lead = Body.objects.create(name="区非公工委", kind=BodyKind.WORK_COMMITTEE, home=county)
        lead.areas.add(county)
    return county, communities, principal(Role.COMMITTEE, lead)


@pytest.fixture
def unanalyzed(owner_sql):
    """Give the owner's connection; nobody analyzes these tables meanwhile."""
    for table in TABLES:
        owner_sql.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
    yield owner_sql
    for table in TABLES:
        owner_sql.execute(f"ALTER TABLE {table} RESET (autovacuum_enabled)")


def is_known(owner):
    """Say whether the database has statistics of these tables."""
    query = "SELECT bool_or(reltuples >= 0) FROM pg_class WHERE oid = ANY (%s::regclass[])"
    return owner.execute(query, [list(TABLES)]).fetchone()[0]


@pytest.mark.parametrize("units", SIZES)
def test_a_round_on_tables_without_statistics_is_opened_in_seconds_with_every_unit_on_one_list(unanalyzed, units):
    county, communities, by = district()
    bench._units(unanalyzed, [area.pk for area in communities], units)
    for table, columns, values in bench.FACTS:
        bench._facts(unanalyzed, table, columns, values.replace("true, 'legal_unit'", "id % 7 > 0, 'legal_unit'"))
    for name, wanted in FILTERS.items():
        began = time.monotonic()
        with acting(by):
            opened = services.open_survey_round(
                area=county, name=name, starts_on=TODAY, ends_on=TODAY, on=TODAY, by=by, wanted=wanted
            )
        taken = time.monotonic() - began
        print(f"{name}: {opened.units} units in {taken:.2f} s")
        lists = Counter(RoundTask.objects.as_system("test").filter(round=opened).values_list("unit", flat=True))
        assert set(lists.values()) == {1}
        assert len(lists) == opened.units > 0
        assert not RoundTask.objects.as_system("test").filter(round=opened, officer=None).exists()
        assert taken < MOST_SECONDS
        assert not is_known(unanalyzed)
        if not wanted:
            operating = Unit.objects.as_system("test").with_status(TODAY, "operating")
            assert set(lists) == set(operating.values_list("pk", flat=True))
