import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from access.errors import Conflict
from access.principals import acting, system
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Dispatch, Letter, SelectionStep
from tests.factories import instructors as make

TODAY = make.TODAY
AT_ONCE = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    """Give a district that other connections see."""
    with transaction.atomic():
        return make.district()


def _together(acts):
    """Run acts at once, each in a transaction of its own; return what each gave or raised."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=30)
            with acting(system("race", on=TODAY)) as by:
                answers.append(act(by))
        except (Conflict, ValidationError, IntegrityError) as refused:
            answers.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def _made(*args, **kwargs):
    with transaction.atomic():
        return make.instructor(*args, **kwargs)


def test_one_of_many_reviews_counts(world):
    found = _made(world, Stage.SUBMITTED)
    answers = _together([lambda by: services.review(instructor=found, step=Step.PASS_FIRST, on=TODAY, by=by)] * AT_ONCE)
    assert sum(isinstance(one, SelectionStep) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == AT_ONCE - 1


def test_letters_issued_at_once_have_different_numbers(world):
    files = [_made(world, Stage.TRAINED) for _number in range(AT_ONCE)]
    acts = [
        lambda by, one=one: services.appoint(instructor=one, since=TODAY, until=date(2027, 1, 1), on=TODAY, by=by)
        for one in files
    ]
    answers = _together(acts)
    assert sorted(one.serial for one in answers if isinstance(one, Letter)) == list(range(1, AT_ONCE + 1))


def test_a_dispatch_and_a_recall_at_once_leave_nothing_open(world):
    found = _made(world)
    with transaction.atomic():
        unit = make.unit("甲", world.community)
    _together(
        [
            lambda by: services.dispatch(instructor=found, target=unit, since=TODAY, on=TODAY, by=by),
            lambda by: services.leave(instructor=found, step=Step.RECALL, on=TODAY, by=by, opinion="调离"),
        ]
    )
    with transaction.atomic():
        assert make.fresh(found).stage == Stage.RECALLED
        assert not Dispatch.objects.as_of(TODAY).as_system("test").exists()


def test_one_of_many_dispatches_to_a_unit_counts(world):
    found = _made(world)
    with transaction.atomic():
        unit = make.unit("甲", world.community)
    answers = _together(
        [lambda by: services.dispatch(instructor=found, target=unit, since=TODAY, on=TODAY, by=by)] * AT_ONCE
    )
    assert sum(isinstance(one, Dispatch) for one in answers) == 1
