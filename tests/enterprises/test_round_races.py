"""Work lists dealt, reassigned, split and visited at once, on real connections: every unit stays on exactly one officer's list."""

import random
import threading
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from access.choices import Role
from access.principals import acting
from enterprises import services
from enterprises.models import RoundTask, Visit
from tests.enterprises.rounds import met, opened
from tests.factories.access import TODAY, BodyFactory, principal
from tests.factories.enterprises import unit

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = 12
SIZES = [pytest.param(3, id="3"), pytest.param(60, marks=pytest.mark.full, id="60")]


@pytest.fixture
def staff(land):
    """Three officers of the first community, one of the second, two of the street."""
    first, second = BodyFactory(home=land.first), BodyFactory(home=land.second)
    return {
        land.first: [principal(Role.COMMUNITY_OFFICER, first) for _ in range(3)],
        land.second: [principal(Role.COMMUNITY_OFFICER, second)],
        land.east: [principal(Role.STREET_OFFICER, land.east_body) for _ in range(2)],
    }


def all_at_once(acts):
    """Run acts in threads that start together; return how each ended. A unit that is settled meanwhile is nothing to deal."""
    gate, ended = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait(timeout=60)
            act()
            ended.append("done")
        except ValidationError as refusal:
            ended.append(next(iter(refusal.error_dict.values()))[0].code)
        except Exception as error:
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return Counter(ended)


@pytest.mark.parametrize("rounds", SIZES)
def test_no_unit_is_left_out_or_on_two_lists(land, committee, east, staff, rounds):
    draw = random.Random(rounds)
    made = [unit(land.first if number % 2 else land.second) for number in range(UNITS)]
    one = opened(committee, land.county)
    other = opened(committee, land.county, name="另一轮")
    first, street = [by.user_id for by in staff[land.first]], [by.user_id for by in staff[land.east]]
    covering = {
        land.first.path: {*first, *street},
        land.second.path: {*(by.user_id for by in staff[land.second]), *street},
    }

    def dealing(row, officers, area=None):
        def act():
            with acting(east):
                tasks = RoundTask.objects.filter(round=row)
                tasks = tasks.filter(area_path=area.path) if area is not None else tasks
                services.deal(survey_round=row, tasks=tasks, officers=officers, on=TODAY, by=east)

        return act

    def moving(one_unit, to):
        def act():
            with acting(east):
                services.move(unit=one_unit, to=to, on=TODAY, by=east)

        return act

    visited = 0
    for _ in range(rounds):
        chosen = draw.sample(made, 2)
        acts = [
            dealing(one, street),  # handed over to the street
            dealing(one, draw.sample(first, 2), land.first),  # split
            dealing(one, [draw.choice(street)]),  # reassigned
            dealing(other, street),
            moving(chosen[0], draw.choice([land.first, land.second])),
            lambda chosen=chosen: met(east, chosen[1]),
        ]
        draw.shuffle(acts)
        ended = all_at_once(acts)
        assert set(ended) <= {"done", "nothing_to_deal", "officer_elsewhere", "same_area", "later_move"}, ended
        visited += 1
        for row in (one, other):
            tasks = list(RoundTask.objects.as_system("t").filter(round=row).order_by("unit_id"))
            assert [task.unit_id for task in tasks] == sorted(each.pk for each in made)
            assert [task.pk for task in tasks if task.officer_id is None] == []
            assert [task.pk for task in tasks if task.officer_id not in covering[task.area_path]] == []
    assert Visit.objects.as_system("t").count() == visited
