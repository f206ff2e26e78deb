"""A re-election in the two districts, of every relation."""

from orgs.models import ReElection
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
