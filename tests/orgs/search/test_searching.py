"""The double search from the list to the roster: every step in its order, the two contracts, the six ways, no number twice."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from access.errors import Conflict
from access.models import AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import MemberStage, SearchMethod, SearchResult, SearchStage, SearchStep
from orgs.models import Member, RelationFact, SearchEntry, SearchTarget
from orgs.rules import searching as rules
from orgs.services import members
from orgs.services import searching as acts
from orgs.services.members import Entry
from tests.factories.orgs import TODAY
from tests.orgs.search.searches import (
    BORN,
    DAY,
    OFFICER,
    at,
    branch,
    checked,
    codes,
    contracted,
    enrolled,
    entries,
    found,
    listed,
    stored,
)

Stage, Step = SearchStage, SearchStep
NEXT = timedelta(days=1)


@pytest.fixture
def org(world):
    return branch(world)


@pytest.fixture
def east(world, org):
    return world.act_as("east")


def test_somebody_is_listed_contracted_looked_for_found_and_comes_onto_the_roster(world, org, east):
    target = listed(world, east)
    target = acts.contract_target(target=target, contract=acts.Contract(org, enrolled(org, east)), on=DAY, by=east)
    for way in (SearchMethod.RETIRED_ARCHIVES, SearchMethod.NEIGHBOURS):
        target = acts.look(target=target, method=way, result=SearchResult.CLUE, on=DAY + NEXT, by=east)
    given = acts.Found("pocket", "关系介绍信放在家中", "转入社区支部")
    target = acts.find(target=target, found=given, on=DAY + 2 * NEXT, by=east)
    entry = Entry("别的名字", BORN, phone="13800138000")
    target = acts.enrol_found(
        target=target, entry=entry, stage=MemberStage.FORMAL, since=date(1990, 7, 1), on=DAY + 3 * NEXT, by=east,
        from_name="原国营厂党支部",
    )  # fmt: skip
    row = stored(target)
    assert (row.stage, row.hidden_kind, row.found_on, row.version) == (Stage.MOVED, "pocket", DAY + 2 * NEXT, 6)
    assert [step for step, _method, _note in entries(target)] == ["list", "contract", "check", "check", "find", "move"]
    with system_scope("test"):
        member = Member.objects.as_system("test").get(pk=row.member_id)
        assert (member.name, member.org_id) == (target.name, org.pk)
        relations = RelationFact.objects.as_system("test").live().filter(member=member).order_by("holds_from")
        assert [(one.org_name, one.until) for one in relations] == [
            ("原国营厂党支部", DAY + 3 * NEXT), (org.name, None),
        ]  # fmt: skip
        told = AuditEvent.objects.as_system("test").filter(act__startswith="orgs.search_").order_by("pk")
        assert told.count() == 6
        assert target.name not in str(list(told.values_list("detail", flat=True)))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", [step for step in Step if step != Step.LIST])
def test_every_step_is_taken_from_its_stages_and_from_no_other(world, org, east, stage, step):
    target = at(world, org, east, stage)
    before = (stored(target).version, len(entries(target)))
    act = {
        Step.CONTRACT: lambda: acts.contract_target(target=target, contract=acts.Contract(org, officer=OFFICER), on=DAY, by=east),
        Step.CHECK: lambda: acts.look(target=target, method="friends", result="clue", on=DAY, by=east),
        Step.FIND: lambda: acts.find(target=target, found=acts.Found(), on=DAY, by=east),
        Step.GIVE_UP: lambda: acts.give_up(target=target, on=DAY, by=east, reason="线索已断"),
        Step.MOVE: lambda: acts.link_found(target=target, member=enrolled(org, east, "另一名党员"), on=DAY, by=east),
        Step.STAY: lambda: acts.stay(target=target, note="关系在原单位", on=DAY, by=east),
        Step.WITHDRAW: lambda: acts.withdraw_target(target=target, reason="重复", on=DAY, by=east),
    }[step]
    if stage in rules.MOVES[step].before:
        act()
        assert stored(target).stage == rules.MOVES[step].after
        assert len(entries(target)) == before[1] + 1
    else:
        with pytest.raises(Conflict, match="不能办理"):
            act()
        assert (stored(target).version, len(entries(target))) == before


def test_two_contracts_take_an_organization_and_exactly_one_who_looks(world, org, east):
    target, member = listed(world, east), enrolled(org, east)
    for contract in (acts.Contract(org), acts.Contract(org, member, OFFICER), acts.Contract(org, officer="  ")):
        assert codes(lambda one=contract: acts.contract_target(target=target, contract=one, on=DAY, by=east)) == {
            "two_contracts"
        }
    other = branch(world, "east")
    stranger = acts.Contract(other, member)
    applicant = acts.Contract(org, enrolled(org, east, "申请人", MemberStage.APPLICANT, date(2014, 1, 1)))
    for contract in (stranger, applicant):
        assert codes(lambda one=contract: acts.contract_target(target=target, contract=one, on=DAY, by=east)) == {
            "not_on_roster"
        }
    members.leave_roster(member=member, reason="died", on=date(2015, 1, 1), by=east)
    gone = acts.Contract(org, member)
    assert codes(lambda: acts.contract_target(target=target, contract=gone, on=DAY, by=east)) == {"not_on_roster"}
    assert stored(target).stage == Stage.LISTED


def test_a_later_contract_replaces_the_one_before_also_after_the_search_was_given_up(world, org, east):
    target = at(world, org, east, Stage.NOT_FOUND)
    member = enrolled(org, east)
    acts.contract_target(target=target, contract=acts.Contract(org, member), on=DAY, by=east)
    row = stored(target)
    assert (row.stage, row.contractor_id, row.officer) == (Stage.CONTRACTED, member.pk, "")


def test_giving_up_takes_all_six_ways_or_a_reason(world, org, east):
    target = checked(world, org, east, rules.WAYS[:-1])
    assert codes(lambda: acts.give_up(target=target, on=DAY, by=east, reason="  ")) == {"norm_needs_reason"}
    target = acts.look(target=target, method=rules.WAYS[-1], result="nothing", on=DAY, by=east)
    assert acts.give_up(target=target, on=DAY, by=east).stage == Stage.NOT_FOUND


def test_calls_and_visits_are_none_of_the_six_ways():
    others = set(SearchMethod) - set(rules.WAYS)
    assert rules.missing_ways(others) == rules.WAYS
    assert [str(one.params["ways"]).count("、") for one in rules.check_giving_up(others).warnings] == [5]
    assert rules.check_giving_up(rules.WAYS).warnings == ()


@pytest.mark.parametrize(("kind", "why", "refused"), [
    ("", "", set()), ("pocket", "信在家中", set()), ("hidden", "", {"hidden_why"}), ("hidden", "   ", {"hidden_why"}),
    ("", "不愿亮明身份", {"hidden_kind"}),
])  # fmt: skip
def test_a_hidden_member_is_told_with_why(world, org, east, kind, why, refused):
    target = checked(world, org, east)

    def act():
        acts.find(target=target, found=acts.Found(kind, why), on=DAY, by=east)

    if refused:
        assert codes(act) == refused
        assert stored(target).found_on is None
    else:
        act()
        assert stored(target).hidden_kind == kind


@pytest.mark.parametrize(("on", "code"), [
    (DAY - NEXT, {"search_order"}), (DAY, set()), (TODAY, set()), (TODAY + NEXT, {"date_in_future"}),
])  # fmt: skip
def test_an_entry_is_neither_before_the_last_one_nor_in_the_future(world, org, east, on, code):
    target = contracted(world, org, east)

    def act():
        acts.look(target=target, method="visit", result="nothing", on=on, by=east)

    if code:
        assert codes(act) == code
    else:
        act()
        assert stored(target).last_on == on


def test_the_same_name_with_the_same_clue_is_listed_once_and_again_after_it_was_withdrawn(world, org, east):
    first = listed(world, east)
    with pytest.raises(Conflict, match="同一线索"):
        listed(world, east, name=f"  {first.name} ")
    listed(world, east, clue="另一条线索")
    listed(world, world.act_as("committee"), area=world.west_community)
    acts.withdraw_target(target=first, reason="重复列入", on=DAY, by=world.act_as("east"))
    assert listed(world, world.act_as("east")).pk != first.pk


def test_the_roster_of_the_contracted_branch_takes_over_whoever_stands_on_it_already(world, org, east):
    other = branch(world, "east")
    elsewhere, here = enrolled(other, east, "别处"), enrolled(org, east, "此处")
    target, second = found(world, org, east), found(world, org, east, name="第二人")
    assert codes(lambda: acts.link_found(target=target, member=elsewhere, on=DAY, by=east)) == {"other_roster"}
    acts.link_found(target=target, member=here, on=DAY, by=east)
    assert stored(target).member_id == here.pk
    assert codes(lambda: acts.link_found(target=second, member=here, on=DAY, by=east)) == {"linked_already"}


@pytest.mark.parametrize("stage", [MemberStage.APPLICANT, MemberStage.ACTIVIST, MemberStage.TARGET])
def test_who_is_no_member_has_no_relation_to_bring(world, org, east, stage):
    target = found(world, org, east)
    assert codes(
        lambda: acts.enrol_found(target=target, entry=Entry("", BORN), stage=stage, since=date(2014, 1, 1), on=DAY, by=east)
    ) == {"no_relation"}
    with system_scope("test"):
        assert not Member.objects.as_system("test").exists()


def test_what_the_roster_refuses_leaves_the_search_as_it_was(world, org, east):
    target = found(world, org, east)
    enrolled(org, east)
    wrong = Entry("", BORN, "110101198002290019")
    with pytest.raises(Exception, match="身份证"):
        acts.enrol_found(target=target, entry=wrong, stage=MemberStage.FORMAL, since=date(2014, 1, 1), on=DAY, by=east)
    assert (stored(target).stage, stored(target).member_id) == (Stage.FOUND, None)


def test_another_street_neither_sees_nor_searches(world, org, east):
    target = contracted(world, org, east)
    west = world.act_as("west")
    assert not SearchTarget.objects.visible_to(west, "orgs.view_member").exists()
    for act in (
        lambda: acts.look(target=target, method="visit", result="clue", on=DAY, by=west),
        lambda: acts.withdraw_target(target=target, reason="重复", on=DAY, by=west),
        lambda: listed(world, west),
        lambda: acts.contract_target(target=listed(world, west, area=world.west_community), contract=acts.Contract(org, officer="甲"),
                                     on=DAY, by=west),
    ):  # fmt: skip
        with pytest.raises(Denied):
            act()
    with pytest.raises(Denied):
        listed(world, world.act_as("leader"))


def test_the_database_refuses_what_no_act_would_write(world, org, east):
    target = contracted(world, org, east)
    rows = SearchTarget.objects.visible_to(east, "orgs.keep_member").filter(pk=target.pk)
    for values in (
        {"name": ""}, {"officer": ""}, {"org": None}, {"found_on": DAY}, {"stage": "found"}, {"hidden_kind": "pocket", "hidden_why": "信"},
        {"stage": "moved", "found_on": DAY}, {"last_on": DAY - NEXT},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_entries_are_never_changed(world, org, east):
    checked(world, org, east)
    rows = SearchEntry.objects.visible_to(east, "orgs.keep_member")
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        rows.update(note="改过")
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        rows.order_by().delete()


def test_a_text_with_control_characters_is_refused_and_nothing_written(world, org, east):
    target = contracted(world, org, east)
    with pytest.raises(Exception, match="无法保存"):
        acts.look(target=target, method="visit", result="clue", on=DAY, note="线索\x00", by=east)
    assert len(entries(target)) == 2
