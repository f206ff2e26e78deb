"""The roster by pages and by REST: who sees it, each step by its own form, what is due, and where roster and survey differ."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import Principal, acting, system_scope
from enterprises import services as register
from enterprises.choices import FactSource
from enterprises.models import MembersFact, Unit
from enterprises.services.inputs import Survey
from orgs.choices import MemberStage, SpecialState
from orgs.models import Member, MemberState, MemberTransfer
from orgs.queries import members as reads
from orgs.rules.members import probation_end
from orgs.services import members as acts
from orgs.services.members import Entry, keeping
from tests.factories.orgs import DAY, TODAY

Stage = MemberStage
FOUNDED = date(2012, 1, 1)
NUMBER, PHONE = "110101198002290018", "13800138000"


@pytest.fixture
def page(world):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


@pytest.fixture
def org(world, committee):
    return world.single(by=committee, on=FOUNDED, name="示例东风公司党支部", unit=world.unit(formal=3, since=FOUNDED))


def enrolled(world, org, stage, since, name="示例党员", **more):
    entry = Entry(name, date(1980, 2, 29), **more)
    return acts.enrol(org=org, entry=entry, stage=stage, since=since, by=world.act_as("east"))


def only():
    with system_scope("test"):
        return Member.objects.as_system("test").get()


def test_somebody_goes_from_the_form_to_the_formal_member_by_pages(page, org):
    east = page("east")
    given = {"name": "示例申请人", "id_number": NUMBER, "phone": PHONE, "stage": "applicant", "since": "2020-01-10"}
    answer = east.post(reverse("orgs:enrol", args=[org.pk]), given)
    row = only()
    assert answer.headers["Location"] == row.get_absolute_url()
    shown = east.get(row.get_absolute_url()).content.decode()
    assert NUMBER not in shown
    assert "**************0018" in shown
    advance = reverse("orgs:advance_member", args=[row.pk])
    assert "登记为入党积极分子" in east.get(advance).content.decode()
    soon = east.post(advance, {"on": "2020-02-10"})
    assert (soon.status_code, "最早2020-04-10" in soon.content.decode()) == (422, True)
    assert east.post(advance, {"on": "2020-04-10"}).status_code == 302
    assert east.post(advance, {"on": "2021-04-10"}).status_code == 302
    bare = east.post(advance, {"on": "2021-06-01"}).content.decode()
    assert "不少于24学时" in bare
    assert "政治审查" in bare
    assert east.post(advance, {"on": "2021-06-01", "training_hours": 24, "is_reviewed": "on"}).status_code == 302
    assert "2022-06-01" in east.post(advance, {"on": "2022-05-31"}).content.decode()
    assert east.post(advance, {"on": "2022-06-01"}).status_code == 302
    page_of_formal = east.get(row.get_absolute_url()).content.decode()
    assert advance not in page_of_formal
    assert [stage.stage for stage in reads.stages_of(row)] == [
        Stage.FORMAL, Stage.PROBATIONARY, Stage.TARGET, Stage.ACTIVIST, Stage.APPLICANT,
    ]  # fmt: skip


def test_numbers_are_shown_once_for_a_reason(page, world, org):
    member = enrolled(world, org, Stage.FORMAL, date(2010, 7, 1), id_number=NUMBER, phone=PHONE)
    east, address = page("east"), reverse("orgs:reveal_member", args=[member.pk])
    assert NUMBER not in east.get(address).content.decode()
    assert east.post(address, {"reason": "  "}).status_code == 422
    shown = east.post(address, {"reason": "核对名册"}).content.decode()
    assert NUMBER in shown
    assert PHONE in shown


def test_the_roster_of_another_street_is_out_of_sight_and_a_leader_has_none(page, world, org):
    member = enrolled(world, org, Stage.FORMAL, date(2010, 7, 1), name="独一无二")
    assert "独一无二" in page("east").get(reverse("orgs:members")).content.decode()
    west = page("west")
    assert "独一无二" not in west.get(reverse("orgs:members")).content.decode()
    for name in ("member", "advance_member", "issue_letter", "reveal_member"):
        assert west.get(reverse(f"orgs:{name}", args=[member.pk])).status_code == 404
    assert page("leader").get(reverse("orgs:members")).status_code == 403


def test_a_letter_goes_from_issue_to_receipt_by_pages(page, world, org):
    other = world.single(by=world.act_as("committee"), on=FOUNDED, name="示例二支部")
    member = enrolled(world, org, Stage.FORMAL, date(2010, 7, 1))
    east, today = page("east"), timezone.localdate()
    form = east.get(reverse("orgs:issue_letter", args=[member.pk])).content.decode()
    assert (today + timedelta(days=90)).isoformat() in form
    given = {"letter_no": "1号", "issued_on": today.isoformat(), "valid_until": today.isoformat(), "to_org": other.pk}
    assert east.post(reverse("orgs:issue_letter", args=[member.pk]), given).status_code == 302
    with system_scope("test"):
        letter = MemberTransfer.objects.as_system("test").get()
    assert "1号" in east.get(member.get_absolute_url()).content.decode()
    assert other.name in east.get(reverse("orgs:letters")).content.decode()
    early = east.post(reverse("orgs:confirm_letter", args=[letter.pk]), {"on": today.isoformat()})
    assert early.status_code == 422
    for step in ("receive", "confirm"):
        assert east.post(reverse(f"orgs:{step}_letter", args=[letter.pk]), {"on": today.isoformat()}).status_code == 302
    assert only().org_id == other.pk
    assert "没有办理中的转接" in east.get(reverse("orgs:letters")).content.decode()


@pytest.mark.parametrize(
    ("state", "contact", "reason", "status"),
    [
        ("lost", "2015-01-01", "1", 302), ("lost", "2015-01-01", "", 422), ("lost", "", "1", 422),
        ("lost", "2015-03-02", "1", 422), ("lost", "2015-03-01", "1", 302), ("floating", "2015-03-02", "", 422),
        ("floating", "2015-03-01", "", 302), ("pocket", "", "", 302), ("hidden", "", "3", 302),
    ],
)  # fmt: skip
def test_a_special_state_asks_for_what_it_means(page, world, org, state, contact, reason, status):
    member = enrolled(world, org, Stage.FORMAL, date(2010, 7, 1))
    east = page("east")
    given = {"state": state, "on": "2015-09-01", "contact_on": contact, "lost_reason": reason}
    answer = east.post(reverse("orgs:mark_member", args=[member.pk]), given)
    assert answer.status_code == status
    with system_scope("test"):
        found = list(MemberState.objects.as_system("test").values_list("state", "lost_reason"))
    assert found == ([(state, reason if state == "lost" else "")] if status == 302 else [])


def test_a_state_ends_when_the_member_is_back_and_cannot_end_twice(page, world, org):
    member = enrolled(world, org, Stage.FORMAL, date(2010, 7, 1))
    east = page("east")
    east.post(reverse("orgs:mark_member", args=[member.pk]), {"state": "pocket", "on": "2015-08-01", "note": "未交介绍信"})
    assert "未交介绍信" in east.get(member.get_absolute_url()).content.decode()
    assert member.name in east.get(f"{reverse('orgs:members')}?state=pocket").content.decode()
    back = reverse("orgs:unmark_member", args=[member.pk])
    assert east.post(back, {"on": "2015-08-20"}).status_code == 302
    assert east.post(back, {"on": "2015-08-21"}).status_code == 422
    assert member.name not in east.get(f"{reverse('orgs:members')}?state=pocket").content.decode()


def test_an_applicant_has_no_state_of_a_member(page, world, org):
    member = enrolled(world, org, Stage.APPLICANT, date(2015, 1, 1))
    assert page("east").post(
        reverse("orgs:mark_member", args=[member.pk]), {"state": SpecialState.HIDDEN, "on": "2015-08-01"}
    ).status_code == 422  # fmt: skip


@pytest.mark.parametrize(("admitted", "months", "due"), [
    (date(2014, 9, 1), 0, True), (date(2014, 9, 2), 0, False), (date(2014, 3, 1), 6, True), (date(2014, 3, 2), 6, False),
])  # fmt: skip
def test_a_probation_that_has_run_its_time_is_told_on_its_day(world, org, admitted, months, due):
    member = enrolled(world, org, Stage.PROBATIONARY, admitted)
    east = world.act_as("east")
    if months:
        acts.extend_probation(member=member, months=months, on=date(2015, 2, 1), reason="再考察", by=east)
    assert reads.conversions_waiting(east).rows.exists() is due
    if due:
        acts.advance(member=member, to=Stage.FORMAL, on=TODAY, by=east)
        assert not reads.conversions_waiting(east).rows.exists()


@pytest.mark.parametrize(("months", "last"), [(0, date(2013, 2, 27)), (6, date(2013, 8, 28))])
def test_a_probation_that_began_on_a_leap_day_ends_on_the_day_that_the_rule_says(world, org, months, last):
    member = enrolled(world, org, Stage.PROBATIONARY, date(2012, 2, 29))
    east = world.act_as("east")
    if months:
        acts.extend_probation(member=member, months=months, on=date(2013, 2, 1), reason="再考察", by=east)
    rows = Member.objects.visible_to(east, reads.KEEP)
    for day in (last, last + timedelta(days=1)):
        told = probation_end(keeping.candidate(member)) <= day
        assert (reads.to_convert(rows, day).exists(), told) == (day > last, day > last)


def test_the_check_says_when_and_by_whom_units_were_counted_and_letters_their_days(page, world, org):
    member = enrolled(world, org, Stage.FORMAL, date(2012, 7, 1))
    east, today = page("east"), timezone.localdate()
    told = east.get(reverse("orgs:roster_check")).content.decode()
    with system_scope("test"):
        fact = MembersFact.objects.as_system("test").get()
    assert f"<small>{fact.since:%Y-%m-%d} · {FactSource(fact.source).label}</small>" in told
    until = today + timedelta(days=17)
    letter = acts.Letter("7号", today, until, to_name="外地支部")
    by = Principal.for_user(_user(world, "east"), on=today)
    with acting(by):
        acts.issue_letter(member=member, letter=letter, by=by)
    assert ">17</td>" in east.get(reverse("orgs:letters")).content.decode()


def rows_of(world, key="east"):
    by = world.act_as(key)
    return [(row.name, row.rostered, row.surveyed) for row in reads.differences(by, TODAY)]


def test_roster_and_survey_are_compared_from_the_first_entry_on(world, org):
    assert rows_of(world) == []  # no roster yet
    for number in range(3):
        member = enrolled(world, org, Stage.FORMAL, date(2012, 7, 1), name=f"党员{number}")
        assert rows_of(world) == ([(org.name, number + 1, 3)] if number < 2 else [])
    enrolled(world, org, Stage.PROBATIONARY, date(2015, 2, 1), name="预备")
    assert rows_of(world) == []
    acts.leave_roster(member=member, reason="died", on=TODAY, by=world.act_as("east"))
    assert rows_of(world) == [(org.name, 2, 3)]
    east = world.act_as("east")
    unit = Unit.objects.visible_to(east, "enterprises.view_unit").get()
    register.survey(unit=unit, answers=Survey(formal=2), on=TODAY, by=east)
    assert rows_of(world) == []


def test_a_joint_organization_is_compared_with_all_its_units(world):
    joint = world.joint(by=world.act_as("east"), units=[world.unit(formal=2), world.unit(formal=1)], on=DAY)
    enrolled(world, joint, Stage.FORMAL, date(2012, 7, 1))
    assert rows_of(world) == [(joint.name, 1, 3)]
    assert rows_of(world, "west") == []


def test_the_difference_stands_on_the_page_and_among_the_work(page, world, org):
    enrolled(world, org, Stage.FORMAL, date(2012, 7, 1))
    east = page("east")
    assert org.name in east.get(reverse("orgs:roster_check")).content.decode()
    with acting(Principal.for_user(_user(world, "east"), on=timezone.localdate())) as by:
        assert reads.differences_waiting(by).rows.count() == 1


def _user(world, key):
    with system_scope("test"):
        return get_user_model().objects.as_system("test").get(pk=world.users[key].pk)


def test_the_panel_of_the_organization_counts_by_stage(page, world, org):
    enrolled(world, org, Stage.FORMAL, date(2012, 7, 1))
    enrolled(world, org, Stage.APPLICANT, date(2015, 7, 1), name="申请人")
    told = page("east").get(reverse("orgs:panel", args=[org.pk, "orgs.members"])).content.decode()
    assert "正式党员" in told
    assert "入党申请人" in told
    assert page("leader").get(reverse("orgs:panel", args=[org.pk, "orgs.members"])).status_code in {403, 404}
