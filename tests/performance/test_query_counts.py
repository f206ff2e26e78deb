"""The number of statements of a page: the same for ten and for a thousand rows, and at most twelve, everything counted."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from access.models import AreaVersion, Person
from access.principals import system_scope
from enterprises.models import Unit, Visit
from funding.models import Entitlement
from instructors.models import Instructor
from orgs.models import (
    DutyTurn,
    LifeRecord,
    Member,
    MemberStageFact,
    MemberTransfer,
    OwnerRecord,
    PartyOrg,
    ReportIn,
    SearchNotice,
    SearchTarget,
)
from reports.demo import indicators
from tests.factories import orgs
from tests.performance import rich
from tests.performance.counting import MOST, asked

FEW, MANY = 10, 1_000
PAGES = (
    "/", "/enterprises/", "/enterprises/?q=示例", "/enterprises/?status=operating", "/orgs/", "/orgs/tree/", "/orgs/terms/",
    "/orgs/members/", "/orgs/rectifications/", "/orgs/members/letters/", "/orgs/members/check/", "/api/v1/members/", "/instructors/",
    "/orgs/search/", "/orgs/search/?group=idle", "/orgs/search/notices/", "/orgs/reported-in/", "/api/v1/search-targets/",
    "/api/v1/reported-in/",
    "/instructors/visits/", "/funding/", "/funding/batches/", "/funding/ledger/", "/funding/policies/",
    "/reports/coverage/", "/api/v1/units/", "/api/v1/units/?page_size=1000", "/api/v1/organizations/", "/api/v1/instructors/",
    "/api/v1/entitlements/", "/orgs/life/", "/orgs/life/?kind=theme_day", "/orgs/life/due/", "/orgs/owners/", "/orgs/duties/",
    "/api/v1/life-records/",
)  # fmt: skip


@pytest.fixture
def full(db):
    made = rich.build()
    world = made.purse.world
    with system_scope("test data"):
        indicators.load()
        for area in (
            world.district,
            world.east,
            world.west,
            world.east_community,
            world.west_community,
            world.east_grid,
        ):
            AreaVersion.objects.create(
                area=area, name=area.name, parent=area.parent, path=area.path, valid=(orgs.OPENED, None)
            )
    return made


@pytest.fixture
def client(full):
    client = Client()
    client.force_login(full.purse.world.users["committee"])
    return client


def grow(full, units):
    """Make units, a tenth of them with an organization of their own; as many instructors, entitlements and visits."""
    world = full.purse.world
    by = world.act_as("committee")
    for number in range(units):
        unit = world.unit(formal=3)
        if number % 10 == 0:
            _member(world.single(by=by, unit=unit))
    with system_scope("test data"):
        _life(units)
        _instructors(full, units)
        _entitlements(full, units)
        Visit.objects.bulk_create(
            Visit(
                client_uuid=uuid4(), unit=full.unit, visited_on=orgs.DAY, outcome="done", person=full.instructor.person
            )
            for _number in range(units)
        )


def _member(org):
    with system_scope("test data"):
        member = Member.objects.create(org=org, name="示例党员", born_on=date(1980, 1, 1))
        MemberStageFact.objects.create(member=member, stage="formal", valid=(orgs.DAY, None))
        MemberTransfer.objects.create(
            member=member, to_name="外地支部", letter_no="1号", issued_on=orgs.DAY, valid_until=orgs.TODAY
        )
        SearchTarget.objects.create(
            area=org.area, org=org, officer="甲", name="失散党员", clue_from="visit", stage="contracted",
            listed_on=orgs.DAY, last_on=orgs.DAY,
        )  # fmt: skip
        SearchNotice.objects.create(area=org.area, org=org, kind="notice", published_on=orgs.DAY, place="公告栏")
        ReportIn.objects.create(area=org.area, name=f"在职{org.pk}", work_unit="示例局", reported_on=orgs.DAY)


def _life(many):
    """Give the newest organizations a record each, their units an owner's attitude and the area a turn of duty."""
    for org in PartyOrg.objects.as_system("test data").order_by("-pk")[: max(1, many // 10)]:
        LifeRecord.objects.create(org=org, kind="theme_day", topic="学习", valid=(orgs.DAY, orgs.DAY + timedelta(days=1)))
    fresh = Unit.objects.as_system("test data").order_by("-pk")[: max(1, many // 10)]
    OwnerRecord.objects.bulk_create(OwnerRecord(unit=unit, attitude="supports", valid=(orgs.DAY, None)) for unit in fresh)
    area, taken = fresh[0].area, DutyTurn.objects.as_system("test data").count()
    for number in range(taken, taken + max(1, many // 10)):
        day = orgs.DAY + timedelta(days=number)
        DutyTurn.objects.create(area=area, name="示例", valid=(day, day + timedelta(days=1)))


def _instructors(full, many):
    kept = {name: getattr(full.instructor, name) for name in ("area_id", "committee_id", "kind", "origin")}
    people = Person.objects.bulk_create(
        Person(area=full.purse.world.east, name=f"示例指导员{number}", pinyin="") for number in range(many)
    )
    Instructor.objects.bulk_create(Instructor(person=person, name=person.name, **kept) for person in people)


def _entitlements(full, many):
    """Copy one for periods that nobody was paid for."""
    start = Entitlement.objects.as_system("test data").count()
    kept = {
        field.attname: getattr(full.item, field.attname)
        for field in Entitlement._meta.concrete_fields
        if field.attname not in {"id", "period", "unit_id", "recorded_at", "shape"}
    }
    Entitlement.objects.bulk_create(
        Entitlement(shape="annual", period=f"{start + number:04}", **kept) for number in range(many)
    )


def test_pages_ask_the_same_for_a_thousand_rows_as_for_ten(full, client):
    grow(full, FEW)
    few = {path: asked(client, path) for path in PAGES}
    grow(full, MANY - FEW)
    many = {path: asked(client, path) for path in PAGES}
    told = {path: (len(few[path]), len(many[path])) for path in PAGES}
    assert {path: both for path, both in told.items() if both[0] != both[1]} == {}
    assert {path: both[1] for path, both in told.items() if both[1] > MOST} == {}
