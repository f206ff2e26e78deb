"""Two districts with rows of every kind at every relation to one street, each text marked with a token of its own.

All accounts hold their role through a body of street 1 of district A. Rows are planted once per relation (:data:`SETS`); the
tokens in their texts say where a leak came from. Dates are near today, since the pages ask the real clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access import audit, crypto
from access.choices import AccountKind, AreaLevel, BodyKind, GridBasis, Role
from access.models import ApiToken, Area, AreaVersion, Assignment, Body, IndustryLine, Person, User
from access.principals import Principal, system, system_scope
from access.services import reaches, tokens
from enterprises.models import (
    BaseFact,
    BaseRound,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
    Visit,
)
from enterprises.models.unit import name_values, phone_values
from funding import services as money
from funding.models import LedgerEntry, LedgerLeg
from funding.rules.policies import QIANWEI_STARTUP
from instructors import services as guides
from instructors.choices import Step
from orgs.choices import FormationMode, LifeEventKind, PostKind, RatingKind, SecretarySource
from orgs.models import (
    ContactCard,
    Coverage,
    DemonstrationPoint,
    GradeRecord,
    LifeEvent,
    OrgGrid,
    PartyOrg,
    Post,
    RatingScheme,
    StarRecord,
    Term,
)  # fmt: skip
from tests import emptying
from tests.conftest import _owner_connection

SETS = ("own", "child", "line", "parent", "sibling", "other", "dispatched")
LINE = "minzheng"
OPENED = date(2012, 1, 1)
HANDS = {
    "committee1": Role.COMMITTEE, "committee2": Role.COMMITTEE, "org_dept": Role.ORG_DEPT, "finance1": Role.FINANCE,
    "finance2": Role.FINANCE,
}  # fmt: skip
_numbers = count(1)


@dataclass
class Planted:
    """The rows of one relation, by name."""

    at: str
    area: Area
    rows: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    """What the tests ask about: areas, accounts by role with their API secrets, rows by relation, tokens by relation."""

    today: date
    areas: dict[str, Area] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    sets: dict[str, Planted] = field(default_factory=dict)
    made: dict[str, dict[str, object]] = field(default_factory=dict)  # role → rows of street 2 that the account made
    tokens: dict[str, set[str]] = field(default_factory=dict)  # relation → tokens
    numbers: set[str] = field(default_factory=set)  # telephone and identity numbers: in clear for nobody

    @property
    def since(self) -> date:
        """The day on which everything planted began."""
        return self.today - timedelta(days=90)

    @property
    def valid(self) -> DateRange:
        """From then on."""
        return DateRange(self.since, None)

    def token(self, at: str, what: str) -> str:
        """Return a text that occurs once; ``at`` is the relation of the row that carries it."""
        made = f"⟦{at}-{what}-{next(_numbers)}⟧"
        self.tokens.setdefault(at, set()).add(made)
        return made

    def number(self, length: int, first: str) -> str:
        """Return a number that nobody may see in clear."""
        made = f"{first}{next(_numbers):0{length - len(first)}d}"
        self.numbers.add(made)
        return made

    def principal(self, role: str) -> Principal:
        """Return what the account of a role holds today."""
        with system_scope("who acts"):
            user = User.objects.as_system("who acts").get(pk=self.users[role].pk)
            return Principal.for_user(user, on=self.today)

    def row(self, name: str, relation: str, role: str = "") -> object | None:
        """Return a planted row; "made" asks for the row that the account of ``role`` made."""
        rows = self.made.get(role, {}) if relation == "made" else self.sets[relation].rows
        return rows.get(name)

    def hand(self, district: str, key: str) -> Principal:
        """Return the principal of one of the five who act in a chain of subsidies."""
        return self.principal(f"{district}-{key}")


def build(today: date | None = None) -> World:
    """Make the two districts."""
    world = World(today or timezone.localdate())
    with transaction.atomic(), system_scope("test data"):
        _areas(world)
        _accounts(world)
        _hands(world)
        for at in SETS:
            _plant(world, at)
        for role in Role.values:
            _make_by(world, role)
        _reach(world)
    return world


# Places and accounts --------------------------------------------------------------------------------------------------


def _area(world: World, key: str, level: str, above: str = "", **more: object) -> None:
    parent = world.areas.get(above)
    made = Area.objects.create(
        parent=parent, level=level, name=f"示例{key}", pinyin=key, opened_on=OPENED, code=more.pop("code", ""), **more
    )
    made.refresh_from_db()
    world.areas[key] = made
    AreaVersion.objects.create(
        area=made, code=made.code, name=made.name, parent=parent, path=made.path, valid=DateRange(OPENED, None)
    )


def _areas(world: World) -> None:
    _area(world, "province", AreaLevel.PROVINCE, code="99")
    for letter, number in (("A", 1), ("B", 2)):
        _area(world, f"district {letter}", AreaLevel.COUNTY, "province", code=f"9901{number:02d}")
        for street in (1, 2):
            code = f"9901{number:02d}{street:03d}"
            _area(world, f"street {letter}{street}", AreaLevel.TOWNSHIP, f"district {letter}", code=code)
            _area(
                world, f"community {letter}{street}", AreaLevel.COMMUNITY, f"street {letter}{street}", code=f"{code}001"
            )
            for grid in (1, 2, 3):
                _area(
                    world, f"grid {letter}{street}{grid}", AreaLevel.GRID, f"community {letter}{street}",
                    basis=GridBasis.PLACE,
                )  # fmt: skip


def _body(name: str, kind: str, *areas: Area, line: IndustryLine | None = None) -> Body:
    made = Body.objects.create(name=name, kind=kind, home=areas[0], line=line)
    made.areas.set(areas)
    return made


def _account(world: World, key: str, role: str, body: Body) -> None:
    is_client = role == Role.API_CLIENT
    person = None if is_client else Person.objects.create(area=body.home, name=f"账号{key}", pinyin=key)
    user = User.objects.create(
        area=body.home, username=key.lower(), name=f"账号{key}", person=person,
        kind=AccountKind.CLIENT if is_client else AccountKind.PERSON,
    )  # fmt: skip
    Assignment.objects.create(
        user=user, role=role, body=body, area=body.home, valid=DateRange(OPENED, None), reason="test"
    )
    world.users[key], world.secrets[key] = user, f"secret-of-{key}"
    ApiToken.objects.create(
        user=user, name="test", digest=tokens.digest(world.secrets[key]), expires_at=timezone.now() + timedelta(days=9)
    )


def _accounts(world: World) -> None:
    street = world.areas["street A1"]
    line = IndustryLine.objects.create(code=LINE, name="民政")
    for district in "AB":
        world.bodies[f"line {district}"] = _body(
            f"民政局党组{district}", BodyKind.MEMBER_UNIT, world.areas[f"district {district}"], line=line
        )
    world.bodies["street"] = _body("街道党工委", BodyKind.TOWN_COMMITTEE, street)
    world.bodies["street line"] = _body("街道民政", BodyKind.MEMBER_UNIT, street, line=line)
    for role in Role.values:
        _account(world, role, role, world.bodies["street line" if role == Role.MEMBER_UNIT else "street"])


def _hands(world: World) -> None:
    for letter in "AB":
        district = world.areas[f"district {letter}"]
        body = _body(f"区机构{letter}", BodyKind.WORK_COMMITTEE, district)
        for key, role in HANDS.items():
            _account(world, f"{letter}-{key}", role, body)


# Rows -----------------------------------------------------------------------------------------------------------------

PLACES = {  # relation → (district, area, grid)
    "own": ("A", "street A1", "grid A11"),
    "child": ("A", "community A1", "grid A12"),
    "line": ("A", "community A1", "grid A13"),
    "parent": ("A", "district A", "grid A21"),
    "sibling": ("A", "street A2", "grid A22"),
    "dispatched": ("A", "community A2", "grid A23"),
    "other": ("B", "street B1", "grid B11"),
}


def _plant(world: World, at: str) -> None:
    district, where, grid = PLACES[at]
    found = world.sets[at] = Planted(at, world.areas[where])
    line = LINE if at == "line" else ""
    rows = found.rows
    rows["area"] = found.area
    rows["body"] = _committee(world, at, found.area, world.bodies[f"line {district}"].line if line else None)
    rows["person"] = _person(world, at, found.area, line)
    rows["unit"] = _unit(world, at, found, world.bodies[f"line {district}"] if line else None)
    _facts(world, at, rows["unit"], rows)
    rows["org"] = _org(world, at, found, line)
    _org_rows(world, at, rows, world.areas[grid], found.area)
    _files(world, at, rows)
    _accounts_at(world, at, found)
    if not line:
        _subsidies(world, at, rows, district)


def _committee(world: World, at: str, area: Area, line: IndustryLine | None) -> Body:
    return _body(f"党组{at}", BodyKind.MEMBER_UNIT if line else BodyKind.TOWN_COMMITTEE, area, line=line)


def _person(world: World, at: str, area: Area, line: str = "", what: str = "person") -> Person:
    phone, card = world.number(11, "139"), world.number(18, "51112319")
    name = world.token(at, f"{what}-name")
    made = Person.objects.create(
        area=area, line_code=line, name=name, pinyin=name[:120],
        employer=world.token(at, f"{what}-employer"), post=world.token(at, f"{what}-post"),
        phone_cipher=crypto.encrypt(phone, context="person.phone"), phone_tail=phone[-4:],
        id_cipher=crypto.encrypt(card, context="person.id"), id_index=crypto.blind_index(card),
    )  # fmt: skip
    made.refresh_from_db()
    return made


def _unit(world: World, at: str, found: Planted, body: Body | None, **more: object) -> Unit:
    made = Unit.objects.create(
        kind="enterprise", no_code_reason="pending", area=found.area, managing_body=body,
        line_code=body.line.code if body else "",
        business=world.token(at, "unit-business"), address=world.token(at, "unit-address"),
        contact_name=world.token(at, "unit-contact"), owner=_person(world, at, found.area, what="owner"),
        legal_rep=_person(world, at, found.area, what="legal"), **phone_values(world.number(11, "138")),
        **name_values(world.token(at, "unit-name"), short_name=world.token(at, "unit-short")), **more,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def _facts(world: World, at: str, unit: Unit, rows: dict) -> None:
    rows["base round"] = BaseRound.objects.create(
        area=unit.area, name=world.token(at, "round-name"), reviewed_on=world.since,
        document=world.token(at, "round-document"),
    )  # fmt: skip
    held = {"unit": unit, "valid": world.valid}
    StatusFact.objects.create(**held, status="operating", reason="registered")
    PlacementFact.objects.create(**held, area=unit.area)
    ManagingFact.objects.create(**held, body=unit.managing_body, rule="test")
    ScaleFact.objects.create(**held, staff=30, size="small")
    MembersFact.objects.create(**held, formal=5, probationary=0)
    MassOrgFact.objects.create(**held, kind="union", headed_by_member=False)
    BaseFact.objects.create(**held, in_base=True, reason="staff", round=rows["base round"])
    rows["visit"] = Visit.objects.create(
        client_uuid=uuid4(), unit=unit, visited_on=world.since, outcome="done", talks=[], changed=[],
        note=world.token(at, "visit-note"),
    )  # fmt: skip


def _org(world: World, at: str, found: Planted, line: str = "", **more: object) -> PartyOrg:
    name = world.token(at, "org-name")
    made = PartyOrg.objects.create(
        area=found.area,
        name=name,
        pinyin=name,
        form=FormationMode.SINGLE,
        founded_on=world.since,
        line_code=line,
        **more,
    )
    made.refresh_from_db()
    LifeEvent.objects.create(
        org=made, kind=LifeEventKind.FOUNDING, on=world.since, approval_no=world.token(at, "event-no")
    )
    return made


def _org_rows(world: World, at: str, rows: dict, grid: Area, area: Area) -> None:
    unit, org, valid = rows["unit"], rows["org"], world.valid

    def told(what: str) -> str:
        return world.token(at, what)

    rows["coverage"] = Coverage.objects.create(
        unit=unit, org=org, mode=FormationMode.SINGLE, valid=valid, note=told("cover")
    )
    regional = told("regional-name")
    branch = rows["regional"] = PartyOrg.objects.create(
        area=area, name=regional, pinyin=regional, form=FormationMode.REGIONAL, regional_kind="town",
        founded_on=world.since, line_code=org.line_code,
    )  # fmt: skip
    branch.refresh_from_db()
    OrgGrid.objects.create(org=branch, grid=grid, valid=valid)
    Coverage.objects.create(unit=unit, org=branch, mode=FormationMode.REGIONAL, valid=valid)
    rows["post"] = Post.objects.create(
        org=org, person=_person(world, at, area, org.line_code, what="secretary"), kind=PostKind.SECRETARY, valid=valid,
        secretary_source=SecretarySource.EMPLOYEE, approval_no=told("post-no"), cross_post=told("post-cross"),
    )  # fmt: skip
    rows["term"] = Term.objects.create(
        org=org, elected_on=world.since, ends_on=world.since + timedelta(days=3 * 365), approval_no=told("term-no"),
        extended_until=world.since + timedelta(days=3 * 365 + 90), extension_no=told("term-extension"),
        extension_reason=told("term-reason"),
    )  # fmt: skip
    held = {"org": org, "valid": valid, "year": world.today.year}
    StarRecord.objects.create(**held, scheme=_scheme(RatingKind.STAR), stars=4, approval_no=told("star-no"))
    GradeRecord.objects.create(**held, scheme=_scheme(RatingKind.GRADE), grade="A", approval_no=told("grade-no"))
    DemonstrationPoint.objects.create(org=org, valid=valid, title=told("point"), approval_no=told("point-no"))
    rows["card"] = ContactCard.objects.create(
        unit=unit, org=branch, number=told("card-no"), issued_on=world.since, contact_name=told("card-contact"),
        **phone_values(world.number(11, "137")),
    )  # fmt: skip


def _scheme(kind: str) -> RatingScheme:
    top = Area.objects.get(code="99")
    values = {"name": kind, "levels": ["A", "B"], "valid": DateRange(OPENED, None)}
    return RatingScheme.objects.get_or_create(area=top, kind=kind, defaults=values)[0]


def _files(world: World, at: str, rows: dict, **more: object) -> None:
    """Plant an instructor on duty in the unit."""
    told, on, by = {}, world.since, system("test data", on=world.today)
    for part in ("department", "post", "expertise", "recommended_by", "statement"):
        told[part] = world.token(at, f"guide-{part}")
    file = guides.apply(
        person=_person(world, at, rows["area"], rows["body"].line.code if rows["body"].line else "", what="guide"),
        committee=rows["body"], kind="part_time", origin="organ", on=on, by=by, is_formal_member=True, **told,
    )  # fmt: skip

    def said() -> str:
        return world.token(at, "guide-opinion")

    guides.submit(instructor=file, on=on, by=by, opinion=said())
    guides.review(instructor=file, step=Step.PASS_FIRST, on=on, by=by, opinion=said())
    guides.review(instructor=file, step=Step.PASS_SECOND, on=on, by=by, opinion=said())
    guides.start_training(instructor=file, on=on, by=by, opinion=said())
    guides.record_training(
        instructor=file, held_on=on, hours=8, topic=world.token(at, "guide-topic"), has_passed=True, by=by
    )
    guides.certify(instructor=file, on=on, by=by)
    rows["letter"] = guides.appoint(instructor=file, since=on, until=on + timedelta(days=2 * 365), on=on, by=by)
    rows["dispatch"] = guides.dispatch(instructor=file, target=rows["unit"], since=on, on=on, by=by)
    file.refresh_from_db()
    rows["instructor"] = file


def _accounts_at(world: World, at: str, found: Planted) -> None:
    """Plant an account with a role and a line of the trail."""
    name = world.token(at, "user-name")
    user = User.objects.create(
        area=found.area, username=f"somebody-{at}", name=name, person=_person(world, at, found.area, what="user")
    )
    found.rows["user"] = user
    found.rows["assignment"] = Assignment.objects.create(
        user=user, role=Role.LEADER, body=found.rows["body"], area=found.area, valid=world.valid,
        reason=world.token(at, "assignment-reason"),
    )  # fmt: skip
    found.rows["token"] = ApiToken.objects.create(
        user=user, name=world.token(at, "token-name"), digest=f"digest-{at}", expires_at=timezone.now()
    )
    audit.record(system("test data"), "test.planted", found.rows["unit"], said=world.token(at, "audit-detail"))


def _subsidies(world: World, at: str, rows: dict, district: str) -> None:
    """Plant a subsidy that went all the way, with its batch, payment, budget and ledger."""
    on, area = world.today, rows["area"]
    version = money.load_policy(
        area=area, spec=money.spec_of(QIANWEI_STARTUP), since=OPENED, by=system("test", on=on), is_budgeted=False
    )
    policy = version.policy
    by = {key: world.hand(district, key) for key in HANDS}
    item = money.propose(
        org=rows["org"], row=policy, year=world.since.year, on=on, by=by["committee1"],
        reason=world.token(at, "step-reason"),
    )  # fmt: skip
    money.review(items=[item], on=on, by=by["committee2"])
    money.approve(items=[item], on=on, by=by["org_dept"])
    batch = money.make_batch(area=area, name=world.token(at, "batch-name"), items=[item], on=on, by=by["finance1"])
    money.confirm(batch=batch, on=on, by=by["finance2"])
    money.send(batch=batch, on=on, by=by["finance1"])
    paid = money.pay_batch(batch=batch, on=on, by=by["finance1"], voucher_no=world.token(at, "voucher"))
    money.assess(
        org=rows["org"],
        year=world.since.year,
        has_passed=True,
        on=on,
        by=by["committee1"],
        note=world.token(at, "assessed"),
    )
    rows["budget"] = money.set_budget(
        area=area, year=on.year, source="fiscal", total_yuan=Decimal(9000), on=on, by=by["finance1"]
    )
    entry = LedgerEntry.objects.create(area=area, kind="budget", on=on, memo=world.token(at, "ledger-memo"))
    for account, amount in (("fund", -1), ("appropriation", 1)):
        LedgerLeg.objects.create(entry=entry, account=account, amount_yuan=Decimal(amount))
    for row in (item, batch):
        row.refresh_from_db()
    rows.update(entitlement=item, batch=batch, payment=paid[0], entry=entry, policy=policy)


def _make_by(world: World, role: str) -> None:
    """Plant rows of street 2 that the account of a role entered: having made them opens nothing."""
    at, user = "made", world.users[role]
    found = Planted(at, world.areas["street A2"])
    rows = world.made[role] = {"area": found.area, "body": world.sets["sibling"].rows["body"]}
    rows["unit"] = _unit(world, at, found, None, created_by=user)
    rows["visit"] = Visit.objects.create(
        client_uuid=uuid4(), unit=rows["unit"], visited_on=world.since, outcome="done", talks=[], changed=[],
        note=world.token(at, "visit-note"), user=user, person=user.person,
    )  # fmt: skip
    rows["org"] = _org(world, at, found, created_by=user)
    rows["person"] = _person(world, at, found.area)


def _reach(world: World) -> None:
    """Let every person reach the rows of one set, whatever their role: it opens them for roles that go by reach alone."""
    rows = world.sets["dispatched"].rows
    for role in Role.values:
        if world.users[role].person is None:
            continue
        for resource, name in (
            ("enterprises.unit", "unit"), ("orgs.org", "org"), ("instructors.instructor", "instructor"),
        ):  # fmt: skip
            reaches.open_reach(
                person=world.users[role].person, resource=resource, target=rows[name], since=OPENED, until=None,
                because="test",
            )  # fmt: skip


def committed(blocker: Any) -> Iterator[World]:
    """Build the world, committed, keep it while a fixture stands, and empty the database: ``yield from`` it."""
    with blocker.unblock():
        with _owner_connection() as owner:
            before = emptying.remember(owner)
        world = build()
        connections.close_all()
    yield world
    with blocker.unblock(), _owner_connection() as owner:
        emptying.empty(owner, before)
