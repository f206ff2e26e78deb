"""The rows of one relation: units, organizations, instructors, accounts, subsidies."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access import audit, crypto
from access.choices import BodyKind, Role
from access.models import ApiToken, Area, Assignment, Body, IndustryLine, Person, User
from access.principals import system
from enterprises.models import (
    AnswerFact,
    BackCheck,
    BaseFact,
    BaseRound,
    ContactLink,
    Difficulty,
    Handover,
    IdentityFact,
    LiaisonFact,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    NotDuplicate,
    PlacementFact,
    Question,
    RoundTask,
    ScaleFact,
    StatusFact,
    SurveyRound,
    Unit,
    Visit,
)
from enterprises.models.facts import liaison_phone_values
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
from orgs.models.cards import phone_values as card_phone_values
from tests.factories.districts import places
from tests.factories.districts.world import HANDS, OPENED, Planted, World

LEVELS = [{"key": "A", "label": "示例好"}, {"key": "B", "label": "示例一般"}]


def make_committee(world: World, at: str, area: Area, line: IndustryLine | None) -> Body:
    return places.make_body(f"党组{at}", BodyKind.MEMBER_UNIT if line else BodyKind.TOWN_COMMITTEE, area, line=line)


def make_person(world: World, at: str, area: Area, line: str = "", what: str = "person") -> Person:
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


def make_unit(world: World, at: str, found: Planted, body: Body | None, **more: object) -> Unit:
    made = Unit.objects.create(
        kind="enterprise", no_code_reason="pending", area=found.area, managing_body=body,
        line_code=body.line.code if body else "",
        business=world.token(at, "unit-business"), address=world.token(at, "unit-address"),
        contact_name=world.token(at, "unit-contact"), owner=make_person(world, at, found.area, what="owner"),
        legal_rep=make_person(world, at, found.area, what="legal"), **phone_values(world.number(11, "138")),
        **name_values(world.token(at, "unit-name"), short_name=world.token(at, "unit-short")), **more,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def make_facts(world: World, at: str, unit: Unit, rows: dict) -> None:
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
    LiaisonFact.objects.create(
        **held, name=world.token(at, "liaison-name"), post=world.token(at, "liaison-post"),
        **liaison_phone_values(world.number(11, "136")),
    )  # fmt: skip
    rows["handover"] = Handover.objects.create(
        unit=unit, to_area=unit.area, unit_name=unit.name, address=unit.address, proposed_on=world.since,
        reason=world.token(at, "handover-reason"), giver=world.token(at, "handover-giver"),
    )  # fmt: skip
    rows["round"] = SurveyRound.objects.create(
        area=unit.area, name=f"摸底{unit.pk}", starts_on=world.since, ends_on=world.today
    )
    rows["task"] = RoundTask.objects.create(round=rows["round"], unit=unit)
    BackCheck.objects.create(
        task=rows["task"], unit=unit, checked_on=world.today, found={"staff": 29}, note=world.token(at, "check-note")
    )
    question, _made = Question.objects.get_or_create(
        code="venue", defaults={"label": "活动场所面积", "kind": "text", "created_on": OPENED}
    )
    AnswerFact.objects.create(**held, question=question, value=world.token(at, "answer"))
    IdentityFact.objects.create(**held, part="business", value=unit.business)
    twin = Unit.objects.create(
        kind="enterprise", no_code_reason="pending", area=unit.area, **name_values(world.token(at, "twin-name"))
    )
    NotDuplicate.objects.create(
        unit=unit, other=twin, likeness="0" * 64, reason=world.token(at, "pair-reason"), dismissed_on=world.today
    )
    rows["link"] = ContactLink.objects.create(
        unit=unit, token_digest=world.token(at, "link-digest")[:64], expires_at="2099-01-01T00:00:00+00:00"
    )
    rows["difficulty"] = Difficulty.objects.create(
        unit=unit, unit_name=unit.name, kind="finance", text=world.token(at, "difficulty-text"), origin="visit",
        raised_on=world.since, raiser=world.token(at, "difficulty-raiser"),
    )  # fmt: skip
    rows["visit"] = Visit.objects.create(
        client_uuid=uuid4(), unit=unit, visited_on=world.since, outcome="done", talks=[], changed=[],
        note=world.token(at, "visit-note"),
    )  # fmt: skip


def make_org(world: World, at: str, found: Planted, line: str = "", **more: object) -> PartyOrg:
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


def make_org_rows(world: World, at: str, rows: dict, grid: Area, area: Area) -> None:
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
    rows["grid"] = grid
    Coverage.objects.create(unit=unit, org=branch, mode=FormationMode.REGIONAL, valid=valid)
    rows["post"] = Post.objects.create(
        org=org, person=make_person(world, at, area, org.line_code, what="secretary"), kind=PostKind.SECRETARY, valid=valid,
        secretary_source=SecretarySource.EMPLOYEE, approval_no=told("post-no"), cross_post=told("post-cross"),
    )  # fmt: skip
    rows["term"] = Term.objects.create(
        org=org, elected_on=world.since, ends_on=world.since + timedelta(days=3 * 365), approval_no=told("term-no"),
        extended_until=world.since + timedelta(days=3 * 365 + 90), extension_no=told("term-extension"),
        extension_reason=told("term-reason"),
    )  # fmt: skip
    held = {"org": org, "valid": valid, "year": world.today.year}
    StarRecord.objects.create(**held, scheme=make_scheme(RatingKind.STAR), stars=4, approval_no=told("star-no"))
    GradeRecord.objects.create(**held, scheme=make_scheme(RatingKind.GRADE), grade="A", approval_no=told("grade-no"))
    DemonstrationPoint.objects.create(org=org, valid=valid, title=told("point"), approval_no=told("point-no"))
    rows["card"] = ContactCard.objects.create(
        unit=unit, org=branch, number=told("card-no"), issued_on=world.since, contact_name=told("card-contact"),
        **card_phone_values(world.number(11, "137")),
    )  # fmt: skip


def make_scheme(kind: str) -> RatingScheme:
    top = Area.objects.get(code="99")
    values = {"name": kind, "levels": LEVELS, "valid": DateRange(OPENED, None)}
    return RatingScheme.objects.get_or_create(area=top, kind=kind, defaults=values)[0]


def make_files(world: World, at: str, rows: dict, **more: object) -> None:
    """Plant an instructor on duty in the unit."""
    told, on, by = {}, world.since, system("test data", on=world.today)
    for part in ("department", "post", "expertise", "recommended_by", "statement"):
        told[part] = world.token(at, f"guide-{part}")
    file = guides.apply(
        person=make_person(world, at, rows["area"], rows["body"].line.code if rows["body"].line else "", what="guide"),
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


def make_accounts_at(world: World, at: str, found: Planted) -> None:
    """Plant an account with a role and a line of the trail."""
    name = world.token(at, "user-name")
    user = User.objects.create(
        area=found.area, username=f"somebody-{at}", name=name, person=make_person(world, at, found.area, what="user")
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


def make_subsidies(world: World, at: str, rows: dict, district: str) -> None:
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
