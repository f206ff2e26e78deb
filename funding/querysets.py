"""Reads of subsidies; named states, no decisions."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models

from access.dated import FactQuerySet
from access.guarded import GuardedQuerySet
from funding.choices import EntitlementStatus, PaymentStatus

CLOSED = (EntitlementStatus.REFUSED, EntitlementStatus.RETURNED, EntitlementStatus.CANCELLED)  # leave room for another
GONE = (PaymentStatus.REVERSED, PaymentStatus.CANCELLED)


class VersionQuerySet(models.QuerySet):
    """Released versions of policies are public documents."""

    def in_force(self, on: date) -> Self:
        """Keep the versions that are released and hold on a day."""
        return self.filter(released_at__isnull=False, valid__contains=on)

    def for_paths(self, paths: Iterable[str]) -> Self:
        """Keep the versions of policies of the areas whose paths are given (an area and all above it)."""
        return self.filter(policy__area__path__in=list(paths))


class OfOrgQuerySet(GuardedQuerySet):
    """Rows that belong to an organization are seen with it."""

    reaches = {"orgs.org": "org_id"}


class AssessmentQuerySet(FactQuerySet):
    """Yearly results are seen with their organization."""

    reaches = {"orgs.org": "org_id"}


class EntitlementQuerySet(OfOrgQuerySet):
    """Entitlements by their state."""

    def open(self) -> Self:
        """Keep those that are neither refused, returned nor cancelled."""
        return self.exclude(status__in=CLOSED)

    def in_status(self, *statuses: str) -> Self:
        """Keep those in one of the states."""
        return self.filter(status__in=statuses)


class PaymentQuerySet(OfOrgQuerySet):
    """Payments by their state."""

    def standing(self) -> Self:
        """Keep those that are neither reversed nor taken out of their batch."""
        return self.exclude(status__in=GONE)

    def paid(self, since: date | None = None, until: date | None = None) -> Self:
        """Keep what reached its organization, from ``since`` to ``until``, both days included."""
        rows = self.filter(status=PaymentStatus.PAID)
        rows = rows if since is None else rows.filter(paid_on__gte=since)
        return rows if until is None else rows.filter(paid_on__lte=until)
