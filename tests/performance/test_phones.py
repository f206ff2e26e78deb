"""Statements of what phones and their supervisors open: the same for ten and for some hundred rows."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import Device, Submission
from tests.factories import orgs
from tests.performance.counting import MOST, asked

FEW, MANY = 10, 150
PAGES = (
    "/enterprises/submissions/",
    "/enterprises/phones/",
    "/enterprises/submissions/file/",
    "/survey/",
    "/survey/phones/",
)
MOST_OF_A_DECISION = 16  # both sides of a visit, and who said what stands now of each part
CHANGED = {
    "outcome": "done",
    "base": {"staff": 1, "formal": 1},
    "answers": {"staff": 2, "formal": 2, "mass_union": True},
}
MOST_OF_A_LIST = 24  # everything a phone takes along, once at each contact


@pytest.fixture
def world(db):
    return orgs.build()


@pytest.fixture
def client(world):
    client = Client()
    client.force_login(world.users["committee"])
    return client


def grow(world, device, many):
    """Make units, phones and visits that are held."""
    now = timezone.now()
    for _number in range(many):
        world.unit(formal=3)
    unit = world.unit()
    with system_scope("test data"):
        kept = {"user": world.users["east"], "person": device.person, "area": world.east, "half_cipher": "x"}
        times = {"registered_at": now, "lease_until": now, "seen_at": now}
        Device.objects.bulk_create(Device(label=f"示例{n}", **kept, **times) for n in range(many))
        Submission.objects.bulk_create(
            Submission(
                client_uuid=uuid4(), device=device, person=device.person, sequence=number, unit_sent=unit.pk, unit_name="示例",
                payload=CHANGED, payload_hash="0", received_at=now, happened_on=orgs.TODAY, state="quarantined", reason="check",
            )
            for number in range(many)
        )  # fmt: skip


def test_pages_of_phones_ask_the_same_for_many_rows_as_for_few(world, client):
    with acting(world.principal("committee")) as by:
        device = services.register_device(label="示例手机", by=by, at=timezone.now())
    address = f"/survey/phones/{device.public_id}/"
    counts = []
    for many in (FEW, MANY - FEW):
        grow(world, device, many)
        row = Submission.objects.as_system("test").order_by("pk").first()
        decision = f"/enterprises/submissions/{row.pk}/"
        pages = (*PAGES, address, decision)
        counts.append({path: len(asked(client, path)) for path in pages})
    assert counts[0] == counts[1]
    assert {path: counts[1][path] for path in PAGES if counts[1][path] > MOST} == {}
    assert counts[1][decision] <= MOST_OF_A_DECISION
    assert counts[1][address] <= MOST_OF_A_LIST
