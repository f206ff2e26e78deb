"""Building the demo from start to end, in one transaction; see :mod:`reports.demo`."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AccountKind, Role
from access.models import Assignment, User
from access.principals import Principal, acting, system
from access.services import reaches
from enterprises.choices import UnitKind
from enterprises.models import Unit
from orgs.models import Coverage, PartyOrg, Post
from reports.demo import (
    bodies,
    changes,
    difficulties,
    duplicates,
    formation,
    indicators,
    instructors,
    life,
    members,
    payments,
    phones,
    places,
    planning,
    rectifying,
    reelections,
    registers,
    searching,
    street,
    survey,
)
from reports.demo.districts import dadong, keshiketeng, qianwei, tiexi
from reports.demo.places import PASSWORD, Ground

DISTRICTS = (keshiketeng, tiexi, dadong, qianwei)
PAIRED = {tiexi: (12, None), qianwei: (62, date(2022, 3, 1))}  # how many, since when


def is_loaded() -> bool:
    """Say whether the ledger already holds units."""
    return Unit.objects.taken()


@transaction.atomic
def load(*, today: date, say: Callable[[str], None]) -> None:
    """Build the four districts with their accounts."""
    with acting(system("the demo of four districts", on=today)) as by:
        _load(by, today, say)


def _load(by: Principal, today: date, say: Callable[[str], None]) -> None:
    places.lines()
    indicators.load()
    password = make_password(PASSWORD)  # one digest for all: each takes its time
    for module in DISTRICTS:
        built = module.ground(by)
        places.accounts(built, password)
        made = module.load(built)
        if made.get("instructors"):
            instructors.write(made["instructors"], built.county, built.users, by)
            _instructor_account(built, made["instructors"][0], password)
        _own_accounts(built, made, today, password)
        rows = Unit.objects.filter(area_path__startswith=built.county.path, kind=UnitKind.ENTERPRISE).order_by("pk")
        difficulties.under_way(rows.as_system()[:12], built.bodies["committee"], today)
        bodies.load(built, today)
        formation.load(built, today)
        if module is tiexi:
            _under_way(built, password, today)
        if module is dadong:
            searching.load_published(built)
            rectifying.load_published(built)
        if module is qianwei:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # the planner knows nothing yet of what this transaction wrote
            payments.load(built, made)
        if module in PAIRED:
            number, since = PAIRED[module]
            bodies.pair(built, number, since or today - timedelta(days=210))
        life.load(built, today)
        say(
            f"{built.county.name}: {Unit.objects.filter(area_path__startswith=built.county.path).as_system().count()} units"
        )


def _under_way(built: Ground, password: str, today: date) -> None:
    """Show every kind of work under way in one district."""
    planning.load(built)
    street.load(built, password, today)
    formation.steps(built, today)
    hands = formation.hands_of(built, today)
    reelections.load(built, today, hands)
    changes.load(built, today)
    phones.load(survey.load(built, password, today), today)
    registers.load(built, today)
    duplicates.load(built, today)
    members.load(built, today, hands)
    planning.propose(built, Principal.for_user(built.users["street"], on=today), today)
    searching.load(built, today, hands)
    rectifying.load(built, today)


def _instructor_account(built: Ground, plan: instructors.InstructorPlan, password: str) -> None:
    built.account("instructor", Role.INSTRUCTOR, built.bodies["committee"], password, person=plan.person)


def _own_accounts(built: Ground, made: dict, today: date, password: str) -> None:
    """Add the secretary of one organization, the contact of one unit, and an outside system."""
    _secretary(built, made["org"], today, password)
    _contact(built, made["unit"], today, password)
    client = User.objects.create(
        area=built.county,
        username=f"{built.key}.system",
        kind=AccountKind.CLIENT,
        name="政务数据平台(示例)",
        password="!",  # noqa: S106  unusable
    )
    Assignment.objects.create(
        user=client,
        role=Role.API_CLIENT,
        body=built.bodies["outside"],
        valid=DateRange(date(2012, 1, 1), None),
        reason="示例对接",
    )


def _secretary(built: Ground, org: PartyOrg, today: date, password: str) -> None:
    posts = Post.objects.of(org=org).filter(kind="secretary").as_of(today)
    post = posts.select_related("person").get()
    built.account("secretary", Role.SECRETARY, built.bodies["committee"], password, person=post.person)
    covered = Coverage.objects.of_org(org).live().values_list("unit", flat=True)
    because = f"post:{org.pk}:{post.person_id}"  # the name under which orgs.services ends them
    wanted = [("orgs.org", org, because)]
    wanted += [
        ("enterprises.unit", unit, f"{because}:{unit.pk}")
        for unit in Unit.objects.filter(pk__in=list(covered)).as_system()
    ]
    for resource, target, reason in wanted:
        reaches.open_reach(
            person=post.person, resource=resource, target=target, since=post.valid.lower, until=None, because=reason
        )


def _contact(built: Ground, unit: Unit, today: date, password: str) -> None:
    person = built.person(area=unit.area, employer=unit.name, post="企业联系人")
    person.save()
    built.account("contact", Role.CONTACT, built.bodies["committee"], password, person=person)
    reaches.open_reach(
        person=person, resource="enterprises.unit", target=unit, since=today, until=None, because=f"contact:{unit.pk}"
    )
