"""Areas, bodies and accounts of the two districts."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.choices import AccountKind, AreaLevel, BodyKind, GridBasis, Role
from access.models import ApiToken, Area, AreaVersion, Assignment, Body, IndustryLine, Person, User
from access.services import tokens
from tests.factories.districts.world import HANDS, LINE, OPENED, World


def make_area(world: World, key: str, level: str, above: str = "", **more: object) -> None:
    parent = world.areas.get(above)
    made = Area.objects.create(
        parent=parent, level=level, name=f"示例{key}", pinyin=key, opened_on=OPENED, code=more.pop("code", ""), **more
    )
    made.refresh_from_db()
    world.areas[key] = made
    AreaVersion.objects.create(
        area=made, code=made.code, name=made.name, parent=parent, path=made.path, valid=DateRange(OPENED, None)
    )


def make_areas(world: World) -> None:
    make_area(world, "province", AreaLevel.PROVINCE, code="99")
    for letter, number in (("A", 1), ("B", 2)):
        make_area(world, f"district {letter}", AreaLevel.COUNTY, "province", code=f"9901{number:02d}")
        for street in (1, 2):
            code = f"9901{number:02d}{street:03d}"
            make_area(world, f"street {letter}{street}", AreaLevel.TOWNSHIP, f"district {letter}", code=code)
            make_area(
                world, f"community {letter}{street}", AreaLevel.COMMUNITY, f"street {letter}{street}", code=f"{code}001"
            )
            for grid in (1, 2, 3):
                make_area(
                    world, f"grid {letter}{street}{grid}", AreaLevel.GRID, f"community {letter}{street}",
                    basis=GridBasis.PLACE,
                )  # fmt: skip


def make_body(name: str, kind: str, *areas: Area, line: IndustryLine | None = None) -> Body:
    made = Body.objects.create(name=name, kind=kind, home=areas[0], line=line)
    made.areas.set(areas)
    return made


def make_account(world: World, key: str, role: str, body: Body) -> None:
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


def make_accounts(world: World) -> None:
    street = world.areas["street A1"]
    line = IndustryLine.objects.create(code=LINE, name="民政")
    for district in "AB":
        world.bodies[f"line {district}"] = make_body(
            f"民政局党组{district}", BodyKind.MEMBER_UNIT, world.areas[f"district {district}"], line=line
        )
    world.bodies["street"] = make_body("街道党工委", BodyKind.TOWN_COMMITTEE, street)
    world.bodies["street line"] = make_body("街道民政", BodyKind.MEMBER_UNIT, street, line=line)
    for role in Role.values:
        make_account(world, role, role, world.bodies["street line" if role == Role.MEMBER_UNIT else "street"])


def make_hands(world: World) -> None:
    for letter in "AB":
        district = world.areas[f"district {letter}"]
        body = make_body(f"区机构{letter}", BodyKind.WORK_COMMITTEE, district)
        for key, role in HANDS.items():
            make_account(world, f"{letter}-{key}", role, body)
