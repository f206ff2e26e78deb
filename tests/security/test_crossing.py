"""Rows that hang together across the border of a street: the visible one names nothing of the hidden one, and no page breaks (P3)."""

from uuid import uuid4

import pytest

from access.choices import Role
from access.principals import system_scope
from enterprises.models import Unit, Visit
from orgs.choices import PostKind
from orgs.models import PartyOrg, Post
from tests.security.crawling import api_addresses, body_of, crawl
from tests.security.scanning import Scanner
from tests.security.test_canary import SEES

PAGES = 110
TOLD = (  # what a visible row says of a hidden one, by reviewed reasons (system_reasons.txt): these names, and nothing more of them
    lambda far: far["person"].name,  # the representative of a visible unit
    lambda far: far["unit"].owner.name,  # its owner
    lambda far: far["post"].person.name,  # who holds a post of a visible organization
    lambda far: far["user"].name,  # whose account wrote a visible visit
)


@pytest.fixture
def crossed(world, db):
    """Let rows of street 1 point to rows of street 2: people, the organization above, who visited; undone after the test."""
    own, far = world.sets["own"].rows, world.sets["sibling"].rows
    with system_scope("test data"):
        Unit.objects.as_system("test").filter(pk=own["unit"].pk).update(
            legal_rep=far["person"], owner=far["unit"].owner
        )
        PartyOrg.objects.as_system("test").filter(pk=own["org"].pk).update(parent=far["org"])
        Post.objects.create(
            org=own["org"], person=far["post"].person, kind=PostKind.DEPUTY, valid=world.valid, approval_no=world.token("own", "post-no"),
        )  # fmt: skip
        Visit.objects.create(
            client_uuid=uuid4(), unit=own["unit"], visited_on=world.since, outcome="done", talks=[], changed=[],
            note=world.token("own", "visit-note"), user=far["user"], person=far["user"].person,
        )  # fmt: skip
    return world


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.COMMITTEE])
def test_what_lies_beyond_the_border_is_not_told(crossed, browser, role):
    client, scanner, found = browser(role), Scanner(crossed, SEES[role]), []
    row, far = crossed.sets["own"].rows, crossed.sets["sibling"].rows
    with system_scope("test"):
        named = [told(far) for told in TOLD]
    scanner.words -= {name[1:-1].encode() for name in named}
    for path, answer in crawl(client, PAGES):
        found += [(path, leak) for leak in scanner.leaks(body_of(answer))]
        found += [(path, answer.status_code)] if answer.status_code >= 500 else []
    for path in (f"/enterprises/{row['unit'].pk}/", f"/orgs/{row['org'].pk}/", *api_addresses(crossed, orders=False)):
        answer = client.get(path)
        found += [(path, leak) for leak in scanner.leaks(body_of(answer))]
        found += [(path, answer.status_code)] if answer.status_code >= 500 else []
    assert found == []
