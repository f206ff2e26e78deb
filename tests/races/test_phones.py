"""Visits on many connections at once, out of order, again and again, with answers that never arrive (O1); two officers at once (O2)."""

import json
import random
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from http.client import HTTPException
from uuid import uuid4

import pytest
from django.utils import timezone

from enterprises.models import Submission, SubmissionAside, Visit
from tests.factories import orgs
from tests.races.crowd import Member, at_once
from tests.races.deaf import DeafLine

pytestmark = pytest.mark.django_db(transaction=True)
QUICK, FULL = 3, 200  # rounds
CROWD = 20
SENT = [
    pytest.param(30, id="quick"),
    pytest.param(500, id="500", marks=pytest.mark.full),
    pytest.param(5_000, id="5000", marks=pytest.mark.full),
]
PAIRS = [pytest.param(2, id="quick"), pytest.param(50, id="full", marks=pytest.mark.full)]
SHARE = 0.1  # of the answers are cut after the commit
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


def visit(phone, unit, sequence, **answers):
    payload = {"outcome": "done", "status": "operating", "base": dict.fromkeys(answers), "answers": answers}
    return {
        "device": phone, "number": str(uuid4()), "sequence": sequence, "unit": unit.pk, "unit_name": unit.name,
        "payload": payload, "device_at": timezone.now().isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("rounds", ROUNDS)
def test_one_visit_sent_by_twenty_connections_is_entered_once(world, crowd, rounds):
    phone = register(crowd[0])
    for number in range(rounds):
        sent = visit(phone, world.unit(), number + 1, staff=20 + number)

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
    sent = [visit(phone, world.unit(), number + 1, staff=20) for number in range(CROWD)]
    answers = at_once(crowd, lambda who, member: member.api("POST", "/survey/send/", sent[-1 - who]))
    assert {answer.status for answer in answers} == {201}
    assert Submission.objects.as_system("test").filter(state="applied").count() == CROWD
    assert Visit.objects.as_system("test").count() == CROWD


class Sender(threading.Thread):
    """One connection that sends its share of the visits, some of them several times, until each was answered once."""

    def __init__(self, member, work):
        super().__init__(daemon=True)
        self.member, self.work, self.answers, self.cut = member, work, [], 0

    def run(self):
        for sent in self.work:
            answer = None
            while answer is None:
                with suppress(OSError, HTTPException):
                    answer = self.member.api("POST", "/survey/send/", sent)
                if answer is None:
                    self.cut += 1
                    self.member.connection.close()
            self.answers.append((sent["number"], answer.status, json.loads(answer.body)))


@pytest.mark.parametrize("distinct", SENT)
def test_visits_sent_again_and_again_over_a_line_that_loses_answers_are_entered_once(web, world, distinct):
    rng, unit = random.Random(1), world.unit()
    line = DeafLine(web, SHARE, seed=2)
    with ExitStack() as stack:
        stack.callback(line.close)
        crowd = [stack.enter_context(Member(line.address, world.users["east"])) for _ in range(CROWD)]
        direct = stack.enter_context(Member(web, world.users["east"]))
        phones = [register(direct) for _ in range(4)]
        visits = [visit(phones[n % 4], unit, n // 4 + 1) for n in range(distinct)]
        work = [sent for sent in visits for _ in range(rng.randint(1, 5))]
        rng.shuffle(work)
        senders = [Sender(member, work[number::CROWD]) for number, member in enumerate(crowd)]
        for one in senders:
            one.start()
        for one in senders:
            one.join()
        direct.connection.close()  # it was idle, the server may have closed it
        for phone in phones:  # as a phone does at its next contact
            while json.loads(direct.api("POST", f"/survey/phones/{phone}/", {"numbers": []}).body)["more"]:
                pass
        other = [direct.api("POST", "/survey/send/", sent | {"unit_name": "另一份"}).status for sent in visits[:10]]
    numbers = {sent["number"] for sent in visits}
    answers = [answer for one in senders for answer in one.answers]
    assert len(answers) == len(work)
    assert {status for _number, status, _told in answers} <= {200, 201}
    assert 0 < line.cuts <= sum(one.cut for one in senders)
    received = {(number, told["received_at"]) for number, _status, told in answers}
    assert len(received) == distinct  # every repetition was answered with the first receipt
    assert Counter(status for _n, status, _t in answers)[201] >= distinct - line.cuts
    stored = Submission.objects.as_system("test").filter(state="applied").values_list("client_uuid", flat=True)
    assert sorted(map(str, stored)) == sorted(numbers)
    assert Visit.objects.as_system("test").count() == distinct
    assert other == [409] * 10
    assert SubmissionAside.objects.as_system("test").count() == 10


@pytest.mark.parametrize("pairs", PAIRS)
def test_two_officers_at_once_leave_both_fields_or_one_conflict(web, world, pairs):
    with ExitStack() as stack:
        two = [stack.enter_context(Member(web, world.users[key])) for key in ("east", "committee")]
        phones = [register(member) for member in two]
        for number in range(pairs):
            same, apart = world.unit(), world.unit()

            def send(who, member, unit, answers, number=number, turn=0):
                sent = visit(phones[who], unit, 2 * number + turn + 1, **answers[who])
                return member.api("POST", "/survey/send/", sent)

            at_once(two, lambda who, one, u=same: send(who, one, u, ({"staff": 30}, {"staff": 40})))
            at_once(two, lambda who, one, u=apart: send(who, one, u, ({"staff": 30}, {"revenue_wan": "5.00"}), turn=1))
            rows = Submission.objects.as_system("test")
            assert sorted(rows.filter(unit_sent=same.pk).values_list("state", flat=True)) == ["applied", "conflict"]
            held = rows.get(unit_sent=same.pk, state="conflict").found["conflicts"]["staff"]
            assert {held["phone"], held["current"]} == {30, 40}
            assert list(rows.filter(unit_sent=apart.pk).values_list("state", flat=True)) == ["applied", "applied"]
