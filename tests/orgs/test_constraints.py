"""Each constraint once against the database, with its sentence."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from access.answers import constraint_sentences
from access.models import Area
from access.principals import system_scope
from orgs import services
from orgs.models import Coverage, LifeEvent, OrgGrid, PartyOrg, Post, StarRecord, Term
from tests.factories.orgs import DAY, DateRange

LATER = date(2015, 8, 1)


@contextmanager
def broken(name):
    """Insist that the database refuses under a name that has a Chinese sentence."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), system_scope("test data"):
        yield
    assert error.value.__cause__.diag.constraint_name == name
    assert constraint_sentences()[name]


def _cover(unit, org, mode, since=DAY, until=None):
    return Coverage.objects.create(unit=unit, org=org, mode=mode, valid=DateRange(since, until))


@pytest.mark.parametrize("mode", ["joint", "affiliated", "relying"])
def test_a_unit_has_one_own_coverage_at_a_time(world, east, mode):
    unit = world.unit(formal=3)
    world.single(by=east, unit=unit)
    with broken("orgs_coverage_one_own_per_unit"):
        _cover(unit, world.joint(by=east), mode)


def test_a_unit_has_one_regional_coverage_at_a_time(world, east):
    unit, one, two = world.unit(), world.regional(by=east), world.regional(by=east)
    services.join(unit=unit, org=one, on=DAY, by=east)
    with broken("orgs_coverage_one_regional_per_unit"):
        _cover(unit, two, "regional")


def test_periods_that_meet_do_not_overlap(world, east):
    unit, one, two = world.unit(), world.regional(by=east), world.regional(by=east)
    with system_scope("test data"):
        _cover(unit, one, "regional", DAY, LATER)
        assert _cover(unit, two, "regional", LATER).pk


def test_a_single_organization_is_of_one_unit(world, east):
    org = world.single(by=east)
    with broken("orgs_coverage_single_org_one_unit"):
        _cover(world.unit(), org, "single")


@pytest.mark.parametrize(("since", "until"), [(date(2015, 6, 30), None), (date(2015, 6, 30), date(2015, 7, 2))])
def test_coverage_does_not_begin_before_the_organization(world, east, since, until):
    org = world.joint(by=east)
    with broken("orgs_coverage_only_while_org_lives"):
        _cover(world.unit(), org, "joint", since, until)


def test_coverage_does_not_outlast_the_organization(world, east):
    org = world.joint(by=east)
    services.revoke(
        org=org, approval=services.Approval(on=LATER, approval_no="示例〔2015〕9号", reason="示例"), by=east
    )
    with broken("orgs_coverage_only_while_org_lives"):
        _cover(world.unit(), org, "joint", DAY, date(2015, 8, 2))
    with system_scope("test data"):
        assert _cover(world.unit(), org, "joint", DAY, LATER).pk


def test_an_organization_does_not_end_while_it_covers(world, east):
    org = world.joint(by=east)
    with broken("orgs_partyorg_outlives_its_coverage"):
        PartyOrg.objects.as_system("test").filter(pk=org.pk).update(ended_on=LATER)


def test_the_mode_fits_the_form(world, east):
    org = world.joint(by=east)
    with broken("orgs_coverage_mode_fits_org"):
        _cover(world.unit(), org, "regional")


def test_coverage_is_superseded_and_never_edited(world, east):
    org = world.joint(by=east)
    with broken("orgs_coverage_superseded_only"):
        Coverage.objects.as_system("test").filter(org=org).update(mode="relying")


def test_life_events_are_append_only(world, east):
    org = world.joint(by=east)
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeEvent.objects.as_system("test").filter(org=org).update(approval_no="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeEvent.objects.as_system("test").filter(org=org)._raw_delete("default")
    assert constraint_sentences()["orgs_lifeevent_append_only"]


def test_events_follow_their_organization_when_an_area_moves(world, east):
    org = world.joint(by=east)
    with system_scope("test data"):
        area = Area.objects.get(pk=org.area_id)
        area.parent = world.west
        area.save()
        area.refresh_from_db()
    for model in (PartyOrg, LifeEvent, Coverage):
        rows = model.objects.as_system("test")
        found = (rows.filter(pk=org.pk) if model is PartyOrg else rows.filter(org=org)).first()
        assert found.area_path.startswith(world.west.path)


def test_temporary_organizations_hold_no_terms(world, east):
    org = world.single(by=east, nature="temporary")
    with broken("orgs_term_org_holds_terms"):
        Term.objects.create(org=org, elected_on=DAY, ends_on=date(2018, 7, 1))


def test_an_organization_with_terms_does_not_become_temporary(world, east):
    org = world.single(by=east)
    services.elect(org=org, election=services.Election(on=DAY), by=east)
    with broken("orgs_partyorg_terms_need_regular_nature"):
        PartyOrg.objects.as_system("test").filter(pk=org.pk).update(nature="temporary")


def test_one_term_stands(world, east):
    org = world.single(by=east)
    services.elect(org=org, election=services.Election(on=DAY), by=east)
    with broken("orgs_term_one_standing"):
        Term.objects.create(org=org, number=2, elected_on=LATER, ends_on=date(2018, 8, 1))


@pytest.mark.parametrize(
    "dates",
    [
        {"elected_on": DAY, "ends_on": DAY},
        {"elected_on": DAY, "ends_on": LATER, "closed_on": DAY},
        {"elected_on": DAY, "ends_on": LATER, "extended_until": LATER, "extension_no": "1", "extension_reason": "-"},
    ],
)
def test_dates_of_a_term_are_in_order(world, east, dates):
    org = world.single(by=east)
    with broken("orgs_term_dates_in_order"):
        Term.objects.create(org=org, **dates)


def test_an_extension_has_number_and_reason(world, east):
    org = world.single(by=east)
    with broken("orgs_term_extension_with_reason"):
        Term.objects.create(org=org, elected_on=DAY, ends_on=LATER, extended_until=date(2015, 9, 1))


def test_one_secretary_at_a_time(world, east):
    org = world.single(by=east)
    values = {"kind": "secretary", "secretary_source": "employee", "valid": DateRange(DAY, None)}
    with broken("orgs_post_one_secretary"):
        for _ in range(2):
            Post.objects.create(org=org, person=world.person(), **values)


def test_a_secretary_has_a_source_and_an_owner_is_flagged(world, east):
    org, person = world.single(by=east), world.person()
    values = {"org": org, "person": person, "kind": "secretary", "valid": DateRange(DAY, None)}
    with broken("orgs_post_source_of_secretaries"):
        Post.objects.create(**values)
    with broken("orgs_post_owner_is_flagged"):
        Post.objects.create(**values, secretary_source="owner")


def test_a_grid_belongs_to_one_organization(world, east):
    world.regional(by=east, areas=[world.east_grid])
    other = world.regional(by=east)
    with broken("orgs_orggrid_one_org_per_grid"):
        OrgGrid.objects.create(org=other, grid=world.east_grid, valid=DateRange(DAY, None))


def test_only_regional_organizations_look_after_grids_and_only_grids(world, east):
    single, regional = world.single(by=east), world.regional(by=east)
    for org, area in ((single, world.east_grid), (regional, world.east_community)):
        with broken("orgs_orggrid_only_grids"):
            OrgGrid.objects.create(org=org, grid=area, valid=DateRange(DAY, None))


def test_stars_are_one_to_five(world, east):
    org = world.single(by=east)
    with broken("orgs_starrecord_one_to_five"):
        StarRecord.objects.create(org=org, stars=6, year=2015, valid=DateRange(DAY, None))


def test_no_organization_stands_above_itself(world, east):
    above = world.single(by=east, formal=60, org_type="general_branch")
    below = world.single(by=east, parent=above)
    with broken("orgs_partyorg_not_its_own_parent"):
        PartyOrg.objects.as_system("test").filter(pk=above.pk).update(parent=above)
    with broken("orgs_partyorg_parent_outside_itself"):
        PartyOrg.objects.as_system("test").filter(pk=above.pk).update(parent=below)


def test_a_regional_kind_goes_with_the_form(world, east):
    org = world.single(by=east)
    with broken("orgs_partyorg_regional_kind_with_form"):
        PartyOrg.objects.as_system("test").filter(pk=org.pk).update(regional_kind="town")


def test_every_named_constraint_of_the_app_has_its_sentence(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE 'orgs\\_%' AND contype IN ('x', 'c')"
        )
        names = {row[0] for row in cursor.fetchall()}
    spoken = set(constraint_sentences())
    silent = {n for n in names if n.startswith("orgs_") and not n.endswith(("_has_place", "_check"))} - spoken
    assert not silent
