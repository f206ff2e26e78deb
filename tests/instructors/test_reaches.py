from datetime import timedelta

import pytest

from access import policy
from access.errors import ScopeNotDeclared
from access.models import Reach
from access.principals import system, system_scope
from enterprises.models import Unit
from instructors import services
from instructors.choices import DispatchEndReason, Step
from instructors.models import Dispatch, Instructor
from orgs.models import Coverage, PartyOrg
from tests.factories import instructors as make

TODAY, UNTIL = make.LETTER
BY = system("test", on=TODAY)


@pytest.fixture
def guide(world):
    """Give an instructor with an account of his own, held through a body without areas."""
    found = make.instructor(world)
    nowhere = make.Body.objects.create(name="指导员名册", kind="station", home=world.county)
    world.users["guide"] = make.user("指导员甲", nowhere, "instructor", found.person)
    return found


def _send(found, target, since=TODAY, until=None, **kwargs):
    return services.dispatch(instructor=found, target=target, since=since, until=until, on=TODAY, by=BY, **kwargs)


def _seen(world, on, model=Unit, permission="enterprises.view_unit"):
    by = world.principal("guide", on)
    rows = set(model.objects.visible_to(by, permission))
    world.principal("committee")
    return rows


def test_a_dispatch_opens_the_unit_for_its_days_only(world, guide):
    unit, hidden = make.unit("甲", world.community), make.unit("乙", world.community)
    since, until = TODAY + timedelta(days=2), TODAY + timedelta(days=5)
    _send(guide, unit, since, until)
    for offset in range(8):
        on = TODAY + timedelta(days=offset)
        assert _seen(world, on) == ({unit} if since <= on < until else set()), on
    assert hidden not in _seen(world, since)


def test_row_level_security_opens_and_closes_with_it(world, guide):
    unit = make.unit("甲", world.community)
    row = _send(guide, unit)
    for on, seen in ((TODAY, True), (UNTIL, False)):
        by = world.principal("guide", on)
        # ring 3 alone: another permission filter that lets everything through
        rows = Unit.objects.filter(pk=unit.pk)._open()
        assert rows.exists() is seen
        assert policy.can_on(by, "enterprises.visit_unit", unit) is seen
    assert row.because.startswith("dispatch:")


def test_recall_closes_on_its_day(world, guide):
    unit = make.unit("甲", world.community)
    _send(guide, unit)
    assert _seen(world, TODAY) == {unit}
    later = TODAY + timedelta(days=4)
    services.leave(instructor=guide, step=Step.RECALL, on=later, by=system("test"), opinion="调离")
    assert _seen(world, later - timedelta(days=1)) == {unit}
    assert _seen(world, later) == set()


def test_the_end_of_a_dispatch_closes_only_what_it_opened(world, guide):
    one, two = make.unit("甲", world.community), make.unit("乙", world.community)
    row = _send(guide, one)
    _send(guide, two)
    services.end_dispatch(dispatch=row, on=TODAY, reason=DispatchEndReason.HANDED_OVER, by=BY)
    assert _seen(world, TODAY) == {two}


def test_a_grid_opens_the_units_placed_in_it(world, guide):
    inside, beside = make.unit("内", world.grid), make.unit("外", world.community)
    _send(guide, world.grid)
    assert _seen(world, TODAY) == {inside}
    assert beside not in _seen(world, TODAY)


def test_an_organization_opens_itself_and_its_units(world, guide):
    covered, other = make.unit("内", world.community), make.unit("外", world.community)
    org = make.org("联合支部", world.street, covered)
    _send(guide, org)
    assert _seen(world, TODAY) == {covered}
    assert _seen(world, TODAY, PartyOrg, "orgs.view_org") == {org}
    assert other not in _seen(world, TODAY)


def test_reaches_follow_units_that_move(world, guide):
    inside, later = make.unit("内", world.grid), make.unit("后", world.community)
    row = _send(guide, world.grid)
    with system_scope("test"):
        inside.area, later.area = world.community, world.grid
        inside.save()
        later.save()
    on = TODAY + timedelta(days=1)
    assert services.refresh_reaches(on=on, by=system("daily")) == (1, 1)
    assert services.refresh_reaches(on=on, by=system("daily")) == (0, 0)
    assert _seen(world, TODAY) == {inside}
    assert _seen(world, on) == {later}
    assert _seen(world, UNTIL) == set()
    services.end_dispatch(dispatch=row, on=on, reason=DispatchEndReason.TERM_ENDED, by=BY)
    assert _seen(world, on) == set()


def test_reaches_follow_coverage(world, guide):
    unit = make.unit("甲", world.community)
    org = make.org("联合支部", world.street)
    _send(guide, org)
    with system_scope("test"):
        Coverage.objects.create(unit=unit, org=org, mode="joint", valid=make.DateRange(TODAY, None))
    assert services.refresh_reaches(on=TODAY, by=system("daily")) == (1, 0)
    assert _seen(world, TODAY) == {unit}


def test_refreshing_is_nobodys_act(world):
    with pytest.raises(policy.Denied):
        services.refresh_reaches(on=TODAY, by=world.principal("committee"))


def test_a_unit_that_closes_ends_its_dispatches(world, guide):
    unit = make.unit("甲", world.community)
    row = _send(guide, unit)
    with pytest.raises(ScopeNotDeclared):  # the act that closes the unit asks and acts as the system
        services.end_for_target(target=unit, on=TODAY + timedelta(days=1), by=world.principal("street"))
    with system_scope("test"):
        services.end_for_target(target=unit, on=TODAY + timedelta(days=1), by=world.principal("street"))
    last = Dispatch.objects.live().as_system("test").get(key=row.key)
    assert last.ended_reason == DispatchEndReason.TARGET_GONE
    assert _seen(world, TODAY) == {unit}
    assert _seen(world, TODAY + timedelta(days=1)) == set()


def test_an_instructor_reads_the_own_file_and_no_other(world, guide):
    make.instructor(world)
    assert _seen(world, TODAY, Instructor, "instructors.view_instructor") == {guide}
    by = world.principal("guide")
    assert guide.letters.visible_to(by, "instructors.view_instructor").count() == 1
    assert not policy.can_on(by, "instructors.review_first", guide)


def test_reaches_hang_on_the_role(world, guide):
    unit = make.unit("甲", world.community)
    _send(guide, unit)
    with system_scope("test"):
        make.Assignment.objects.filter(user=world.users["guide"]).as_system("test").update(
            valid=make.DateRange(TODAY - timedelta(days=9), TODAY + timedelta(days=1))
        )
    assert _seen(world, TODAY) == {unit}
    assert _seen(world, TODAY + timedelta(days=1)) == set()


def test_reach_rows_keep_their_history(world, guide):
    row = _send(guide, make.unit("甲", world.community))
    services.end_dispatch(
        dispatch=row, on=TODAY + timedelta(days=1), reason=DispatchEndReason.HANDED_OVER, by=system("t")
    )
    rows = Reach.objects.filter(because=row.because).order_by("pk")
    assert [(one.valid.upper, one.superseded_at is None) for one in rows] == [
        (UNTIL, False),
        (TODAY + timedelta(days=1), True),
    ]


def test_ending_does_not_depend_on_seeing_the_person(world):
    person = make.person("外县来的", make.district("511126").street)
    found, unit = make.instructor(world, of=person), make.unit("甲", world.community)
    row = _send(found, unit)
    services.leave(instructor=found, step=Step.RECALL, on=TODAY, by=world.principal("committee"), opinion="调离")
    assert not Reach.objects.order_by("pk").filter(because=row.because, superseded_at__isnull=True).exists()
