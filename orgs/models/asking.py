"""What members and units ask for on a day (动态预警): the conditions that acts and reads share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery

from enterprises.choices import OperatingStatus
from enterprises.models import MembersFact, StatusFact, Unit
from enterprises.querysets import UnitQuerySet
from orgs.choices import FormationMode, WatchKind
from orgs.models.coverage import Coverage
from orgs.models.gaps import built
from orgs.models.organizations import PartyOrg
from orgs.models.watching import OrgDecision, UnitDecision
from orgs.querysets import PartyOrgQuerySet
from orgs.rules import watching as rules
from orgs.rules.limits import NATIONAL

OF_UNITS = (WatchKind.OWN_BRANCH, WatchKind.TURNED_FORMAL)
OF_ORGS = (WatchKind.JOINT_SINGLE, WatchKind.JOINT_SHORT)
MIN = NATIONAL.min_formal_members


@dataclass(frozen=True)
class Alert:
    """One warning: about a unit, or about a joint organization; ``figure`` counts persons, or units for a single one."""

    kind: WatchKind
    figure: int
    unit: Unit | None = None
    org: PartyOrg | None = None

    @property
    def about(self) -> Any:
        """The unit or organization."""
        return self.unit or self.org


def units(rows: UnitQuerySet, kind: WatchKind, on: date) -> UnitQuerySet:
    """Keep the units among ``rows`` that ask for a decision of one kind on a day; the rule is :func:`orgs.rules.watching.of_unit`."""
    unit = OuterRef("pk")
    operating = StatusFact.objects.of(unit=unit).as_of(on).filter(status=OperatingStatus.OPERATING)
    condition = _grown(on) if kind == WatchKind.OWN_BRANCH else _turned(on)
    return rows.filter(Exists(operating), condition, ~Q(Exists(_decided(kind, on))))


def _grown(on: date) -> Q:
    joint = Coverage.objects.of(unit=OuterRef("pk")).as_of(on).filter(mode=FormationMode.JOINT)
    fewer = MembersFact.objects.of(unit=OuterRef("unit")).live().filter(formal__lt=MIN, holds_from__lte=on)
    joint = joint.filter(Exists(fewer.filter(holds_until__gt=OuterRef("holds_from"))))
    ripe = MembersFact.objects.of(unit=OuterRef("pk")).as_of(on).filter(formal__gte=MIN)
    return Q(Exists(ripe)) & Q(Exists(joint))


def _turned(on: date) -> Q:
    before = MembersFact.objects.of(unit=OuterRef("unit")).live().filter(holds_until=OuterRef("holds_from"))
    before = before.filter(formal__lt=OuterRef("formal"), probationary__gt=OuterRef("probationary"))
    now = MembersFact.objects.of(unit=OuterRef("pk")).as_of(on).filter(formal__lt=MIN, holds_from__gt=on - rules.TOLD)
    return Q(Exists(now.filter(Exists(before)))) & ~Q(Exists(built(on)))


def _decided(kind: WatchKind, on: date) -> QuerySet[UnitDecision]:
    """Return, for an outer unit, decisions since which the number of its formal members has stayed the same."""
    later = MembersFact.objects.of(unit=OuterRef("unit")).live().filter(holds_until__gt=OuterRef("answered_on"))
    later = later.filter(holds_from__lte=on).exclude(formal=OuterRef("figure"))
    return UnitDecision.objects.of(unit=OuterRef("pk")).filter(~Exists(later), kind=kind)


def joint(rows: PartyOrgQuerySet, on: date) -> dict[int, tuple[WatchKind, int]]:
    """Return what the joint organizations among ``rows`` ask for on a day, by id; three statements however many they are."""
    ids = list(rows.active_on(on).filter(form=FormationMode.JOINT).order_by().values_list("pk", flat=True))
    return _asked(ids, on)


def _asked(ids: Sequence[int], on: date) -> dict[int, tuple[WatchKind, int]]:
    members = MembersFact.objects.of(unit=OuterRef("unit")).as_of(on).order_by().values("formal")[:1]
    covered = Coverage.objects.of_org(ids).as_of(on).own().order_by()
    formal: dict[int, list[int]] = defaultdict(list)
    for org, count in covered.annotate(formal=Subquery(members, output_field=IntegerField())).values_list(
        "org", "formal"
    ):
        formal[org].append(count or 0)
    asked = {pk: (kind, _figure(kind, formal[pk])) for pk in ids if (kind := rules.of_joint(formal[pk])) is not None}
    answers = OrgDecision.objects.of(org__in=list(asked)).order_by("pk")
    latest = {row.org_id: (row.kind, row.figure) for row in answers}
    return {pk: alert for pk, alert in asked.items() if latest.get(pk) != alert}


def _figure(kind: WatchKind, formal: Sequence[int]) -> int:
    return len(formal) if kind == WatchKind.JOINT_SINGLE else sum(formal)


def alerts(kind: WatchKind, rows: Sequence[Any], on: date) -> list[Alert]:
    """Return the warnings of listed rows with their figures; one statement for units, two for organizations."""
    if kind in OF_ORGS:
        asked = _asked([row.pk for row in rows], on)
        return [Alert(kind, asked[row.pk][1], org=row) for row in rows if row.pk in asked]
    facts = MembersFact.objects.of(unit__in=[row.pk for row in rows]).as_of(on)
    formal = dict(facts.values_list("unit_id", "formal"))
    return [Alert(kind, formal[row.pk], unit=row) for row in rows if row.pk in formal]
