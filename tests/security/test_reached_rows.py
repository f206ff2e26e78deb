"""Whoever only reaches rows works on them through the same pages as the officers of the place."""

import pytest
from django.urls import reverse

from access.choices import Role
from enterprises.models import Unit


def entered(page):
    """Return what a form shows, as a browser would send it back."""
    shown = page.context["form"]
    values = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    return {name: value for name, value in values.items() if value is not None and value is not False} | {
        "on": "2026-01-01"
    }


@pytest.mark.parametrize("role", [Role.CONTACT, Role.SECRETARY])
def test_a_unit_is_amended_by_its_own_contact(world, browser, role):
    unit = world.row("unit", "dispatched")
    client, address = browser(role), reverse("enterprises:amend", args=[unit.pk])
    page = client.get(address)
    assert page.status_code == 200
    sent = entered(page) | {"contact_name": "示例新联系人", "on": str(world.today)}
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    after = Unit.objects.as_system("test").get(pk=unit.pk)
    assert after.contact_name == "示例新联系人"
    assert (after.owner_id, after.legal_rep_id) == (unit.owner_id, unit.legal_rep_id)
