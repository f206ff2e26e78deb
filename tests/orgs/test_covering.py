"""Joining, leaving, splitting off, merging, revoking: boundary days, refusals, what secretaries reach."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.policy import Denied
from access.principals import system
from orgs import services
from orgs.choices import CoverageEndReason, FormationMode, LifeEventKind, OrgType
from orgs.models import Coverage, LifeEvent, OrgGrid, PartyOrg, Term
from orgs.services import Approval, Election
from tests.factories.orgs import DAY, TODAY

LATER = date(2015, 8, 1)
YES = "orgs.view_org"


def _covers(unit, on, **lookup):
    return Coverage.objects.as_system("test").as_of(on).filter(unit=unit, **lookup).exists()


def _approval(on=LATER):
    return Approval(on=on, approval_no="示例〔2015〕2号", reason="示例")


@pytest.mark.parametrize(
    ("on", "covered"),
    [(DAY - timedelta(days=1), False), (DAY, True), (LATER - timedelta(days=1), True), (LATER, False)],
)
def test_coverage_counts_the_first_day_and_not_the_end_day(world, east, on, covered):
    unit = world.unit(formal=1)
    org = world.joint(by=east, units=[unit, world.unit(formal=2)])
    services.leave(unit=unit, org=org, on=LATER, reason="迁出", by=east)
    assert _covers(unit, on) is covered


def test_leaving_keeps_what_was_known_before(world, east):
    unit = world.unit(formal=1)
    org = world.joint(by=east, units=[unit, world.unit(formal=2)])
    services.leave(unit=unit, org=org, on=LATER, reason="迁出", by=east)
    rows = Coverage.objects.as_system("test").filter(unit=unit).order_by("pk")
    assert [(row.until, row.superseded_at is None, row.end_reason) for row in rows] == [
        (None, False, ""), (LATER, True, CoverageEndReason.LEFT),
    ]  # fmt: skip


def test_the_own_organization_is_not_left(world, east):
    unit = world.unit(formal=3)
    org = world.single(by=east, unit=unit)
    with pytest.raises(Conflict):
        services.leave(unit=unit, org=org, on=LATER, reason="-", by=east)


def test_leaving_what_does_not_cover_is_a_conflict(world, east):
    with pytest.raises(Conflict):
        services.leave(unit=world.unit(), org=world.joint(by=east), on=LATER, reason="-", by=east)


def test_a_unit_joins_a_joint_organization_and_the_sixth_needs_a_reason(world, east):
    org = world.joint(by=east, units=[world.unit(formal=1) for _ in range(5)])
    sixth = world.unit(formal=1)
    with pytest.raises(ValidationError) as refusal:
        services.join(unit=sixth, org=org, on=LATER, by=east)
    assert list(refusal.value.error_dict) == ["unit"]
    assert services.join(unit=sixth, org=org, on=LATER, by=east, reason="同一楼宇").mode == FormationMode.JOINT


def test_others_do_not_join_a_single_organization_but_may_hang_on(world, east):
    org, unit = world.single(by=east), world.unit(formal=1)
    with pytest.raises(Conflict):
        services.join(unit=unit, org=org, on=LATER, by=east)
    assert services.affiliate(unit=unit, org=org, on=LATER, by=east).mode == FormationMode.AFFILIATED


def test_a_unit_without_members_may_rely_but_not_hang_on(world, east):
    org, unit = world.single(by=east), world.unit()
    with pytest.raises(ValidationError):
        services.affiliate(unit=unit, org=org, on=LATER, by=east)
    assert services.rely(unit=unit, org=org, on=LATER, by=east).mode == FormationMode.RELYING


def test_regional_stands_beside_a_joint_organization(world, east):
    unit = world.unit(formal=1)
    world.joint(by=east, units=[unit, world.unit(formal=2)])
    services.join(unit=unit, org=world.regional(by=east), on=LATER, by=east)
    assert Coverage.objects.as_system("test").as_of(LATER).filter(unit=unit).count() == 2


def test_covering_before_the_organization_exists_is_a_conflict(world, east):
    org = world.joint(by=east)
    with pytest.raises(Conflict):
        services.join(unit=world.unit(formal=1), org=org, on=DAY - timedelta(days=1), by=east)


def test_covering_a_unit_of_another_street_is_denied(world, east):
    org = world.joint(by=east)
    with pytest.raises(Denied):
        services.join(unit=world.unit(world.west_community, formal=1), org=org, on=LATER, by=east)


def test_covering_by_an_organization_of_another_street_is_denied(world):
    org = world.joint(by=world.act_as("east"))
    west = world.act_as("west")
    with pytest.raises(Denied):
        services.join(unit=world.unit(world.west_community, formal=1), org=org, on=LATER, by=west)


def test_a_ripe_unit_splits_off_and_both_organizations_tell(world, east):
    unit = world.unit(formal=3)
    org = world.joint(by=east, units=[unit, world.unit(formal=1)], reason="书记人选未定")
    new = services.split_off(unit=unit, org=org, founding=world.founding(on=LATER), by=east)
    assert _covers(unit, LATER - timedelta(days=1), org=org)
    assert _covers(unit, LATER, org=new, mode="single")
    assert not _covers(unit, LATER, org=org)
    event = LifeEvent.objects.visible_to(east, YES).get(org=org, kind=LifeEventKind.SPLIT)
    assert event.other == new


def test_an_unripe_unit_stays_in_the_joint_organization(world, east):
    unit = world.unit(formal=2)
    org = world.joint(by=east, units=[unit, world.unit(formal=1)])
    with pytest.raises(ValidationError):
        services.split_off(unit=unit, org=org, founding=world.founding(on=LATER), by=east)
    assert _covers(unit, LATER, org=org)


def test_revoking_ends_everything_that_stands(world, east):
    unit = world.unit(world.east_grid)
    org = world.regional(by=east, areas=[world.east_grid])
    services.elect(org=org, election=Election(on=DAY), by=east)
    services.appoint(org=org, person=world.person(), kind="secretary", secretary_source="employee", on=DAY, by=east)
    services.revoke(org=org, approval=_approval(), by=east)
    org = PartyOrg.objects.visible_to(east, YES).get(pk=org.pk)
    assert org.ended_on == LATER
    assert (org.is_active(LATER - timedelta(days=1)), org.is_active(LATER)) == (True, False)
    assert not _covers(unit, LATER)
    assert not OrgGrid.objects.visible_to(east, YES).as_of(LATER).exists()
    assert Term.objects.visible_to(east, YES).get().closed_on == LATER
    assert not org.posts.visible_to(east, YES).as_of(LATER).exists()


def test_a_revoked_organization_has_no_further_life(world, east):
    org = world.joint(by=east)
    services.revoke(org=org, approval=_approval(), by=east)
    for act in (
        lambda: services.revoke(org=org, approval=_approval(), by=east),
        lambda: services.rename(org=org, name="新名称", approval=_approval(), by=east),
        lambda: services.elect(org=org, election=Election(on=LATER), by=east),
        lambda: services.join(unit=world.unit(formal=1), org=org, on=LATER, by=east),
        lambda: services.give_stars(org=org, stars=5, on=LATER, by=system("test")),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_organization_with_subordinates_is_not_revoked(world, east):
    parent = world.single(by=east, formal=60, org_type=OrgType.GENERAL_BRANCH)
    world.single(by=east, parent=parent)
    with pytest.raises(Conflict):
        services.revoke(org=parent, approval=_approval(), by=east)


def test_revoking_what_covers_a_unit_elsewhere_is_denied_to_the_street(world):
    committee = world.act_as("committee")
    units = [world.unit(formal=2), world.unit(world.west_community, formal=1)]
    org = services.form_joint(units=units, founding=world.founding(area=world.east), by=committee)
    east = world.act_as("east")
    with pytest.raises(Denied):
        services.revoke(org=org, approval=_approval(), by=east)


def test_merging_hands_the_units_over(world, east):
    unit = world.unit(formal=1)
    org, into = world.joint(by=east, units=[unit, world.unit(formal=2)]), world.joint(by=east)
    services.merge(org=org, into=into, approval=_approval(), by=east)
    assert _covers(unit, LATER - timedelta(days=1), org=org)
    assert _covers(unit, LATER, org=into, mode="joint")
    event = LifeEvent.objects.visible_to(east, YES).get(org=org, kind=LifeEventKind.MERGE)
    assert event.other == into


def test_merging_into_itself_is_a_conflict(world, east):
    org = world.joint(by=east)
    with pytest.raises(Conflict):
        services.merge(org=org, into=org, approval=_approval(), by=east)


def test_a_changed_organization_is_not_overwritten(world, east):
    org = world.joint(by=east)
    services.rename(org=org, name="第一次更名", approval=_approval(), by=east, version=1)
    with pytest.raises(Conflict):
        services.rename(org=org, name="第二次更名", approval=_approval(), by=east, version=1)


def test_a_type_change_keeps_what_it_was(world, east):
    org = world.single(by=east, formal=60, reason="党总支待批")
    services.change_type(org=org, org_type=OrgType.GENERAL_BRANCH, approval=_approval(), by=east)
    event = LifeEvent.objects.visible_to(east, YES).get(org=org, kind=LifeEventKind.TYPE_CHANGE)
    assert (event.detail["old"], event.detail["new"]) == ("branch", "general_branch")
    with pytest.raises(ValidationError):
        services.change_type(org=org, org_type=OrgType.GENERAL_BRANCH, approval=_approval(), by=east)


def test_events_do_not_go_back_in_time(world, east):
    org = world.joint(by=east)
    with pytest.raises(ValidationError):
        services.rename(org=org, name="更早", approval=_approval(DAY - timedelta(days=1)), by=east)


def test_a_gone_unit_is_no_longer_covered(world, east):
    unit = world.unit(formal=1)
    org = world.joint(by=east, units=[unit, world.unit(formal=2)])
    services.end_for_gone_unit(obj=unit, on=LATER, by=east)
    assert not _covers(unit, LATER)
    row = Coverage.objects.as_system("test").live().get(unit=unit)
    assert (row.org, row.end_reason) == (org, CoverageEndReason.UNIT_GONE)


def test_today_is_not_the_future(world, east):
    assert world.single(by=east, on=TODAY).founded_on == TODAY
