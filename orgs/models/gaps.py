"""Which units ought to be organized and are not (应建未建): the condition that acts and reads share."""

from datetime import date

from django.db.models import Exists, OuterRef

from enterprises.models import MembersFact
from enterprises.querysets import UnitQuerySet
from orgs.models.coverage import Coverage
from orgs.querysets import CoverageQuerySet
from orgs.rules.cases import BUILT
from orgs.rules.limits import NATIONAL


def built(on: date) -> CoverageQuerySet:
    """Return, for an outer unit, what covers it by an own or joint organization on a day."""
    return Coverage.objects.of(unit=OuterRef("pk")).as_of(on).filter(mode__in=BUILT)


def ought_and_is_not(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Keep the operating units with three formal members or more and no own or joint organization (应建未建)."""
    members = MembersFact.objects.of(unit=OuterRef("pk")).as_of(on)
    ripe = members.filter(formal__gte=NATIONAL.min_formal_members)
    return rows.operating(on).filter(Exists(ripe), ~Exists(built(on)))
