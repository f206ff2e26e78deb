"""The demo shows the work of every page: its lists have rows, and what is due is at every step."""

from datetime import date

import pytest
from django.test import Client

from access.models import User
from access.principals import Principal, acting
from orgs.choices import ReElectionStage, TermStatus, WatchKind
from orgs.models import ReElection, Term
from orgs.queries import watching
from orgs.rules.terms import term_status
from tests.demo import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_district")]

LISTS = (
    "/enterprises/", "/orgs/", "/orgs/cases/", "/orgs/applications/", "/orgs/terms/", "/orgs/reelections/", "/orgs/warnings/",
    "/orgs/neighbours/",
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
    assert {TermStatus.OVERDUE, TermStatus.DUE_1M, TermStatus.DUE_3M, TermStatus.DUE_SOON, TermStatus.NOT_DUE} <= set(found)
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


def test_a_later_survey_brings_warnings(committee):
    by = Principal.for_user(committee, on=TODAY)
    with acting(by):
        found = {kind: len(list(rows)) for kind, rows in watching.listed(by, TODAY).items()}
    assert (found[WatchKind.OWN_BRANCH], found[WatchKind.TURNED_FORMAL], found[WatchKind.JOINT_SHORT]) == (4, 3, 1)
