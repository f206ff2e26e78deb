"""A street with 60 uncovered units: planned, accepted, every case taken to its cancelled ticket, and the coverage page moves by them."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from access.models import AreaVersion
from access.principals import system_scope
from enterprises.choices import BaseReason
from enterprises.models import BaseFact, PlacementFact, Unit
from orgs.choices import CaseOrigin, DraftState, FormationMode, LinePlace, PlanStatus
from orgs.models import Application, Coverage, PlanLine
from orgs.models.gaps import out_of_step
from orgs.queries import units as queries
from orgs.rules import cases as rules
from orgs.services.planner import accepting, facts
from orgs.services.planner.accepting import ALL
from reports.demo import indicators
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.factories.orgs import OPENED, TODAY
from tests.orgs.plans.taken import Office

RIPE, FEW, NONE = 24, 24, 12


@dataclass
class Told:
    """What the coverage page says of a street."""

    strict: int
    broad: int
    gap: int
    uncovered: int
    whole: int


@pytest.fixture
def town(street):
    """Give the street its 60 units, in the base and placed, with the indicators by which they are counted."""
    world = street.world
    units = [street.unit(at=n % 4, formal=3 + n % 6) for n in range(RIPE)]
    units += [street.unit(at=n % 4, industry="CF"[n % 8 > 3], formal=1 + n % 2) for n in range(FEW)]
    units += [street.unit(at=n % 3) for n in range(NONE)]
    valid = DateRange(OPENED, None)
    with system_scope("test data"):
        indicators.load()
        for area in (world.district, world.east, *street.communities):
            AreaVersion.objects.create(area=area, name=area.name, parent=area.parent, path=area.path, valid=valid)
        for unit in units:
            PlacementFact.objects.create(unit=unit, area=unit.area, valid=valid)
            BaseFact.objects.create(unit=unit, in_base=True, reason=BaseReason.LEGAL_UNIT, valid=valid)
    return street, units


@pytest.fixture
def page(town):
    """Return what the committee reads on the coverage page of the street; the query says the same."""
    world, client = town[0].world, Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["committee"].pk))

    def read():
        asked = {"as_of": TODAY.isoformat(), "area": world.east.pk}
        shown = client.get("/reports/coverage/", asked).context
        told = {f.definition.code: f for f in (*shown["headline"], *shown["goals"], *shown["others"])}
        counted = coverage.overview(figures.Frame(world.east.path), Moment(TODAY))
        assert {code: (f.part, f.whole) for code, f in told.items()} == {
            code: (f.part, f.whole) for code, f in counted.items()
        }
        parts = (told[code].part for code in ("ORG_STRICT", "ORG_BROAD", "BUILD_GAP", "UNCOVERED"))
        return Told(*parts, told["ORG_STRICT"].whole)

    return read


def gaps():
    return set(queries.ought_and_is_not(Unit.objects.as_system("test"), TODAY).values_list("pk", flat=True))


def covered(*modes):
    rows = Coverage.objects.as_system("test").as_of(TODAY).filter(mode__in=modes)
    return set(rows.values_list("unit_id", flat=True))


def in_step(office):
    """Insist that open cases are the units 应建未建, beside those a joint application is under way for."""
    waiting = office.cases(status__in=rules.WAITING)
    assert {case.unit_id for case in waiting if case.origin != CaseOrigin.PLANNED} == gaps()
    assert all(case.application_id for case in waiting if case.origin == CaseOrigin.PLANNED)
    assert not Unit.objects.as_system("test").filter(out_of_step(TODAY)).exists()
    return {case.unit_id for case in waiting}


def test_sixty_units_are_planned_and_every_ticket_is_cancelled_and_the_page_moves_by_exactly_them(town, page):
    street, units = town
    office = Office(street.world)
    before = page()
    assert before == Told(strict=0, broad=0, gap=RIPE, uncovered=60, whole=60)

    draft = street.plan()
    places = dict(PlanLine.objects.as_system("test").filter(draft=draft).values_list("unit_id", "place"))
    assert set(places) == {unit.pk for unit in units}
    assert LinePlace.BLOCKED not in places.values()
    assert page() == before  # a plan alone moves nothing

    street.world.act_as("east")
    accepting.accept(draft=street.fresh(draft), parts=[ALL], on=TODAY, by=street.by)
    assert street.fresh(draft).state == DraftState.ACCEPTED
    regional = {pk for pk, place in places.items() if place == LinePlace.REGIONAL}
    assert covered(FormationMode.REGIONAL) == regional
    assert page() == Told(0, len(regional), RIPE, 60 - len(regional), 60)
    assert in_step(office) == set(places) - regional

    founded = set()
    for row in office.applications():
        mine = {case.unit_id for case in office.cases(application=row)}
        for step in office.take_through(row):
            assert covered(*rules.BUILT) == (founded | mine if step == "activate" else founded)
            founded |= mine if step == "activate" else set()
            assert in_step(office) == set(places) - regional - founded
        told = page()
        assert (told.strict, told.gap) == (len(founded), len(gaps()))
        for case in office.to_clear():
            office.clear(case)

    assert founded == set(places) - regional
    assert page() == Told(strict=len(founded), broad=60, gap=0, uncovered=0, whole=60)
    assert {case.unit_id for case in office.cases(status=PlanStatus.CLEARED)} == founded
    assert gaps() == set()
    orgs = {row.org_id for row in Application.objects.as_system("test")}
    assert None not in orgs
    street.world.act_as("east")
    assert not facts.town_of(street.asked(), by=street.by).units  # nothing is left to plan
