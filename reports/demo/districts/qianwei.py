"""Qianwei County of Leshan (source 004): red guides, dynamic zero, start-up and annual subsidies.

The source is of 14 April without a year; the demo takes 2023. Every town, unit and person is invented; how many of the 116 organizations
were founded within the three paid years, and who passed the assessment, is invented so that the payments reach the published total.
"""

from datetime import date

from access.choices import AreaLevel
from enterprises.choices import RoundStatus
from enterprises.models import BaseRound
from orgs.choices import FormationMode, OrgType
from reports.demo import organizations, places, units
from reports.demo.draw import Drawer
from reports.demo.instructors import InstructorPlan
from reports.demo.organizations import CoverPlan, OrgPlan
from reports.demo.places import Ground

CHAIN = (("51", "四川省"), ("5111", "乐山市"), ("511123", "犍为县"))
TOWNS = 10
BUILT, GUIDES, GUIDED = 116, 87, 263
PAID_YEARS = (2020, 2021, 2022)
BUILT_IN_PAID_YEARS = 76
ASSESSED = {OrgType.COMMITTEE: 2, OrgType.GENERAL_BRANCH: 4, OrgType.BRANCH: 12}  # passed each year
TOLD = date(2023, 4, 14)


def ground(by) -> Ground:
    """Build areas and bodies."""
    built = Ground("qianwei", places.division(CHAIN, by), by, places.Namer(2023))
    for number in range(1, TOWNS + 1):
        built.add_street(f"示例{places.numeral(number)}镇", communities=3)
    built.add_street("犍为经济开发区", level=AreaLevel.ZONE, communities=2)
    committee = places.central_bodies(built, "委两新组织工作委员会", "", date(2017, 5, 1))
    places.managing_committees(built)
    places.member_units(built, 18, committee, date(2017, 5, 1))
    return built


def load(built: Ground) -> dict:
    """Write units, organizations and guides; return what the payments and accounts need."""
    draw = Drawer(built)
    plans = _units(built, draw)
    base = BaseRound.objects.create(
        area=built.county, name="2020年党建基数核定", reviewed_on=date(2020, 1, 20), status=RoundStatus.CLOSED
    )
    units.write([plan for group in plans.values() for plan in group], units.Serial("511123", "Y4"), base)
    orgs = organizations.write(_organizations(built, draw, plans["built"]))
    guided = [plan.unit for plan in plans["built"] + plans["few"] + plans["none"]][:GUIDED]
    return {
        "org": orgs[0],
        "unit": plans["built"][0].unit,
        "orgs": orgs,
        "instructors": _guides(built, draw, guided),
        "new": orgs[:BUILT_IN_PAID_YEARS],
        "assessed": [
            org
            for kind, count in ASSESSED.items()
            for org in [o for o in orgs[BUILT_IN_PAID_YEARS:] if o.org_type == kind][:count]
        ],
    }


def _units(built: Ground, draw: Drawer) -> dict:
    areas = [community for street in built.streets for community in built.communities[street.pk]]
    place = lambda n: areas[n % len(areas)]  # noqa: E731
    since = lambda: draw.day(date(2010, 1, 1), date(2017, 12, 31))  # noqa: E731
    large = {
        BUILT_IN_PAID_YEARS + n: size for n, size in enumerate((130, 120, 60, 58, 55, 52))
    }  # two committees, four general branches
    organized = []
    for number in range(BUILT):
        formal = large.get(number) or draw.random.randint(3, 7)
        drawn = draw.social if number % 5 == 4 and number not in large else draw.enterprise
        organized.append(drawn(place(number), since(), formal=formal))
    few = [draw.enterprise(place(n), since(), formal=draw.random.choice((1, 2))) for n in range(60)]
    none = [draw.enterprise(place(n), since()) for n in range(120)]
    return {"built": organized, "few": few, "none": none}


def _organizations(built: Ground, draw: Drawer, plans) -> list[OrgPlan]:
    people = draw.people(len(plans), post="党组织书记")
    found = []
    for number, plan in enumerate(plans):
        paid_year = PAID_YEARS[number % 3]
        first, last = (
            (date(paid_year, 2, 1), date(paid_year, 11, 30))
            if number < BUILT_IN_PAID_YEARS
            else (date(2017, 6, 1), date(2019, 11, 30))
        )
        founded = draw.day(first, last)
        kind = (
            OrgType.COMMITTEE if plan.formal > 100 else OrgType.GENERAL_BRANCH if plan.formal > 50 else OrgType.BRANCH
        )
        found.append(
            OrgPlan(
                name=f"{plan.unit.name.removesuffix('(示例)')}{kind.label}(示例)",
                area=plan.area,
                founded_on=founded,
                form=FormationMode.SINGLE,
                org_type=kind,
                covers=[CoverPlan(plan.unit, founded)],
                managing_body=plan.body,
                approved_by=built.bodies["committee"],
                approval_no=f"犍两新工委〔{founded.year}〕{number + 1}号(示例)",
                secretary=people[number],
                elections=organizations.elections(
                    founded, until=built.by.today, years=5 if kind == OrgType.COMMITTEE else 3
                ),
            )
        )
    return found


def _guides(built: Ground, draw: Drawer, guided) -> list[InstructorPlan]:
    departments = [body.name for key, body in built.bodies.items() if key.startswith("member:")]
    people = draw.people(GUIDES, employers=departments, post="红色向导")
    return [
        InstructorPlan(
            person=person,
            committee=built.bodies["committee"],
            kind="part_time",
            origin="organ",
            department=person.employer,
            applied_on=date(2022, 1, 5),
            since=date(2022, 3, 1),
            until=date(2024, 3, 1),
            units=list(guided[number::GUIDES]),
            renewals=((date(2024, 3, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2028, 3, 1))),
        )
        for number, person in enumerate(people)
    ]
