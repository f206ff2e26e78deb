"""Keshiketeng Banner of Chifeng, 2014 (source 001): single, joint and "1+N"; stars, mass organizations, grids.

Real places: 芝瑞镇 and 赛罕社区 (named by the source); every other town, community, grid, unit and person is invented. How many units an
organization covers, and on which day what was founded, is invented too; the source counts organizations, grids and units as a whole.
"""

import itertools
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from access.choices import AreaLevel
from access.models import Area
from enterprises.choices import MassOrgKind, RoundStatus, TalkKind, VisitOutcome
from enterprises.models import BaseRound, Visit
from orgs.choices import CoverageEndReason, FormationMode, RegionalKind, SecretarySource
from orgs.models import ContactCard, OrgGrid
from reports.demo import bulk, difficulties, organizations, places, units
from reports.demo.draw import Drawer
from reports.demo.instructors import InstructorPlan
from reports.demo.organizations import CoverPlan, OrgPlan
from reports.demo.places import Ground
from reports.demo.units import UnitPlan

CHAIN = (("15", "内蒙古自治区"), ("1504", "赤峰市"), ("150425", "克什克腾旗"))
TOWNS, COMMUNITIES, GRIDS = 13, 8, 126
SINGLE_ENTERPRISE, SINGLE_SOCIAL, JOINT_ENTERPRISE, JOINT_SOCIAL = 98, 18, 29, 63
WITHOUT_MEMBERS = {
    "enterprise": 1680,
    "social": 265,
    "self_employed": 5010,
}  # units of the regional branches, invented split
MASS = ((MassOrgKind.UNION, 259), (MassOrgKind.WOMEN, 69), (MassOrgKind.LEAGUE, 28))
FIVE_STARS, FOUR_STARS, DEMONSTRATION, OWNER_SECRETARIES, SPLIT_OFF = 12, 15, 30, 85, 7
UNTIL = date(2014, 8, 1)  # everything stands by then; the source is of 14 August
REGIONAL_SINCE = date(2013, 3, 1)


@dataclass
class Regional:
    """A regional branch's place with its grids."""

    place: Area
    kind: str
    grids: list[Area] = field(default_factory=list)


def ground(by) -> Ground:
    """Build areas and bodies; the places of the 23 regional branches come with :func:`_regions`."""
    built = Ground("keqi", places.division(CHAIN, by), by, places.Namer(2014))
    built.add_street("芝瑞镇", code="150425105", communities=1)
    for number in range(1, TOWNS):
        built.add_street(f"示例{places.numeral(number)}镇", communities=1)
    street = built.add_street("示例街道", communities=0)
    built.communities[street.pk] = [
        places.areas.add(parent=street, level=AreaLevel.COMMUNITY, name=name, on=places.OPENED, by=by)
        for name in ("赛罕社区", *(f"示例{places.numeral(n)}社区" for n in range(1, COMMUNITIES)))
    ]
    built.add_street("示例工业园区", level=AreaLevel.ZONE, communities=1)
    committee = places.central_bodies(built, "非公有制经济组织和社会组织党工委", "", date(2012, 2, 1))
    places.managing_committees(built, "人民网2014年8月14日：纵向到底的党建工作管理格局（源文件001）")
    places.member_units(built, 22, committee, date(2012, 2, 1))
    return built


def load(built: Ground) -> dict:
    """Write units, organizations, instructors and visits; return what the accounts need."""
    draw = Drawer(built)
    regions = _regions(built)
    plans = _units(draw, [grid for region in regions for grid in region.grids])
    base = BaseRound.objects.create(
        area=built.county, name="2014年党建基数核定", reviewed_on=date(2014, 1, 20), status=RoundStatus.CLOSED
    )
    units.write([plan for group in plans.values() for plan in group], units.Serial("150425", "Y3"), base)
    orgs = organizations.write(_organizations(built, draw, plans, regions))
    _visits(draw, plans)
    _cards(draw, plans, orgs)
    difficulties.solved(draw, plans["none"], built.bodies["committee"])
    return {"org": orgs[0], "unit": plans["single"][0].unit, "instructors": _instructors(built, draw, regions)}


def _regions(built: Ground) -> list[Regional]:
    towns = [Regional(street, RegionalKind.TOWN) for street in built.streets if street.level == AreaLevel.TOWNSHIP]
    street = next(region.place for region in towns if region.place.name == "示例街道")
    communities = [Regional(community, RegionalKind.COMMUNITY) for community in built.communities[street.pk]]
    zones = [Regional(area, RegionalKind.PARK) for area in built.streets if area.level == AreaLevel.ZONE]
    regions = towns + communities + zones
    for number, region in zip(range(GRIDS), itertools.cycle(regions), strict=False):
        region.grids.append(built.add_grid(region.place, number // len(regions) + 1, places.OPENED))
    return regions


def _units(draw: Drawer, grids: list[Area]) -> dict[str, list[UnitPlan]]:
    place = itertools.cycle(grids)
    since = lambda: draw.day(date(2003, 1, 1), date(2011, 12, 31))  # noqa: E731
    single = [
        draw.enterprise(next(place), since(), formal=draw.random.randint(3, 12)) for _ in range(SINGLE_ENTERPRISE)
    ]
    for plan in single[:SPLIT_OFF]:  # two members while joint, more since
        plan.formal, plan.members_history = 2, ((date(2013, 1, 10), 4, 0),)
    single_social = [draw.social(next(place), since(), formal=draw.random.randint(3, 6)) for _ in range(SINGLE_SOCIAL)]
    joint = [
        draw.enterprise(grid, since(), formal=draw.random.choice((1, 2)))
        for grid in grids[:JOINT_ENTERPRISE]
        for _ in range(3)
    ]
    joint_social = [draw.social(grid, since(), formal=count) for grid in grids[-JOINT_SOCIAL:] for count in (2, 1)]
    draws = {"enterprise": draw.enterprise, "social": draw.social, "self_employed": draw.self_employed}
    none = [draws[kind](next(place), since()) for kind, count in WITHOUT_MEMBERS.items() for _ in range(count)]
    everybody = single + joint + none[: WITHOUT_MEMBERS["enterprise"]]
    for kind, count in MASS:
        for plan in everybody[:count]:
            plan.masses += ((kind, max(plan.since, date(2012, 5, 1))),)
    return {
        "single": single,
        "single_social": single_social,
        "joint": joint,
        "joint_social": joint_social,
        "none": none,
    }


def _elections(draw: Drawer, founded: date) -> tuple[date, ...]:
    found, day = [founded], founded
    while day < date(2023, 11, 1) and draw.random.random() < 0.985:
        day = day.replace(year=day.year + 3, day=min(day.day, 28)) - timedelta(days=draw.random.randint(0, 40))
        if day <= date(2026, 10, 31):
            found.append(day)
    return tuple(found)


def _organizations(built: Ground, draw: Drawer, plans, regions: list[Regional]) -> list[OrgPlan]:
    singles = plans["single"] + plans["single_social"]
    groups = [plans["joint"][n : n + 3] for n in range(0, len(plans["joint"]), 3)]
    groups += [plans["joint_social"][n : n + 2] for n in range(0, len(plans["joint_social"]), 2)]
    found = [_single(built, draw, number, plan) for number, plan in enumerate(singles)]
    joined = [_joint(built, draw, number, group) for number, group in enumerate(groups)]
    _split_off(found[:SPLIT_OFF], joined)
    enterprise_orgs = found[:SINGLE_ENTERPRISE] + joined[:JOINT_ENTERPRISE]
    everybody = (
        found
        + joined
        + [_regional(built, draw, number, region, plans["none"]) for number, region in enumerate(regions)]
    )
    people = iter(draw.people(len(everybody), post="党支部书记"))
    for org in everybody:
        org.secretary, org.elections = next(people), _elections(draw, org.founded_on)
    for org in enterprise_orgs[:OWNER_SECRETARIES]:
        org.secretary_source = SecretarySource.OWNER
    return everybody


def _single(built: Ground, draw: Drawer, number: int, plan: UnitPlan) -> OrgPlan:
    founded = draw.day(date(2013, 2, 1), date(2013, 11, 1)) if number < SPLIT_OFF else draw.day(date(2010, 6, 1), UNTIL)
    founded = max(founded, plan.since + timedelta(days=60))
    stars = 5 if number < FIVE_STARS else 4 if number < FIVE_STARS + FOUR_STARS else 1 + number % 3
    rated = max(date(2014, 3, 1), founded)
    return OrgPlan(
        name=f"{plan.unit.name.removesuffix('(示例)')}党支部(示例)",
        area=plan.area,
        founded_on=founded,
        form=FormationMode.SINGLE,
        covers=[CoverPlan(plan.unit, founded)],
        managing_body=plan.body,
        approved_by=built.bodies["committee"],
        approval_no=f"克非公党工委〔{founded.year}〕{number + 1}号(示例)",
        stars=(stars, rated, None),
        demonstration_since=max(date(2014, 4, 1), founded) if number < DEMONSTRATION else None,
    )


def _joint(built: Ground, draw: Drawer, number: int, group: list[UnitPlan]) -> OrgPlan:
    founded = draw.day(date(2012, 3, 1), date(2012, 12, 31))
    return OrgPlan(
        name=f"{group[0].area.name}联合党支部{places.numeral(number % 99 + 1)}(示例)",
        area=group[0].area,
        founded_on=founded,
        form=FormationMode.JOINT,
        covers=[CoverPlan(plan.unit, founded) for plan in group],
        managing_body=group[0].body,
        approved_by=built.bodies["committee"],
        approval_no=f"克非公党工委〔{founded.year}〕联{number + 1}号(示例)",
    )


def _split_off(singles: list[OrgPlan], joined: list[OrgPlan]) -> None:
    for single, joint in zip(singles, joined, strict=False):
        unit = single.covers[0].unit
        since = joint.founded_on
        joint.covers.append(CoverPlan(unit, since, single.founded_on, end_reason=CoverageEndReason.SPLIT_OFF))


def _regional(built: Ground, draw: Drawer, number: int, region: Regional, plans: list[UnitPlan]) -> OrgPlan:
    grids = {grid.pk for grid in region.grids}
    return OrgPlan(
        name=f"{region.place.name}区域党支部",
        area=region.place,
        founded_on=REGIONAL_SINCE,
        form=FormationMode.REGIONAL,
        regional_kind=region.kind,
        grids=tuple(region.grids),
        approved_by=built.bodies["committee"],
        approval_no=f"克非公党工委〔2013〕区{number + 1}号(示例)",
        covers=[CoverPlan(plan.unit, REGIONAL_SINCE) for plan in plans if plan.area.pk in grids],
    )


def _visits(draw: Drawer, plans: dict[str, list[UnitPlan]]) -> None:
    people = draw.people(60, post="走访干部")
    days = (date(2014, 2, 10), date(2014, 7, 31))
    bulk.insert(
        Visit,
        (
            Visit(
                client_uuid=uuid.UUID(int=draw.random.getrandbits(128), version=4),
                unit=plan.unit,
                person=people[n % 60],
                visited_on=day,
                recorded_at=units.recorded(day),
                outcome=VisitOutcome.DONE,
                talks=[TalkKind.INVESTOR],
            )
            for n, plan in enumerate(plans["none"])
            for day in (draw.day(*days),)
        ),
    )


def _cards(draw: Drawer, plans: dict[str, list[UnitPlan]], orgs: list) -> None:
    branches = {row.grid_id: row.org for row in OrgGrid.objects.filter(org__in=orgs).as_system().select_related("org")}
    issued = (date(2013, 4, 10), date(2014, 4, 10))  # first cards, and new ones a year later
    bulk.insert(
        ContactCard,
        (
            ContactCard(
                unit=plan.unit, org=branches[plan.area.pk], number=f"{day.year}-{number:05d}", issued_on=day,
                contact_name=draw.ground.namer.person(), recorded_at=units.recorded(day),
            )
            for day in issued
            for number, plan in enumerate(plans["none"], start=1)
        ),
    )  # fmt: skip


def _instructors(built: Ground, draw: Drawer, regions: list[Regional]) -> list[InstructorPlan]:
    grids = [grid for region in regions for grid in region.grids]
    people = draw.people(len(grids), post="党建工作指导员")
    return [
        InstructorPlan(
            person=person,
            committee=built.bodies["committee"],
            kind="grid",
            origin="organ",
            department="职能部门(示例)",
            applied_on=date(2013, 1, 10),
            since=date(2013, 3, 10),
            until=date(2015, 3, 10),
            grids=[grid],
            renewals=((date(2025, 3, 10), date(2027, 3, 10)),),
        )
        for grid, person in zip(grids, people, strict=True)
    ]
