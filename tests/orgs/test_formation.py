"""Forming organizations: what is written, what each rule refuses, and that nothing is written on refusal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.models import Area, AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.choices import FormationMode, OrgNature, OrgType
from orgs.models import AreaAdjacency, Coverage, LifeEvent, LimitSetting, OrgGrid, PartyOrg
from tests.factories.orgs import DAY, OPENED, TODAY, DateRange


def _codes(refusal):
    return (
        {error.code for error in refusal.value.error_list}
        if hasattr(refusal.value, "error_list")
        else {error.code for errors in refusal.value.error_dict.values() for error in errors}
    )


def _nothing_written():
    return not PartyOrg.objects.as_system("test").exists() and not Coverage.objects.as_system("test").exists()


def test_single_writes_organization_coverage_event_and_audit_line(world, east):
    unit = world.unit(formal=3)
    org = services.form_single(unit=unit, founding=world.founding("示例公司党支部"), by=east)
    assert (org.form, org.area, org.org_type) == (FormationMode.SINGLE, unit.area, OrgType.BRANCH)
    assert org.area_path == unit.area_path
    row = Coverage.objects.visible_to(east, "orgs.view_org").as_of(DAY).get(unit=unit)
    assert (row.org, row.mode, row.since, row.until, row.recorded_by_id) == (org, "single", DAY, None, east.user_id)
    event = LifeEvent.objects.visible_to(east, "orgs.view_org").get(org=org)
    assert (event.kind, event.on, event.approval_no) == ("founding", DAY, "示例〔2015〕1号")
    assert AuditEvent.objects.as_system("test").filter(act="orgs.founding", object_id=org.pk).exists()


@pytest.mark.parametrize("formal", [0, 1, 2])
def test_single_below_three_formal_members_is_refused_with_the_clause(world, east, formal):
    unit = world.unit(formal=formal, probationary=5)
    with pytest.raises(ValidationError) as refusal:
        services.form_single(unit=unit, founding=world.founding(), by=east)
    assert _codes(refusal) == {"below_threshold"}
    assert "第四条" in str(refusal.value)
    assert _nothing_written()


def test_single_takes_the_limits_of_the_district(world, east):
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=world.district, data={"min_formal_members": 5}, valid=DateRange(OPENED, None), origin="示例标准"
        )
    with pytest.raises(ValidationError):
        world.single(by=east, formal=4)
    assert world.single(by=east, formal=5).pk


def test_single_for_a_unit_that_does_not_operate_is_refused(world, east):
    with pytest.raises(ValidationError) as refusal:
        services.form_single(unit=world.unit(formal=3, status="suspended"), founding=world.founding(), by=east)
    assert "unit_not_operating" in _codes(refusal)


def test_single_in_another_street_is_denied(world, east):
    with pytest.raises(Denied):
        services.form_single(unit=world.unit(world.west_community, formal=3), founding=world.founding(), by=east)
    assert _nothing_written()


def test_single_by_a_leader_is_denied(world):
    leader = world.act_as("leader")
    with pytest.raises(Denied):
        world.single(by=leader)


def test_single_placed_in_another_street_is_denied(world, east):
    with pytest.raises(Denied):
        world.single(by=east, area=world.west)


def test_single_in_the_future_is_refused(world, east):
    with pytest.raises(ValidationError) as refusal:
        world.single(by=east, on=TODAY + timedelta(days=1))
    assert "on" in refusal.value.error_dict


def test_a_covered_unit_is_not_formed_again(world, east):
    unit = world.unit(formal=3)
    world.single(by=east, unit=unit)
    with pytest.raises(Conflict) as refusal:
        world.single(by=east, unit=unit)
    assert unit.name in str(refusal.value)


def test_a_name_taken_in_the_area_is_refused_at_the_name(world, east):
    world.single(by=east, name="同名党支部")
    with pytest.raises(ValidationError) as refusal:
        world.single(by=east, name="同名党支部")
    assert list(refusal.value.error_dict) == ["name"]


def test_the_superior_must_be_of_a_type_that_stands_above(world, east):
    branch = world.single(by=east)
    with pytest.raises(ValidationError) as refusal:
        world.single(by=east, parent=branch)
    assert list(refusal.value.error_dict) == ["parent"]


def test_joint_covers_every_unit(world, east):
    units = [world.unit(formal=2), world.unit(formal=1), world.unit(formal=0, probationary=1)]
    org = services.form_joint(units=units, founding=world.founding(), by=east)
    rows = Coverage.objects.visible_to(east, "orgs.view_org").as_of(DAY).filter(org=org)
    assert {row.unit_id for row in rows} == {unit.pk for unit in units}
    assert {row.mode for row in rows} == {"joint"}


def test_joint_of_one_unit_is_refused(world, east):
    with pytest.raises(ValidationError) as refusal:
        services.form_joint(units=[world.unit(formal=3)], founding=world.founding(), by=east)
    assert "joint_too_few_units" in _codes(refusal)


def test_joint_with_two_formal_members_together_is_refused(world, east):
    units = [world.unit(formal=1), world.unit(formal=1)]
    with pytest.raises(ValidationError) as refusal:
        services.form_joint(units=units, founding=world.founding(), by=east)
    assert _codes(refusal) == {"joint_below_threshold"}


@pytest.mark.parametrize(("number", "reason", "formed"), [(5, "", True), (6, "", False), (6, "同在一栋楼宇", True)])
def test_joint_of_more_than_five_units_needs_a_reason(world, east, number, reason, formed):
    units = [world.unit(formal=1) for _ in range(number)]
    founding = world.founding(reason=reason)
    if formed:
        assert services.form_joint(units=units, founding=founding, by=east).pk
    else:
        with pytest.raises(ValidationError) as refusal:
            services.form_joint(units=units, founding=founding, by=east)
        assert _codes(refusal) == {"joint_needs_reason"}
        assert _nothing_written()


def test_joint_over_two_streets_is_denied_to_a_street_and_open_to_the_committee(world):
    units = [world.unit(formal=2), world.unit(world.west_community, formal=1)]
    east = world.act_as("east")
    with pytest.raises(Denied):
        services.form_joint(units=units, founding=world.founding(), by=east)
    committee = world.act_as("committee")
    assert services.form_joint(units=units, founding=world.founding(area=world.district), by=committee).pk


def test_regional_covers_the_operating_and_uncovered_units_of_its_grids(world, east):
    inside, covered = world.unit(world.east_grid), world.unit(world.east_grid, formal=3)
    closed, outside = world.unit(world.east_grid, status="closed"), world.unit(world.east_community)
    world.single(by=east, unit=covered)
    org = world.regional(by=east, areas=[world.east_grid])
    rows = Coverage.objects.visible_to(east, "orgs.view_org").as_of(DAY).filter(org=org)
    assert {row.unit_id for row in rows} == {inside.pk}
    assert OrgGrid.objects.visible_to(east, "orgs.view_org").as_of(DAY).get().grid == world.east_grid
    assert {closed.pk, outside.pk}.isdisjoint(row.unit_id for row in rows)


def test_a_new_unit_of_a_grid_is_covered_afterwards(world, east):
    org = world.regional(by=east, areas=[world.east_grid])
    unit = world.unit(world.east_grid)
    assert services.cover_new_units(org=org, on=DAY, by=east) == 1
    assert services.cover_new_units(org=org, on=DAY, by=east) == 0
    assert Coverage.objects.as_system("test").as_of(DAY).get(unit=unit).org == org


def test_regional_with_two_formal_members_is_refused(world, east):
    with pytest.raises(ValidationError) as refusal:
        world.regional(by=east, formal=2)
    assert list(refusal.value.error_dict) == ["formal"]


def test_a_grid_belongs_to_one_regional_organization(world, east):
    world.regional(by=east, areas=[world.east_grid])
    with pytest.raises(Conflict):
        world.regional(by=east, areas=[world.east_grid])


def test_only_grids_are_looked_after(world, east):
    with pytest.raises(ValidationError) as refusal:
        world.regional(by=east, areas=[world.east_community])
    assert list(refusal.value.error_dict) == ["areas"]


def test_a_grid_of_another_street_is_denied(world, east):
    with pytest.raises(Denied):
        world.regional(by=east, areas=[world.west_grid])


def test_a_released_grid_leaves_with_its_units(world, east):
    unit = world.unit(world.east_grid)
    org = world.regional(by=east, areas=[world.east_grid])
    later = DAY + timedelta(days=10)
    assert services.release_grid(org=org, area=world.east_grid, on=later, by=east) == 1
    rows = Coverage.objects.visible_to(east, "orgs.view_org")
    assert rows.as_of(later).filter(unit=unit).count() == 0
    assert rows.as_of(DAY).filter(unit=unit).count() == 1
    with pytest.raises(Conflict):
        services.release_grid(org=org, area=world.east_grid, on=later, by=east)


def test_a_temporary_branch_need_not_have_the_relations(world, east):
    org = world.single(by=east, unit=world.unit(formal=3, here=0), nature=OrgNature.TEMPORARY)
    event = LifeEvent.objects.visible_to(east, "orgs.view_org").get(org=org)
    assert "relations_elsewhere" not in event.detail.get("warnings", [])


def test_relations_elsewhere_are_kept_as_a_warning(world, east):
    unit = world.unit(formal=3, here=1)
    with pytest.raises(ValidationError, match=r"只有1名组织关系转入.*请写明理由"):
        world.single(by=east, unit=unit, reason=" ")
    assert _nothing_written()
    org = world.single(by=east, unit=unit, reason="转接手续正在办理")
    event = LifeEvent.objects.visible_to(east, "orgs.view_org").get(org=org)
    assert event.detail["warnings"] == ["relations_elsewhere"]


@pytest.mark.parametrize(
    ("counts", "told"),
    [([3, 1], "应当单独组建"), ([3, 0], "没有党员"), ([1] * 6, "一般不超过5个"), ([2, 1], "")],
)
def test_a_norm_that_is_not_kept_needs_a_reason(world, east, counts, told):
    units = [world.unit(formal=formal) for formal in counts]
    if not told:
        assert services.form_joint(units=units, founding=world.founding(), by=east).pk
        return
    with pytest.raises(ValidationError, match=told) as refusal:
        services.form_joint(units=units, founding=world.founding(), by=east)
    assert "理由" in str(refusal.value)
    assert _nothing_written()
    assert services.form_joint(units=units, founding=world.founding(reason="同在一栋楼宇"), by=east).pk


@pytest.mark.parametrize(("members", "warned"), [(50, False), (51, True)])
def test_a_branch_of_more_than_fifty_members_needs_a_reason(world, east, members, warned):
    unit = world.unit(formal=members)
    if warned:
        with pytest.raises(ValidationError, match="一般不超过50人，现为51人"):
            world.single(by=east, unit=unit)
    assert world.single(by=east, unit=unit, reason="党总支待批" if warned else "").pk


def neighbours(one, other):
    with system_scope("test data"):
        first, second = sorted((one, other), key=lambda area: area.pk)
        AreaAdjacency.objects.create(area=first, other=second, valid=DateRange(OPENED, None), origin="示例")


def test_a_joint_branch_of_communities_that_do_not_touch_needs_a_reason(world):
    by = world.act_as("committee")
    with system_scope("test data"):
        far, near = (
            Area.objects.create(parent=world.east, code=code, name=name, level="community", opened_on=OPENED)
            for code, name in (("990000001", "远社区"), ("990000002", "邻社区"))
        )
    units = [world.unit(world.east_community, formal=2), world.unit(far, formal=1)]
    assert world.joint(by=by, units=units).pk  # nobody said who the neighbours are
    neighbours(world.east_community, near)
    units = [world.unit(world.east_community, formal=2), world.unit(near, formal=1), world.unit(far, formal=1, name="远处单位")]
    with pytest.raises(ValidationError, match=r"“远处单位”与该支部不在同一或相邻社区.*第四条"):
        world.joint(by=by, units=units)
    org = world.joint(by=by, units=units[:2])
    with pytest.raises(ValidationError, match="远处单位"):
        services.join(unit=units[2], org=org, on=DAY, by=by)
    assert services.join(unit=units[2], org=org, on=DAY, by=by, reason="同一集团").pk
