"""A district in which every panel of every dossier has something to show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from access.choices import BodyKind
from access.principals import Principal, system, system_scope
from enterprises import services as register
from enterprises.models import Unit
from funding.models import Entitlement
from instructors.models import Instructor
from instructors.services import dispatch
from orgs import services
from orgs.choices import PostKind, SecretarySource
from orgs.models import LifeEvent, PartyOrg, RatingScheme
from orgs.services import Election
from tests.factories import funding, instructors
from tests.factories.funding import Purse
from tests.factories.orgs import DAY

GRADED = [{"key": "good", "label": "好"}, {"key": "fair", "label": "一般"}]


@dataclass
class Rich:
    """Rows whose dossiers are full."""

    purse: Purse
    unit: Unit
    org: PartyOrg
    regional: PartyOrg
    instructor: Instructor
    item: Entitlement
    batch: Any
    owner: str
    secretary: str


def build() -> Rich:
    """Make the district."""
    purse = funding.build()
    world = purse.world
    by = purse.by("committee")
    unit = world.unit(where=world.east_grid, formal=3)
    owner, other = world.person(), world.person()
    with system_scope("test data"):
        Unit.objects.as_system("test data").filter(pk=unit.pk).update(owner=owner, legal_rep=other)
    regional = world.regional(by=by, areas=[world.east_grid])
    services.issue_card(unit=unit, number="示例1", contact_name="示例", phone="", on=DAY, by=by)
    org = world.single(by=by, unit=unit, formal=3)
    secretary = _life(world, org, regional, by)
    world.joint(by=by)
    item = purse.proposed(org=org)
    _visit(purse, unit)
    return Rich(purse, unit, org, regional, _instructor(purse, unit, org), item, purse.sent(), owner.name, secretary)


def _visit(purse: Purse, unit: Unit) -> None:
    """Visit a unit twice; what was counted becomes facts."""
    for staff in (20, 30):
        with system_scope("test data"):
            unit = Unit.objects.as_system("test data").get(pk=unit.pk)
        register.visit(
            unit=unit, client_uuid=uuid4(), visited_on=DAY, outcome="done", by=purse.by("committee"),
            answers=register.Survey(staff=staff), version=unit.version,
        )  # fmt: skip


def _instructor(purse: Purse, unit: Unit, org: PartyOrg) -> Instructor:
    """Dispatch one instructor to the unit, its organization and its grid."""
    world, today = purse.world, timezone.localdate()
    with system_scope("test data"):
        home = instructors.body("示例街道党委", BodyKind.TOWN_COMMITTEE, world.east)
    place = instructors.District(
        world.district, world.east, world.west, world.east_community, world.east_grid, {"street": home}
    )
    letter = (today - timedelta(days=100), today + timedelta(days=500))
    found = instructors.instructor(place, on=letter[0], letter=letter)
    for target in (unit, org, world.east_grid):
        dispatch(
            instructor=found, target=target, since=today, on=today, by=system("test data", on=today), reason="示例"
        )
    return instructors.fresh(found)


def _life(world: Any, org: PartyOrg, regional: PartyOrg, by: Principal) -> str:
    """Give an organization posts, terms, ratings, a superior and events; return the secretary's name."""
    first, second = world.person(), world.person()
    services.appoint(
        org=org, person=first, kind=PostKind.SECRETARY, on=DAY, secretary_source=SecretarySource.OWNER, by=by
    )
    services.appoint(org=org, person=second, kind=PostKind.DEPUTY, on=DAY, by=by)
    services.elect(org=org, election=Election(on=DAY + timedelta(days=1)), by=by)
    services.give_stars(org=org, stars=3, on=DAY, by=by)
    with system_scope("test data"):
        scheme = RatingScheme.objects.create(
            area=world.district, kind="grade", name="定级", levels=GRADED, valid=(DAY, None)
        )
        PartyOrg.objects.as_system("test data").filter(pk=org.pk).update(parent=regional)
        LifeEvent.objects.create(org=org, kind="merge", on=DAY, approval_no="示例", other=regional)
    services.grade(org=org, scheme=scheme, grade="good", year=DAY.year, on=DAY, by=by)
    services.name_demonstration(org=org, title="示例点", on=DAY, by=by)
    return first.name


def account_of_guide(found: Rich) -> None:
    """Give the instructor an account that sees what the dispatches open."""
    world = found.purse.world
    with system_scope("test data"):
        home = instructors.body("示例西街道党委", BodyKind.TOWN_COMMITTEE, world.west)
    world.users["guide"] = instructors.user("示例指导员", home, "instructor", found.instructor.person)
