"""A plan taken over by several people in the same moment: each unit goes one way, once."""

from contextlib import ExitStack

import pytest
from django.db import transaction

from access.choices import Role
from access.models import AuditEvent
from orgs.models import Application, Coverage, FormationCase, PlanDraft
from tests.factories import orgs
from tests.orgs.plans import street as streets
from tests.races.crowd import Member, at_once

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 6


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


@pytest.fixture
def planned(world):
    """Plan the east street, committed: a unit alone, two together, one for the regional branch."""
    with transaction.atomic():
        street = streets.build(world, world.act_as("east"))
        units = [street.unit(formal=formal) for formal in (3, 2, 1, 0)]
        return street.plan(), units


def test_a_plan_accepted_by_many_at_once_is_taken_over_once(web, world, planned):
    draft, units = planned
    for number in range(CROWD - 1):
        world.user(Role.STREET_OFFICER, world.east, f"east{number}")
    names = ["east", *(f"east{number}" for number in range(CROWD - 1))]
    with ExitStack() as stack:
        crowd = [stack.enter_context(Member(web, world.users[name])) for name in names]
        path = f"/api/v1/formation-plans/{draft.pk}/accept/"
        answers = at_once(crowd, lambda _n, member: member.api("POST", path, {"parts": ["all"]}, If_Match='"1"'))
    statuses = sorted(answer.status for answer in answers)
    assert statuses.count(200) == 1, [answer.body.decode()[:200] for answer in answers]
    assert set(statuses) <= {200, 409, 412}
    cases = list(FormationCase.objects.as_system("test").values_list("unit_id", flat=True))
    assert sorted(cases) == sorted(unit.pk for unit in units[:3])
    assert Application.objects.as_system("test").count() == 2
    held = Coverage.objects.as_system("test").filter(superseded_at__isnull=True, unit=units[3].pk)
    assert held.count() == 1
    assert AuditEvent.objects.filter(act="orgs.plan_accepted").as_system("test").count() == 1
    assert PlanDraft.objects.as_system("test").get(pk=draft.pk).state == "accepted"
