"""Stored first, always; the same once more is the same; in order; by the server's clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from access.policy import Denied
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import Submission, SubmissionAside
from enterprises.services.phone.devices import LEASE
from tests.enterprises.phone.carrier import NOON, Phone, facts, read, states, visits
from tests.factories.orgs import TODAY


def test_a_visit_is_stored_and_entered(world, phone):
    unit = world.unit(formal=2)
    row = phone.send(phone.note(unit, formal=3, staff=40))
    assert row.state == "applied"
    assert row.visit.unit_id == unit.pk
    assert row.visit.person_id == phone.by.person_id
    assert [fact.formal for fact in facts("member_facts", unit)][-1] == 3
    assert facts("scale_facts", unit)[-1].source == "visit"


def test_the_same_again_gets_the_first_receipt(world, phone):
    unit = world.unit()
    entry = phone.note(unit, staff=12)
    first = phone.arrive(entry)
    phone.enter()
    again = phone.arrive(entry, at=NOON + timedelta(hours=1))
    phone.enter()
    assert (first.is_first, again.is_first) == (True, False)
    assert again.submission.received_at == first.submission.received_at
    assert len(visits(unit=unit)) == 1


def test_other_content_under_a_known_number_is_kept_aside(world, phone):
    unit = world.unit()
    entry = phone.note(unit, staff=12)
    phone.send(entry)
    other = replace(entry, payload=entry.payload | {"note": "另一份"})
    for _ in range(2):
        with pytest.raises(services.OtherContent):
            phone.arrive(other)
    aside = SubmissionAside.objects.as_system("test").get()
    assert aside.payload["payload"]["note"] == "另一份"
    assert read(phone.arrive(entry).submission).payload["note"] == ""
    assert len(visits()) == 1


def test_a_number_of_another_person_is_kept_aside_too(world, phone):
    entry = phone.note(world.unit())
    phone.send(entry)
    other = Phone(world, "west")
    with pytest.raises(services.OtherContent):
        other.arrive(replace(other.note(world.unit(world.west_community)), client_uuid=entry.client_uuid))
    assert SubmissionAside.objects.as_system("test").get().device_id == other.device.pk


def test_what_comes_before_its_turn_waits(world, phone):
    unit = world.unit()
    shown = phone.shown(unit)
    first = phone.note(unit, base=shown, staff=10)
    second = phone.note(unit, base=shown | {"staff": 10}, staff=11)
    assert phone.send(second).state == "waiting"
    assert phone.send(first).state == "applied"
    assert states() == ["applied", "applied"]
    assert [fact.staff for fact in facts("scale_facts", unit)][-1] == 11


def test_what_was_sent_is_not_changed_or_deleted(world, phone):
    row = phone.send(phone.note(world.unit()))
    for change in ({"payload": {}}, {"sequence": 9}, {"state": "received"}):
        with pytest.raises(DatabaseError), transaction.atomic(), system_scope("test"):
            Submission.objects.as_system("test").filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), system_scope("test"):
        row.delete()


@pytest.mark.parametrize(
    ("clock", "entered", "day"),
    [
        (timedelta(0), timedelta(days=-2), TODAY - timedelta(days=2)),
        (timedelta(days=3), timedelta(days=-2), TODAY - timedelta(days=2)),  # the phone is three days ahead
        (timedelta(days=-3), timedelta(days=-2), TODAY - timedelta(days=2)),  # three days behind
        (timedelta(0), timedelta(days=3), TODAY),  # ahead when entered, right when sent
        (timedelta(0), timedelta(days=-30), TODAY - timedelta(days=5)),  # before the phone was registered
    ],
)
def test_the_servers_time_counts(world, clock, entered, day):
    phone = Phone(world, clock=clock)
    row = phone.send(phone.note(world.unit(), at=NOON + entered))
    assert row.happened_on == day
    assert row.visit.visited_on == day
    assert row.device_at == NOON + entered + clock


def test_a_lease_is_renewed_until_the_phone_is_revoked(world, phone):
    with acting(phone.by) as by:
        device = services.renew_device(device=phone.now(), by=by, at=NOON)
        assert device.lease_until == NOON + LEASE
        services.revoke_device(device=phone.now(), by=by, at=NOON)
        with pytest.raises(services.Revoked):
            services.renew_device(device=phone.now(), by=by, at=NOON)
    with pytest.raises(services.Revoked):
        phone.arrive(phone.note(world.unit()))
    assert states() == []


def test_only_a_supervisor_revokes_the_phone_of_another(world, phone):
    with acting(world.principal("west")) as by, pytest.raises(Denied):
        services.revoke_device(device=phone.now(), by=by, at=NOON)
    with acting(world.principal("committee")) as by:
        services.revoke_device(device=phone.now(), by=by, at=NOON)
    assert phone.now().revoked_by_id == by.user_id


def test_another_persons_phone_is_no_phone_of_ones_own(world, phone):
    with acting(world.principal("west")) as by:
        assert services.own_device(phone.device.public_id, by=by) is None
    with acting(phone.by) as by:
        assert services.own_device(phone.device.public_id, by=by).pk == phone.device.pk
