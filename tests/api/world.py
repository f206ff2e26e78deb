"""Rows of every kind in two streets: what a caller of the east street has, and what lies in the west.

A model that the API shows needs a row in each street; the enumerating tests say so when one is missing.
"""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import Role
from access.grants import BUSINESS
from access.guarded import GuardedQuerySet
from access.models import Assignment, Body
from access.principals import system, system_scope
from enterprises.models import (
    AnswerFact,
    Difficulty,
    Handover,
    Question,
    RegisterRow,
    RegisterTask,
    RoundTask,
    SurveyRound,
)
from funding import services as funding_services
from instructors import services as instructor_services
from instructors.choices import Stage
from orgs.models import (
    Application,
    AreaAdjacency,
    BodyMeeting,
    BodyMember,
    BodyPost,
    BodyTask,
    CultivationRecord,
    DutyTurn,
    FormationCase,
    LifeRecord,
    MeetingBody,
    Member,
    MemberStageFact,
    MemberTransfer,
    OrgDecision,
    OwnerRecord,
    Pairing,
    PlanDraft,
    PlanLine,
    Rectification,
    ReElection,
    ReportIn,
    ReportInCount,
    ResponsibilityLetter,
    SearchEntry,
    SearchNotice,
    SearchTarget,
    TaskEntry,
    Term,
    UnitDecision,
)
from tests.api.callers import Caller, account, area, token_of
from tests.factories import funding, instructors, orgs

YEARS = timedelta(days=1075)
PARTS = ("east", "west")
GROUND: dict[str, list | dict] = {"neighbours": [], "regional": {}, "hosts": []}


def fill(land):
    """Put rows of every kind into both streets."""
    for part in PARTS:
        street = getattr(land, part)
        with system_scope("test data"):
            community = area(street, "community", f"{street.name}一社区")
            grid = area(community, "grid", f"{street.name}一网格", basis="place")
            beside = area(street, "community", f"{street.name}二社区")
            AreaAdjacency.objects.create(area=community, other=beside, valid=DateRange(instructors.TODAY, None))
            units = [orgs.unit(community, formal=2) for _ in range(3)]
        with system_scope("test data"):
            Difficulty.objects.create(
                unit=units[0], unit_name=units[0].name, kind="finance", text="贷款困难", origin="visit",
                raised_on=instructors.TODAY,
            )  # fmt: skip
        surveyed(land, street, units[0])
        with system_scope("test data"):
            entry = RegisterRow.objects.create(
                register="market", district=land.county, area=community, key=part, name="新办有限公司",
                listed_on=instructors.TODAY, batch_id=0,
            )  # fmt: skip
            RegisterTask.objects.create(row=entry, kind="new", batch_id=0, opened_on=instructors.TODAY)
        organized(instructors.org(f"{street.name}联合党支部", community, *units), units[0], community)
        with system_scope("test data"):
            who = orgs.person(community)
        worked(getattr(land, f"{part}_body"), community, who)
        bodies = {"street": getattr(land, f"{part}_body")}
        place = instructors.District(land.county, street, street, community, grid, bodies)
        instructors.instructor(place, Stage.DRAFT)
        serving = instructors.instructor(place, Stage.APPOINTED)
        by = system("test data", on=instructors.TODAY)
        with system_scope("test data"):
            instructor_services.dispatch(
                instructor=serving, target=grid, since=instructors.TODAY, on=instructors.TODAY, by=by
            )
        subsidies(orgs.World(street, street, street, community, community, grid, grid))


def organized(org, unit, community):
    """Put a term, a re-election, a case with its application, a plan, a decided warning and some life into a street."""
    day = instructors.TODAY
    with system_scope("test data"):
        Term.objects.create(org=org, elected_on=day - YEARS, ends_on=day + timedelta(days=20))
        ReElection.objects.create(org=org, seats={"committee": 3, "secretary": 1, "deputy": 0})
        Rectification.objects.create(org=org, kind="deadline", problems="软弱", listed_on=day, due_on=day + YEARS)
        asked = Application.objects.create(area=community, name=f"{org.name}二支部", form="single", size=1)
        FormationCase.objects.create(unit=unit, listed_on=day, origin="planned", application=asked)
        draft = PlanDraft.objects.create(area=community, is_picked=True, facts_on=day, limits={}, groups=[], ground=GROUND)
        PlanLine.objects.create(draft=draft, unit=unit, community=community, formal=2, members=2, place="single")
        OrgDecision.objects.create(kind="joint_short", org=org, figure=2, answered_on=day, answer="并入")
        valid = DateRange(day, day + timedelta(days=1))
        LifeRecord.objects.create(org=org, kind="theme_day", topic="学习", attended=3, valid=valid)
        OwnerRecord.objects.create(unit=unit, attitude="supports", valid=DateRange(day, None))
        DutyTurn.objects.create(area=community, name="示例", valid=DateRange(day, None))
        Pairing.objects.create(body=Body.objects.order_by("pk").first(), org=org, valid=DateRange(day, None))
        UnitDecision.objects.create(kind="own_branch", unit=unit, figure=3, answered_on=day, answer="单建")
        enrolled(org, day)
        sought(org, community, day)


def enrolled(org, day):
    """Put a member with a letter on its way on the roster of an organization."""
    member = Member.objects.create(org=org, name="示例党员", born_on=day - 30 * YEARS)
    MemberStageFact.objects.create(member=member, stage="formal", valid=DateRange(day - YEARS, None))
    CultivationRecord.objects.create(member=member, kind="talk", held_on=day, held_by="示例书记", finding="动机端正")
    MemberTransfer.objects.create(
        member=member, to_name="外省党支部", letter_no="1号", issued_on=day, valid_until=day + timedelta(days=90)
    )


def worked(body, area, person):
    """Put a member unit, a duty, a meeting and its task into a street."""
    day = instructors.TODAY
    valid = DateRange(day, None)
    with system_scope("test data"):
        member = Body.objects.create(name=f"{body.name}成员", kind="member_unit", home=body.home)
        BodyMember.objects.create(area=area, committee=body, member=member, valid=valid)
        BodyPost.objects.create(area=area, body=body, person=person, kind="secretary", valid=valid)
        meeting = BodyMeeting.objects.create(area=area, body=body, kind="joint", held_on=day, topic="联席会议")
        MeetingBody.objects.create(meeting=meeting, body=member)
        task = BodyTask.objects.create(
            area=area, issuer=body, owner=body, source="decision", meeting=meeting, title="摸清底数", given_on=day,
            due_on=day,
        )  # fmt: skip
        TaskEntry.objects.create(task=task, step="assign", on=day)
        ResponsibilityLetter.objects.create(
            area=area, upper=body, lower=member, year=day.year, signed_on=day, upper_signer="甲", lower_signer="乙"
        )


def sought(org, community, day):
    """Let somebody be looked for, and others report in by name and by number."""
    target = SearchTarget.objects.create(area=community, name="失散党员", clue_from="visit", listed_on=day, last_on=day)
    SearchEntry.objects.create(target=target, step="list", on=day)
    SearchNotice.objects.create(area=community, org=org, kind="notice", published_on=day, place="公告栏")
    ReportIn.objects.create(area=community, name="在职党员", work_unit="示例局", reported_on=day)
    ReportInCount.objects.create(area=community, reported=10, note="汇总表", valid=DateRange(day, None))


def surveyed(land, street, unit):
    """Put a unit on a round's list, let it have answered a question; let a third street offer another one."""
    days = {"starts_on": instructors.TODAY, "ends_on": instructors.TODAY}
    with system_scope("test data"):
        asked, _made = Question.objects.get_or_create(
            code="venue", defaults={"label": "活动场地", "kind": "text", "created_on": instructors.TODAY}
        )
        made = SurveyRound.objects.create(area=street, name=f"{street.name}摸底", units=1, **days)
        RoundTask.objects.create(round=made, unit=unit)
        AnswerFact.objects.create(unit=unit, question=asked, value="自有", valid=DateRange(instructors.TODAY, None))
        Handover.objects.create(
            unit=unit,
            from_area=street,
            to_area=street,
            unit_name=unit.name,
            reason="搬迁",
            proposed_on=instructors.TODAY,
        )


def subsidies(place):
    """Put a proposed and a paid subsidy into a street, each act by other hands."""
    for key, role in (
        ("committee", Role.COMMITTEE), ("committee2", Role.COMMITTEE), ("orgdept", Role.ORG_DEPT),
        ("finance", Role.FINANCE), ("finance2", Role.FINANCE),
    ):  # fmt: skip
        place.user(role, place.district, key)
    with system_scope("test data"):
        startup, annual = (
            funding_services.load_policy(
                area=place.district, spec=funding_services.spec_of(standard), since=funding.SINCE,
                by=system("test data", on=funding.TODAY), is_budgeted=False,
            ).policy
            for standard in (funding.QIANWEI_STARTUP, funding.QIANWEI_ANNUAL)
        )  # fmt: skip
    purse = funding.Purse(place, startup, annual)
    purse.proposed()
    purse.batch(purse.approved(), name=f"{place.district.name}第一批")


def everything_in(body, name="everything"):
    """Return a caller that holds every business role through one body."""
    user = account(Role.COMMITTEE, body, name)
    first = Assignment.objects.filter(user=user).as_system("test data").get()
    with system_scope("test data"):
        for role in BUSINESS:
            if role != Role.COMMITTEE:
                Assignment.objects.create(
                    user=user, role=role, body=body, valid=first.valid, reason="test", area=body.home
                )
    return Caller(token_of(user), user)


def row_in(model, street):
    """Return a row that lies in a street, or None for reference data without a place.

    Raises:
        LookupError: the model has a place, but this module puts no row there.
    """
    manager = model._default_manager
    if not issubclass(manager._queryset_class, GuardedQuerySet) or not hasattr(model, "area_path"):
        return None
    found = manager.as_system("test data").filter(area_path__startswith=street.path).order_by("pk").first()
    if found is None:
        raise LookupError(f"no {model._meta.label} in {street}: let tests/api/world.py make one")
    return found
