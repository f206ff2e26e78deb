"""The worked example of the indicators (35 / 65 / 20 / 25 / 90 %, uncovered 10, organizations 26) through the pages' own queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AreaLevel, BodyKind, Role
from access.models import AreaVersion, Body
from access.principals import system_scope
from enterprises.choices import BaseReason, MassOrgKind
from enterprises.models import BaseFact, MassOrgFact, PlacementFact
from orgs.models import Coverage, PartyOrg
from reports.demo import indicators
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.factories import orgs as make

DAY = date(2015, 9, 1)
SINCE = date(2015, 1, 1)


def _org(area, form, units, number):
    org = PartyOrg.objects.create(
        area=area,
        name=f"示例{form}{number}",
        form=form,
        founded_on=SINCE,
        regional_kind="town" if form == "regional" else "",
    )
    for unit in units:
        Coverage.objects.create(unit=unit, org=org, mode=form, valid=DateRange(SINCE, None))


def _unit(area, number):
    unit = make.unit(area, name=f"示例{number}号有限公司", since=SINCE)
    PlacementFact.objects.create(unit=unit, area=area, valid=DateRange(SINCE, None))
    BaseFact.objects.create(unit=unit, in_base=True, reason=BaseReason.LEGAL_UNIT, valid=DateRange(SINCE, None))
    return unit


@pytest.fixture
def example(db):
    """100 operating units: 20 single; 15 in 4 joint; 30 in 2 regional; 25 with work coverage only; 10 with nothing."""
    with system_scope("test data"):
        district = make.area("示例区", AreaLevel.COUNTY)
        east, west = (make.area(name, AreaLevel.TOWNSHIP, district) for name in ("东街", "西街"))
        for area in (district, east, west):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=DateRange(date(2010, 1, 1), None)
            )
        indicators.load()
        units = [_unit((east, west)[n % 2], n) for n in range(100)]
        for number, unit in enumerate(units[:20]):
            _org(unit.area, "single", [unit], number)
        for number in range(4):
            _org(east, "joint", units[20:35][number::4], number)
        for number in range(2):
            _org(west, "regional", units[35:65][number::2], number)
        for unit in units[65:90]:
            MassOrgFact.objects.create(unit=unit, kind=MassOrgKind.UNION, valid=DateRange(SINCE, None))
        body = Body.objects.create(name="示例工委", kind=BodyKind.WORK_COMMITTEE, home=district)
        body.areas.add(district)
        user = make.account(Role.COMMITTEE, body)
    return district, user


@pytest.mark.parametrize(
    ("code", "percent"),
    [("ORG_STRICT", "35.0"), ("ORG_BROAD", "65.0"), ("SINGLE", "20.0"), ("WORK_ONLY", "25.0"), ("WORK", "90.0")],
)
def test_the_coverage_page_shows_the_rates_of_the_worked_example(client, example, code, percent):
    _district, user = example
    client.force_login(user)
    page = client.get("/reports/coverage/", {"as_of": DAY.isoformat()}).context
    shown = {f.definition.code: f for f in [*page["headline"], *page["goals"], *page["others"]]}
    assert shown[code].rate.percent == Decimal(percent)
    assert shown["UNCOVERED"].part == 10
    assert shown["ORGANIZATIONS"].part == 26


@pytest.mark.parametrize("part", ["numerator", "denominator", "rest"])
def test_every_figure_opens_into_exactly_its_rows(client, example, part):
    district, user = example
    client.force_login(user)
    for definition in coverage.definitions(DAY):
        page = client.get(
            "/reports/figure/",
            {"indicator": definition.code, "part": part, "as_of": DAY.isoformat(), "area": district.pk},
        ).context
        figure = page["figure"]
        expected = {"numerator": figure.part, "denominator": figure.whole, "rest": figure.whole - figure.part}[part]
        assert page["total"] == expected
        assert len(page["rows"]) + page["elsewhere"] == expected


def test_the_streets_add_up_to_the_district(example):
    district, _user = example
    place, moment = figures.Frame(district.path), Moment(DAY)
    whole = coverage.overview(place, moment)
    surveyed = coverage.survey(district, place, moment)
    for code in coverage.COMPARED:
        assert sum(child.figures[code].part for child in surveyed.children) == whole[code].part
        assert sum(child.figures[code].whole for child in surveyed.children) == whole[code].whole
    assert {c: (f.part, f.whole) for c, f in surveyed.figures.items()} == {
        c: (f.part, f.whole) for c, f in whole.items()
    }


@pytest.mark.parametrize(
    ("on", "covered"),
    [(date(2014, 12, 31), 0), (SINCE, 35), (date(2015, 12, 31), 35)],
)
def test_coverage_counts_from_its_first_day(example, on, covered):
    district, _user = example
    strict = coverage.overview(figures.Frame(district.path), Moment(on))["ORG_STRICT"]
    assert strict.part == covered


def test_what_was_not_yet_known_does_not_count(example):
    from datetime import UTC, datetime

    district, _user = example
    before = Moment(DAY, datetime(2015, 9, 2, tzinfo=UTC))
    assert coverage.overview(figures.Frame(district.path), before)["ORG_STRICT"].whole == 0
