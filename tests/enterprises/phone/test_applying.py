"""Merging by field, stale authority, and what a supervisor decides: nothing overwritten silently, nothing dropped."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from access.choices import Role
from access.models import Assignment, AuditEvent
from access.policy import Denied
from access.principals import acting, system_scope
from enterprises import services
from enterprises.choices import SubmissionState
from enterprises.rules import phone as rules
from enterprises.services.inputs import Survey
from tests.enterprises.phone.carrier import NOON, Phone, facts, read, states, unit_again, visits
from tests.factories.orgs import TODAY


@pytest.mark.parametrize(
    ("base", "entered", "current", "value", "conflict"),
    [
        (5, 5, 5, None, False),
        (5, 6, 5, 6, False),  # only the phone
        (5, 5, 6, None, False),  # only the other side
        (5, 6, 6, None, False),  # both the same
        (5, 6, 7, None, True),
        (None, 6, None, 6, False),
        (None, 6, 7, None, True),
        (5, None, 7, None, False),  # not asked on the phone
        (5, "", 5, None, False),
        (0, 0, None, None, False),
        (5, 0, 5, 0, False),
    ],
)
def test_a_field_is_merged_from_three_values(base, entered, current, value, conflict):
    merged = rules.merge({"staff": base}, {"staff": entered}, {"staff": current})
    assert merged.values == ({} if value is None else {"staff": value})
    assert set(merged.conflicts) == ({"staff"} if conflict else set())


def test_amounts_are_compared_as_amounts_and_kinds_as_yes_or_no():
    merged = rules.merge({"revenue_wan": "10.50"}, {"revenue_wan": "10.5"}, {"revenue_wan": Decimal("12.00")})
    assert (merged.values, merged.conflicts) == ({}, {})
    merged = rules.merge({"mass_union": False}, {"mass_union": True}, {"mass_union": False})
    assert merged.values == {"mass_union": True}


@pytest.mark.parametrize("value", [True, "12x", "1e3", 1.5, [1], {"a": 1}, "1" * 15, "NaN"])
def test_what_is_no_number_is_malformed(value):
    if value == "1e3":
        assert rules.plain("staff", value) == 1000
        return
    with pytest.raises(rules.Malformed):
        rules.plain("staff", value)


def desk(world, unit, key="east", **values):
    """Let somebody at the desk change what is known of a unit."""
    with acting(world.principal(key)) as by:
        services.survey(unit=unit_again(unit), answers=Survey(**values), on=TODAY, by=by)


def test_different_fields_of_two_sides_are_both_kept(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, staff=40)
    desk(world, unit, formal=3)
    assert phone.send(entry).state == "applied"
    assert facts("scale_facts", unit)[-1].staff == 40
    assert facts("member_facts", unit)[-1].formal == 3


def test_the_same_field_changed_twice_is_a_conflict_with_both_values(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=4)
    desk(world, unit, formal=3)
    row = phone.send(entry)
    assert (row.state, row.reason) == ("conflict", "changed")
    assert row.found == {"conflicts": {"formal": {"base": 2, "phone": 4, "current": 3}}}
    assert facts("member_facts", unit)[-1].formal == 3
    assert visits() == []


@pytest.mark.parametrize(("keep", "formal"), [({}, 4), ({"formal": True}, 3)])
def test_a_conflict_is_settled_in_one_act(world, phone, keep, formal):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=4, staff=50)
    desk(world, unit, formal=3)
    row = phone.send(entry)
    with acting(world.principal("committee")) as by:
        visit = services.settle(submission=row, keep_current=keep, by=by, at=NOON)
    assert read(row).state == "applied"
    assert facts("member_facts", unit)[-1].formal == formal
    assert facts("scale_facts", unit)[-1].staff == 50
    assert (visit.person_id, visit.user_id) == (phone.by.person_id, by.user_id)
    assert visit.visited_on == TODAY
    with acting(by), pytest.raises(ValidationError, match="已经处理"):
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    phone.arrive(entry)
    phone.enter()
    assert len(visits()) == 1


def test_two_officers_who_change_one_field_leave_one_conflict(world, phone):
    other = Phone(world, "committee")
    unit = world.unit(formal=2)
    mine, theirs = phone.note(unit, formal=3), other.note(unit, formal=4)
    assert phone.send(mine).state == "applied"
    row = other.send(theirs)
    assert row.state == "conflict"
    assert row.found["conflicts"]["formal"] == {"base": 2, "phone": 4, "current": 3}


def end_roles(world, key):
    with system_scope("test"):
        Assignment.objects.filter(user=world.users[key]).as_system("test").delete()


def move(world, unit):
    with acting(world.principal("committee")) as by:
        services.move(unit=unit_again(unit), to=world.west_community, on=TODAY, by=by)


def close(world, unit):
    with acting(world.principal("east")) as by:
        services.close(unit=unit_again(unit), status="closed", reason="deregistered", on=TODAY, by=by)


STALE = {
    "the officer was demoted": (lambda world, unit: end_roles(world, "east"), "out_of_scope"),
    "the unit moved": (move, "out_of_scope"),
    "the unit closed": (close, "unit_closed"),
}


@pytest.mark.parametrize("case", STALE)
def test_stale_authority_goes_to_quarantine_and_is_never_applied(world, phone, case):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=3)
    happen, reason = STALE[case]
    happen(world, unit)
    row = phone.send(entry)
    assert (row.state, row.reason) == ("quarantined", reason)
    assert visits() == []
    assert all(fact.formal == 2 for fact in facts("member_facts", unit))
    assert AuditEvent.objects.as_system("test").filter(act="enterprises.submission_held").exists()


def test_a_visit_that_no_longer_belongs_here_is_decided_by_who_answers_for_both(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=3)
    move(world, unit)
    row = phone.send(entry)
    with acting(world.principal("east")) as by, pytest.raises(Denied):
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    with acting(world.principal("west")) as by, pytest.raises(Denied):
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    with acting(world.principal("committee")) as by:
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    assert facts("member_facts", unit)[-1].formal == 3


def test_a_unit_never_seen_and_one_of_another_street_are_told_alike(world, phone):
    foreign = world.unit(world.west_community)
    entry = phone.note(foreign, base={}, staff=1)
    absent = phone.note(foreign, base={}, staff=1)
    absent = type(absent)(**{**absent.__dict__, "unit": 10**9})
    found = [phone.send(one) for one in (entry, absent)]
    assert {(row.state, row.reason, str(row.found)) for row in found} == {("quarantined", "out_of_scope", "{}")}


def test_counts_that_cannot_be_wait_for_a_person_with_the_reason(world, phone):
    unit = world.unit(formal=2)
    row = phone.send(phone.note(unit, staff=1))
    assert (row.state, row.reason) == ("quarantined", "check")
    assert "多于从业人员" in row.found["says"][0]
    later = phone.send(phone.note(unit, staff=9))
    assert later.state == "applied"  # what is held does not stand in the way of the next


@pytest.mark.parametrize(
    "change", [{"outcome": "x"}, {"talks": "x"}, {"talks": ["x"]}, {"note": "长" * 501}, {"answers": 3}, {"base": []},
               {"answers": {"staff": "many"}}],
)  # fmt: skip
def test_what_is_no_visit_is_kept_and_told(world, phone, change):
    entry = phone.note(world.unit())
    row = phone.send(type(entry)(**{**entry.__dict__, "payload": entry.payload | change}))
    assert (row.state, row.reason) == ("quarantined", "malformed")
    with acting(world.principal("committee")) as by, pytest.raises(ValidationError, match="不完整"):
        services.settle(submission=row, keep_current={}, by=by, at=NOON)


def test_a_fault_of_the_program_holds_the_visit_and_not_the_rest(world, phone, monkeypatch):
    unit = world.unit()
    entry = phone.note(unit, staff=3)
    with monkeypatch.context() as patch:
        patch.setattr("enterprises.services.visiting.visit", lambda **_: 1 / 0)
        assert phone.send(entry).reason == "fault"
    with acting(world.principal("east")) as by:
        services.try_again(submission=phone.arrive(entry).submission, by=by, at=NOON)
    phone.enter()
    assert states() == ["applied"]


def test_what_waits_for_ever_is_let_go_by_a_supervisor(world, phone):
    unit = world.unit()
    row = phone.send(phone.note(unit, sequence=7, staff=3))
    assert row.state == "waiting"
    with acting(world.principal("committee")) as by:
        with pytest.raises(ValidationError, match="等待前一条"):
            services.settle(submission=row, keep_current={}, by=by, at=NOON)
        services.try_again(submission=row, by=by, at=NOON)
    phone.enter()
    assert read(row).state == "applied"


def test_a_visit_is_closed_without_entering_only_with_a_reason(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=3)
    move(world, unit)
    row = phone.send(entry)
    with acting(world.principal("east")) as by:
        with pytest.raises(ValidationError, match="理由"):
            services.decline(submission=row, decision=" ", by=by, at=NOON)
        services.decline(submission=row, decision="已由西街道另行走访", by=by, at=NOON)
    found = read(row)
    assert (found.state, found.decision) == (SubmissionState.CLOSED, "已由西街道另行走访")
    assert found.payload == entry.payload


def test_a_demoted_officer_still_delivers_what_was_entered_before(world, phone):
    world.user(Role.LEADER, world.east, "reader")
    entry = phone.note(world.unit())
    end_roles(world, "east")
    assert phone.send(entry, at=NOON + timedelta(days=1)).state == "quarantined"
    with acting(world.principal("reader")) as by, pytest.raises(Denied):
        services.decline(submission=phone.arrive(entry).submission, decision="x", by=by, at=NOON)
