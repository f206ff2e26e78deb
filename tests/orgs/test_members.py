"""The roster of an organization: stages with their intervals, letters with their validity, numbers in clear for a reason."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from access.errors import Conflict
from access.models import AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import MemberEnd, MemberStage
from orgs.models import Member, MemberStageFact, MemberTransfer, RelationFact
from orgs.services import members as acts
from orgs.services.members import Entry, Letter
from tests.factories.orgs import TODAY

Stage = MemberStage
DAY = timedelta(days=1)
FOUNDED = date(2012, 1, 1)
NUMBER, PHONE = "110101198002290018", "13800138000"
ENTRY = Entry("示例党员", date(1980, 2, 29), NUMBER, PHONE)
ISSUED, UNTIL = date(2015, 3, 1), date(2015, 5, 30)


@pytest.fixture
def org(world, committee):
    return world.single(by=committee, on=FOUNDED)


@pytest.fixture
def member(world, org):
    return acts.enrol(org=org, entry=ENTRY, stage=Stage.FORMAL, since=date(2010, 7, 1), by=world.act_as("east"))


def applicant(org, by):
    entry = Entry("示例申请人", date(1990, 1, 1))
    return acts.enrol(org=org, entry=entry, stage=Stage.APPLICANT, since=date(2012, 2, 1), by=by)


def letter(**changed):
    return Letter(
        **({"letter_no": "示例001", "issued_on": ISSUED, "valid_until": UNTIL, "to_name": "外区党支部"} | changed)
    )


def codes(act):
    with pytest.raises(ValidationError) as refusal:
        act()
    found = refusal.value.error_dict.values() if hasattr(refusal.value, "error_dict") else [refusal.value.error_list]
    return {error.code for errors in found for error in errors}


def stages(member):
    return [
        (f.stage, f.since, f.until) for f in MemberStageFact.objects.of(member=member).live().order_by("holds_from")
    ]


def test_somebody_is_enrolled_with_numbers_kept_secret(world, org, member):
    east = world.act_as("east")
    kept = Member.objects.visible_to(east, "orgs.view_member").get()
    assert (kept.org_id, kept.id_masked, kept.phone_masked) == (org.pk, "*" * 14 + "0018", "*" * 7 + "8000")
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM orgs_member AS m")
        ((row,),) = cursor.fetchall()
    assert NUMBER not in row
    assert PHONE not in row
    assert stages(kept) == [(Stage.FORMAL, date(2010, 7, 1), None)]
    assert RelationFact.objects.of(member=kept).get().org_name == org.name


def test_the_audit_line_of_an_enrolment_tells_no_name_and_no_number(world, member):
    with system_scope("test"):
        told = str(list(AuditEvent.objects.as_system("test").filter(act="orgs.member_enrolled").values("detail")))
    assert not any(secret in told for secret in (NUMBER, PHONE, ENTRY.name))


def test_one_id_number_is_on_one_roster(world, org, member):
    with pytest.raises(ValidationError, match=r"已在“.*”的名册中"):
        acts.enrol(org=org, entry=ENTRY, stage=Stage.FORMAL, since=date(2010, 7, 1), by=world.act_as("east"))
    far = world.single(
        by=world.act_as("committee"), unit=world.unit(world.west, formal=3), on=FOUNDED, name="西街党支部"
    )
    west = world.act_as("west")
    with pytest.raises(ValidationError, match="已在您职责范围以外的党组织名册中") as refusal:
        acts.enrol(org=far, entry=ENTRY, stage=Stage.FORMAL, since=date(2012, 7, 1), by=west)
    assert org.name not in str(refusal.value)
    assert not Member.objects.visible_to(west, "orgs.view_member").exists()


def test_the_birthday_is_read_from_the_number_and_a_wrong_number_is_refused(world, org):
    east = world.act_as("east")

    def enrol(**given):
        return acts.enrol(org=org, entry=Entry("示例党员", **given), stage=Stage.FORMAL, since=FOUNDED, by=east)

    assert codes(lambda: enrol(id_number=NUMBER[:-1] + "7")) == {"id_check"}
    assert codes(lambda: enrol(id_number=NUMBER[:-1])) == {"id_form"}
    assert codes(lambda: enrol(id_number="110101198013010010")) == {"id_birthday"}
    assert codes(lambda: enrol(id_number=NUMBER, born_on=date(1980, 3, 1))) == {"id_other_birthday"}
    assert codes(enrol) == {"required"}
    assert enrol(id_number=f" {NUMBER[:6]} {NUMBER[6:]}").born_on == date(1980, 2, 29)


def test_nobody_under_age_is_enrolled(world, org):
    entry = Entry("示例青年", date(1996, 2, 29))
    east = world.act_as("east")

    def enrol(on):
        return acts.enrol(org=org, entry=entry, stage=Stage.APPLICANT, since=on, by=east)

    assert codes(lambda: enrol(date(2014, 2, 27))) == {"too_young"}
    assert enrol(date(2014, 2, 28)).pk


def test_the_whole_way_at_its_boundary_days(world, org):
    east = world.act_as("east")
    person = applicant(org, east)
    assert codes(lambda: acts.advance(member=person, to=Stage.ACTIVIST, on=date(2012, 4, 30), by=east)) == {"too_soon"}
    acts.advance(member=person, to=Stage.ACTIVIST, on=date(2012, 4, 30), by=east, reason="表现突出")
    assert codes(lambda: acts.advance(member=person, to=Stage.TARGET, on=date(2013, 4, 29), by=east)) == {"too_soon"}
    acts.advance(member=person, to=Stage.TARGET, on=date(2013, 4, 30), by=east)
    admitted = {"member": person, "to": Stage.PROBATIONARY, "on": date(2013, 6, 1), "by": east}
    assert codes(lambda: acts.advance(**admitted, training_hours=23)) == {"training_short", "not_reviewed"}
    acts.advance(**admitted, training_hours=24, is_reviewed=True)
    assert codes(lambda: acts.extend_probation(member=person, months=5, on=date(2014, 5, 1), reason="", by=east)) == {
        "extension_length"
    }
    acts.extend_probation(member=person, months=6, on=date(2014, 5, 1), reason="需再考察", by=east)
    formal = {"member": person, "to": Stage.FORMAL, "by": east}
    assert codes(lambda: acts.advance(**formal, on=date(2014, 11, 30))) == {"probation_runs"}
    acts.advance(**formal, on=date(2014, 12, 1))
    assert [stage for stage, *_days in stages(person)] == [
        Stage.APPLICANT, Stage.ACTIVIST, Stage.TARGET, Stage.PROBATIONARY, Stage.PROBATIONARY, Stage.FORMAL,
    ]  # fmt: skip


def test_a_refusal_names_clause_and_day_and_writes_nothing(world, org):
    east = world.act_as("east")
    person = applicant(org, east)
    acts.advance(member=person, to=Stage.ACTIVIST, on=date(2012, 5, 1), by=east)
    before = stages(person)
    with pytest.raises(ValidationError, match=r"须满12个月，最早2013-05-01.*发展党员工作细则"):
        acts.advance(member=person, to=Stage.TARGET, on=date(2013, 4, 30), by=east)
    assert codes(lambda: acts.advance(member=person, to=Stage.FORMAL, on=TODAY, by=east)) == {"stage_order"}
    assert stages(person) == before


def test_a_stage_does_not_begin_on_the_day_of_the_last_one(world, org):
    east = world.act_as("east")
    person = applicant(org, east)
    given = {"member": person, "to": Stage.ACTIVIST, "on": date(2012, 2, 1), "by": east}
    assert codes(lambda: acts.advance(**given, reason="当日")) == {"stage_dates"}


def test_a_letter_is_received_on_its_last_day_and_issued_anew_after_it(world, member):
    east = world.act_as("east")

    def issue(until, **given):
        return acts.issue_letter(member=member, letter=letter(valid_until=until, **given), by=east)

    assert codes(lambda: issue(date(2015, 9, 2), reason="跨省")) == {"letter_validity"}
    assert codes(lambda: issue(ISSUED - DAY)) == {"letter_validity"}
    assert codes(lambda: issue(date(2015, 6, 2))) == {"letter_long"}
    row = acts.issue_letter(member=member, letter=letter(), by=east)
    with pytest.raises(Conflict):
        acts.issue_letter(member=member, letter=letter(letter_no="示例002"), by=east)
    assert codes(lambda: acts.receive_letter(transfer=row, on=UNTIL + DAY, by=east)) == {"letter_expired"}
    again = letter(letter_no="示例002", issued_on=UNTIL, valid_until=UNTIL + 60 * DAY)
    with pytest.raises(Conflict):
        acts.reissue_letter(transfer=row, letter=again, by=east)
    again = letter(letter_no="示例002", issued_on=UNTIL + DAY, valid_until=UNTIL + 90 * DAY)
    new = acts.reissue_letter(transfer=row, letter=again, by=east)
    assert new.replaces_id == row.pk
    assert acts.receive_letter(transfer=new, on=UNTIL + DAY, by=east).received_on == UNTIL + DAY


def test_a_confirmed_transfer_moves_the_member_with_all_that_is_kept_of_him(world, org, member):
    committee = world.act_as("committee")
    other = world.single(by=committee, unit=world.unit(world.west, formal=3), on=FOUNDED, name="西街示例党支部")
    row = acts.issue_letter(member=member, letter=letter(to_org=other, to_name=""), by=committee)
    with pytest.raises(Conflict):
        acts.confirm_transfer(transfer=row, on=UNTIL, by=committee)
    acts.receive_letter(transfer=row, on=UNTIL, by=committee)
    acts.confirm_transfer(transfer=row, on=UNTIL, by=committee)
    kept = Member.objects.visible_to(committee, "orgs.view_member").get()
    assert (kept.org_id, kept.area_path) == (other.pk, other.area_path)
    sits = [(f.org_id, f.until) for f in RelationFact.objects.of(member=kept).live().order_by("holds_from")]
    assert sits == [(org.pk, UNTIL), (other.pk, None)]
    assert {f.area_path for f in MemberStageFact.objects.of(member=kept)} == {other.area_path}
    assert not Member.objects.visible_to(world.act_as("east"), "orgs.view_member").exists()
    with pytest.raises(Conflict):
        acts.confirm_transfer(transfer=row, on=UNTIL, by=world.act_as("committee"))


def test_a_transfer_out_of_the_district_ends_the_membership(world, member):
    east = world.act_as("east")
    row = acts.issue_letter(member=member, letter=letter(), by=east)
    assert codes(lambda: acts.leave_roster(member=member, reason=MemberEnd.DIED, on=UNTIL, by=east)) == {
        "transfer_open"
    }
    acts.receive_letter(transfer=row, on=ISSUED, by=east)
    acts.confirm_transfer(transfer=row, on=UNTIL, by=east)
    member.refresh_from_db()
    assert (member.ended_on, member.end_reason) == (UNTIL, MemberEnd.MOVED)
    assert stages(member) == [(Stage.FORMAL, date(2010, 7, 1), UNTIL)]
    with pytest.raises(Conflict):
        acts.leave_roster(member=member, reason=MemberEnd.DIED, on=TODAY, by=east)


def test_an_applicant_has_no_relation_to_transfer(world, org):
    east = world.act_as("east")
    assert codes(lambda: acts.issue_letter(member=applicant(org, east), letter=letter(), by=east)) == {"no_relation"}


def test_a_cancelled_letter_makes_room_for_another(world, member):
    east = world.act_as("east")
    row = acts.issue_letter(member=member, letter=letter(), by=east)
    assert codes(lambda: acts.cancel_transfer(transfer=row, on=ISSUED, reason=" ", by=east)) == {"reason_missing"}
    acts.cancel_transfer(transfer=row, on=ISSUED, reason="去向有误", by=east)
    assert acts.issue_letter(member=member, letter=letter(letter_no="示例002"), by=east).pk != row.pk


def test_numbers_are_read_for_a_reason_and_leave_a_line(world, member):
    east = world.act_as("east")
    assert codes(lambda: acts.reveal_numbers(member=member, reason=" ", by=east)) == {"reason_missing"}
    found = acts.reveal_numbers(member=member, reason="核对身份", by=east)
    assert (found.id_number, found.phone) == (NUMBER, f"+86{PHONE}")
    with system_scope("test"):
        line = AuditEvent.objects.as_system("test").get(act="orgs.member_revealed")
    assert (line.detail, line.object_id) == ({"reason": "核对身份"}, member.pk)


def test_another_street_neither_sees_nor_moves_the_member(world, member):
    row = acts.issue_letter(member=member, letter=letter(), by=world.act_as("east"))
    west = world.act_as("west")
    for act in (
        lambda: acts.enrol(org=member.org, entry=ENTRY, stage=Stage.FORMAL, since=FOUNDED, by=west),
        lambda: acts.leave_roster(member=member, reason=MemberEnd.DIED, on=TODAY, by=west),
        lambda: acts.receive_letter(transfer=row, on=ISSUED, by=west),
        lambda: acts.reveal_numbers(member=member, reason="看看", by=west),
    ):
        with pytest.raises(Denied):
            act()
    for model in (Member, MemberStageFact, RelationFact, MemberTransfer):
        assert not model.objects.visible_to(west, "orgs.view_member").exists()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,)
