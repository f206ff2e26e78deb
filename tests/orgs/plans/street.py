"""A street with four communities in a row, uncovered units in them, and a regional branch for three of the four."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AreaLevel, GridBasis
from access.models import Area
from access.principals import system_scope
from enterprises.models import Unit
from orgs import services
from orgs.models import AreaAdjacency, PlanDraft, PlanLine
from orgs.services.planner import drafts
from orgs.services.planner.facts import Asked
from tests.factories import orgs as factory
from tests.factories.orgs import DAY, OPENED, TODAY


@dataclass
class Street:
    """The east street of the small district, planned by its officer."""

    world: factory.World
    by: object
    communities: list[Area]

    def unit(self, at=0, industry="C", **members):
        """Add a unit in a community."""
        unit = self.world.unit(self.communities[at], **members)
        with system_scope("test data"):
            Unit.objects.as_system("test").filter(pk=unit.pk).update(industry_section=industry)
        return unit

    def asked(self, **more):
        return Asked(self.world.east, TODAY, **more)

    def plan(self, **more):
        """Plan the street now."""
        return drafts.make(asked=self.asked(**more), by=self.by)

    def line(self, draft, unit):
        return PlanLine.objects.as_system("test").get(draft=draft, unit=unit)

    def fresh(self, draft):
        return PlanDraft.objects.as_system("test").get(pk=draft.pk)


def build(world, by):
    """Add three communities, their neighbourhoods, and a regional branch that holds a grid in the first three."""
    with system_scope("test data"):
        more = [factory.area(f"示例{n}社区", AreaLevel.COMMUNITY, world.east) for n in "甲乙丙"]
        places = [world.east_community, *more]
        for one, other in pairwise(places):
            AreaAdjacency.objects.create(area=one, other=other, valid=DateRange(OPENED, None))
        grids = [factory.area(f"{place.name}网格", AreaLevel.GRID, place, GridBasis.PLACE) for place in places[:3]]
    found = Street(world, by, places)
    founding = world.founding(area=world.east_community, on=DAY)
    services.form_regional(founding=founding, kind="community", formal=3, areas=grids, by=by)
    return found
