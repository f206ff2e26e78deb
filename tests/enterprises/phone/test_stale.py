"""Stale authority, form and clock (O3): nothing is lost, nothing is applied out of scope, the server's time rules; saved files."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from access.choices import BodyKind, Role
from access.models import Assignment
from access.policy import Denied
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import Device, Submission
from enterprises.queries import phone as reads
from tests.enterprises.phone.carrier import NOON, Phone, facts, read, states, visits
from tests.enterprises.phone.test_applying import close, end_roles, move
from tests.factories import access as factory
from tests.factories.orgs import TODAY

QUICK, FULL = 1, 20
TIMES = [pytest.param(QUICK, id="quick"), pytest.param(FULL, id="full", marks=pytest.mark.full)]
LATER = NOON + timedelta(hours=80)  # the lease of 72 hours has ended


def nothing(world, phone, unit):
    pass


def officer_moves(world, phone, unit):
    end_roles(world, "east")
    body = factory.BodyFactory(home=world.west, kind=BodyKind.TOWN_COMMITTEE)
    with system_scope("test"):
        Assignment.objects.create(
            user=world.users["east"], role=Role.STREET_OFFICER, body=body, area=world.west, reason="test",
            valid=factory.DateRange(TODAY, None),
        )  # fmt: skip


def earlier_release(payload):
    """The form as its first release wrote it: no note of talks, no status, nothing of later parts."""
    return {name: payload[name] for name in ("outcome", "base", "answers")}


CASES = {  # what happens meanwhile, the phone's clock, the form, when it arrives → state, reason
    "officer demoted": (lambda w, p, u: end_roles(w, "east"), 0, None, NOON, ("quarantined", "out_of_scope")),
    "officer moved": (officer_moves, 0, None, NOON, ("quarantined", "out_of_scope")),
    "enterprise moved": (lambda w, p, u: move(w, u), 0, None, NOON, ("quarantined", "out_of_scope")),
    "enterprise closed": (lambda w, p, u: close(w, u), 0, None, NOON, ("quarantined", "unit_closed")),
    "form version n-2": (nothing, 0, earlier_release, NOON, ("applied", "")),
    "clock three days ahead": (nothing, 72, None, NOON, ("applied", "")),
    "clock three days behind": (nothing, -72, None, NOON, ("applied", "")),
    "lease ended": (nothing, 0, None, LATER, ("applied", "")),
}


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("case", CASES)
def test_stale_visits_are_kept_and_never_applied_out_of_scope(world, case, times):
    happen, clock, form, arrives, expected = CASES[case]
    phone = Phone(world, clock=timedelta(hours=clock))
    entries = []
    for number in range(times):
        unit = world.unit(formal=2)
        entry = phone.note(unit, formal=3, staff=20 + number)
        if form:
            entry = type(entry)(**{**entry.__dict__, "payload": form(entry.payload)})
        entries.append((unit, entry))
    for unit, _entry in entries:
        happen(world, phone, unit)
        happen = nothing if "officer" in case else happen
    for unit, entry in entries:
        row = phone.send(entry, at=arrives)
        assert (row.state, row.reason) == expected
        assert row.happened_on == TODAY
        assert facts("member_facts", unit)[-1].formal == (3 if row.visit_id else 2)
        with acting(phone.by):
            told = reads.states_of(phone.now(), [row.client_uuid])
        assert set(told.values()) == {"applied" if row.visit_id else "held"}  # without the reason
    assert len(states()) == times
    assert len(visits()) == (times if expected[0] == "applied" else 0)
    seen = Client()
    seen.force_login(world.users["committee"])
    assert entries[0][0].name in seen.get(reverse("enterprises:submissions")).content.decode()


def test_a_revoked_phone_sends_nothing_and_its_file_is_brought_by_a_supervisor(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=3)
    with acting(world.principal("committee")) as by:
        services.revoke_device(device=phone.now(), by=by, at=NOON)
    with pytest.raises(services.Revoked):
        phone.arrive(entry)
    assert states() == []
    deliver(world, phone, entry)
    row = Submission.objects.as_system("test").get()
    assert (row.state, row.reason, row.person_id) == ("quarantined", "by_file", phone.by.person_id)
    with acting(world.principal("committee")) as by:
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    assert facts("member_facts", unit)[-1].formal == 3


@pytest.mark.parametrize("times", TIMES)
def test_a_disabled_officer_is_signed_out_and_what_the_phone_holds_is_brought(world, phone, times):
    browser = Client()
    browser.force_login(world.users["east"])
    entries = [phone.note(world.unit(formal=2), formal=3) for _ in range(times)]
    world.users["east"].is_active = False
    with system_scope("test"):
        world.users["east"].save(update_fields=["is_active"])
    for entry in entries:
        answer = browser.post("/survey/send/", {"number": str(entry.client_uuid)}, content_type="application/json")
        assert answer.status_code in {302, 401, 403}
    assert states() == []
    deliver(world, phone, *entries)
    assert states() == ["quarantined"] * times
    assert visits() == []


def deliver(world, phone, *entries, key="committee"):
    with acting(world.principal(key)) as by:
        return services.deliver_file(device=phone.now(), entries=entries, by=by, at=NOON)


def test_a_file_is_decided_visit_by_visit_and_never_twice(world, phone):
    unit = world.unit(formal=2)
    shown = phone.shown(unit)
    first, second = phone.note(unit, base=shown, formal=3), phone.note(unit, base=shown | {"formal": 3}, formal=4)
    other = type(first)(**{**first.__dict__, "unit_name": "改过的文件"})
    assert deliver(world, phone, second, first) == services.Delivered(stored=2)
    assert deliver(world, phone, first, other) == services.Delivered(known=1, aside=1)
    assert states() == ["quarantined", "quarantined"]
    assert visits() == []
    assert not phone.arrive(first).is_first  # the phone came back and sends it itself
    assert phone.send(phone.note(unit, base=shown, staff=30)).state == "applied"  # what follows does not wait
    with acting(world.principal("west")) as by, pytest.raises(Denied):
        services.deliver_file(device=phone.now(), entries=[first], by=by, at=NOON)


def test_a_supervisor_uploads_the_file_of_a_phone(world, phone):
    unit = world.unit(formal=2)
    entry = phone.note(unit, formal=3)
    visit = {"number": str(entry.client_uuid), "sequence": 1, "unit": unit.pk, "unit_name": unit.name, "version": 1,
             "payload": entry.payload, "device_at": entry.device_at.isoformat()}  # fmt: skip
    whole = {"kind": "survey-visits", "device": str(phone.device.public_id), "visits": [visit]}
    who, path = Client(), reverse("enterprises:deliver_file")
    who.force_login(world.users["committee"])

    def upload(value):
        text = value if isinstance(value, bytes) else json.dumps(value).encode()
        return who.post(path, {"file": SimpleUploadedFile("survey.json", text)})

    assert upload(whole).status_code == 302
    assert read(Submission.objects.as_system("test").get()).reason == "by_file"
    assert entry.payload == Submission.objects.as_system("test").get().payload
    for bad in (
        b"x",
        [],
        whole | {"visits": [3]},
        whole | {"visits": [{}]},
        whole | {"kind": "x"},
        whole | {"device": "x"},
    ):
        assert upload(bad).status_code == 422
    assert phone.send(entry).state == "quarantined"
    assert Device.objects.as_system("test").get().last_sequence == 1
