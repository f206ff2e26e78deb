"""Building the two districts and keeping them while tests ask."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connections, transaction
from django.utils import timezone

from access.choices import Role
from access.principals import system_scope
from access.services import reaches
from enterprises.models import (
    Visit,
)
from tests import emptying
from tests.conftest import _owner_connection
from tests.factories.districts import (
    electing,
    enrolling,
    forming,
    importing,
    phones,
    places,
    planning,
    planting,
    working,
)
from tests.factories.districts.world import LINE, OPENED, SETS, Planted, World

PLACES = {  # relation → (district, area, grid)
    "own": ("A", "street A1", "grid A11"),
    "child": ("A", "community A1", "grid A12"),
    "line": ("A", "community A1", "grid A13"),
    "parent": ("A", "district A", "grid A21"),
    "sibling": ("A", "street A2", "grid A22"),
    "dispatched": ("A", "community A2", "grid A23"),
    "other": ("B", "street B1", "grid B11"),
}


def build(today: date | None = None) -> World:
    """Make the two districts."""
    world = World(today or timezone.localdate())
    with transaction.atomic(), system_scope("test data"):
        places.make_areas(world)
        places.make_accounts(world)
        places.make_hands(world)
        for at in SETS:
            _plant(world, at)
        for role in Role.values:
            _make_by(world, role)
        _reach(world)
    return world


def _plant(world: World, at: str) -> None:
    district, where, grid = PLACES[at]
    found = world.sets[at] = Planted(at, world.areas[where])
    line = LINE if at == "line" else ""
    rows = found.rows
    rows["area"] = found.area
    rows["body"] = planting.make_committee(
        world, at, found.area, world.bodies[f"line {district}"].line if line else None
    )
    rows["person"] = planting.make_person(world, at, found.area, line)
    rows["unit"] = planting.make_unit(world, at, found, world.bodies[f"line {district}"] if line else None)
    planting.make_facts(world, at, rows["unit"], rows)
    phones.make_phone(world, at, rows)
    rows["org"] = planting.make_org(world, at, found, line)
    planting.make_org_rows(world, at, rows, world.areas[grid], found.area)
    forming.make_formation(world, at, rows, line)
    electing.make_reelection(world, at, rows)
    planning.make_plan(world, at, rows, line)
    working.make_work(world, at, rows, line)
    enrolling.make_member(world, at, rows)
    enrolling.make_search(world, at, rows, line)
    planting.make_files(world, at, rows)
    planting.make_accounts_at(world, at, found)
    importing.make_import(world, at, found)
    importing.make_register(world, at, found)
    if not line:
        planting.make_subsidies(world, at, rows, district)


def _make_by(world: World, role: str) -> None:
    """Plant rows of street 2 that the account of a role entered: having made them opens nothing."""
    at, user = "made", world.users[role]
    found = Planted(at, world.areas["street A2"])
    rows = world.made[role] = {"area": found.area, "body": world.sets["sibling"].rows["body"]}
    rows["unit"] = planting.make_unit(world, at, found, None, created_by=user)
    rows["visit"] = Visit.objects.create(
        client_uuid=uuid4(), unit=rows["unit"], visited_on=world.since, outcome="done", talks=[], changed=[],
        note=world.token(at, "visit-note"), user=user, person=user.person,
    )  # fmt: skip
    rows["org"] = planting.make_org(world, at, found, created_by=user)
    rows["person"] = planting.make_person(world, at, found.area)


def _reach(world: World) -> None:
    """Let every person reach the rows of one set, whatever their role: it opens them for roles that go by reach alone."""
    rows = world.sets["dispatched"].rows
    for role in Role.values:
        if world.users[role].person is None:
            continue
        for resource, name in (
            ("enterprises.unit", "unit"), ("orgs.org", "org"), ("instructors.instructor", "instructor"),
        ):  # fmt: skip
            reaches.open_reach(
                person=world.users[role].person, resource=resource, target=rows[name], since=OPENED, until=None,
                because="test",
            )  # fmt: skip


def committed(blocker: Any) -> Iterator[World]:
    """Build the world, committed, keep it while a fixture stands, and empty the database: ``yield from`` it."""
    with blocker.unblock():
        with _owner_connection() as owner:
            before = emptying.remember(owner)
        world = build()
        connections.close_all()
    yield world
    with blocker.unblock(), _owner_connection() as owner:
        emptying.empty(owner, before)
