"""Tiexi District of Shenyang, 2015 (source 000): survey from door to door, then a hundred days to one half.

Invented: the number of enterprises, every street but the development zone, which enterprise was organized when, and the liaison persons
(联络员: no source counts them, one of the ways of work coverage by the national text); the source gives
only the bodies (T1, T2), the survey months (T8) and the target of 50 % by the end of October (T10).
"""

import uuid
from datetime import date, timedelta

from access.choices import BodyKind
from enterprises.choices import RoundStatus, TalkKind, VisitOutcome
from enterprises.models import BaseRound, LiaisonFact, Visit
from orgs.choices import FormationMode, SecretarySource
from reports.demo import bulk, organizations, places, units
from reports.demo.draw import Drawer
from reports.demo.organizations import CoverPlan, OrgPlan
from reports.demo.places import Ground
from reports.demo.units import UnitPlan

CHAIN = (("21", "辽宁省"), ("2101", "沈阳市"), ("210106", "铁西区"))
STREETS = 6
ENTERPRISES, SOCIAL, SELF_EMPLOYED = 620, 40, 60
SINGLE_BEFORE, JOINT_BEFORE = 150, (20, 70)  # organizations before the campaign; joint branches, units in them
SINGLE_DURING, JOINT_DURING = 60, (9, 36)
CAMPAIGN = (date(2015, 7, 1), date(2015, 10, 31))
LIAISONS = 30
OVERDUE_EVERY = 30  # one organization in so many did not hold its last re-election
SURVEY = (date(2015, 4, 1), date(2015, 5, 31))


def ground(by) -> Ground:
    """Build areas and bodies."""
    built = Ground("tiexi", places.division(CHAIN, by), by, places.Namer(2015))
    for number in range(1, STREETS + 1):
        built.add_street(f"示例{places.numeral(number)}街道", communities=4)
    zone = built.add_street("沈阳市经济技术开发区", code="210106401", communities=5)
    committee = places.central_bodies(
        built,
        "委非公有制经济组织和社会组织工作委员会",
        "关于进一步明确中共铁西区委非公有制经济组织和社会组织工作委员会组成单位、工作职责和工作制度的意见",
        date(2015, 1, 15),
    )
    places.managing_committees(built)
    places.member_units(built, 29, committee, date(2015, 1, 15))
    for street in built.streets[:STREETS]:
        built.add_body(
            f"station:{street.pk}",
            f"{street.name}党建工作指导站",
            BodyKind.STATION,
            home=street,
            founded_on=date(2015, 2, 1),
        )
    built.add_body(
        "station:industry",
        "开发区非公企业党建工作指导站(按行业)",
        BodyKind.STATION,
        line="industry",
        founded_on=date(2015, 2, 1),
    )
    built.bodies["station:industry"].areas.set([zone])
    return built


def load(built: Ground) -> dict:
    """Write units, visits and organizations; return what the accounts of secretary and contact need."""
    draw = Drawer(built)
    plans = _units(built, draw)
    base = BaseRound.objects.create(
        area=built.county, name="2015年党建基数核定", reviewed_on=date(2015, 6, 20), status=RoundStatus.CLOSED
    )
    units.write(plans["all"], units.Serial("210106", "Y1"), base)
    _visits(built, plans["all"], draw)
    orgs = organizations.write(_organizations(built, draw, plans))
    _liaisons(built, plans["rest"][:LIAISONS])
    return {"org": orgs[0], "unit": plans["all"][0].unit}


def _units(built: Ground, draw: Drawer) -> dict[str, list[UnitPlan]]:
    areas = [community for street in built.streets for community in built.communities[street.pk]]
    place = iter(areas * 40)
    since = lambda: draw.day(date(2004, 1, 1), date(2014, 12, 31))  # noqa: E731
    few = lambda: draw.random.choice((1, 1, 2, 2))  # noqa: E731
    single = [
        draw.enterprise(next(place), since(), formal=draw.random.randint(3, 14))
        for _ in range(SINGLE_BEFORE + SINGLE_DURING)
    ]
    joint = [
        draw.enterprise(areas[n // 4 % len(areas)], since(), formal=few(), section="C")
        for n in range(JOINT_BEFORE[1] + JOINT_DURING[1])
    ]
    eligible = [draw.enterprise(next(place), since(), formal=draw.random.randint(3, 6)) for _ in range(24)]
    rest = ENTERPRISES - len(single) - len(joint) - len(eligible)
    none = [draw.enterprise(next(place), since(), formal=draw.random.choice((0, 0, 0, 1, 2))) for _ in range(rest)]
    others = [draw.social(next(place), since(), formal=draw.random.choice((0, 0, 2, 4))) for _ in range(SOCIAL)]
    others += [draw.self_employed(next(place), since()) for _ in range(SELF_EMPLOYED)]
    gone = [
        draw.enterprise(next(place), since(), until=date(2015, 5, 20)) for _ in range(18)
    ]  # found closed by the survey
    return {"single": single, "joint": joint, "rest": none, "all": single + joint + eligible + none + others + gone}


def _visits(built: Ground, plans: list[UnitPlan], draw: Drawer) -> None:
    officers = draw.people(24, area=built.county, post="社区工作者")
    bulk.insert(
        Visit,
        (
            Visit(
                client_uuid=uuid.UUID(int=draw.random.getrandbits(128), version=4),
                unit=plan.unit,
                person=officers[n % 24],
                visited_on=min(draw.day(*SURVEY), plan.until or SURVEY[1]),
                recorded_at=units.recorded(SURVEY[1]),
                outcome=VisitOutcome.CLOSED if plan.until else VisitOutcome.DONE,
                talks=[] if plan.until else [TalkKind.INVESTOR],
            )
            for n, plan in enumerate(plans)
        ),
    )


def _organizations(built: Ground, draw: Drawer, plans: dict[str, list[UnitPlan]]) -> list[OrgPlan]:
    committee = built.bodies["committee"]
    days = _campaign_days(SINGLE_DURING + JOINT_DURING[0])
    secretaries = iter(
        draw.people(SINGLE_BEFORE + SINGLE_DURING + JOINT_BEFORE[0] + JOINT_DURING[0], post="党支部书记")
    )
    found = []
    for number, plan in enumerate(plans["single"]):
        founded = draw.day(date(2008, 1, 1), date(2015, 6, 25)) if number < SINGLE_BEFORE else days.pop(0)
        since = max(founded, plan.since + timedelta(days=30))
        found.append(_branch(plan.name, plan, since, FormationMode.SINGLE, [plan], next(secretaries), committee, draw))
    groups = _groups(plans["joint"], JOINT_BEFORE, JOINT_DURING)
    for number, group in enumerate(groups):
        since = draw.day(date(2014, 12, 31), date(2015, 6, 20)) if number < JOINT_BEFORE[0] else days.pop(0)
        name = f"{group[0].area.name}联合党支部{places.numeral(number + 1)}"
        found.append(_branch(name, group[0], since, FormationMode.JOINT, group, next(secretaries), committee, draw))
    for number, org in enumerate(found):
        missed = number % OVERDUE_EVERY == 1
        org.elections = organizations.elections(org.founded_on, until=built.by.today, ahead=number % 30, missed=missed)
    return found


def _branch(name, home, since, form, group, secretary, committee, draw) -> OrgPlan:
    title = f"{home.unit.name.removesuffix('(示例)')}党支部(示例)" if form == FormationMode.SINGLE else f"{name}(示例)"
    owner = draw.random.random() < 0.2
    return OrgPlan(
        name=title,
        area=home.area,
        founded_on=since,
        form=form,
        covers=[CoverPlan(plan.unit, since) for plan in group],
        managing_body=home.body,
        approved_by=committee,
        approval_no=f"铁非公工委〔{since.year}〕{draw.random.randint(1, 99)}号(示例)",
        secretary=secretary,
        secretary_source=SecretarySource.OWNER if owner else SecretarySource.EMPLOYEE,
    )


def _groups(plans: list[UnitPlan], before: tuple[int, int], during: tuple[int, int]) -> list[list[UnitPlan]]:
    first, second = plans[: before[1]], plans[before[1] :]
    return [first[n :: before[0]] for n in range(before[0])] + [second[n :: during[0]] for n in range(during[0])]


def _campaign_days(count: int) -> list[date]:
    first, last = CAMPAIGN[0] + timedelta(days=6), CAMPAIGN[1] - timedelta(days=3)
    return [first + timedelta(days=round(n * (last - first).days / (count - 1))) for n in range(count)]


def _liaisons(built: Ground, plans: list[UnitPlan]) -> None:
    since = CAMPAIGN[0] + timedelta(days=9)
    bulk.insert(
        LiaisonFact,
        (
            LiaisonFact(
                unit=plan.unit, name=built.namer.person(), post="社区党建工作者(示例)", body=built.bodies["committee"],
                **units.stamp(since),
            )
            for plan in plans
        ),
    )  # fmt: skip
