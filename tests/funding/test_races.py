"""Races over real connections: one act of many counts, the others hear that somebody was faster."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from access.errors import Conflict
from access.principals import acting
from funding import services
from funding.models import Batch, Budget, Entitlement, LedgerEntry, Payment
from tests.factories import funding
from tests.factories.funding import TODAY

AT_ONCE = 5
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def purse(transactional_db):
    with transaction.atomic():
        return funding.build(is_budgeted=True)


def _together(by, acts):
    """Run acts at once, each in a transaction of its own; return what each gave or raised."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            barrier.wait(timeout=30)
            with acting(by):
                answers.append(act())
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


def _one_of(answers):
    refused = [one for one in answers if isinstance(one, Exception)]
    assert len(refused) == len(answers) - 1, answers
    assert all(isinstance(one, (Conflict, IntegrityError)) for one in refused), refused


def _made(purse, what, *args, budget=100_000):
    with transaction.atomic():
        purse.budget(budget)
        return getattr(purse, what)(*args)


def test_one_of_many_approvals_counts(purse):
    item = _made(purse, "reviewed")
    by = purse.world.principal("orgdept")
    _one_of(_together(by, [lambda: services.approve(items=[item], on=TODAY, by=by)] * AT_ONCE))
    assert LedgerEntry.objects.as_system("t").filter(kind="commit").count() == 1
    assert Budget.objects.as_system("t").get().reserved_yuan == 5000


def test_one_of_many_payments_counts(purse):
    batch = _made(purse, "sent")
    payment = Payment.objects.as_system("t").get(batch=batch)
    by = purse.world.principal("finance")
    _one_of(_together(by, [lambda: services.pay(payment=payment, on=TODAY, by=by)] * AT_ONCE))
    assert LedgerEntry.objects.as_system("t").filter(kind="pay").count() == 1
    assert Budget.objects.as_system("t").get().paid_yuan == 5000


def test_one_of_many_reversals_counts(purse):
    payment = _made(purse, "paid")
    by = purse.world.principal("finance2")
    _one_of(_together(by, [lambda: services.reverse(payment=payment, reason="错", on=TODAY, by=by)] * AT_ONCE))
    assert LedgerEntry.objects.as_system("t").filter(kind="reversal").count() == 1


def test_one_of_many_applications_counts(purse):
    with transaction.atomic():
        org = purse.org()
    by = purse.world.principal("committee")
    _one_of(_together(
        by, [lambda: services.propose(org=org, row=purse.startup, year=2015, on=TODAY, by=by)] * AT_ONCE
    ))  # fmt: skip
    assert Entitlement.objects.as_system("t").count() == 1


def test_one_of_many_batches_gets_the_entitlement(purse):
    item = _made(purse, "approved")
    by, area = purse.world.principal("finance"), purse.world.district
    acts = [
        lambda n=n: services.make_batch(area=area, name=f"批{n}", items=[item], on=TODAY, by=by) for n in range(AT_ONCE)
    ]
    _one_of(_together(by, acts))
    assert Batch.objects.as_system("t").count() == 1


def test_the_budget_is_not_overdrawn_by_many_at_once(purse):
    with transaction.atomic():
        purse.budget(12_000)
        items = [purse.reviewed() for _ in range(4)]
    by = purse.world.principal("orgdept")
    answers = _together(by, [lambda item=item: services.approve(items=[item], on=TODAY, by=by) for item in items])
    assert sum(not isinstance(one, Exception) for one in answers) == 2
    assert Budget.objects.as_system("t").get().reserved_yuan == 10_000
