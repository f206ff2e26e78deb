"""One visit on many connections at once, and its phone's visits out of order: stored and entered once (O1)."""

import json
from collections import Counter
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.utils import timezone

from enterprises.models import Submission, SubmissionAside, Visit
from tests.factories import orgs
from tests.races.crowd import Member, at_once

pytestmark = pytest.mark.django_db(transaction=True)
QUICK, FULL = 3, 200  # rounds
CROWD = 20
ROUNDS = [pytest.param(QUICK, id="quick"), pytest.param(FULL, id="full", marks=pytest.mark.full)]


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


@pytest.fixture
def crowd(web, world):
    with ExitStack() as stack:
        yield [stack.enter_context(Member(web, world.users["east"])) for _ in range(CROWD)]


def register(member):
    return json.loads(member.api("POST", "/survey/phones/", {"label": "示例手机"}).body)["device"]


def visit(phone, unit, sequence, staff):
    payload = {"outcome": "done", "status": "operating", "base": {"staff": None}, "answers": {"staff": staff}}
    return {
        "device": phone, "number": str(uuid4()), "sequence": sequence, "unit": unit.pk, "unit_name": unit.name,
        "payload": payload, "device_at": timezone.now().isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_visit_sent_by_twenty_connections_is_entered_once(world, crowd, rounds):
    phone = register(crowd[0])
    for number in range(rounds):
        sent = visit(phone, world.unit(), number + 1, 20 + number)

        def send(who, member, sent=sent):
            other = {"unit_name": "另一份"} if who == CROWD - 1 else {}
            return member.api("POST", "/survey/send/", sent | other)

        statuses = Counter(answer.status for answer in at_once(crowd, send))
        assert statuses[201] == 1, statuses
        assert set(statuses) <= {200, 201, 409}, statuses
    assert Submission.objects.as_system("test").filter(state="applied").count() == rounds
    assert Visit.objects.as_system("test").count() == rounds
    assert SubmissionAside.objects.as_system("test").count() == rounds  # one of the two contents came first


def test_a_phones_visits_sent_at_once_in_any_order_are_all_entered(world, crowd):
    phone = register(crowd[0])
    sent = [visit(phone, world.unit(), number + 1, 20) for number in range(CROWD)]
    answers = at_once(crowd, lambda who, member: member.api("POST", "/survey/send/", sent[-1 - who]))
    assert {answer.status for answer in answers} == {201}
    assert Submission.objects.as_system("test").filter(state="applied").count() == CROWD
    assert Visit.objects.as_system("test").count() == CROWD
