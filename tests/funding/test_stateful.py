"""Any sequence of acts, lawful or not, leaves the books in order; a small model of states is the oracle."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from access.policy import Denied
from funding import services
from funding.choices import Action, EntitlementStatus
from funding.models import Budget, Entitlement, LedgerEntry, LedgerLeg, Payment
from funding.querysets import GONE
from funding.rules import steps
from tests.factories import funding
from tests.factories.funding import TODAY

TOTAL = 12_000  # of the budget: two start-up subsidies and no third
KEYS = st.sampled_from(funding.HANDS)
WHICH = st.integers(0, 2)
REFUSALS = (ValidationError, IntegrityError, Denied)


class Purse(RuleBasedStateMachine):
    """Three organizations, five people, every act in any order."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.entries = 0
        self.number = 0
        self.states = {}

    @initialize()
    def build(self):
        self.purse = funding.build(is_budgeted=True)
        self.orgs = [self.purse.org() for _ in range(3)]
        self.purse.budget(TOTAL)

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _item(self, which):
        rows = Entitlement.objects.as_system("t").filter(org=self.orgs[which % len(self.orgs)])
        return rows.order_by("-pk").first()

    def _payment(self, which):
        rows = Payment.objects.as_system("t").filter(org=self.orgs[which % len(self.orgs)])
        return rows.select_related("batch").order_by("-pk").first()

    def _try(self, act, key, *args, **kwargs):
        if args and args[0] is None:
            return
        by = self.purse.by(key)
        try:
            with transaction.atomic():
                act(*args, by=by, on=TODAY, **kwargs)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except REFUSALS:
            pass

    @rule(which=WHICH, key=KEYS)
    def apply(self, which, key):
        org = self.orgs[which]
        self._try(lambda **kw: services.propose(org=org, row=self.purse.startup, year=2015, **kw), key)

    @rule(which=WHICH, key=KEYS, act=st.sampled_from(["review", "approve"]))
    def decide(self, which, key, act):
        self._try(lambda item, **kw: getattr(services, act)(items=[item], **kw), key, self._item(which))

    @rule(which=WHICH, key=KEYS, act=st.sampled_from(["send_back", "turn_down", "cancel", "claw_back"]))
    def stop(self, which, key, act):
        self._try(lambda item, **kw: getattr(services, act)(item=item, reason="理由", **kw), key, self._item(which))

    @rule(which=WHICH, key=KEYS)
    def apply_again(self, which, key):
        self._try(lambda item, **kw: services.propose_again(item=item, **kw), key, self._item(which))

    @rule(which=WHICH, key=KEYS)
    def make_batch(self, which, key):
        self.number += 1
        area, name = self.purse.world.district, f"批{self.number}"
        self._try(
            lambda item, **kw: services.make_batch(area=area, name=name, items=[item], **kw), key, self._item(which)
        )

    @rule(which=WHICH, key=KEYS, act=st.sampled_from(["confirm", "send", "settle"]))
    def move_batch(self, which, key, act):
        self._try(lambda p, **kw: getattr(services, act)(batch=p.batch, **kw), key, self._payment(which))

    @rule(which=WHICH, key=KEYS, act=st.sampled_from(["pay", "resend"]))
    def pay(self, which, key, act):
        self._try(lambda p, **kw: getattr(services, act)(payment=p, **kw), key, self._payment(which))

    @rule(which=WHICH, key=KEYS, act=st.sampled_from(["fail", "unbatch", "reverse"]))
    def undo(self, which, key, act):
        self._try(lambda p, **kw: getattr(services, act)(payment=p, reason="理由", **kw), key, self._payment(which))

    @rule(which=WHICH)
    def pay_lawfully(self, which):
        """Run the lawful chain from wherever it stands, so that deep states are reached."""
        self.apply(which, "committee")
        self.decide(which, "committee2", "review")
        self.decide(which, "orgdept", "approve")
        self.make_batch(which, "finance")
        self.move_batch(which, "finance2", "confirm")
        self.move_batch(which, "finance", "send")
        self.pay(which, "finance", "pay")

    @rule(total=st.integers(0, 20_000))
    def change_budget(self, total):
        self._try(
            lambda **kw: services.set_budget(
                area=self.purse.world.district, year=2015, source="fiscal", total_yuan=Decimal(total), **kw
            ),
            "finance",
        )

    @invariant()
    def books_are_in_order(self):
        legs, items = LedgerLeg.objects.as_system("t"), Entitlement.objects.as_system("t")
        assert not legs.order_by().values("entry").annotate(total=Sum("amount_yuan")).exclude(total=0).exists()
        entries = LedgerEntry.objects.as_system("t").count()
        assert entries >= self.entries
        self.entries = entries
        budget = Budget.objects.as_system("t").filter(year=2015).first()
        if budget:
            assert budget.reserved_yuan + budget.paid_yuan <= budget.total_yuan
        granted = legs.filter(account="granted").aggregate(total=Sum("amount_yuan"))["total"] or 0
        paid = items.filter(status="paid").aggregate(total=Sum("approved_yuan"))["total"] or 0
        assert granted == paid
        assert not items.filter(approved_yuan__gt=F("amount_yuan")).exists()
        standing = Payment.objects.as_system("t").exclude(status__in=GONE).values_list("entitlement", flat=True)
        assert len(set(standing)) == len(standing)

    @invariant()
    def states_follow_the_table(self):
        for item in Entitlement.objects.as_system("t").prefetch_related(None):
            trail = list(item.steps.as_system("t").order_by("pk").values_list("action", "from_status", "to_status"))
            assert trail[-1][2] == item.status
            for action, before, after in trail[1:]:
                if before != after:
                    assert steps.next_status(steps.ENTITLEMENT, EntitlementStatus(before), Action(action)) == after
            hands = [
                h for h in (item.applicant_id, item.reviewer_id, item.approver_id, item.payer_id, item.checker_id) if h
            ]
            assert len(hands) == len(set(hands))


def _run(examples, length):
    run_state_machine_as_test(
        Purse,
        settings=settings(
            max_examples=examples, stateful_step_count=length, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_any_sequence_of_acts_leaves_the_books_in_order():
    _run(12, 15)


@pytest.mark.full
@pytest.mark.django_db
def test_any_long_sequence_of_acts_leaves_the_books_in_order():
    _run(1000, 60)
