from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from access import policy
from access.errors import Conflict
from access.models import AuditEvent
from access.principals import system, system_scope
from enterprises.models import StatusFact
from instructors import services
from instructors.choices import DispatchEndReason, Stage, Step
from instructors.models import Dispatch
from instructors.rules import steps
from tests.factories import instructors as make

TODAY, UNTIL = make.LETTER
BY = system("test", on=TODAY)
REASON = "该镇指导员不足"


def _send(found, target, since=TODAY, until=None, **kwargs):
    return services.dispatch(instructor=found, target=target, since=since, until=until, on=TODAY, by=BY, **kwargs)


def _rows(found):
    return Dispatch.objects.filter(instructor=found).as_system("test").order_by("pk")


def _field(error, name):
    return error.value.error_dict[name][0].code


def test_a_dispatch_without_end_runs_to_the_end_of_the_letter(world):
    found = make.instructor(world)
    row = _send(found, make.unit("甲", world.community))
    assert row.valid == DateRange(TODAY, UNTIL)
    assert make.fresh(found).stage == Stage.SERVING
    assert AuditEvent.objects.filter(act="instructors.dispatched").as_system("test").count() == 1


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (TODAY - timedelta(days=1), None, False),
        (TODAY, None, True),
        (UNTIL - timedelta(days=1), None, True),
        (UNTIL, None, False),
        (TODAY, UNTIL, True),
        (TODAY, UNTIL + timedelta(days=1), False),
        (TODAY, TODAY, False),
        (TODAY, TODAY + timedelta(days=1), True),
    ],
)
def test_a_dispatch_lies_within_its_letter(world, since, until, allowed):
    found = make.instructor(world)
    if allowed:
        assert _send(found, world.grid, since, until).valid.lower == since
        return
    with pytest.raises(ValidationError) as refused:
        _send(found, world.grid, since, until)
    assert _field(refused, "since") in {"dispatch_outside_letter", "dispatch_order"}
    assert not _rows(found).exists()
    assert make.fresh(found).stage == Stage.APPOINTED


@pytest.mark.parametrize(
    ("since", "until"),
    [(TODAY - timedelta(days=1), UNTIL), (TODAY, UNTIL + timedelta(days=1)), (UNTIL, UNTIL + timedelta(days=9))],
)
def test_the_database_refuses_a_dispatch_outside_its_letter(world, since, until):
    found = make.instructor(world)
    letter = found.letters.as_system("test").get()
    with pytest.raises(IntegrityError, match="outside its letter"), transaction.atomic(), system_scope("test"):
        Dispatch.objects.create(instructor=found, letter=letter, grid=world.grid, valid=DateRange(since, until))


def test_the_database_refuses_the_letter_of_another(world):
    found, other = make.instructor(world), make.instructor(world)
    letter = other.letters.as_system("test").get()
    with pytest.raises(IntegrityError, match="outside its letter"), transaction.atomic(), system_scope("test"):
        Dispatch.objects.create(instructor=found, letter=letter, grid=world.grid, valid=DateRange(TODAY, UNTIL))


def test_a_renewed_letter_carries_the_next_dispatch(world):
    found = make.at(world, Stage.SERVING)
    services.renew(instructor=found, since=UNTIL, until=date(2030, 3, 2), on=TODAY, by=BY)
    row = _send(found, make.unit("甲", world.community), since=UNTIL)
    assert row.valid == DateRange(UNTIL, date(2030, 3, 2))


@pytest.mark.parametrize("make_target", ["unit", "org", "grid"])
def test_nobody_is_dispatched_twice_to_one_target(world, make_target):
    target = {
        "unit": lambda: make.unit("甲", world.community),
        "org": lambda: make.org("联合支部", world.street),
        "grid": lambda: world.grid,
    }[make_target]()
    found = make.instructor(world)
    row = _send(found, target, until=TODAY + timedelta(days=10))
    with pytest.raises(ValidationError) as refused:
        _send(found, target, since=TODAY + timedelta(days=9), reason=REASON)
    assert _field(refused, "target") == "already_dispatched"
    with pytest.raises(IntegrityError, match=f"{make_target}_once"), transaction.atomic(), system_scope("test"):
        Dispatch.objects.create(
            instructor=found,
            letter=row.letter,
            valid=DateRange(TODAY + timedelta(days=9), UNTIL),
            **{make_target: target},
        )
    assert _send(found, target, since=TODAY + timedelta(days=10)).valid.lower == TODAY + timedelta(days=10)


def test_two_instructors_may_guide_one_unit(world):
    unit = make.unit("甲", world.community)
    _send(make.instructor(world), unit)
    _send(make.instructor(world), unit)
    assert Dispatch.objects.filter(unit=unit).as_system("test").count() == 2


def test_a_second_instructor_in_a_grid_needs_a_reason(world):
    _send(make.instructor(world), world.grid)
    second = make.instructor(world)
    with pytest.raises(ValidationError) as refused:
        _send(second, world.grid)
    assert _field(refused, "reason") == "grid_has_instructor"
    assert "一般每个网格配备一名" in str(refused.value)
    assert _send(second, world.grid, reason=REASON).load_reason == REASON


@pytest.mark.parametrize(("units", "warned"), [(2, False), (3, True)])
def test_more_units_than_the_norm_need_a_reason(world, units, warned):
    found = make.instructor(world)
    for _number in range(units):
        _send(found, make.unit("甲", world.community))
    one_more = make.unit("乙", world.community)
    if not warned:
        assert _send(found, one_more, reason="多余的理由").load_reason == ""
        return
    with pytest.raises(ValidationError) as refused:
        _send(found, one_more)
    assert _field(refused, "reason") == "load_above_norm"
    assert _rows(found).count() == units
    assert _send(found, one_more, reason=REASON).load_reason == REASON


def test_grids_are_no_load_of_units(world):
    found = make.instructor(world)
    for number in range(4):
        grid = make.area(f"{number}号网格", "grid", world.community, basis="place")
        _send(found, grid)
    _send(found, make.unit("甲", world.community))


def test_a_dispatch_that_ended_is_no_load(world):
    found = make.instructor(world)
    for _number in range(3):
        _send(found, make.unit("甲", world.community), until=TODAY + timedelta(days=5))
    _send(found, make.unit("乙", world.community), since=TODAY + timedelta(days=5))


def test_a_district_may_ask_for_a_big_unit(world):
    found = make.instructor(world)
    with pytest.raises(ValidationError, match="50人以上"):
        _send(found, make.unit("小", world.community, 49), limits=steps.HEFEI)
    _send(found, make.unit("大", world.community, 50), limits=steps.HEFEI)
    _send(found, make.unit("小", world.community, 3), limits=steps.HEFEI)


def test_nobody_is_dispatched_to_what_is_gone(world):
    found, unit, org = make.instructor(world), make.unit("甲", world.community), make.org("支部", world.street)
    with system_scope("test"):
        StatusFact.objects.filter(unit=unit).as_system("test").update(superseded_at="2026-01-01T00:00Z")
        StatusFact.objects.create(unit=unit, status="closed", reason="deregistered", valid=DateRange(TODAY, None))
        org.ended_on = TODAY
        org.save(update_fields=["ended_on"])
        world.grid.closed_on = TODAY
    for target, code in (
        (unit, "target_gone"),
        (org, "target_gone"),
        (world.grid, "not_a_grid"),
        (world.street, "not_a_grid"),
    ):
        with pytest.raises(ValidationError) as refused:
            _send(found, target)
        assert _field(refused, "target") == code


def test_only_units_organizations_and_grids_are_targets(world):
    with pytest.raises(TypeError):
        _send(make.instructor(world), world.users["street"])


def test_only_the_committee_dispatches(world):
    found, unit = make.instructor(world), make.unit("甲", world.community)
    for key in ("org_dept", "street", "member_unit", "leader"):
        with pytest.raises(policy.Denied):
            services.dispatch(instructor=found, target=unit, since=TODAY, on=TODAY, by=world.principal(key))


def test_nobody_dispatches_to_another_district(world):
    found, other = make.instructor(world), make.district("511126")
    for target in (make.unit("外", other.community), other.grid, make.org("外支部", other.street)):
        with pytest.raises(policy.Denied):
            services.dispatch(instructor=found, target=target, since=TODAY, on=TODAY, by=world.principal("committee"))


def test_nobody_dispatches_himself(world):
    found = make.instructor(world, of=world.users["committee"].person)
    with pytest.raises(ValidationError, match="本人"):
        services.dispatch(instructor=found, target=world.grid, since=TODAY, on=TODAY, by=world.principal("committee"))


@pytest.mark.parametrize("stage", [Stage.TRAINED, Stage.ENDED, Stage.RECALLED, Stage.SUBMITTED])
def test_without_a_letter_there_is_no_dispatch(world, stage):
    with pytest.raises(Conflict):
        _send(make.at(world, stage), make.unit("甲", world.community))


def test_a_dispatch_ends_by_a_new_row_with_the_same_key(world):
    found = make.instructor(world)
    row = _send(found, world.grid)
    on = TODAY + timedelta(days=3)
    ended = services.end_dispatch(dispatch=row, on=on, reason=DispatchEndReason.HANDED_OVER, by=BY, note="移交李四")
    assert (ended.key, ended.valid, ended.ended_reason) == (row.key, DateRange(TODAY, on), "handed_over")
    assert [one.superseded_at is None for one in _rows(found)] == [False, True]
    assert Dispatch.objects.as_of(on - timedelta(days=1)).as_system("test").exists()
    assert not Dispatch.objects.as_of(on).as_system("test").exists()
    with pytest.raises(Conflict):
        services.end_dispatch(dispatch=row, on=on, reason=DispatchEndReason.HANDED_OVER, by=BY)


def test_a_dispatch_that_never_began_leaves_no_row_in_force(world):
    found = make.instructor(world)
    row = _send(found, world.grid, since=TODAY + timedelta(days=5))
    assert services.end_dispatch(dispatch=row, on=TODAY, reason=DispatchEndReason.TARGET_GONE, by=BY) is None
    assert not Dispatch.objects.live().filter(instructor=found).as_system("test").exists()


def test_a_dispatch_is_superseded_never_edited(world):
    found = make.instructor(world)
    _send(found, world.grid)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        _rows(found).update(load_reason="改")


@pytest.mark.parametrize("step", [Step.RECALL, Step.RESIGN])
def test_leaving_ends_every_dispatch_and_takes_the_letter_back(world, step):
    found = make.instructor(world)
    _send(found, world.grid)
    _send(found, make.unit("甲", world.community), since=TODAY + timedelta(days=9))
    on = TODAY
    services.leave(instructor=found, step=step, on=on, by=BY, opinion="工作调动")
    assert not Dispatch.objects.running(on).filter(instructor=found).as_system("test").exists()
    letter = found.letters.as_system("test").get()
    assert (letter.revoked_on, letter.revoked_because, letter.until) == (on, "工作调动", on)


@pytest.mark.parametrize("step", [Step.RECALL, Step.RESIGN])
def test_recall_and_resignation_need_a_reason(world, step):
    found = make.at(world, Stage.SERVING)
    with pytest.raises(ValidationError) as refused:
        services.leave(instructor=found, step=step, on=TODAY, by=BY)
    assert _field(refused, "opinion") == "reason_required"
    assert make.fresh(found).stage == Stage.SERVING


@pytest.mark.parametrize(("offset", "allowed"), [(-1, False), (0, True)])
def test_the_term_ends_on_its_day(world, offset, allowed):
    start = TODAY - timedelta(days=30)
    found = make.instructor(world, on=start, letter=(start, TODAY - timedelta(days=offset)))
    if allowed:
        services.leave(instructor=found, step=Step.END, on=TODAY, by=BY)
    else:
        with pytest.raises(ValidationError, match="尚未届满"):
            services.leave(instructor=found, step=Step.END, on=TODAY, by=BY)
    assert (make.fresh(found).stage == Stage.ENDED) is allowed


def test_an_instructor_resigns_for_himself_and_recalls_nobody(world):
    found = make.at(world, Stage.SERVING)
    world.users["himself"] = make.user(
        "本人", make.body("指导员组", "station", world.other_street), "instructor", found.person
    )
    by = world.principal("himself")
    with pytest.raises(policy.Denied):
        services.leave(instructor=found, step=Step.RECALL, on=TODAY, by=by, opinion="理由")
    services.leave(instructor=found, step=Step.RESIGN, on=TODAY, by=by, opinion="健康原因")
    assert make.fresh(found).stage == Stage.RESIGNED
