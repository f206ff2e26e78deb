"""What a plan of formation needs in the demo: neighbouring communities, and a regional branch for each street's communities."""

from datetime import date
from itertools import combinations

from django.db.backends.postgresql.psycopg_any import DateRange

from access.models import Area
from access.principals import Principal
from orgs.choices import FormationMode, RegionalKind
from orgs.models import AreaAdjacency
from orgs.services.planner import drafts
from orgs.services.planner.facts import Asked
from reports.demo import bulk, organizations, places
from reports.demo.organizations import OrgPlan
from reports.demo.places import Ground

PLANNED = date(2015, 6, 1)


def load(built: Ground) -> None:
    """Let the communities of each street lie around their middle; regional branches stand in the first street."""
    pairs = [pair for street in built.streets for pair in _pairs(built.communities[street.pk])]
    bulk.insert(
        AreaAdjacency,
        (
            AreaAdjacency(area=min(pair, key=_key), other=max(pair, key=_key), valid=DateRange(places.OPENED, None),
                          origin="示例：按街道地图")
            for pair in pairs
        ),
    )  # fmt: skip
    stand_by(built, built.streets[0], 900)


def stand_by(built: Ground, street: Area, number_from: int) -> None:
    """Let a regional branch stand in each community of a street, for the units that nothing else takes."""
    organizations.write(
        [
            OrgPlan(
                name=f"{street.name}{community.name}区域党支部(示例)", area=community, founded_on=PLANNED,
                form=FormationMode.REGIONAL, regional_kind=RegionalKind.COMMUNITY, approved_by=built.bodies["committee"],
                approval_no=f"铁西非公工委〔2015〕{number_from + number}号(示例)",
            )
            for number, community in enumerate(built.communities[street.pk], start=1)
        ]
    )  # fmt: skip


def propose(built: Ground, by: Principal, today: date) -> None:
    """Leave a plan of the first street open, to be looked at, changed and accepted."""
    drafts.make(asked=Asked(built.streets[0], today), by=by)


def _key(area: Area) -> int:
    return area.pk


def _pairs(communities: list[Area]) -> list[tuple[Area, Area]]:
    """Return neighbours: each community and the next, and the first and third; the others do not touch."""
    near = [(one, other) for one, other in combinations(range(len(communities)), 2) if other - one == 1]
    near += [(0, 2)] if len(communities) > 2 else []
    return [(communities[one], communities[other]) for one, other in near]
