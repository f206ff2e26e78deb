"""Four eyes: whatever the order of hands, one person never has two of them in one chain; accounts do not count."""

from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from access.choices import BodyKind, Role
from access.models import Assignment, Body
from access.principals import system_scope
from funding import services
from funding.models import Entitlement, Payment
from funding.querysets import GONE
from tests.factories import orgs as make
from tests.factories.funding import TODAY

ORDER = ("propose", "review", "approve", "batch", "confirm", "send", "pay", "reverse")
PERSON = {"propose": "committee", "review": "committee2", "approve": "orgdept", "batch": "finance",
          "confirm": "finance2", "send": "finance", "pay": "finance", "reverse": "finance2"}  # fmt: skip
HAND = {"propose": 0, "review": 1, "approve": 2, "batch": 3, "send": 3, "pay": 3, "confirm": 4, "reverse": 4}


ALL = (Role.COMMITTEE, Role.ORG_DEPT, Role.FINANCE)


def _give_all(purse, user):
    with system_scope("test data"):
        body = Body.objects.create(name=f"身兼数职{user.pk}", kind=BodyKind.WORK_COMMITTEE, home=purse.world.district)
        body.areas.add(purse.world.district)
        for role in ALL:
            Assignment.objects.create(
                user=user, role=role, body=body, area=body.home, valid=make.DateRange(make.OPENED, None), reason="test"
            )


@pytest.fixture
def everybody(purse):
    """Let each account hold every role: only the chain itself stands in the way."""
    for key in set(PERSON.values()):
        _give_all(purse, purse.world.users[key])
    return purse


def _act(purse, step, key):
    by = purse.by(key)
    item = Entitlement.objects.as_system("t").first()
    payment = Payment.objects.as_system("t").exclude(status__in=GONE).first()
    batch = payment.batch if payment else None
    if step == "propose":
        return services.propose(org=purse.org_made, row=purse.startup, year=2015, on=TODAY, by=by)
    if step == "batch":
        return services.make_batch(area=purse.world.district, name="批", items=[item], on=TODAY, by=by)
    if step in {"review", "approve"}:
        return getattr(services, step)(items=[item], on=TODAY, by=by)
    if step in {"confirm", "send"}:
        return getattr(services, step)(batch=batch, on=TODAY, by=by)
    if step == "pay":
        return services.pay(payment=payment, on=TODAY, by=by)
    return services.reverse(payment=payment, reason="错", on=TODAY, by=by)


PAIRS = [(one, other) for one, other in combinations(ORDER, 2) if HAND[one] != HAND[other]]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_no_two_hands_by_one_person(everybody, first, second):
    purse = everybody
    purse.org_made = purse.org()
    for step in ORDER[: ORDER.index(second)]:
        _act(purse, step, PERSON[step])
    before = Entitlement.objects.as_system("t").values("status", "version").get()
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        _act(purse, second, PERSON[first])
    assert "不能再由您办理" in str(caught.value)
    assert Entitlement.objects.as_system("t").values("status", "version").get() == before


def test_five_people_get_to_the_end(everybody):
    everybody.org_made = everybody.org()
    for step in ORDER:
        _act(everybody, step, PERSON[step])
    assert Entitlement.objects.as_system("t").get().status == "approved"


def test_a_new_account_of_the_same_person_is_the_same_person(purse):
    purse.org_made = purse.org()
    _act(purse, "propose", "committee")
    old = purse.world.users["committee"]
    with system_scope("test data"):
        type(old).objects.as_system("t").filter(pk=old.pk).update(is_active=False)
        new = make.account(Role.COMMITTEE, Body.objects.get(home=purse.world.district, assignments__user=old))
        type(new).objects.as_system("t").filter(pk=new.pk).update(person=old.person)
    purse.world.users["new"] = new
    with pytest.raises(ValidationError), transaction.atomic():
        _act(purse, "review", "new")
