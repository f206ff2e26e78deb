"""The demo shows the work of every page: its lists have rows, and what is due is at every step."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client

from access.models import User
from access.principals import Principal, acting
from orgs.choices import (
    DraftState,
    FormationMode,
    FormationStage,
    LetterState,
    LinePlace,
    MemberStage,
    PlanStatus,
    ReElectionStage,
    SearchStage,
    SpecialState,
    TaskState,
    TermStatus,
    WatchKind,
)
from orgs.models import (
    Application,
    BodyMember,
    BodyTask,
    Coverage,
    FormationCase,
    Member,
    MemberTransfer,
    PlanDraft,
    PlanLine,
    ReElection,
    SearchTarget,
    Term,
)
from orgs.queries import members, watching
from orgs.rules import identity
from orgs.rules.cases import BUILT
from orgs.rules.terms import term_status
from reports.queries import coverage, figures
from reports.queries.state import Moment
from tests.demo import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_district")]

LISTS = (
    "/enterprises/", "/orgs/", "/orgs/cases/", "/orgs/applications/", "/orgs/plans/", "/orgs/terms/", "/orgs/reelections/",
    "/orgs/warnings/", "/orgs/neighbours/", "/orgs/members/", "/orgs/members/letters/", "/orgs/members/check/",
    "/orgs/life/", "/orgs/life/due/", "/orgs/owners/", "/orgs/duties/",
    "/orgs/bodies/", "/orgs/bodies/meetings/", "/orgs/bodies/tasks/", "/orgs/bodies/tasks/?state=overdue",
    "/orgs/bodies/letters/", "/orgs/bodies/pairings/",
    "/orgs/search/", "/orgs/search/?group=idle", "/orgs/rectifications/", "/orgs/rectifications/?due=silent",
    "/orgs/search/notices/", "/orgs/reported-in/",
)  # fmt: skip


@pytest.fixture
def committee():
    return User.objects.as_system("test").get(username="tiexi.committee")


@pytest.mark.parametrize("path", LISTS)
def test_no_list_of_the_first_district_is_empty(committee, path):
    client = Client()
    client.force_login(committee)
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'class="empty' not in answer.content.decode()


def test_terms_stand_at_every_distance_from_their_end_and_most_are_held(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        ends = Term.objects.visible_to(by, "orgs.view_org").in_office(TODAY).values_list("ends_on", flat=True)
        found = [term_status(end, on=TODAY) for end in ends]
    assert {TermStatus.OVERDUE, TermStatus.DUE_1M, TermStatus.DUE_3M, TermStatus.DUE_SOON, TermStatus.NOT_DUE} <= set(
        found
    )
    assert found.count(TermStatus.NOT_DUE) > len(found) * 0.7
    assert found.count(TermStatus.OVERDUE) < len(found) * 0.1


def test_reelections_stand_at_every_step(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        rows = list(ReElection.objects.visible_to(by, "orgs.view_org").select_related("made"))
    wanted = set(ReElectionStage) - {ReElectionStage.RETURNED, ReElectionStage.RUNOFF, ReElectionStage.WITHDRAWN}
    assert {ReElectionStage(row.stage) for row in rows} == wanted
    filed = next(row for row in rows if row.stage == ReElectionStage.FILED)
    assert filed.made.elected_on == filed.held_on > date(2026, 1, 1)


def test_somebody_is_at_every_step_of_the_search(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        stages = set(SearchTarget.objects.visible_to(by, "orgs.view_member").values_list("stage", flat=True))
    assert stages == {stage.value for stage in SearchStage}


def test_a_later_survey_brings_warnings(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        found = {kind: len(list(rows)) for kind, rows in watching.listed(by, TODAY).items()}
    assert (found[WatchKind.OWN_BRANCH], found[WatchKind.TURNED_FORMAL], found[WatchKind.JOINT_SHORT]) == (4, 3, 1)


@pytest.fixture
def by(committee):
    principal = Principal.for_user(committee, on=TODAY)
    with acting(principal):
        yield principal


def test_the_secretary_who_signs_in_has_the_roster_of_the_own_organization_only():
    client = Client()
    client.force_login(User.objects.as_system("test").get(username="tiexi.secretary"))
    answer = client.get("/orgs/members/")
    assert 'class="empty' not in answer.content.decode()
    assert len({row.org_id for row in answer.context["page_obj"].object_list}) == 1


def test_somebody_stands_at_every_stage_and_in_every_special_state(by):
    rows = list(members.select(members.Wanted(on=TODAY), by))
    stages = Counter(row.stage_now for row in rows)
    assert {stage.value: stages[stage.value] for stage in MemberStage if stage != MemberStage.FORMAL} == {
        "applicant": 2, "activist": 2, "target": 2, "probationary": 3,
    }  # fmt: skip
    assert sum(stages.values()) in range(30, 46)
    assert sorted(filter(None, (row.state_now for row in rows))) == sorted(SpecialState.values)


def test_letters_stand_at_every_state_but_the_one_before_they_are_written(by):
    rows = members.lettered(MemberTransfer.objects.visible_to(by, members.TRANSFER), TODAY)
    assert {one["state"] for one in rows} == set(LetterState) - {LetterState.DRAFTED}
    assert [one["is_void"] for one in rows].count(True) == 2  # one was issued anew, one cancelled
    assert members.letters_waiting(by).overdue.count() == 1


def test_two_rosters_differ_from_the_survey_and_one_probation_has_run(by):
    told = sorted(row.rostered - row.surveyed for row in members.differences(by, TODAY))
    assert told == [-1, 1]
    assert members.conversions_waiting(by).rows.count() == 1


def test_somebody_waits_for_a_talk_and_an_examination_is_late(by):
    waiting = members.examinations_waiting(by)
    assert (waiting.rows.count(), waiting.overdue.count()) == (2, 1)


def test_the_id_numbers_of_the_demo_are_sound_and_of_no_place(by):
    with_number = [row.id_number for row in Member.objects.visible_to(by, members.VIEW)]
    assert all(number.startswith("000000") and identity.check_number(number) is None for number in with_number)
    assert len(set(with_number)) == len(with_number) > 30
def test_the_committee_has_its_published_member_units_and_tasks_in_every_state(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        assert BodyMember.objects.visible_to(by, "orgs.view_body_work").as_of(TODAY).count() == 29
        tasks = BodyTask.objects.visible_to(by, "orgs.view_body_work")
        assert set(tasks.values_list("state", flat=True)) == set(TaskState.values)


@pytest.mark.parametrize("login", ["tiexi.street", "tiexi.member"])
def test_those_who_have_to_do_tasks_find_them_on_their_list(login):
    client = Client()
    client.force_login(User.objects.as_system("test").get(username=login))
    answer = client.get("/orgs/bodies/tasks/?whose=mine")
    assert answer.status_code == 200
    assert 'class="empty' not in answer.content.decode()




@pytest.fixture
def street(by):
    """Return the plan of the street that was planned, with its lines and their places."""
    draft = PlanDraft.objects.visible_to(by, "orgs.view_formation").get(state=DraftState.ACCEPTED)
    lines = PlanLine.objects.visible_to(by, "orgs.view_formation").filter(draft=draft)
    return draft, dict(lines.values_list("unit_id", "place"))


def test_a_street_of_sixty_uncovered_units_was_planned_and_its_cases_stand_up_to_the_cancelled_ticket(by, street):
    draft, places = street
    assert len(places) == 60
    rows = FormationCase.objects.visible_to(by, "orgs.view_formation").filter(
        application__isnull=False, unit__in=list(places)
    )
    stood = Counter(rows.values_list("status", flat=True))
    assert sum(stood.values()) == sum(place != LinePlace.REGIONAL for place in places.values())
    assert stood[PlanStatus.CLEARED] > stood[PlanStatus.BUILT] > 0
    applied = Application.objects.visible_to(by, "orgs.view_formation").filter(area_path__startswith=draft.area_path)
    assert {FormationStage.SUBMITTED, FormationStage.APPROVED, FormationStage.ELECTION_HELD} <= {
        row.stage for row in applied
    }


def test_the_coverage_of_the_planned_street_moved_by_exactly_its_units(by, street):
    draft, places = street
    before, now = draft.facts_on - timedelta(days=1), TODAY
    rows = Coverage.objects.visible_to(by, "orgs.view_org").filter(unit__in=list(places)).as_of(now)
    own, regional = (
        set(rows.filter(mode__in=modes).values_list("unit_id", flat=True))
        for modes in (BUILT, [FormationMode.REGIONAL])
    )
    assert regional == {pk for pk, place in places.items() if place == LinePlace.REGIONAL}
    place = figures.Frame(draft.area_path)
    for code, moved in (("ORG_STRICT", own), ("ORG_BROAD", own | regional)):
        (definition,) = coverage.definitions(now, [code])
        then, after = (set(figures.rows_behind(definition, Moment(on), place, "numerator")) for on in (before, now))
        counted = set(figures.rows_behind(definition, Moment(now), place, "denominator"))
        assert after - then == moved & counted
        assert then <= after
        assert len(moved & counted) > 10
