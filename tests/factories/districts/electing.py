"""A re-election, a venue and a forum in the two districts, of every relation."""

from django.db.backends.postgresql.psycopg_any import DateRange

from orgs.models import Forum, ReElection, Venue
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
    rows["venue"] = Venue.objects.create(
        org=rows["org"], name=told("venue"), address=told("venue-address"), valid=DateRange(world.since, None)
    )
    rows["forum"] = Forum.objects.create(
        org=rows["org"], held_on=world.since, topic=told("forum"), units_present=3, people_present=5
    )
