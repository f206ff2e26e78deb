"""A generated district: areas and accounts by the factories, units and facts by set-based SQL as the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product

import psycopg
from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AreaLevel, BodyKind, Role
from access.models import Area, AreaVersion, Body
from access.principals import system_scope
from enterprises.models import Unit
from enterprises.models.unit import name_values
from enterprises.rules import uscc
from orgs.models import PartyOrg
from reports.demo import indicators
from tests.factories import orgs as make

STREETS, COMMUNITIES = 20, 20  # of the district; of each street
SINCE = date(2012, 1, 1)
OPTIONS = "-c app.system=on -c synchronous_commit=off -c maintenance_work_mem=512MB"
FIRST = (
    "朝阳",
    "宏远",
    "金桥",
    "东方",
    "华盛",
    "长青",
    "利民",
    "新源",
    "天成",
    "安泰",
    "明德",
    "博雅",
    "瑞丰",
    "海纳",
    "正大",
    "永兴",
)
SECOND = (
    "机械",
    "电子",
    "商贸",
    "物流",
    "食品",
    "科技",
    "纺织",
    "建材",
    "医药",
    "餐饮",
    "印刷",
    "家具",
    "咨询",
    "农业",
    "能源",
    "传媒",
)
FACTS = (
    ("placementfact", "area_id", "area_id"),
    ("statusfact", "status, reason", "CASE WHEN id % 20 = 0 THEN 'shell' ELSE 'operating' END,"
                                     " CASE WHEN id % 20 = 0 THEN 'no_business' ELSE 'registered' END"),
    ("scalefact", "staff, revenue_wan, size", "id % 90, id % 5000, 'small'"),
    ("membersfact", "formal, probationary, targets, activists, applicants, relation_here, relation_talent,"
                    " relation_former, relation_temporary, relation_other",
     "id % 5, 0, 0, 0, 0, id % 5, 0, 0, 0, 0"),
    ("basefact", "in_base, reason", "true, 'legal_unit'"),
)  # fmt: skip


def fill(owner: str, units: int) -> None:
    """Make the district with its accounts, units, facts and coverage."""
    with system_scope("bench"):
        communities = _areas()
    with psycopg.connect(owner, options=OPTIONS, autocommit=True) as connection:
        with _built_after(connection, "enterprises_unitsearch_grams"):
            _units(connection, communities, units)
        connection.execute("ANALYZE enterprises_unit")
        for table, columns, values in FACTS:
            with _built_after(connection, f"enterprises_{table}_no_overlap"):
                _facts(connection, table, columns, values)
        with _built_after(connection, "orgs_coverage_one_regional_per_unit"):
            _coverage(connection, communities)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextmanager
def _built_after(connection: psycopg.Connection, name: str) -> Iterator[None]:
    """Build an index, or an exclusion, when its rows stand, which costs a tenth."""
    exclusion = "SELECT pg_get_constraintdef(oid), conrelid::regclass::text FROM pg_constraint WHERE conname = %s"
    if found := connection.execute(exclusion, [name]).fetchone():
        drop, make = f"DROP CONSTRAINT {name}", f"ALTER TABLE {found[1]} ADD CONSTRAINT {name} {found[0]}"
        connection.execute(f"ALTER TABLE {found[1]} {drop}")
    else:
        make = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name]).fetchone()[0]
        connection.execute(f"DROP INDEX {name}")
    yield
    connection.execute(make)


def _areas() -> list[int]:
    indicators.load()
    district = make.area("示例区", AreaLevel.COUNTY)
    found, streets = [], []
    for number in range(STREETS):
        streets.append(make.area(f"第{number}街道", AreaLevel.TOWNSHIP, district))
        found += [make.area(f"{number}之{n}社区", AreaLevel.COMMUNITY, streets[-1]) for n in range(COMMUNITIES)]
    valid = DateRange(make.OPENED, None)
    AreaVersion.objects.bulk_create(
        AreaVersion(area=area, name=area.name, parent=area.parent, path=area.path, valid=valid)
        for area in (district, *streets, *found)
    )
    for role, home, name in ((Role.COMMITTEE, district, "committee"), (Role.STREET_OFFICER, streets[0], "officer")):
        body = Body.objects.create(name=name, kind=BodyKind.WORK_COMMITTEE, home=home)
        body.areas.add(home)
        user = make.account(role, body)
        user.username = name
        user.save()
    return [area.pk for area in found]


def _units(connection: psycopg.Connection, communities: list[int], units: int) -> None:
    connection.execute("CREATE TEMP TABLE pool (number int, name text, pinyin text, initials text)")
    connection.execute("CREATE TEMP TABLE codes (number int, code text)")
    with connection.cursor() as cursor:
        with cursor.copy("COPY pool FROM STDIN") as copy:
            for number, (first, second) in enumerate(product(FIRST, SECOND)):
                values = name_values(f"示例{first}{second}有限公司")
                copy.write_row((number, values["name"], values["pinyin"], values["initials"]))
        with cursor.copy("COPY codes FROM STDIN") as copy:
            for number in range(units):
                copy.write_row((number, uscc.compose("91110101", number + 1)))
    filled = {
        "kind": "'enterprise'", "area_id": "(%(communities)s::bigint[])[1 + number %% %(many)s]", "uscc": "code",
        "name": "name || number", "name_normal": "name || number", "pinyin": "pinyin || lpad(number::text, 7, '0')",
        "initials": "initials", "search_text": "name || number || E'\\n' || initials || E'\\n' || lower(code)",
        "industry_section": "'C'", "founded_on": "'2012-01-01'", "version": "1", "created_at": "now()",
        "owner_posts": "'{}'", "is_outside_branch": "false", "is_qualified": "false", "legal_rep_is_member": "false",
        "owner_is_member": "false", "area_path": "''", "line_code": "''",
        "contact_phone_index": "encode(sha256(number::text::bytea), 'hex')",
    }  # fmt: skip
    for field in Unit._meta.concrete_fields:
        if not field.null and not field.primary_key and field.column not in filled:
            filled[field.column] = "''"
    statement = (
        f"INSERT INTO enterprises_unit ({', '.join(filled)}) SELECT {', '.join(filled.values())}"
        " FROM (SELECT c.number, c.code, p.name, p.pinyin, p.initials"
        " FROM codes c JOIN pool p ON p.number = (c.number * 37) %% 256) AS made ORDER BY number"
    )
    connection.execute(statement, {"communities": communities, "many": len(communities)})


def _facts(connection: psycopg.Connection, table: str, columns: str, values: str) -> None:
    """Write one fact for each unit; places are copied here instead of row by row."""
    connection.execute(f"ALTER TABLE enterprises_{table} DISABLE TRIGGER USER")
    connection.execute(
        f"INSERT INTO enterprises_{table} (unit_id, area_path, line_code, valid, recorded_at, source, {columns})"
        f" SELECT id, area_path, line_code, daterange('{SINCE}', NULL), now(), 'demo', {values} FROM enterprises_unit"
    )
    connection.execute(f"ALTER TABLE enterprises_{table} ENABLE TRIGGER USER")


def _coverage(connection: psycopg.Connection, communities: list[int]) -> None:
    """Let one regional branch of each community cover two units of three."""
    rows = Area.objects.filter(pk__in=communities).order_by("pk")
    PartyOrg.objects.bulk_create(
        PartyOrg(area=area, name=f"示例{area.name}区域党支部", form="regional", regional_kind="town", founded_on=SINCE)
        for area in rows
    )
    connection.execute("ALTER TABLE orgs_coverage DISABLE TRIGGER USER")
    connection.execute(
        "INSERT INTO orgs_coverage (unit_id, org_id, mode, end_reason, note, area_path, line_code, valid, recorded_at, source)"
        " SELECT u.id, o.id, 'regional', '', '', u.area_path, u.line_code, daterange(%s, NULL), now(), 'demo'"
        " FROM enterprises_unit u JOIN orgs_partyorg o USING (area_id) WHERE u.id %% 3 > 0",
        [SINCE],
    )
    connection.execute("ALTER TABLE orgs_coverage ENABLE TRIGGER USER")
