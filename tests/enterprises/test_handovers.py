"""Hand-overs between streets (移交): the rule, both steps, the net, races, pages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from access import answers, policy
from access.choices import Role
from access.models import AuditEvent
from access.principals import acting, open_scope, system
from access.services import areas
from enterprises import services
from enterprises.choices import HandoverState
from enterprises.models import Handover, PlacementFact, Unit
from enterprises.queries import handovers
from enterprises.rules import handover as rules
from tests.factories.access import TODAY, AreaFactory, BodyFactory, principal
from tests.factories.enterprises import day, unit

VIEW, MOVE = "enterprises.view_unit", "enterprises.move_unit"
PROPOSED = "2015-10-10"


@pytest.fixture
def south(land):
    area = AreaFactory(parent=land.county, name="南街道")
    return principal(Role.STREET_OFFICER, BodyFactory(home=area, name="南街道党工委"))


def codes(raised):
    if not hasattr(raised.value, "error_dict"):
        return {"": [error.code for error in raised.value.error_list]}
    return {name: [error.code for error in errors] for name, errors in raised.value.error_dict.items()}


def proposed(made, by, to, when=PROPOSED, reason="已搬到西街道经营"):
    with acting(by):
        return services.propose_handover(unit=made, to=to, reason=reason, on=day(when), by=by)


def kept(row):
    return row._meta.model.objects.as_system("t").get(pk=row.pk)


def accept(row, by, when="2015-10-12", **more):
    with acting(by):
        return services.accept_handover(handover=row, on=day(when), by=by, **more)


@pytest.mark.parametrize(
    ("to", "county", "code"),
    [
        ("1.2.", "1.", "same_area"),
        ("1.2.3.", "1.", "same_area"),
        ("1.5.", "1.", None),
        ("1.2.4.", "1.", None),
        ("7.5.", "7.", "other_district"),
    ],
)
def test_a_hand_over_goes_elsewhere_in_the_district(to, county, code):
    found = rules.check_places(from_path="1.2.3.", to_path=to, from_county="1.", to_county=county)
    assert (found.code if found else None) == code


@pytest.mark.parametrize("state", list(HandoverState))
def test_only_what_is_open_is_answered(state):
    assert (rules.check_open(state) is None) is (state in {HandoverState.OPEN, HandoverState.ASKED})


def test_the_unit_stays_until_accepted_and_then_goes_with_everything(land, east, west):
    made = unit(land.first, address="东街1号")
    row = proposed(made, east, land.west)
    with acting(west):
        assert not Unit.objects.visible_to(west, VIEW).exists()
        assert [one.unit_name for one in handovers.visible(west)] == [made.name]
    with acting(east):
        assert Unit.objects.visible_to(east, VIEW).filter(pk=made.pk).exists()
    community = AreaFactory(parent=land.west, community=True, name="西一社区")
    done = accept(row, west, area=community)
    assert (done.state, done.decided_on, done.decider) == ("accepted", day("2015-10-12"), west.name)
    moved = kept(made)
    assert (moved.area, moved.area_path, moved.version) == (community, community.path, 2)
    facts = PlacementFact.objects.as_system("t").filter(unit=made)
    assert facts.as_of(day("2015-10-11")).get().area == land.first
    assert facts.as_of(day("2015-10-12")).get().area == community
    with acting(west):
        assert Unit.objects.visible_to(west, VIEW).filter(pk=made.pk).exists()
        assert [one.pk for one in handovers.of_unit(made, west)] == [row.pk]
    with acting(east):
        assert not Unit.objects.visible_to(east, VIEW).exists()
        assert handovers.visible(east).filter(pk=row.pk).exists()
    acts = (
        AuditEvent.objects.as_system("t").filter(act__startswith="enterprises.handover").values_list("act", flat=True)
    )
    assert set(acts) == {"enterprises.handover_proposed", "enterprises.handover_accepted"}


def test_the_receiver_sees_no_more_than_is_needed_to_decide(land, east, west):
    made = unit(land.first, address="东街1号", contact_name="秘密联系人", contact_phone="13912345678")
    row = proposed(made, east, land.west)
    with acting(west):
        seen = handovers.visible(west).values().get(pk=row.pk)
        assert {"unit_name", "uscc", "address", "reason", "giver"} <= set(seen)
        assert "秘密联系人" not in str(seen)
        assert "东街道党工委" in seen["giver"]
        assert not Unit.objects.visible_to(west, VIEW).filter(pk=made.pk).exists()


def test_a_third_street_sees_nothing_in_any_ring(land, east, south):
    row = proposed(unit(land.first), east, land.west)
    with acting(south):
        assert not Handover.objects.visible_to(south, MOVE).exists()
        open_scope(south)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enterprises_handover")
            assert cursor.fetchone()[0] == 0
    for act in (services.accept_handover, services.return_handover, services.withdraw_handover):
        more = {"on": TODAY} if act is services.accept_handover else {"reason": "x"}
        with acting(south), pytest.raises(policy.Denied):
            act(handover=row, by=south, **more)
    assert kept(row).is_open


def test_neither_side_does_the_other_sides_part(land, east, west):
    made = unit(land.first)
    with pytest.raises(policy.Denied):
        proposed(made, west, land.west)
    row = proposed(made, east, land.west)
    with pytest.raises(policy.Denied):
        accept(row, east)
    with acting(east), pytest.raises(policy.Denied):
        services.return_handover(handover=row, reason="x", by=east)
    with acting(west), pytest.raises(policy.Denied):
        services.withdraw_handover(handover=row, by=west)
    assert kept(row).is_open


def test_the_net_lets_nobody_give_what_is_not_theirs(land, west):
    made = unit(land.first)
    with acting(west), pytest.raises(IntegrityError) as raised, transaction.atomic():
        Handover.objects.create(
            unit=made, from_area=land.west, to_area=land.west, unit_name="x", reason="x", proposed_on=TODAY
        )
    assert answers.constraint_sentence(raised.value)[0] == "access_parent_visible"


def test_a_return_needs_its_reason_and_frees_the_unit(land, east, west):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    with acting(west), pytest.raises(ValidationError) as raised:
        services.return_handover(handover=row, reason="  ", by=west)
    assert codes(raised) == {"reason": ["reason_missing"]}
    with acting(west):
        services.return_handover(handover=row, reason="未找到该单位", by=west)
    assert (kept(row).state, kept(row).decision) == ("returned", "未找到该单位")
    assert kept(made).area_id == land.first.pk
    assert proposed(made, east, land.west).is_open


def test_what_is_answered_is_not_answered_again(land, east, west):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    with acting(east):
        services.withdraw_handover(handover=row, by=east, reason="填错了")
    for act in (accept, lambda row, by: services.return_handover(handover=row, reason="x", by=by)):
        with acting(west), pytest.raises(ValidationError) as raised:
            act(row, west)
        assert codes(raised) == {"": ["handover_decided"]} or codes(raised) == {"__all__": ["handover_decided"]}
    assert kept(made).area_id == land.first.pk


@pytest.mark.parametrize(
    ("to", "when", "reason", "expected"),
    [
        ("east", PROPOSED, "x", {"to": ["same_area"]}),
        ("county", PROPOSED, "x", {"area": ["area_too_wide"]}),
        ("abroad", PROPOSED, "x", {"to": ["other_district"]}),
        ("west", PROPOSED, " ", {"reason": ["reason_missing"]}),
        ("west", "2015-11-01", "x", {"on": ["date_in_future"]}),
    ],
)
def test_proposals_that_cannot_be(land, east, to, when, reason, expected):
    land.abroad = AreaFactory(parent=AreaFactory(county=True, name="外区"), name="外街道")
    with pytest.raises(ValidationError) as raised:
        proposed(unit(land.first), east, getattr(land, to), when, reason)
    assert codes(raised) == expected
    assert not Handover.objects.as_system("t").exists()


def test_one_hand_over_at_a_time_by_service_and_by_database(land, east):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    with pytest.raises(ValidationError) as raised:
        proposed(made, east, land.park)
    assert codes(raised) == {"to": ["handover_open"]}
    with acting(system("t")), pytest.raises(IntegrityError) as second, transaction.atomic():
        Handover.objects.create(unit=made, to_area=land.park, unit_name="x", reason="x", proposed_on=TODAY)
    name, sentence = answers.constraint_sentence(second.value)
    assert (name, sentence) == (
        "enterprises_handover_one_open", "该单位已有一件移交正在办理，请等待接收方答复或先撤回。",
    )  # fmt: skip
    with acting(system("t")), pytest.raises(IntegrityError) as third, transaction.atomic():
        Handover.objects.as_system("t").filter(pk=row.pk).update(reason="另一个")
    assert answers.constraint_sentence(third.value)[0] == "enterprises_handover_decided_once"
    with acting(system("t")), pytest.raises(IntegrityError) as fourth, transaction.atomic():
        Handover.objects.as_system("t").filter(pk=row.pk).update(state="returned", decided_on=TODAY)
    assert answers.constraint_sentence(fourth.value)[0] == "enterprises_handover_has_reason"


@pytest.mark.parametrize(
    ("area", "when", "expected"),
    [
        ("first", "2015-10-12", {"area": ["outside_handover"]}),
        (None, "2015-10-09", {"on": ["dates_out_of_order"]}),
        (None, "2015-11-01", {"on": ["date_in_future"]}),
    ],
)
def test_acceptances_that_cannot_be(land, east, west, area, when, expected):
    row = proposed(unit(land.first), east, land.west)
    with pytest.raises(ValidationError) as raised:
        accept(row, west, when, area=getattr(land, area) if area else None)
    assert codes(raised) == expected
    assert kept(row).is_open


def test_a_later_move_is_not_overwritten_by_who_cannot_see_it(land, east, west):
    made = unit(land.first)
    with acting(east):
        services.move(unit=made, to=land.second, on=day("2015-10-20"), by=east)
    row = proposed(made, east, land.west)
    with pytest.raises(ValidationError) as raised:
        accept(row, west, "2015-10-12")
    assert codes(raised) == {"on": ["later_move"]}
    assert accept(row, west, "2015-10-25").state == "accepted"


def test_with_rights_on_both_sides_one_step_is_enough_and_overtakes(land, east, committee):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    with acting(committee):
        services.move(unit=made, to=land.park, on=day("2015-10-11"), by=committee)
    assert (kept(row).state, kept(made).area_id) == ("lapsed", land.park.pk)


def test_a_unit_that_leaves_takes_its_hand_over_along(land, east):
    made = unit(land.first)
    row = proposed(made, east, land.west)
    with acting(east):
        services.close(unit=made, status="closed", reason="deregistered", on=day("2015-10-15"), by=east)
    assert kept(row).state == "lapsed"
    with pytest.raises(ValidationError) as raised:
        proposed(made, east, land.west, "2015-10-20")
    assert codes(raised) == {"to": ["unit_left"]}


def test_a_street_that_moves_keeps_its_side_in_sight(land, east):
    row = proposed(unit(land.first), east, land.west)
    elsewhere = AreaFactory(county=True, name="新区")
    with acting(system("test data", on=TODAY)) as by:
        areas.change(area=land.east, on=TODAY, by=by, reason="区划调整", parent=elsewhere)
    assert kept(row).from_path.startswith(elsewhere.path)
