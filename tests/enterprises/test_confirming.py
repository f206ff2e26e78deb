"""What a visit finds as it is known: named by the visit, shown with its day, and no new fact; one rule at the page, the phone and REST."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from access.principals import acting
from enterprises import services
from enterprises.models import MembersFact, Visit
from enterprises.queries import phone as bundles
from tests.enterprises.phone.carrier import Phone, facts
from tests.factories import orgs
from tests.factories.orgs import TODAY


@pytest.fixture
def world(db):
    return orgs.build()


def tell(world, door, unit, **counts):
    """Visit as the page, the phone or REST does: everything as known but for what is given."""
    if door == "phone":
        phone = Phone(world)
        return phone.send(phone.note(unit, **counts))
    answers = services.Survey(**counts)
    with acting(world.principal("east")) as by:
        return services.visit(
            unit=unit, client_uuid=uuid4(), visited_on=TODAY, outcome="done", answers=answers, by=by
        ).visit


def surveyed(world, **counts):
    unit = world.unit()
    with acting(world.principal("east")) as by:
        services.survey(unit=unit, answers=services.Survey(**counts), on=TODAY - timedelta(days=9), by=by)
    return unit


@pytest.mark.parametrize("door", ["page", "phone"])
def test_without_members_left_the_known_split_goes_with_them(world, door):
    unit = surveyed(world, staff=20, formal=2, probationary=0, relation_here=2)
    tell(world, door, unit, formal=0)
    last = facts("member_facts", unit)[-1]
    assert (last.formal, last.relation_here) == (0, 0)


@pytest.mark.parametrize("door", ["page", "phone"])
def test_what_is_found_as_known_is_named_by_the_visit_and_no_new_fact(world, door):
    unit = surveyed(world, staff=20, formal=2, probationary=0)
    before = MembersFact.objects.as_system("test").count()
    tell(world, door, unit, staff=21, formal=2, probationary=0)
    visit = Visit.objects.as_system("test").get()
    assert visit.changed == ["scale"]
    assert {"formal", "probationary"} <= set(visit.confirmed)
    assert "staff" not in visit.confirmed
    assert MembersFact.objects.as_system("test").count() == before


def test_nobody_met_confirms_nothing(world):
    unit = surveyed(world, staff=20)
    with acting(world.principal("east")) as by:
        services.visit(unit=unit, client_uuid=uuid4(), visited_on=TODAY, outcome="refused", confirmed=["staff"], by=by)
    assert Visit.objects.as_system("test").get().confirmed == []


def test_nothing_changed_confirms_what_the_form_showed_and_pages_say_so(world):
    unit = surveyed(world, staff=20, formal=2, probationary=0)
    browser = Client()
    browser.force_login(world.users["east"])
    address = reverse("enterprises:visit", args=[unit.pk])
    shown = browser.get(address).context["form"].initial
    given = {name: shown[name] for name in ("client_uuid", "visited_on", "outcome", "version")}
    assert browser.post(address, given | {"unchanged": "1"}).status_code == 302
    visit = Visit.objects.as_system("test").get()
    assert {"staff", "formal", "probationary"} <= set(visit.confirmed)
    assert visit.changed == []
    day = f"{visit.visited_on.isoformat()} 走访核实"
    assert day in browser.get(address).content.decode()
    assert day in browser.get(reverse("enterprises:unit", args=[unit.pk])).content.decode()
    assert "核实无变化" in browser.get(reverse("enterprises:visit_changes", args=[visit.pk])).content.decode()
    with acting(world.principal("east")) as by:
        (one,) = bundles.bundle(by, on=visit.visited_on)["units"]
    assert one["confirmed"]["staff"] == visit.visited_on.isoformat()
