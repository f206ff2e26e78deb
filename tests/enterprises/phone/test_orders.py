"""Chains of visits to one unit that arrive in every order with changes at the desk between them (O2): in-order state or a told conflict."""

import itertools
import random

import pytest
from django.db import transaction

from access.principals import acting
from enterprises import services
from enterprises.models import MembersFact, ScaleFact, Submission
from enterprises.services.inputs import Survey
from tests.enterprises.phone.carrier import NOON, OwnPhone, facts, plain, unit_again
from tests.factories.orgs import TODAY

CHAIN = 4
ORDERS = list(itertools.permutations(range(CHAIN)))
QUICK, FULL = 1, 50  # seeds
CASES = [  # every third order once; every order with every seed
    *(pytest.param(order, QUICK, id=f"{order[0]}{order[1]}{order[2]}{order[3]}-quick") for order in ORDERS[::3]),
    *(
        pytest.param(order, FULL, id=f"{order[0]}{order[1]}{order[2]}{order[3]}-full", marks=pytest.mark.full)
        for order in ORDERS
    ),
]
FIELDS = {"staff": ("scale_facts", ScaleFact), "formal": ("member_facts", MembersFact)}


@pytest.fixture
def phone(world):
    return OwnPhone(world)


class Undo(Exception):
    """Ends a run and leaves the database as it was."""


def chain(phone, unit, rng):
    """Enter visits on the phone, each on top of the one before; the first creates what the unit did not have."""
    shown, found = phone.shown(unit), []
    for _number in range(CHAIN):
        values = {"staff": rng.randint(20, 90), "formal": rng.randint(0, 9)}
        changes = {name: value for name, value in values.items() if rng.random() < 0.7}
        found.append(phone.note(unit, base=shown, **changes))
        shown = shown | plain(changes)
    return found, shown


def desk(phone, unit, rng):
    """Change one value at the desk; return which."""
    name = rng.choice(list(FIELDS))
    value = rng.randint(100, 999) if name == "staff" else rng.randint(10, 19)
    with acting(phone.by) as by:
        services.survey(unit=unit_again(unit), answers=Survey(**{name: value}), on=TODAY, by=by)
    return name, value


def now(unit):
    values = {}
    for name, (relation, _model) in FIELDS.items():
        rows = facts(relation, unit)
        values[name] = getattr(rows[-1], name) if rows else None
    return values


def judge(unit, entries, edits, expected):
    """Everything is entered or a conflict with both values; whatever anybody entered stands in history."""
    rows = {row.client_uuid: row for row in Submission.objects.as_system("test").filter(unit_sent=unit.pk)}
    assert len(rows) == CHAIN
    accepted = list(edits)
    for entry in entries:
        row, base, answers = rows[entry.client_uuid], entry.payload["base"], entry.payload["answers"]
        assert row.state in {"applied", "conflict"}
        changed = {name: answers[name] for name in FIELDS if answers[name] != base[name]}
        if row.state == "applied":
            accepted += changed.items()
        for name, both in row.found.get("conflicts", {}).items():
            assert (both["base"], both["phone"]) == (base[name], answers[name])
            assert both["current"] != both["phone"]
    for name, value in accepted:
        assert FIELDS[name][1].objects.as_system("test").filter(unit=unit, **{name: value}).exists(), (name, value)
    if not edits:
        assert all(row.state == "applied" for row in rows.values())
        assert now(unit) == {name: expected[name] for name in FIELDS}
    for name, value in now(unit).items():
        assert value is None or value == 2 or (name, value) in accepted


def one_run(phone, unit, order, seed):
    rng = random.Random(f"{order}{seed}")
    entries, expected = chain(phone, unit, rng)
    edits = []
    for place in order:
        if seed % 3 and rng.random() < 0.4:
            edits.append(desk(phone, unit, rng))
        phone.arrive(entries[place], at=NOON)
        if rng.random() < 0.7:
            phone.enter()
    phone.enter()
    judge(unit, entries, edits, expected)


@pytest.mark.parametrize(("order", "seeds"), CASES)
def test_visits_in_any_order_end_as_in_order_or_as_a_told_conflict(world, phone, order, seeds):
    unit = world.unit(formal=2)
    for seed in range(1, seeds + 1) if seeds > 1 else (sum(order[:2]),):
        try:
            with transaction.atomic():
                one_run(phone, unit, order, seed)
                raise Undo
        except Undo:
            phone.sequence = 0
        except AssertionError as error:
            raise AssertionError(f"order {order}, seed {seed}: {error}") from error
