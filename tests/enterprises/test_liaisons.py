"""Liaison persons (联络员): rule, constraint, acts, pages, endpoint, and the figure that moves."""

import json
import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from access import answers, policy
from access.choices import Role
from access.models import AreaVersion, AuditEvent, Reach
from access.principals import Principal, acting, system, system_scope
from enterprises import services
from enterprises.choices import OperatingStatus
from enterprises.models import LiaisonFact
from enterprises.rules import liaison as rules
from reports.demo import indicators
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.factories.access import LONG_AGO, TODAY, AssignmentFactory
from tests.factories.enterprises import day, unit

PHONE = "13912345678"
GIVEN = services.Liaison("示例联络员", PHONE, "社区干部")


def in_force(made, when):
    return LiaisonFact.objects.as_system("t").filter(unit=made).as_of(day(when)).first()


def codes(raised):
    return {name: [error.code for error in errors] for name, errors in raised.value.error_dict.items()}


def appointed(made, by, given=GIVEN, when="2015-10-01"):
    with acting(by):
        return services.appoint_liaison(unit=made, liaison=given, on=day(when), by=by)


def signed_in(role, body):
    client = Client(raise_request_exception=True)
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


@pytest.mark.parametrize(
    ("standing", "status", "code"),
    [
        ("", None, None),
        ("", OperatingStatus.OPERATING, None),
        ("", OperatingStatus.SUSPENDED, None),
        ("", OperatingStatus.MOVED_OUT, "unit_left"),
        ("", OperatingStatus.CLOSED, "unit_left"),
        ("示例", OperatingStatus.OPERATING, "liaison_stands"),
    ],
)
def test_one_liaison_person_and_none_for_a_unit_that_left(standing, status, code):
    found = rules.check_appoint(standing=standing, status=status, on=TODAY)
    assert (found.code if found else None) == code


def test_nobody_is_replaced_where_nobody_stands():
    assert rules.check_standing(standing="", on=TODAY).code == "liaison_missing"
    assert rules.check_standing(standing="示例", on=TODAY) is None


def test_an_appointment_holds_from_its_day_and_names_the_body(land, east):
    made = unit(land.first)
    after = appointed(made, east)
    fact = in_force(made, "2015-10-01")
    assert (fact.name, fact.post, fact.phone_tail, fact.phone) == ("示例联络员", "社区干部", "5678", f"+86{PHONE}")
    assert fact.body == land.east_body
    assert PHONE not in fact.phone_cipher
    assert in_force(made, "2015-09-30") is None
    assert after.version == 2
    line = AuditEvent.objects.as_system("t").get(act="enterprises.liaison_appointed")
    assert PHONE not in json.dumps(line.detail)


def test_a_second_one_is_refused_and_replaced_keeps_both_periods(land, east):
    made = unit(land.first)
    appointed(made, east)
    with pytest.raises(ValidationError) as raised:
        appointed(made, east, services.Liaison("另一位"), "2015-10-10")
    assert codes(raised) == {"name": ["liaison_stands"]}
    with acting(east):
        services.replace_liaison(unit=made, liaison=services.Liaison("另一位"), on=day("2015-10-10"), by=east)
    assert in_force(made, "2015-10-09").name == "示例联络员"
    later = in_force(made, "2015-10-10")
    assert (later.name, later.phone) == ("另一位", "")


def test_what_was_not_entered_of_the_same_person_stays(land, east):
    made = unit(land.first)
    appointed(made, east)
    with acting(east):
        services.replace_liaison(unit=made, liaison=services.Liaison("示例联络员"), on=day("2015-10-10"), by=east)
        assert LiaisonFact.objects.as_system("t").filter(unit=made).count() == 1
        given = services.Liaison("示例联络员", "13800000000")
        services.replace_liaison(unit=made, liaison=given, on=day("2015-10-10"), by=east)
    later = in_force(made, "2015-10-10")
    assert (later.phone, later.post) == ("+8613800000000", "社区干部")


def test_an_end_does_not_count_and_nobody_is_ended_twice(land, east):
    made = unit(land.first)
    appointed(made, east)
    with acting(east):
        services.end_liaison(unit=made, on=day("2015-10-20"), by=east)
        with pytest.raises(ValidationError) as raised:
            services.end_liaison(unit=made, on=day("2015-10-20"), by=east)
    assert codes(raised) == {"on": ["liaison_missing"]}
    assert in_force(made, "2015-10-19").name == "示例联络员"
    assert in_force(made, "2015-10-20") is None


def test_ending_does_not_wipe_out_who_came_later(land, east):
    made = unit(land.first)
    appointed(made, east)
    with acting(east):
        services.replace_liaison(unit=made, liaison=services.Liaison("另一位"), on=day("2015-10-10"), by=east)
        with pytest.raises(ValidationError) as raised:
            services.end_liaison(unit=made, on=day("2015-10-05"), by=east)
    assert codes(raised) == {"on": ["later_liaison"]}
    assert in_force(made, "2015-10-10").name == "另一位"


@pytest.mark.parametrize(
    ("given", "when", "expected"),
    [
        (services.Liaison(" · "), "2015-10-01", {"name": ["liaison_name_missing"]}),
        (services.Liaison("示例\x00"), "2015-10-01", {"name": ["unfit_text"]}),
        (services.Liaison("示例", "12345"), "2015-10-01", {"phone": ["phone"]}),
        (services.Liaison("示例"), "2015-11-01", {"on": ["date_in_future"]}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(land, east, given, when, expected):
    made = unit(land.first)
    with pytest.raises(ValidationError) as raised:
        appointed(made, east, given, when)
    assert codes(raised) == expected
    assert not LiaisonFact.objects.as_system("t").exists()


def test_a_unit_that_leaves_has_no_liaison_person_any_more(land, east):
    made = unit(land.first)
    appointed(made, east)
    with acting(east):
        services.close(unit=made, status="closed", reason="deregistered", on=day("2015-10-15"), by=east)
        with pytest.raises(ValidationError) as raised:
            services.appoint_liaison(unit=made, liaison=GIVEN, on=day("2015-10-16"), by=east)
    assert codes(raised) == {"name": ["unit_left"]}
    assert (in_force(made, "2015-10-14") is not None, in_force(made, "2015-10-15")) == (True, None)


def test_another_street_neither_appoints_nor_sees(land, east, west):
    made = unit(land.first)
    with pytest.raises(policy.Denied):
        appointed(made, west)
    appointed(made, east)
    with acting(west):
        assert not LiaisonFact.objects.visible_to(west, "enterprises.view_unit").exists()


def test_the_database_keeps_periods_apart_and_names(land):
    made = unit(land.first)
    held = {"unit": made, "valid": DateRange(day("2015-01-01"), None)}
    expected = {"enterprises_liaisonfact_no_overlap": "该单位在此期间已有联络员，请刷新后重试。",
                "enterprises_liaisonfact_named": "联络员姓名必须填写。"}  # fmt: skip
    found = {}
    with acting(system("t")):
        LiaisonFact.objects.create(**held, name="一")
        for name in ("二", ""):
            with pytest.raises(IntegrityError) as raised, transaction.atomic():
                LiaisonFact.objects.create(
                    unit=made, name=name, valid=held["valid"] if name else DateRange(LONG_AGO, day("2014-01-01"))
                )
            found |= [answers.constraint_sentence(raised.value)]
    assert found == expected


# Visits ---------------------------------------------------------------------------------------------------------------


def visited(made, by, said, when="2015-10-01"):
    with acting(by):
        return services.visit(
            unit=made, client_uuid=uuid.uuid4(), visited_on=day(when), outcome="done", by=by, liaison=said
        )


def test_a_visit_appoints_keeps_and_ends(land, east):
    made = unit(land.first)
    assert visited(made, east, GIVEN).visit.changed == ["liaison"]
    assert visited(made, east, services.Liaison("示例联络员"), "2015-10-05").visit.changed == []
    assert in_force(made, "2015-10-05").source == "visit"
    assert visited(made, east, None, "2015-10-06").visit.changed == []
    assert visited(made, east, services.Liaison(""), "2015-10-07").visit.changed == ["liaison"]
    assert in_force(made, "2015-10-07") is None


def test_who_may_not_appoint_leaves_a_notice(land, east):
    made = unit(land.first)
    user = AssignmentFactory(role=Role.INSTRUCTOR, body=land.committee).user
    with system_scope("test data"):
        Reach.objects.create(
            person=user.person, resource="enterprises.unit", object_id=made.pk, valid=DateRange(LONG_AGO, None),
            because="test",
        )  # fmt: skip
    guide = Principal.for_user(user, on=TODAY)
    found = visited(made, guide, GIVEN)
    assert [notice.code for notice in found.notices] == ["liaison_waits"]
    assert in_force(made, "2015-10-01") is None
    client = Client()
    client.force_login(user)
    page = client.get(reverse("enterprises:visit", args=[made.pk])).content.decode()
    assert 'name="liaison_name"' not in page


# The figure -----------------------------------------------------------------------------------------------------------


def work(county, on, known=None):
    return coverage.overview(figures.Frame(county.path), Moment(on, known))["WORK_ONLY"].part


def test_the_figure_moves_when_a_liaison_person_is_appointed(land, east):
    with system_scope("test data"):
        for area in (land.county, land.east, land.west, land.first):
            AreaVersion.objects.get_or_create(
                area=area,
                defaults={
                    "name": area.name,
                    "parent": area.parent,
                    "path": area.path,
                    "valid": DateRange(LONG_AGO, None),
                },
            )
        indicators.load()
    made = unit(land.first, registration_type="173", controlling_capital="private")
    assert work(land.county, date(2015, 10, 1)) == 0
    appointed(made, east)
    fact = in_force(made, "2015-10-01")
    assert [work(land.county, date(2015, 9, 30)), work(land.county, date(2015, 10, 1))] == [0, 1]
    assert work(land.county, date(2015, 10, 1), fact.recorded_at.replace(year=2014)) == 0
    with acting(east):
        services.end_liaison(unit=made, on=day("2015-10-20"), by=east)
    assert [work(land.county, date(2015, 10, 19)), work(land.county, date(2015, 10, 20))] == [1, 0]
