"""Phones that are killed, send twice, out of order, from wrong clocks, while the desk works: every visit once, nothing lost.

The whole state of a phone is its queue; the network may cut the request before the server has it (lost) or the answer after it (cut).
"""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from access.principals import acting
from enterprises import services
from enterprises.models import Difficulty, MembersFact, ScaleFact, Submission, SubmissionAside, Visit
from enterprises.services.inputs import Survey
from tests.enterprises.phone.carrier import NOON, Phone, plain, unit_again
from tests.factories import orgs

QUICK, FULL = 6, 10_000
RUNS = [pytest.param(QUICK, id="quick"), pytest.param(FULL, id="full", marks=pytest.mark.full)]
FIELDS = ("staff", "formal")


class Undo(Exception):
    """Ends a run and leaves the database as it was."""


class Carrier:
    """A phone with what it shows and what waits on it."""

    def __init__(self, world, key, rng):
        self.rng = rng
        self.phone = Phone(world, key, clock=timedelta(hours=rng.choice((0, 0, 72, -72, 5))))
        self.queue, self.entered, self.shown = [], [], {}

    def take(self, units):
        """Take the list along, unless a visit on the phone is newer."""
        if not self.queue:
            self.shown = {unit.pk: self.phone.shown(unit) for unit in units}

    def note(self, unit):
        base = self.shown[unit.pk]
        values = {"staff": self.rng.randint(20, 90), "formal": self.rng.randint(0, 9)}
        changes = {name: value for name, value in values.items() if self.rng.random() < 0.6}
        entry = self.phone.note(unit, base=base, at=NOON - timedelta(hours=self.rng.randint(0, 60)), **changes)
        if self.rng.random() < 0.3:
            told = {"kind": "labour", "text": f"{self.phone.device.pk}-{entry.sequence}"}
            entry = replace(entry, payload=entry.payload | {"difficulty": told})
        self.shown[unit.pk] = base | plain(changes)
        self.queue.append(entry)
        self.entered.append(entry)

    def send(self):
        """Send in some order, each one to three times, some of it cut."""
        order = self.queue[:]
        if self.rng.random() < 0.5:
            self.rng.shuffle(order)
        for entry in order:
            for _ in range(self.rng.randint(1, 3)):
                fate = self.rng.random()
                if fate < 0.15:
                    continue  # never arrived
                self.phone.arrive(entry, at=NOON)
                if fate < 0.3:
                    continue  # stored; killed before it was entered, and no answer
                self.phone.enter()
                if fate > 0.4 and entry in self.queue:  # otherwise the answer was cut
                    self.queue.remove(entry)


def one_run(world, seed):
    rng = random.Random(seed)
    units = [world.unit(formal=2) for _ in range(3)]
    carriers = [Carrier(world, key, rng) for key in ("east", "east", "committee")]
    for carrier in carriers:
        carrier.take(units)
    for _ in range(rng.randint(4, 10)):
        carrier, unit = rng.choice(carriers), rng.choice(units)
        act = rng.random()
        if act < 0.5:
            carrier.note(unit)
        elif act < 0.8:
            carrier.send()
            carrier.take(units)
        else:
            with acting(world.principal("east")) as by:
                services.survey(unit=unit_again(unit), answers=Survey(staff=rng.randint(20, 90)), on=orgs.TODAY, by=by)
    for carrier in carriers:
        while carrier.queue:
            carrier.send()
        carrier.phone.enter()
    judge(carriers)


def judge(carriers):
    """Everything sent is stored once, entered once or held with both values; every value entered stands in history."""
    sent = {str(entry.client_uuid): entry for carrier in carriers for entry in carrier.entered}
    rows = {str(row.client_uuid): row for row in Submission.objects.as_system("test")}
    assert set(rows) == set(sent)
    assert not SubmissionAside.objects.as_system("test").exists()
    assert {row.state for row in rows.values()} <= {"applied", "conflict", "quarantined"}
    applied = [number for number, row in rows.items() if row.state == "applied"]
    assert sorted(map(str, Visit.objects.as_system("test").values_list("client_uuid", flat=True))) == sorted(applied)
    told = [sent[number].payload["difficulty"]["text"] for number in applied if "difficulty" in sent[number].payload]
    assert sorted(Difficulty.objects.as_system("test").values_list("text", flat=True)) == sorted(told)
    for number, row in rows.items():
        entry = sent[number]
        assert row.payload == entry.payload
        assert row.happened_on <= orgs.TODAY
        if row.state == "applied":
            stands_in_history(entry)
        else:
            assert row.reason in {"changed", "check"}


def stands_in_history(entry):
    base, answers = entry.payload["base"], entry.payload["answers"]
    for name in FIELDS:
        value = answers[name]
        if value is not None and value != base[name]:
            model = ScaleFact if name == "staff" else MembersFact
            assert model.objects.as_system("test").filter(unit_id=entry.unit, **{name: value}).exists(), (name, value)


@pytest.mark.parametrize("runs", RUNS)
def test_whatever_happens_on_the_way_every_visit_is_entered_once_and_no_value_is_lost(world, runs):
    for seed in range(runs):
        try:
            with transaction.atomic():
                one_run(world, seed)
                raise Undo
        except Undo:
            continue
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
