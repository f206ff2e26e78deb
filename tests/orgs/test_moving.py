"""Organizations of a unit that moves: its own follows it, a regional one is left, the others stay; the past stays where it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from access.models import AreaVersion
from access.principals import system_scope
from enterprises import services as register
from enterprises.models import PlacementFact
from orgs.choices import CoverageEndReason, LifeEventKind
from orgs.models import Coverage, LifeEvent, OrgPlace, PartyOrg, Post
from reports.demo import indicators
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.factories.orgs import DAY, OPENED

MOVED = DAY + timedelta(days=30)
YES = "orgs.view_org"


def move(world, unit, to, on=MOVED):
    by = world.act_as("committee")
    return register.move(unit=unit, to=to, on=on, by=by)


def kept(org):
    return PartyOrg.objects.as_system("t").get(pk=org.pk)


def place(org, on):
    return OrgPlace.objects.as_system("t").as_of(on).get(org=org).area


def test_a_units_own_organization_follows_with_all_that_hangs_on_it(world, east):
    unit = world.unit(formal=3)
    org = world.single(by=east, unit=unit)
    assert place(org, DAY) == world.east_community
    move(world, unit, world.west_community)
    after = kept(org)
    assert (after.area, after.area_path) == (world.west_community, world.west_community.path)
    assert (place(org, MOVED - timedelta(days=1)), place(org, MOVED)) == (world.east_community, world.west_community)
    event = LifeEvent.objects.as_system("t").get(org=org, kind=LifeEventKind.RELOCATE)
    assert event.detail == {"left": world.east_community.name, "to": world.west_community.name}
    west = world.act_as("west")
    assert PartyOrg.objects.visible_to(west, YES).filter(pk=org.pk).exists()
    assert Coverage.objects.as_system("t").as_of(MOVED).filter(unit=unit, org=org).exists()
    for model in (LifeEvent, Post, OrgPlace):
        paths = set(model.objects.as_system("t").filter(org=org).values_list("area_path", flat=True))
        assert paths <= {world.west_community.path}
    east = world.act_as("east")
    assert not PartyOrg.objects.visible_to(east, YES).filter(pk=org.pk).exists()


def test_an_organization_at_the_street_stays_while_its_unit_stays_inside(world, east):
    unit = world.unit(formal=3)
    org = world.single(by=east, unit=unit, area=world.east)
    move(world, unit, world.east_grid)
    assert kept(org).area == world.east
    assert not LifeEvent.objects.as_system("t").filter(org=org, kind=LifeEventKind.RELOCATE).exists()


def test_a_name_that_is_taken_there_stops_the_move(world, east):
    unit = world.unit(formal=3)
    org = world.single(by=east, unit=unit, name="同名党支部")
    there = world.unit(world.west_community, formal=3)
    world.single(by=world.act_as("west"), unit=there, name="同名党支部", area=world.west_community)
    with pytest.raises(ValidationError) as raised:
        move(world, unit, world.west_community)
    assert [error.code for error in raised.value.error_dict["to"]] == ["org_name_taken"]
    assert kept(org).area == world.east_community


def test_a_joint_branch_goes_on_wherever_its_units_are(world, east):
    unit = world.unit(formal=1)
    org = world.joint(by=east, units=[unit, world.unit(formal=2)])
    move(world, unit, world.west_community)
    assert kept(org).area == org.area
    assert Coverage.objects.as_system("t").as_of(MOVED).filter(unit=unit, org=org).exists()


@pytest.mark.parametrize(("to", "stays"), [("east_community", True), ("west_grid", False)])
def test_a_regional_branch_is_left_with_its_area(world, east, to, stays):
    unit = world.unit(world.east_grid)
    org = world.regional(by=east, areas=[world.east_grid])
    assert Coverage.objects.as_system("t").as_of(DAY).filter(unit=unit, org=org).exists()
    move(world, unit, getattr(world, to))
    rows = Coverage.objects.as_system("t").filter(unit=unit, org=org)
    assert rows.as_of(MOVED).exists() is stays
    if not stays:
        row = rows.as_of(MOVED - timedelta(days=1)).get()
        assert (row.until, row.end_reason) == (MOVED, CoverageEndReason.UNIT_MOVED)


def test_past_figures_count_an_organization_where_it_lay_then(world, east):
    unit = world.unit(formal=3)
    with system_scope("test data"):
        indicators.load()
        for area in (world.district, world.east, world.west, world.east_community, world.west_community):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=DateRange(OPENED, None)
            )
        PlacementFact.objects.create(unit=unit, area=world.east_community, valid=DateRange(OPENED, None))
    world.single(by=east, unit=unit)
    move(world, unit, world.west_community)

    def counted(area, on: date):
        return coverage.overview(figures.Frame(area.path), Moment(on))["ORGANIZATIONS"].part

    before = MOVED - timedelta(days=1)
    assert [counted(world.east, before), counted(world.east, MOVED)] == [1, 0]
    assert [counted(world.west, before), counted(world.west, MOVED)] == [0, 1]
    assert [counted(world.district, before), counted(world.district, MOVED)] == [1, 1]
