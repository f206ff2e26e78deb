"""A small district with its bodies and people, and instructors at any stage, made by the services themselves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AreaLevel, BodyKind, Role
from access.models import Area, Assignment, Body, IndustryLine, Person, User
from access.principals import Principal, open_scope, system, system_scope
from enterprises.choices import UnitKind
from enterprises.models import ScaleFact, StatusFact, Unit
from enterprises.models.unit import name_values
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Instructor
from orgs.choices import FormationMode
from orgs.models import Coverage, PartyOrg

TODAY = date(2026, 3, 2)
LETTER = (date(2026, 3, 2), date(2028, 3, 2))
_numbers = count(1)


@dataclass
class District:
    """One county with two streets, a community and a grid; ``people`` act for its bodies."""

    county: Area
    street: Area
    other_street: Area
    community: Area
    grid: Area
    bodies: dict[str, Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def principal(self, key: str, on: date = TODAY) -> Principal:
        """Return who acts, and open the scope of this transaction for them."""
        with system_scope("who acts"):
            user = User.objects.as_system("who acts").get(pk=self.users[key].pk)
        principal = Principal.for_user(user, on=on)
        open_scope(principal)
        return principal


def area(name: str, level: str, parent: Area | None = None, code: str = "", basis: str = "") -> Area:
    """Make an area."""
    made = Area.objects.create(
        name=name, level=level, parent=parent, code=code, basis=basis, opened_on=date(2000, 1, 1)
    )
    made.refresh_from_db()
    return made


def body(name: str, kind: str, home: Area, line: IndustryLine | None = None) -> Body:
    """Make a body that answers for its home."""
    made = Body.objects.create(name=name, kind=kind, home=home, line=line)
    made.areas.add(home)
    return made


def person(name: str, at: Area, line_code: str = "") -> Person:
    """Make a person."""
    with system_scope("factory"):
        return Person.objects.create(name=name, area=at, line_code=line_code, pinyin="")


def user(name: str, at: Body, role: str, of: Person | None = None) -> User:
    """Make an account of a person with one role, held through a body."""
    with system_scope("factory"):
        of = of or person(name, at.home)
        made = User.objects.create(username=f"user{next(_numbers)}", name=name, area=at.home, person=of)
        Assignment.objects.create(
            user=made, role=role, body=at, valid=DateRange(date(2020, 1, 1), None), reason="test", area=at.home
        )
    return made


def district(code: str = "511123") -> District:
    """Make a district with one account per part in the procedure."""
    county = area("犍为县", AreaLevel.COUNTY, code=code)
    street = area("玉津镇", AreaLevel.TOWNSHIP, county)
    other = area("清溪镇", AreaLevel.TOWNSHIP, county)
    community = area("东街社区", AreaLevel.COMMUNITY, street)
    found = District(county, street, other, community, area("一号网格", AreaLevel.GRID, community, basis="place"))
    line = IndustryLine.objects.create(code=f"mz{code}", name="民政")
    for key, name, kind, home, of_line in (
        ("committee", "两新工委", BodyKind.WORK_COMMITTEE, county, None),
        ("org_dept", "组织部", BodyKind.ORG_DEPT, county, None),
        ("street", "玉津镇党委", BodyKind.TOWN_COMMITTEE, street, None),
        ("other_street", "清溪镇党委", BodyKind.TOWN_COMMITTEE, other, None),
        ("member_unit", "民政局党组", BodyKind.MEMBER_UNIT, county, line),
    ):
        found.bodies[key] = body(name, kind, home, of_line)
    for key, of_body, role in (
        ("committee", "committee", Role.COMMITTEE),
        ("org_dept", "org_dept", Role.ORG_DEPT),
        ("street", "street", Role.STREET_OFFICER),
        ("other_street", "other_street", Role.STREET_OFFICER),
        ("member_unit", "member_unit", Role.MEMBER_UNIT),
        ("leader", "committee", Role.LEADER),
        ("station", "street", Role.STATION),
        ("finance", "committee", Role.FINANCE),
    ):
        found.users[key] = user(f"{key}甲", found.bodies[of_body], role)
    return found


def unit(name: str, at: Area, staff: int | None = None) -> Unit:
    """Make an operating unit."""
    with system_scope("factory"):
        made = Unit.objects.create(
            kind=UnitKind.ENTERPRISE, area=at, no_code_reason="new", **name_values(f"{name}{next(_numbers)}")
        )
        StatusFact.objects.create(
            unit=made, status="operating", reason="normal", valid=DateRange(date(2020, 1, 1), None)
        )
        if staff is not None:
            ScaleFact.objects.create(unit=made, staff=staff, valid=DateRange(date(2020, 1, 1), None))
    return Unit.objects.as_system("factory").get(pk=made.pk)


def org(name: str, at: Area, *covering: Unit) -> PartyOrg:
    """Make a joint branch that covers units."""
    with system_scope("factory"):
        made = PartyOrg.objects.create(
            area=at, name=f"{name}{next(_numbers)}", form=FormationMode.JOINT, founded_on=date(2020, 1, 1)
        )
        for one in covering:
            Coverage.objects.create(unit=one, org=made, mode="joint", valid=DateRange(date(2020, 1, 1), None))
    return PartyOrg.objects.as_system("factory").get(pk=made.pk)


WAY = (
    Stage.DRAFT, Stage.SUBMITTED, Stage.FIRST_PASSED, Stage.SECOND_PASSED, Stage.TRAINING, Stage.TRAINED,
    Stage.APPOINTED,
)  # fmt: skip


def instructor(
    world: District, stage: str = Stage.APPOINTED, *, of: Person | None = None, committee: str = "street",
    on: date = TODAY, letter: tuple[date, date] = LETTER,
) -> Instructor:  # fmt: skip
    """Make an instructor who went the way up to a stage of :data:`WAY`."""
    by = system("factory", on=on)
    with system_scope("factory"):
        at = world.bodies[committee]
        found = services.apply(
            person=of or person(f"张{next(_numbers)}", at.home), committee=at, kind="part_time", origin="organ", on=on,
            by=by, is_formal_member=True, department="组织科",
        )  # fmt: skip
        acts = {
            Stage.SUBMITTED: lambda: services.submit(instructor=found, on=on, by=by),
            Stage.FIRST_PASSED: lambda: services.review(instructor=found, step=Step.PASS_FIRST, on=on, by=by),
            Stage.SECOND_PASSED: lambda: services.review(instructor=found, step=Step.PASS_SECOND, on=on, by=by),
            Stage.TRAINING: lambda: services.start_training(instructor=found, on=on, by=by),
            Stage.TRAINED: lambda: _train(found, on, by),
            Stage.APPOINTED: lambda: services.appoint(instructor=found, since=letter[0], until=letter[1], on=on, by=by),
        }
        for step in WAY[1 : WAY.index(Stage(stage)) + 1]:
            acts[step]()
    return fresh(found)


def _train(found: Instructor, on: date, by: Principal) -> None:
    services.record_training(instructor=found, held_on=on, hours=8, topic="岗前培训", has_passed=True, by=by)
    services.certify(instructor=found, on=on, by=by)


def at(world: District, stage: str) -> Instructor:
    """Make an instructor at any stage."""
    stage = Stage(stage)
    if stage in WAY:
        return instructor(world, stage)
    by, on = system("factory", on=TODAY), TODAY
    if stage in {Stage.RETURNED, Stage.REJECTED}:
        found = instructor(world, Stage.SUBMITTED)
        step = Step.RETURN if stage == Stage.RETURNED else Step.REJECT
        services.review(instructor=found, step=step, on=on, by=by, opinion="材料不全")
        return fresh(found)
    if stage == Stage.ENDED:
        found = instructor(world, letter=(TODAY - timedelta(days=30), TODAY), on=TODAY - timedelta(days=30))
        services.leave(instructor=found, step=Step.END, on=on, by=by)
        return fresh(found)
    found = instructor(world)
    services.dispatch(instructor=found, target=world.grid, since=on, on=on, by=by, reason="该片指导员不足")
    if stage != Stage.SERVING:
        step = Step.RECALL if stage == Stage.RECALLED else Step.RESIGN
        services.leave(instructor=found, step=step, on=on, by=by, opinion="工作调动")
    return fresh(found)


def fresh(row: Instructor) -> Instructor:
    """Return the file as it stands."""
    return Instructor.objects.as_system("test").get(pk=row.pk)


def day(offset: int) -> date:
    """Return a day near today."""
    return TODAY + timedelta(days=offset)
