"""Which units ought to be organized and are not (应建未建): the condition that acts and reads share."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from enterprises.choices import OperatingStatus
from enterprises.models import MembersFact, StatusFact
from enterprises.querysets import UnitQuerySet
from orgs.choices import CaseOrigin
from orgs.models.cases import FormationCase
from orgs.models.coverage import Coverage
from orgs.querysets import CoverageQuerySet
from orgs.rules.cases import BUILT
from orgs.rules.limits import NATIONAL


def built(on: date) -> CoverageQuerySet:
    """Return, for an outer unit, what covers it by an own or joint organization on a day."""
    return Coverage.objects.of(unit=OuterRef("pk")).as_of(on).filter(mode__in=BUILT)


def ought_and_is_not(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Keep the operating units with three formal members or more and no own or joint organization (应建未建)."""
    return rows.filter(ought(on))


def ought(on: date) -> Q:
    """Return the same as a condition."""
    unit = OuterRef("pk")
    ripe = MembersFact.objects.of(unit=unit).as_of(on).filter(formal__gte=NATIONAL.min_formal_members)
    open_ = StatusFact.objects.of(unit=unit).as_of(on).filter(status=OperatingStatus.OPERATING)
    return Q(Exists(open_)) & Q(Exists(ripe)) & ~Q(Exists(built(on)))


def out_of_step(on: date) -> Q:
    """Return the condition that the list of cases (组建台账) does not say of a unit what the facts say.

    A unit that waits for its joint branch is on the list though it ought not to stand alone; see ``listing.enlist``.
    """
    waiting = FormationCase.objects.of(unit=OuterRef("pk")).waiting()
    listed = Q(Exists(waiting))
    joining = Q(Exists(waiting.filter(origin=CaseOrigin.PLANNED, application__isnull=False))) & ~Q(Exists(built(on)))
    return ought(on) & ~listed | ~ought(on) & listed & ~joining
