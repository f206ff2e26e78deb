"""Moving, closing, visiting, deciding about the base, managing bodies: each refusal, and what follows from each act."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from access import policy, registries
from access.choices import Role
from access.models import Reach
from access.outcome import Refusal
from access.principals import Principal, acting
from enterprises import services
from enterprises.choices import BaseReason, FactSource
from enterprises.models import MembersFact, StatusFact, Unit, Visit
from tests.factories.access import TODAY, AssignmentFactory, BodyFactory
from tests.factories.enterprises import day, unit


def kept(made):
    return Unit.objects.as_system("t").select_related("area", "managing_body").get(pk=made.pk)


def on(made, facts, when):
    return getattr(made, facts).as_system("t").as_of(day(when)).first()


def codes(raised):
    if not hasattr(raised.value, "error_dict"):
        return {"": [error.code for error in raised.value.error_list]}
    return {name: [error.code for error in errors] for name, errors in raised.value.error_dict.items()}


def visiting(made, by, when="2015-10-01", **more):
    values = {"outcome": "done", "client_uuid": uuid.uuid4()} | more
    with acting(by):
        return services.visit(unit=made, visited_on=day(when), by=by, **values)


def test_move_takes_facts_and_visits_along(land, committee, east, west):
    made = unit(land.first)
    visiting(made, east)
    with acting(committee):
        services.move(unit=made, to=land.west, on=day("2015-10-02"), by=committee, version=1)
    moved = kept(made)
    assert (moved.area, moved.area_path, moved.version) == (land.west, land.west.path, 2)
    assert on(moved, "placement_facts", "2015-10-01").area == land.first
    assert on(moved, "placement_facts", "2015-10-02").area == land.west
    view = "enterprises.view_unit"
    for model in (Unit, StatusFact, Visit):
        with acting(east):
            assert not model.objects.visible_to(east, view).exists()
        with acting(west):
            assert model.objects.visible_to(west, view).exists()


def test_move_needs_both_sides(land, east, west):
    made = unit(land.first)
    with acting(east), pytest.raises(policy.Denied):
        services.move(unit=made, to=land.west, on=TODAY, by=east)
    with acting(west), pytest.raises(policy.Denied):
        services.move(unit=made, to=land.west, on=TODAY, by=west)
    assert kept(made).area == land.first


@pytest.mark.parametrize(
    ("to", "when", "field", "why"),
    [
        ("first", "2015-10-01", "to", "same_area"),
        ("county", "2015-10-01", "area", "area_too_wide"),
        ("second", "2015-11-01", "on", "date_in_future"),
    ],
)
def test_move_refusals(land, committee, to, when, field, why):
    made = unit(land.first)
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.move(unit=made, to=getattr(land, to), on=day(when), by=committee)
    assert codes(raised) == {field: [why]}
    assert kept(made).version == 1


def test_a_move_before_a_later_move_is_refused(land, east):
    made = unit(land.first)
    with acting(east):
        services.move(unit=made, to=land.second, on=day("2015-10-10"), by=east)
    with acting(east), pytest.raises(ValidationError) as raised:
        services.move(unit=made, to=land.east, on=day("2015-10-09"), by=east)
    assert codes(raised) == {"on": ["later_move"]}


def test_close_ends_operation_and_takes_the_unit_out_of_the_base(land, east):
    made = unit(land.first)
    with acting(east):
        services.close(unit=made, status="closed", reason="deregistered", on=day("2015-10-01"), by=east, version=1)
    assert on(made, "status_facts", "2015-09-30").status == "operating"
    assert on(made, "status_facts", "2015-10-01").status == "closed"
    assert on(made, "base_facts", "2015-09-30").in_base is True
    assert on(made, "base_facts", "2015-10-01").reason == BaseReason.CLOSED


@pytest.mark.parametrize(
    ("values", "field", "why"),
    [
        ({"status": "operating", "reason": "other"}, "status", "not_a_closing"),
        ({"status": "closed", "reason": "seasonal"}, "reason", "status_reason"),
        ({"status": "closed", "reason": "deregistered", "on": day("2015-11-01")}, "on", "date_in_future"),
        ({"status": "closed", "reason": "deregistered", "version": 9}, "", "changed_meanwhile"),
    ],
)
def test_close_refusals(land, east, values, field, why):
    made = unit(land.first)
    with acting(east), pytest.raises(ValidationError) as raised:
        services.close(unit=made, by=east, **({"on": TODAY, "version": 1} | values))
    assert codes(raised) == {field: [why]}
    assert on(made, "status_facts", "2015-10-31").status == "operating"


def test_a_deregistered_unit_does_not_come_back(land, east):
    made = unit(land.first)
    with acting(east):
        services.close(unit=made, status="closed", reason="deregistered", on=day("2015-10-01"), by=east)
    with acting(east), pytest.raises(ValidationError) as raised:
        services.reopen(unit=made, reason="resumed", on=day("2015-10-02"), by=east)
    assert codes(raised) == {"status": ["status_transition"]}


def test_reopening_brings_the_unit_back_into_the_base(land, east):
    made = unit(land.first)
    with acting(east):
        services.close(unit=made, status="suspended", reason="seasonal", on=day("2015-10-01"), by=east)
        services.reopen(unit=made, reason="resumed", on=day("2015-10-05"), by=east)
    assert [on(made, "base_facts", when).in_base for when in ("2015-09-30", "2015-10-01", "2015-10-05")] == [
        True,
        False,
        True,
    ]


@pytest.fixture
def upper_app(monkeypatch):
    told = []
    guards = [lambda obj, on: Refusal("has_org", "该单位仍有党组织,请先办理撤销。")]
    monkeypatch.setattr(registries.guards, "of", lambda resource: guards)
    monkeypatch.setattr(registries.close_hooks, "of", lambda resource: [lambda obj, on, by: told.append((obj, on))])
    return guards, told


def test_upper_apps_may_object_and_are_told(land, east, upper_app):
    guards, told = upper_app
    made = unit(land.first)
    closing = {"status": "moved_out", "reason": "moved", "on": day("2015-10-01"), "by": east}
    with acting(east), pytest.raises(ValidationError) as raised:
        services.close(unit=made, **closing)
    assert codes(raised) == {"status": ["has_org"]}
    assert visiting(made, east, outcome="moved_out").notices[0].code == "has_org"
    assert on(made, "status_facts", "2015-10-01").status == "operating"
    guards.clear()
    with acting(east):
        services.close(unit=made, **closing)
    assert told == [(made, day("2015-10-01"))]


def test_a_visit_writes_what_changed_and_confirms_the_rest(land, east):
    made = unit(land.first, survey=services.Survey(staff=20, formal=2, mass={"union": True}))
    answers = services.Survey(staff=20, formal=3, probationary=0, mass={"union": False, "women": True})
    visited = visiting(made, east, answers=answers, version=1)
    assert visited.visit.changed == ["members", "mass"]
    fact = on(made, "member_facts", "2015-10-01")
    assert (fact.formal, fact.source) == (3, FactSource.VISIT)
    assert on(made, "member_facts", "2015-09-30").formal == 2
    assert [fact.kind for fact in made.mass_facts.as_system("t").as_of(day("2015-10-01"))] == ["women"]
    assert kept(made).version == 2
    again = visiting(made, east, when="2015-10-02", answers=answers, version=2)
    assert again.visit.changed == []
    assert kept(made).version == 2


def test_an_earlier_visit_that_arrives_later_does_not_overwrite_the_later_one(land, east):
    made = unit(land.first, survey=services.Survey(staff=20))
    visiting(made, east, when="2015-10-05", answers=services.Survey(staff=50))
    visiting(made, east, when="2015-10-01", answers=services.Survey(staff=30))
    staff = [on(made, "scale_facts", when).staff for when in ("2015-09-30", "2015-10-01", "2015-10-04", "2015-10-05")]
    assert staff == [20, 30, 30, 50]


def test_the_second_visitor_with_old_values_is_told(land, east):
    made = unit(land.first, survey=services.Survey(staff=20))
    visiting(made, east, answers=services.Survey(staff=50), version=1)
    with pytest.raises(ValidationError) as raised:
        visiting(made, east, answers=services.Survey(staff=20), version=1)
    assert codes(raised) == {"": ["changed_meanwhile"]}
    assert on(made, "scale_facts", "2015-10-01").staff == 50


def test_a_visit_number_is_used_once(land, east):
    made, other, number = unit(land.first), unit(land.first), uuid.uuid4()
    first = visiting(made, east, client_uuid=number)
    assert visiting(made, east, client_uuid=number).visit == first.visit
    with pytest.raises(ValidationError) as raised:
        visiting(other, east, client_uuid=number)
    assert codes(raised) == {"": ["visit_number_taken"]}


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"when": "2015-11-01"}, "visited_on", "date_in_future"),
        ({"note": "坏\x00字"}, "note", "unfit_text"),
        ({"answers": services.Survey(staff=1, formal=2)}, "formal", "members_exceed_staff"),
    ],
)
def test_visit_refusals_store_nothing(land, east, more, field, why):
    made = unit(land.first)
    with pytest.raises(ValidationError) as raised:
        visiting(made, east, **more)
    assert codes(raised) == {field: [why]}
    assert not Visit.objects.as_system("t").exists()
    assert not MembersFact.objects.as_system("t").exists()


def test_an_instructor_visits_what_is_reached_and_leaves_the_status_to_the_street(land):
    made, other = unit(land.first), unit(land.first)
    user = AssignmentFactory(role=Role.INSTRUCTOR, body=BodyFactory(home=land.county, areas=[])).user
    Reach.objects.create(
        person_id=user.person_id,
        resource="enterprises.unit",
        object_id=made.pk,
        because="t:1",
        valid=DateRange(day("2015-01-01"), None),
    )
    guide = Principal.for_user(user, on=TODAY)
    visited = visiting(made, guide, outcome="closed")
    assert [notice.code for notice in visited.notices] == ["status_waits"]
    assert on(made, "status_facts", "2015-10-31").status == "operating"
    with pytest.raises(policy.Denied):
        visiting(other, guide)
    with acting(guide), pytest.raises(policy.Denied):
        services.amend(unit=made, identity=services.Identity.of(made), on=TODAY, by=guide, version=1)


def test_a_shell_is_found_by_a_visit(land, east):
    made = unit(land.first)
    assert visiting(made, east, outcome="shell").visit.changed == ["status"]
    assert on(made, "status_facts", "2015-10-01").status == "shell"
    assert on(made, "base_facts", "2015-10-01").in_base is False


def test_the_base_is_decided_by_review_and_stands_until_the_unit_stops(land, committee, east):
    made = unit(land.first)
    with acting(committee):
        review = services.open_round(
            area=land.county, name="2015年基数核定", reviewed_on=day("2015-06-30"), by=committee
        )
        services.decide_base(
            unit=made, in_base=False, reason="reviewed_out", on=day("2015-07-01"), by=committee, review=review
        )
    with acting(east):
        changed = services.Identity.of(made, controlling_capital="private")
        services.amend(unit=made, identity=changed, on=day("2015-08-01"), by=east, version=1)
    assert on(made, "base_facts", "2015-08-01").reason == BaseReason.REVIEWED_OUT
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.decide_base(unit=made, in_base=True, reason="reviewed_out", on=TODAY, by=committee)
    assert codes(raised) == {"reason": ["base_reason"]}
    with acting(east), pytest.raises(policy.Denied):
        services.decide_base(unit=made, in_base=True, reason="reviewed_in", on=TODAY, by=east)


def test_state_control_keeps_an_enterprise_out_of_the_base(land):
    made = unit(land.first, controlling_capital="state")
    assert on(made, "base_facts", "2015-10-01").reason == BaseReason.STATE_CONTROLLED
