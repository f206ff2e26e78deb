"""Dadong District of Shenyang, 2012 (source 003): 996 graded organizations, 67 new ones in half a year, 100 instructors from organs.

Real places: 洮昌街道 and its 如意社区 (named by the source, without a code here); every other street, unit and person is invented.
"""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from enterprises.choices import OperatingStatus, RoundStatus
from enterprises.models import BaseRound
from orgs.choices import FormationMode, LifeEventKind, RatingKind
from orgs.models import RatingScheme
from orgs.rules.ratings import DADONG
from reports.demo import organizations, places, units
from reports.demo.draw import Drawer
from reports.demo.instructors import InstructorPlan
from reports.demo.organizations import CoverPlan, OrgPlan
from reports.demo.places import Ground

CHAIN = (("21", "辽宁省"), ("2101", "沈阳市"), ("210104", "大东区"))
GRADED, NEW, GENERAL_BRANCHES = 996, 67, 40
CHANGED_SECRETARIES, MERGED_OR_REVOKED, INSTRUCTORS = 9, 12, 100
HALF_YEAR = (date(2012, 1, 4), date(2012, 6, 28))
GRADED_ON = date(2012, 5, 10)
OVERDUE_EVERY = 30  # one organization in so many did not hold its last re-election
GRADES = ("advanced",) * 45 + ("good",) * 50 + ("ordinary",) * 5  # share of each grade in a hundred, invented


def ground(by) -> Ground:
    """Build areas and bodies."""
    built = Ground("dadong", places.division(CHAIN, by), by, places.Namer(2012))
    street = built.add_street("洮昌街道", communities=3)
    built.communities[street.pk].insert(
        0, places.areas.add(parent=street, level="community", name="如意社区", on=places.OPENED, by=by)
    )
    for number in range(1, 10):
        built.add_street(f"示例{places.numeral(number)}街道", communities=4)
    committee = places.central_bodies(built, "委非公有制经济组织工作委员会", "", date(2010, 3, 1))
    places.managing_committees(built)
    places.member_units(built, 12, committee, date(2010, 3, 1))
    return built


def load(built: Ground) -> dict:
    """Write units, organizations and instructors; return what the accounts need."""
    draw = Drawer(built)
    areas = [community for street in built.streets for community in built.communities[street.pk]]
    base = BaseRound.objects.create(
        area=built.county, name="2012年党建基数核定", reviewed_on=date(2012, 3, 1), status=RoundStatus.CLOSED
    )
    plans = [
        draw.enterprise(
            areas[n % len(areas)], draw.day(date(2001, 1, 1), date(2011, 12, 1)), formal=draw.random.randint(3, 20)
        )
        for n in range(GRADED)
    ]
    ended = {NEW + n * 3: date(2012, 6, 10) + timedelta(days=n) for n in range(MERGED_OR_REVOKED)}
    for number, day in ended.items():
        plans[number].until, plans[number].gone = day, OperatingStatus.CLOSED
    units.write(plans, units.Serial("210104", "Y2"), base)
    scheme = RatingScheme.objects.create(
        area=built.county,
        kind=RatingKind.GRADE,
        name="三分类三定级(六好)",
        valid=DateRange(date(2012, 1, 1), None),
        levels=[{"key": key, "label": str(label)} for key, label in DADONG.labels().items()],
        origin="来源003",
    )
    orgs = organizations.write(_organizations(built, draw, plans, ended), grades=scheme)
    return {"org": orgs[-1], "unit": plans[-1].unit, "instructors": _instructors(built, draw, plans)}


def _organizations(built: Ground, draw: Drawer, plans, ended) -> list[OrgPlan]:
    people = draw.people(GRADED + CHANGED_SECRETARIES, post="党支部书记")
    found = []
    for number, plan in enumerate(plans):
        founded = (
            draw.day(*HALF_YEAR) if number < NEW else draw.day(max(plan.since, date(2003, 1, 1)), date(2011, 12, 20))
        )
        grade = GRADES[number % len(GRADES)]
        graded_on = max(GRADED_ON, founded)
        org = OrgPlan(
            name=f"{plan.unit.name.removesuffix('(示例)')}党支部(示例)",
            area=plan.area,
            founded_on=founded,
            form=FormationMode.SINGLE,
            covers=[CoverPlan(plan.unit, founded)],
            managing_body=plan.body,
            approved_by=built.bodies["committee"],
            approval_no=f"大非公工委〔{founded.year}〕{number + 1}号(示例)",
            secretary=people[number],
            grade=(grade, graded_on),
        )
        if number in ended:
            org.ended_on, org.ended_how = ended[number], LifeEventKind.REVOKE
        until, missed = org.ended_on or built.by.today, number % OVERDUE_EVERY == 1
        org.elections = organizations.elections(founded, until=until, ahead=number % 30, missed=missed)
        found.append(org)
    ordinary = [
        org for org in found if org.grade[0] == "ordinary" and org.ended_on is None and org.founded_on < GRADED_ON
    ]
    for number, org in enumerate(ordinary[:CHANGED_SECRETARIES]):
        org.former_secretary = (
            people[GRADED + number],
            date(2012, 6, 1) + timedelta(days=number),
            "整改调整(一般党组织)",
        )
    return found


def _instructors(built: Ground, draw: Drawer, plans) -> list[InstructorPlan]:
    organs = [body.name for key, body in built.bodies.items() if key.startswith("member:")]
    people = draw.people(INSTRUCTORS, employers=organs, post="机关干部")
    return [
        InstructorPlan(
            person=person,
            committee=built.bodies["committee"],
            kind="part_time",
            origin="organ",
            department=person.employer,
            applied_on=date(2011, 11, 1),
            since=date(2012, 1, 4),
            until=date(2014, 1, 4),
            units=[plans[n if n < NEW else NEW + 150 + n].unit, plans[NEW + 300 + n].unit],
        )
        for n, person in enumerate(people)
    ]
