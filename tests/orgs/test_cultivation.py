"""Talks with applicants and half-yearly examinations: when they may be recorded, when they are due, and by whom they are read."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.urls import reverse

from access.models import AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import CultivationKind, MemberEnd, MemberStage
from orgs.models import CultivationRecord, Member
from orgs.queries import members as reads
from orgs.services import members as acts
from orgs.services.members import Cultivated, Entry, keeping
from tests.factories.orgs import TODAY

Stage = MemberStage
TALK, EXAM = CultivationKind.TALK, CultivationKind.EXAMINATION
FOUNDED, APPLIED, CHOSEN = date(2012, 1, 1), date(2013, 1, 31), date(2013, 8, 31)
DAY = timedelta(days=1)


@pytest.fixture
def org(world, committee):
    return world.single(by=committee, on=FOUNDED, name="示例东风公司党支部", unit=world.unit(formal=3, since=FOUNDED))


@pytest.fixture
def member(world, org):
    entry = Entry("示例申请人", date(1990, 1, 1))
    return acts.enrol(org=org, entry=entry, stage=Stage.APPLICANT, since=APPLIED, by=world.act_as("east"))


@pytest.fixture
def activist(world, member):
    return acts.advance(member=member, to=Stage.ACTIVIST, on=CHOSEN, by=world.act_as("east"))


def record(kind=TALK, on=APPLIED, **changed):
    return Cultivated(kind, on, **({"held_by": "示例书记", "finding": "动机端正"} | changed))


def listed(world, on, key="east"):
    rows = Member.objects.visible_to(world.act_as(key), reads.KEEP).present()
    return list(reads.to_examine(rows, on).values_list("examine_by", flat=True))


def test_a_talk_is_kept_with_its_audit_line_that_tells_no_words(world, member):
    row = acts.cultivate(member=member, record=record(held_by=" 示例书记 "), by=world.act_as("east"))
    assert (row.kind, row.held_on, row.held_by, row.finding) == (TALK, APPLIED, "示例书记", "动机端正")
    with system_scope("test"):
        told = AuditEvent.objects.as_system("test").filter(act="orgs.member_cultivated").values_list("detail", flat=True)
    assert len(told) == 1
    assert "动机端正" not in str(told[0])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"on": APPLIED - DAY}, "on"), ({"kind": EXAM}, "on"), ({"kind": EXAM, "on": CHOSEN - DAY}, "on"),
        ({"on": TODAY + DAY}, "on"), ({"held_by": "  "}, "held_by"), ({"finding": ""}, "finding"), ({"finding": "\x00"}, "finding"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_written(world, member, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        acts.cultivate(member=member, record=record(**wrong), by=world.act_as("east"))
    assert set(refusal.value.error_dict) == {field}
    assert not CultivationRecord.objects.of(member=member).exists()


def test_an_examination_begins_with_the_activist_and_ends_with_the_formal_member(world, org):
    east = world.act_as("east")
    entry = Entry("示例预备党员", date(1990, 1, 1))
    member = acts.enrol(org=org, entry=entry, stage=Stage.PROBATIONARY, since=date(2014, 3, 1), by=east)
    acts.advance(member=member, to=Stage.FORMAL, on=date(2015, 3, 1), by=east)
    for day in (date(2014, 2, 28), date(2015, 3, 1)):
        with pytest.raises(ValidationError, match="不在其中"):
            acts.cultivate(member=member, record=record(EXAM, day), by=east)
    for day in (date(2014, 3, 1), date(2015, 2, 28)):
        assert acts.cultivate(member=member, record=record(EXAM, day), by=east).held_on == day


def test_a_day_has_one_record_of_a_kind(world, activist):
    east = world.act_as("east")
    acts.cultivate(member=activist, record=record(on=CHOSEN), by=east)
    acts.cultivate(member=activist, record=record(EXAM, CHOSEN), by=east)
    with pytest.raises(ValidationError, match="该日已有同一事项的记录"):
        acts.cultivate(member=activist, record=record(EXAM, CHOSEN, finding="另一条"), by=east)


def test_nobody_records_in_another_street_or_of_one_who_has_left(world, member):
    with pytest.raises(Denied):
        acts.cultivate(member=member, record=record(), by=world.act_as("west"))
    east = world.act_as("east")
    acts.leave_roster(member=member, reason=MemberEnd.STOPPED, on=TODAY, by=east)
    with pytest.raises(ValidationError, match="已不在名册中"):
        acts.cultivate(member=member, record=record(), by=east)


def test_a_record_is_neither_changed_nor_deleted(world, member):
    acts.cultivate(member=member, record=record(), by=world.act_as("east"))
    rows = CultivationRecord.objects.of(member=member)
    for change in (lambda: rows.update(finding="改"), rows.delete):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            change()


def test_a_talk_is_due_within_a_month_and_then_no_more(world, member):
    due = date(2013, 2, 28)
    assert listed(world, due) == [due]
    assert listed(world, due, "west") == []
    acts.cultivate(member=member, record=record(on=date(2013, 3, 15)), by=world.act_as("east"))
    assert listed(world, date(2013, 4, 1)) == []


@pytest.mark.parametrize("examined", [None, date(2013, 10, 31), date(2014, 2, 27)])
def test_the_list_and_the_rule_name_the_same_day_for_an_examination(world, activist, examined):
    if examined:
        acts.cultivate(member=activist, record=record(EXAM, examined), by=world.act_as("east"))
    due = reads.examination_due(keeping.candidate(activist), reads.records_of(activist))
    assert due == {None: date(2014, 2, 28), date(2013, 10, 31): date(2014, 4, 30), date(2014, 2, 27): date(2014, 8, 27)}[examined]
    assert listed(world, due) == [due]
    assert listed(world, due - timedelta(days=40)) == []


def test_work_tells_what_is_due_and_what_is_late(world, activist):
    waiting = reads.examinations_waiting(world.act_as("east"))
    assert (waiting.rows.count(), waiting.overdue.count()) == (1, 1)
    acts.cultivate(member=activist, record=record(EXAM, TODAY), by=world.act_as("east"))
    waiting = reads.examinations_waiting(world.act_as("east"))
    assert (waiting.rows.count(), waiting.overdue.count()) == (0, 0)
    assert not reads.examinations_waiting(world.act_as("west")).rows.exists()


def test_the_page_shows_when_it_is_due_and_takes_the_record(client, world, activist):
    client.force_login(world.users["east"])
    page, address = activist.get_absolute_url(), reverse("orgs:cultivate", args=[activist.pk])
    told = client.get(page).content.decode()
    assert "最晚 2014-02-28 谈话或考察" in told
    assert 'value="examination" selected' in client.get(address).content.decode()
    given = {"kind": "examination", "on": "2014-02-01", "held_by": "示例联系人", "finding": "表现良好"}
    assert client.post(address, given | {"finding": ""}).status_code == 422
    assert client.post(address, given).status_code == 302
    told = client.get(page).content.decode()
    assert "表现良好" in told
    assert "最晚 2014-08-01 谈话或考察" in told
    client.force_login(world.users["west"])
    assert client.get(address).status_code == 404
