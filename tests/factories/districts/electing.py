"""A re-election, a venue, a forum, an owner and a turn of duty in the two districts, of every relation."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from orgs.models import DutyTurn, LifeRecord, OwnerRecord, Rectification, ReElection, Venue
from tests.factories.districts.world import World


def make_reelection(world: World, at: str, rows: dict) -> None:
    """Plant a re-election whose request was submitted."""

    def told(what: str) -> str:
        return world.token(at, what)

    rows["reelection"] = ReElection.objects.create(
        org=rows["org"], stage="submitted", submitted_on=world.since, seats={"committee": 3, "secretary": 1, "deputy": 0},
        candidates={"committee": [told("nominee")]},
        log=[{"step": "submit", "on": world.since.isoformat(), "by": told("elect-by"), "text": told("elect-text")}],
    )  # fmt: skip
    rows["rectification"] = Rectification.objects.create(
        org=rows["org"], kind="deadline", stage="planned", problems=told("weakness"), listed_on=world.since,
        due_on=world.since + timedelta(days=180), leader=told("leader"), plan=told("cure"), planned_on=world.since,
        log=[{"step": "plan", "on": world.since.isoformat(), "by": told("cure-by"), "user": None, "text": told("cure-text")}],
    )  # fmt: skip
    rows["venue"] = Venue.objects.create(
        org=rows["org"], name=told("venue"), address=told("venue-address"), valid=DateRange(world.since, None)
    )
    rows["life"] = LifeRecord.objects.create(
        org=rows["org"], kind="forum", topic=told("forum"), host=told("forum-host"), attended=5, figures={"units": 3},
        result=told("forum-result"), valid=DateRange(world.since, world.since + timedelta(days=1)),
    )  # fmt: skip
    rows["owner"] = OwnerRecord.objects.create(
        unit=rows["unit"], attitude="supports", purpose=told("owner-purpose"), opinion="recommend",
        note=told("owner-note"), valid=DateRange(world.since, None),
    )  # fmt: skip
    turns = DutyTurn.objects.as_system("test").filter(area=rows["org"].area)
    rows["duty"] = turns.first() or DutyTurn.objects.create(
        area=rows["org"].area, name=told("duty-name"), employer=told("duty-employer"), task=told("duty-task"),
        valid=DateRange(world.since, None),
    )  # fmt: skip
