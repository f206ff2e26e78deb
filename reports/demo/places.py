"""The ground of a demo district: areas, lines, bodies and one account per role."""

from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from access import pinyin
from access.choices import AreaLevel, BodyKind, GridBasis, Role
from access.models import Area, Assignment, Body, IndustryLine, Person, User
from access.principals import Principal
from access.services import areas
from enterprises.models import ManagingRuleSet
from enterprises.rules.managing import KESHIKETENG, ManagingRule, rule_to_data
from reports.demo.names import Namer, numeral

OPENED = date(2000, 1, 1)
PASSWORD = "Demo-2026-ledger"  # noqa: S105  of demo accounts only; load_demo refuses to run in production
LINES = {
    "industry": "工业和信息化",
    "housing": "住房和城乡建设",
    "private_economy": "个体私营经济",
    "park": "园区",
    "civil_affairs": "社会组织",
    "commerce": "商务",
    "education": "教育",
    "health": "卫生健康",
    "culture": "文化旅游",
    "transport": "交通运输",
    "agriculture": "农业农村",
}
MANAGING = (  # rule key, name. Source: K6
    ("private_economy", "个体私营经济组织党委"),
    ("industry", "经信系统党委"),
    ("housing", "住建系统党委"),
    ("park", "工业园区党委"),
    ("civil_affairs", "民政局党总支"),
)
DEPARTMENTS = (  # departments that a district has; the first ones answer for a line
    ("经济和信息化局", "industry"),
    ("住房和城乡建设局", "housing"),
    ("工商行政管理局", "private_economy"),
    ("民政局", "civil_affairs"),
    ("商务局", "commerce"),
    ("教育局", "education"),
    ("卫生局", "health"),
    ("文化旅游局", "culture"),
    ("交通运输局", "transport"),
    ("农业局", "agriculture"),
    ("园区管委会", "park"),
    ("发展和改革局", ""),
    ("财政局", ""),
    ("司法局", ""),
    ("人力资源和社会保障局", ""),
    ("统战部", ""),
    ("宣传部", ""),
    ("工商业联合会", ""),
    ("总工会", ""),
    ("团委", ""),
    ("妇女联合会", ""),
    ("国税局", ""),
    ("地税局", ""),
    ("科技局", ""),
    ("环保局", ""),
    ("安监局", ""),
    ("质监局", ""),
    ("食药监局", ""),
    ("统计局", ""),
    ("审计局", ""),
)


@dataclass
class Ground:
    """A demo district with everything that stands before its units."""

    key: str
    county: Area
    by: Principal
    namer: Namer
    streets: list[Area] = field(default_factory=list)
    communities: dict[int, list[Area]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    rules: tuple[ManagingRule, ...] = ()

    @property
    def zones(self) -> list[Area]:
        """Development zones and parks among the streets."""
        return [area for area in self.streets if area.level in {AreaLevel.ZONE, AreaLevel.PARK}]

    def add_street(self, name: str, *, code: str = "", communities: int = 0, level: str = AreaLevel.TOWNSHIP) -> Area:
        """Add a street or town with invented communities."""
        street = areas.add(parent=self.county, level=level, name=name, code=code, on=OPENED, by=self.by)
        self.streets.append(street)
        self.communities[street.pk] = [
            areas.add(parent=street, level=AreaLevel.COMMUNITY, name=f"示例{numeral(n)}社区", on=OPENED, by=self.by)
            for n in range(1, communities + 1)
        ]
        return street

    def add_grid(self, parent: Area, number: int, on: date) -> Area:
        """Add a grid by place."""
        return areas.add(
            parent=parent,
            level=AreaLevel.GRID,
            name=f"{parent.name}第{numeral(number)}网格",
            basis=GridBasis.PLACE,
            on=on,
            by=self.by,
        )

    def add_body(self, key: str, name: str, kind: str, *, line: str = "", home: Area | None = None, **more) -> Body:
        """Add a working body that answers for its home and below, on one line when given."""
        body = Body.objects.create(
            name=name,
            kind=kind,
            key=key if kind == BodyKind.MANAGING_COMMITTEE else "",
            home=home or self.county,
            line=IndustryLine.objects.get(code=line) if line else None,
            **more,
        )
        body.areas.add(home or self.county)
        self.bodies[key] = body
        return body

    def person(self, *, area: Area | None = None, employer: str = "", post: str = "") -> Person:
        """Return an unsaved invented person; save in bulk."""
        name = self.namer.person()
        return Person(
            area=area or self.county,
            name=name,
            pinyin=pinyin.plain(name),
            employer=employer[:120],
            post=post,
        )

    def account(self, login: str, role: str, body: Body, password: str, *, person: Person | None = None) -> User:
        """Add an account that holds one role."""
        if person is None:
            person = self.person(area=body.home, employer=body.name)
            person.save()
        user = User.objects.create(
            area=self.county, username=f"{self.key}.{login}", person=person, name=person.name, password=password
        )
        Assignment.objects.create(
            user=user, role=role, body=body, valid=DateRange(date(2012, 1, 1), None), reason="示例账号"
        )
        self.users[login] = user
        return user


def lines() -> None:
    """Add the industry lines."""
    for code, name in LINES.items():
        IndustryLine.objects.get_or_create(code=code, defaults={"name": name})


def division(chain: tuple[tuple[str, str], ...], by: Principal) -> Area:
    """Return the county at the end of a chain of (code, name), adding what is missing above it."""
    parent = None
    for (code, name), level in zip(chain, (AreaLevel.PROVINCE, AreaLevel.PREFECTURE, AreaLevel.COUNTY), strict=True):
        found = Area.objects.filter(code=code, closed_on__isnull=True).first()
        parent = found or areas.add(parent=parent, level=level, name=name, code=code, on=OPENED, by=by)
    return parent


def member_units(ground: Ground, count: int, committee: Body, since: date) -> None:
    """Add the district's member units (成员单位); those of a supervising department answer for its line."""
    for name, line in DEPARTMENTS[:count]:
        ground.add_body(
            f"member:{name}",
            f"{ground.county.name}{name}",
            BodyKind.MEMBER_UNIT,
            line=line,
            parent=committee,
            founded_on=since,
        )


def managing_committees(ground: Ground, origin: str = "示例:沿用克什克腾旗公布的分工") -> None:
    """Add the committees of K6 and the district's rules that assign units to them; only one district published its own."""
    for key, name in MANAGING:
        ground.add_body(key, f"{ground.county.name}{name}", BodyKind.MANAGING_COMMITTEE, line=key)
    ground.rules = KESHIKETENG
    ManagingRuleSet.objects.create(
        area=ground.county, rules=[rule_to_data(rule) for rule in KESHIKETENG], valid=DateRange(OPENED, None),
        origin=origin,
    )  # fmt: skip


def central_bodies(ground: Ground, committee_name: str, document: str, since: date) -> Body:
    """Add committee, organization department, finance and administration; return the committee."""
    county = ground.county.name
    committee = ground.add_body(
        "committee", f"{county}{committee_name}", BodyKind.WORK_COMMITTEE, document=document, founded_on=since
    )
    ground.add_body("org_dept", f"{county}委组织部", BodyKind.ORG_DEPT, founded_on=since)
    ground.add_body("finance", f"{county}财政局(经费拨付)", BodyKind.FINANCE)
    ground.add_body("administration", f"{county}信息中心(示例)", BodyKind.ADMINISTRATION)
    ground.add_body("outside", f"{county}政务数据平台(示例)", BodyKind.OUTSIDE_SYSTEM)
    for street in ground.streets:
        ground.add_body(
            f"street:{street.pk}", f"{street.name}党(工)委", BodyKind.TOWN_COMMITTEE, home=street, parent=committee
        )
    return committee


def accounts(ground: Ground, password: str) -> None:
    """Add one account per role that stands on a body; those of instructor, secretary and contact come with their rows."""
    street = ground.streets[0]
    community = ground.communities[street.pk][0]
    body = ground.add_body(f"community:{community.pk}", f"{community.name}党组织", BodyKind.COMMUNITY, home=community)
    member = next(b for key, b in ground.bodies.items() if key.startswith("member:") and b.line_id)
    station = next((b for key, b in ground.bodies.items() if key.startswith("station:")), None)
    wanted = (
        ("committee", Role.COMMITTEE, ground.bodies["committee"]),
        ("committee2", Role.COMMITTEE, ground.bodies["committee"]),
        ("orgdept", Role.ORG_DEPT, ground.bodies["org_dept"]),
        ("member", Role.MEMBER_UNIT, member),
        ("station", Role.STATION, station),
        ("street", Role.STREET_OFFICER, ground.bodies[f"street:{street.pk}"]),
        ("community", Role.COMMUNITY_OFFICER, body),
        ("finance", Role.FINANCE, ground.bodies["finance"]),
        ("finance2", Role.FINANCE, ground.bodies["finance"]),  # who checks what the first one pays
        ("leader", Role.LEADER, ground.bodies["committee"]),
        ("sysadmin", Role.SYSTEM_ADMIN, ground.bodies["administration"]),
        ("secadmin", Role.SECURITY_ADMIN, ground.bodies["administration"]),
        ("auditor", Role.AUDITOR, ground.bodies["administration"]),
    )
    for login, role, of in wanted:
        if of is not None:
            ground.account(login, role, of, password)
