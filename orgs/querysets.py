"""Reads of Party organizations and of what is known about them; named states, no decisions."""

from datetime import date
from typing import Self

from django.db.models import Q

from access.dated import FactQuerySet
from access.guarded import GuardedQuerySet
from enterprises.rules import names
from orgs.choices import FormationMode


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


class OfOrgQuerySet(GuardedQuerySet):
    """Rows that belong to an organization are seen with it."""

    reaches = {"orgs.org": "org_id"}


class OrgFactQuerySet(FactQuerySet):
    """Dated facts of an organization are seen with it."""

    reaches = {"orgs.org": "org_id"}


class CoverageQuerySet(FactQuerySet):
    """Which organization covers which unit: seen with the unit, and by the organization's own secretary."""

    reaches = {"enterprises.unit": "unit_id", "orgs.org": "org_id"}

    def own(self) -> Self:
        """Keep the ways of which a unit has one at a time: single, joint, affiliated, relying."""
        return self.exclude(mode=FormationMode.REGIONAL)

    def regional(self) -> Self:
        """Keep the coverage by regional branches (1+N)."""
        return self.filter(mode=FormationMode.REGIONAL)

    def touching(self, since: date) -> Self:
        """Keep the live rows that hold on some day from ``since`` on."""
        return self.live().filter(Q(valid__endswith__gt=since) | Q(valid__upper_inf=True))


class TermQuerySet(OfOrgQuerySet):
    """Terms of office."""

    def standing(self) -> Self:
        """Keep the terms that no election and no end of the organization has closed."""
        return self.filter(closed_on__isnull=True)
