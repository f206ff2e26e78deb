"""Selects that look up while typing answer for a named permission: none of them opens rows of another kind."""

import pytest

from access import policy
from access.choices import Role
from access.models import Person
from access.principals import open_scope
from enterprises.models import Unit
from orgs.models import PartyOrg

READING = {
    "units": (Unit, "enterprises.view_unit"), "orgs": (PartyOrg, "orgs.view_org"), "people": (Person, "access.view_person"),
}  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("what", READING)
def test_a_permission_of_another_kind_opens_nothing(world, browser, role, what):
    model, reading = READING[what]
    client, principal = browser(role), world.principal(role)
    open_scope(principal)
    visible = set(model.objects.visible_to(principal, reading).values_list("pk", flat=True))
    for permission in policy.permissions():
        answer = client.get(f"/orgs/choices/{what}/", {"permission": permission, "q": ""})
        if answer.status_code == 200:
            found = {row["id"] for row in answer.json()["results"]}
            assert found <= visible, f"{role} reads {what} by {permission}"
