"""Reads of Party organizations and of what is known about them; named states, no decisions."""

from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import Count, DateField, Exists, Func, OuterRef, Q, QuerySet

from access.dated import FactQuerySet
from access.guarded import GuardedQuerySet
from enterprises.rules import names
from orgs.choices import (
    DraftState,
    FormationMode,
    FormationStage,
    PlanStatus,
    RectificationStage,
    ReElectionStage,
    TaskState,
    TermStatus,
)
from orgs.rules.limits import NATIONAL
from orgs.rules.rectifying import last_whole_month
from orgs.rules.terms import WITHOUT_TERMS


def _months_before(column: str, months: int) -> Func:
    template = f"(%(expressions)s - interval '{int(months)} months')::date"
    return Func(column, template=template, output_field=DateField())


def _months_after(column: str, months: int) -> Func:
    template = f"(%(expressions)s + interval '{int(months)} months')::date"
    return Func(column, template=template, output_field=DateField())


_NO_EXTENSION = Q(extended_until__isnull=True)
_BOUNDS = {
    TermStatus.NOT_DUE: lambda on: Q(remind_on__gt=on),
    TermStatus.DUE_SOON: lambda on: Q(remind_on__lte=on, urgent_on__gt=on),
    TermStatus.DUE_3M: lambda on: Q(urgent_on__lte=on, final_on__gt=on),
    TermStatus.DUE_1M: lambda on: Q(final_on__lte=on, ends_on__gt=on),
    TermStatus.EXTENDED: lambda on: Q(ends_on__lte=on, extended_until__gt=on),
    TermStatus.OVERDUE: lambda on: Q(ends_on__lte=on) & (_NO_EXTENSION | Q(extended_until__lte=on)),
}


class PartyOrgQuerySet(GuardedQuerySet):
    """Organizations are seen by whoever answers for their area or line, and by their own secretaries."""

    reaches = {"orgs.org": "pk"}

    def active_on(self, on: date) -> Self:
        """Keep the organizations that exist on a day (the founding day counts, the day of the end does not)."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), founded_on__lte=on)

    def ended_by(self, on: date) -> Self:
        """Keep the organizations that were merged or revoked by a day."""
        return self.filter(ended_on__lte=on)

    def matching(self, term: str) -> Self:
        """Keep the organizations whose name, or the initials of its pinyin, contain a term."""
        grams = names.query_grams(term)
        return self.filter(grams__contains=grams) if grams else self

    def in_term_status(self, *statuses: TermStatus, on: date) -> Self:
        """Keep the organizations whose standing term is in one of some states on a day, by the national periods of reminding.

        The arithmetic of :func:`orgs.rules.terms.term_status`; PostgreSQL subtracts months in the same way.
        """
        if statuses == (TermStatus.EXEMPT,):
            return self.filter(nature__in=WITHOUT_TERMS)
        terms = self.model._meta.get_field("terms").related_model.objects.of(org=OuterRef("pk"))
        terms = terms.with_bounds()
        wanted = terms.in_office(on).filter(reduce(or_, (_BOUNDS[status](on) for status in statuses)))
        return self.exclude(nature__in=WITHOUT_TERMS).filter(Exists(wanted))

    def without_term(self) -> Self:
        """Keep the organizations that hold terms by nature but have none recorded."""
        return self.exclude(nature__in=WITHOUT_TERMS).filter(terms__isnull=True)

    def with_stars(self, stars: int, *, on: date) -> Self:
        """Keep the organizations that have so many stars on a day."""
        held = {"stars__superseded_at__isnull": True, "stars__holds_from__lte": on, "stars__holds_until__gt": on}
        return self.filter(stars__stars=stars, **held)


class OfOrgQuerySet(GuardedQuerySet):
    """Rows that belong to an organization are seen with it."""

    reaches = {"orgs.org": "org_id"}


class OrgFactQuerySet(FactQuerySet):
    """Dated facts of an organization are seen with it."""

    reaches = {"orgs.org": "org_id"}


class OfUnitQuerySet(GuardedQuerySet):
    """Rows that belong to a unit are seen with it, and by the organization's own secretary."""

    reaches = {"enterprises.unit": "unit_id", "orgs.org": "org_id"}


class CoverageQuerySet(FactQuerySet):
    """Which organization covers which unit: seen with the unit, and by the organization's own secretary."""

    reaches = {"enterprises.unit": "unit_id", "orgs.org": "org_id"}

    def of_org(self, org: Any) -> Self:
        """Keep what an organization (or each of several) covers, also in areas where the reader sees no unit."""
        wanted = {"org__in" if isinstance(org, Collection) else "org": org}
        return self.filter(**wanted).as_system("an organization is one whole, wherever its units lie")

    def own(self) -> Self:
        """Keep the ways of which a unit has one at a time: single, joint, affiliated, relying."""
        return self.exclude(mode=FormationMode.REGIONAL)

    def regional(self) -> Self:
        """Keep the coverage by regional branches (1+N)."""
        return self.filter(mode=FormationMode.REGIONAL)

    def touching(self, since: date) -> Self:
        """Keep the live rows that hold on some day from ``since`` on."""
        return self.live().filter(holds_until__gt=since)


class TermQuerySet(OfOrgQuerySet):
    """Terms of office."""

    def standing(self) -> Self:
        """Keep the terms that no election and no end of the organization has closed."""
        return self.filter(closed_on__isnull=True)

    def in_office(self, on: date) -> Self:
        """Keep the terms that had begun by a day and that nothing had closed by it."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), elected_on__lte=on)

    def with_bounds(self) -> Self:
        """Add the days from which is reminded, by the national periods: ``remind_on``, ``urgent_on``, ``final_on``."""
        return self.annotate(
            remind_on=_months_before("ends_on", NATIONAL.remind_months),
            urgent_on=_months_before("ends_on", NATIONAL.urgent_months),
            final_on=_months_before("ends_on", NATIONAL.final_months),
        )

    def counted(self, on: date) -> dict[TermStatus, int]:
        """Return how many terms stand in each state on a day."""
        counts = {status.value: Count("pk", filter=bound(on)) for status, bound in _BOUNDS.items()}
        found = self.order_by().with_bounds().aggregate(**counts)
        return {status: found[status.value] for status in _BOUNDS}


class ReElectionQuerySet(OfOrgQuerySet):
    """Re-elections are seen with their organization."""

    def open(self) -> Self:
        """Keep those that are neither filed nor withdrawn; an organization has one at most."""
        return self.exclude(stage__in=(ReElectionStage.FILED, ReElectionStage.WITHDRAWN))


class RectificationQuerySet(OfOrgQuerySet):
    """Rectifications are seen with their organization."""

    def open(self) -> Self:
        """Keep those that still go on; an organization has one at most."""
        return self.exclude(stage__in=(RectificationStage.CLOSED, RectificationStage.DISSOLVED))

    def silent(self, on: date) -> Self:
        """Keep those of which the last whole month before a day has no entry, as :func:`orgs.rules.rectifying.silent_months`."""
        since = last_whole_month(on)
        unheard = Q(reported_on__isnull=True) | Q(reported_on__lt=since)
        return self.filter(unheard, stage=RectificationStage.PLANNED, planned_on__lt=since)

    def overdue(self, on: date) -> Self:
        """Keep those that still go on after their last day."""
        return self.open().filter(due_on__lt=on)


class ApplicationQuerySet(GuardedQuerySet):
    """Applications are seen by whoever answers for the area of the organization to be."""

    def open(self) -> Self:
        """Keep those that neither led to an organization nor were withdrawn."""
        return self.exclude(stage__in=(FormationStage.ACTIVE, FormationStage.WITHDRAWN))

    def reply_overdue(self, on: date) -> Self:
        """Keep those submitted more than a month ago; PostgreSQL adds months as :func:`orgs.rules.cases.reply_due` does."""
        return self.alias(reply_due=_months_after("submitted_on", NATIONAL.reply_months)).filter(reply_due__lt=on)


class UnitDecisionQuerySet(GuardedQuerySet):
    """Decisions about a unit are seen with it."""

    reaches = {"enterprises.unit": "unit_id"}


class CaseQuerySet(GuardedQuerySet):
    """Formation cases are seen with their unit."""

    reaches = {"enterprises.unit": "unit_id"}

    def unfinished(self) -> Self:
        """Keep the cases that are neither cancelled nor lapsed; a unit has one at most."""
        return self.exclude(status__in=(PlanStatus.CLEARED, PlanStatus.LAPSED))

    def waiting(self) -> Self:
        """Keep the cases of units without an organization: in step with the facts they are the units 应建未建."""
        return self.filter(status__in=(PlanStatus.OPEN, PlanStatus.IN_PROGRESS))

    def built(self) -> Self:
        """Keep the cases whose ticket waits to be cancelled (已组建待销号)."""
        return self.filter(status=PlanStatus.BUILT)


class AdjacencyQuerySet(QuerySet):
    """Which areas are neighbours is reference data."""

    def as_of(self, on: date) -> Self:
        """Keep the pairs that were neighbours on a day."""
        return self.filter(valid__contains=on)

    def touching(self, areas: Iterable[int]) -> Self:
        """Keep the pairs to which one of some areas belongs."""
        keys = areas if isinstance(areas, QuerySet) else list(areas)
        return self.filter(Q(area__in=keys) | Q(other__in=keys))

    def within(self, path: str) -> Self:
        """Keep the pairs of which both lie in the subtree of a path."""
        inside = {"__gte": path, "__lt": path[:-1] + "/"}
        return self.filter(**{f"{side}__path{how}": to for side in ("area", "other") for how, to in inside.items()})


class PlanDraftQuerySet(GuardedQuerySet):
    """Plans of formation are seen by whoever answers for their area."""

    def standing(self) -> Self:
        """Keep the plans of whole areas that are worked on; an area has one at most."""
        return self.filter(state=DraftState.OPEN, is_picked=False)


class PlanLineQuerySet(GuardedQuerySet):
    """Lines of a plan are seen with it."""


class MemberQuerySet(GuardedQuerySet):
    """Members are seen by whoever keeps the roster of their organization."""

    reaches = {"orgs.org": "org_id"}

    def present(self) -> Self:
        """Keep those who have not left."""
        return self.filter(ended_on__isnull=True)


class MemberFactQuerySet(FactQuerySet):
    """Dated facts of a member are seen with the member."""

    reaches = {"orgs.org": "member__org_id"}


class OfMemberQuerySet(GuardedQuerySet):
    """Rows that belong to a member are seen with the member."""

    reaches = {"orgs.org": "member__org_id"}


class TransferQuerySet(OfMemberQuerySet):
    """Letters of transfer are seen with the member."""

    def open(self) -> Self:
        """Keep those that are neither confirmed nor void; a member has one at most."""
        return self.filter(confirmed_on__isnull=True, closed_on__isnull=True)


class BodyTaskQuerySet(GuardedQuerySet):
    """Tasks are seen by whoever answers for the place and line of the body that has to do them."""

    seen_with = frozenset({"letter"})  # the targets of a letter lie where it lies

    def to_do(self) -> Self:
        """Keep those on which the owner has to act."""
        return self.filter(state__in=(TaskState.OPEN, TaskState.RETURNED))

    def overdue(self, on: date) -> Self:
        """Keep those to do whose day has passed; the due day itself is in time."""
        return self.to_do().filter(due_on__lt=on)


class TargetFactQuerySet(GuardedQuerySet):
    """Entries of a search are seen with who is looked for."""

    reaches = {"orgs.org": "target__org_id"}
