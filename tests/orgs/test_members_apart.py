"""Whom the roster is open to: the secretary of the own organization, and nobody without the grant; two transfers at once."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from access.choices import Role
from access.errors import Conflict
from access.policy import Denied
from access.principals import Principal, acting, open_scope, system_scope
from orgs import services
from orgs.choices import MemberStage
from orgs.models import Member, MemberStageFact, MemberTransfer, RelationFact
from orgs.services import members as acts
from orgs.services.members import Entry, Letter
from tests.factories import orgs as factory
from tests.factories.orgs import DAY, TODAY

NAME = "示例保密党员"
MODELS = (Member, MemberStageFact, RelationFact, MemberTransfer)


def enrolled(org, by, name=NAME):
    entry = Entry(name, date(1980, 1, 1), "110101198001010010")
    return acts.enrol(org=org, entry=entry, stage=MemberStage.FORMAL, since=date(2010, 7, 1), by=by)


def a_letter(number):
    return Letter(number, TODAY, TODAY, to_name="外区党支部")


def seen(by):
    return [model.objects.visible_to(by, "orgs.view_member").count() for model in MODELS]


def test_a_secretary_keeps_the_own_roster_and_no_other(world, east):
    with system_scope("test"):
        user = world.user(Role.SECRETARY, world.east, "secretary")
        user.person.refresh_from_db()
        user.assignments.as_system("test").get().body.areas.clear()
    org, other = world.single(by=east), world.single(by=east, name="东街另一党支部")
    services.appoint(org=org, person=user.person, kind="secretary", on=DAY, by=east, secretary_source="employee")
    hidden = enrolled(other, east)
    me = Principal.for_user(user, on=TODAY)
    open_scope(me)
    mine = acts.enrol(
        org=org, entry=Entry("示例申请人", date(1990, 1, 1)), stage=MemberStage.APPLICANT, since=DAY, by=me
    )
    assert list(Member.objects.visible_to(me, "orgs.view_member")) == [mine]
    assert seen(me) == [1, 1, 1, 0]
    for model, rows in zip(MODELS, (1, 1, 1, 0), strict=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (rows,)
    with pytest.raises(Denied):
        acts.reveal_numbers(member=hidden, reason="看看", by=me)
    with pytest.raises(Denied):
        acts.issue_letter(member=mine, letter=a_letter("示例001"), by=me)


@pytest.mark.parametrize("role", [role for role in Role if role not in {
    Role.COMMITTEE, Role.ORG_DEPT, Role.STREET_OFFICER, Role.SECRETARY,
}])  # fmt: skip
def test_a_role_without_the_grant_sees_no_name_of_the_own_street(world, east, role):
    member = enrolled(world.single(by=east), east)
    with system_scope("test"):
        user = world.user(role, world.east, "reader")
    me = Principal.for_user(user, on=TODAY)
    open_scope(me)
    assert seen(me) == [0, 0, 0, 0]
    with pytest.raises(Denied):
        acts.reveal_numbers(member=member, reason="看看", by=me)


@pytest.mark.django_db(transaction=True)
def test_two_letters_for_one_member_at_once_end_in_one():
    world = factory.build()
    with system_scope("read rights"):
        by = world.principal("east")
    with acting(by):
        member = enrolled(world.single(by=by), by)
    started, outcomes = threading.Barrier(2), []

    def issue(number):
        try:
            started.wait(timeout=30)
            with acting(by):
                acts.issue_letter(member=member, letter=a_letter(number), by=by)
            outcomes.append("issued")
        except Conflict as refusal:
            outcomes.append(refusal.messages[0])
        finally:
            connection.close()

    clerks = [threading.Thread(target=issue, args=(number,)) for number in ("示例001", "示例002")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(timeout=60)
    assert sorted(outcome == "issued" for outcome in outcomes) == [False, True]
    assert MemberTransfer.objects.as_system("test").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_id_number_entered_twice_at_once_ends_in_one_row_and_one_sentence():
    world = factory.build()
    with system_scope("read rights"):
        by = world.principal("east")
    with acting(by):
        orgs = [world.single(by=by), world.single(by=by, name="东街另一党支部")]
    started, outcomes = threading.Barrier(2), []

    def enter(org):
        try:
            started.wait(timeout=30)
            with acting(by):
                enrolled(org, by)
            outcomes.append("entered")
        except ValidationError as refusal:
            outcomes.append(refusal.error_dict["id_number"][0].code)
        finally:
            connection.close()

    clerks = [threading.Thread(target=enter, args=(org,)) for org in orgs]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(timeout=60)
    assert sorted(outcomes) == ["entered", "on_a_roster"]
    assert Member.objects.as_system("test").count() == 1
