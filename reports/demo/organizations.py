"""Writing many organizations with their founding, coverage, posts, terms and ratings at once."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from access.models import Area, Body, Person
from enterprises.models import Unit
from enterprises.rules import names
from orgs.choices import FormationMode, LifeEventKind, OrgNature, OrgType, PostKind, SecretarySource
from orgs.models import (
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
)
from orgs.rules import terms
from reports.demo import bulk
from reports.demo.units import recorded, stamp


@dataclass
class CoverPlan:
    """A unit covered from a day on."""

    unit: Unit
    since: date
    until: date | None = None
    mode: str = ""
    end_reason: str = ""


@dataclass
class OrgPlan:
    """One invented organization as it is to be in the ledger."""

    name: str
    area: Area
    founded_on: date
    form: str
    covers: list[CoverPlan] = field(default_factory=list)
    org_type: str = OrgType.BRANCH
    regional_kind: str = ""
    managing_body: Body | None = None
    approval_no: str = ""
    approved_by: Body | None = None
    ended_on: date | None = None
    ended_how: str = LifeEventKind.REVOKE
    grids: tuple[Area, ...] = ()
    secretary: Person | None = None
    secretary_source: str = SecretarySource.EMPLOYEE
    former_secretary: tuple[Person, date, str] | None = None  # person, until when, why relieved
    elections: tuple[date, ...] = ()
    stars: tuple[int, date, date | None] | None = None
    grade: tuple[str, date] | None = None
    demonstration_since: date | None = None
    org: PartyOrg | None = field(default=None, compare=False)


def elections(founded: date, *, until: date, years: int = 3, ahead: int = 10, missed: bool = False) -> tuple[date, ...]:
    """Return the days on which an organization elected: when founded, then ``ahead`` days before each term ended.

    One that ``missed`` its last re-election stands overdue (超期).
    """
    found = [founded]
    while (following := terms.add_months(found[-1], years * terms.MONTHS) - timedelta(days=ahead)) < until:
        found.append(following)
    return tuple(found[:-1] if missed and len(found) > 1 else found)


def write(
    plans: list[OrgPlan], *, stars: RatingScheme | None = None, grades: RatingScheme | None = None
) -> list[PartyOrg]:
    """Write the organizations and everything about them; return them in the order of the plans."""
    for plan in plans:
        plan.org = _org(plan)
    orgs = bulk.insert(PartyOrg, [plan.org for plan in plans])
    bulk.insert(LifeEvent, (event for p in plans for event in _events(p)))
    bulk.insert(Coverage, (row for p in plans for row in _coverage(p)))
    bulk.insert(OrgGrid, (OrgGrid(org=p.org, grid=grid, **stamp(p.founded_on)) for p in plans for grid in p.grids))
    bulk.insert(Post, (post for p in plans for post in _posts(p)))
    bulk.insert(Term, (term for p in plans for term in _terms(p)))
    bulk.insert(
        StarRecord,
        (
            StarRecord(org=p.org, scheme=stars, stars=p.stars[0], year=p.stars[1].year, **stamp(*p.stars[1:]))
            for p in plans
            if p.stars
        ),
    )
    bulk.insert(
        GradeRecord,
        (
            GradeRecord(
                org=p.org, scheme=grades, grade=p.grade[0], year=p.grade[1].year, **stamp(p.grade[1], p.ended_on)
            )
            for p in plans
            if p.grade
        ),
    )
    bulk.insert(
        DemonstrationPoint,
        (
            DemonstrationPoint(org=p.org, title=p.name[:80], **stamp(p.demonstration_since))
            for p in plans
            if p.demonstration_since
        ),
    )
    return orgs


def _org(plan: OrgPlan) -> PartyOrg:
    initials = names.initials(plan.name)[:120]
    return PartyOrg(
        area=plan.area,
        name=plan.name,
        pinyin=names.sort_key(plan.name)[:240],
        initials=initials,
        grams=names.search_grams(plan.name, initials),
        org_type=plan.org_type,
        nature=OrgNature.REGULAR,
        form=plan.form,
        regional_kind=plan.regional_kind,
        managing_body=plan.managing_body,
        founded_on=plan.founded_on,
        ended_on=plan.ended_on,
        line_code=plan.managing_body.line.code if plan.managing_body is not None and plan.managing_body.line_id else "",
    )


def _events(plan: OrgPlan):
    yield LifeEvent(
        org=plan.org,
        kind=LifeEventKind.FOUNDING,
        on=plan.founded_on,
        approval_no=plan.approval_no,
        approved_by=plan.approved_by,
        recorded_at=recorded(plan.founded_on),
    )
    if plan.ended_on is not None:
        yield LifeEvent(
            org=plan.org,
            kind=plan.ended_how,
            on=plan.ended_on,
            approved_by=plan.approved_by,
            recorded_at=recorded(plan.ended_on),
        )


def _coverage(plan: OrgPlan):
    for cover in plan.covers:
        until = cover.until or plan.ended_on
        yield Coverage(
            unit=cover.unit,
            org=plan.org,
            mode=cover.mode or plan.form or FormationMode.SINGLE,
            end_reason=cover.end_reason,
            **stamp(cover.since, until),
        )


def _posts(plan: OrgPlan):
    since = plan.founded_on
    if plan.former_secretary is not None:
        person, until, why = plan.former_secretary
        yield Post(
            org=plan.org,
            person=person,
            kind=PostKind.SECRETARY,
            secretary_source=SecretarySource.EMPLOYEE,
            ended_reason=why,
            **stamp(since, until),
        )
        since = until
    if plan.secretary is not None:
        is_owner = plan.secretary_source == SecretarySource.OWNER
        yield Post(
            org=plan.org,
            person=plan.secretary,
            kind=PostKind.SECRETARY,
            secretary_source=plan.secretary_source,
            is_owner=is_owner,
            cross_post="董事长" if is_owner else "",
            **stamp(since, plan.ended_on),
        )


def _terms(plan: OrgPlan):
    for number, elected_on in enumerate(plan.elections, start=1):
        following = plan.elections[number] if number < len(plan.elections) else None
        yield Term(
            org=plan.org,
            number=number,
            elected_on=elected_on,
            closed_on=following or plan.ended_on,
            ends_on=terms.term_end(elected_on, org_type=plan.org_type, nature=OrgNature.REGULAR),
            recorded_at=recorded(elected_on),
        )
