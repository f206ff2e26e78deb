"""Declared filters of organizations."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.models import Area
from orgs.choices import FormationMode, OrgNature, OrgType, Star, TermStatus
from orgs.models import PartyOrg


class OrgFilters(StrictFilterSet):
    """Filters of organizations; ``active``, ``term`` and ``stars`` ask about the day ``as_of``."""

    q = django_filters.CharFilter(method="containing", max_length=60, label="name or initials contain")
    org_type = django_filters.ChoiceFilter(choices=OrgType.choices)
    nature = django_filters.ChoiceFilter(choices=OrgNature.choices)
    form = django_filters.ChoiceFilter(choices=FormationMode.choices)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")
    parent = ScopedChoiceFilter(model=PartyOrg, permission="orgs.view_org")
    active = django_filters.BooleanFilter(method="of_life")
    term = django_filters.ChoiceFilter(choices=TermStatus.choices, method="of_term")
    stars = django_filters.ChoiceFilter(choices=Star.choices, method="of_stars")

    class Meta:
        model = PartyOrg
        fields = ("q", "org_type", "nature", "form", "area", "parent", "active", "term", "stars")

    def _on(self) -> Any:
        return self.request.parser_context["view"].as_of

    def containing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the organizations that contain a term."""
        return queryset.matching(value)

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the organizations in an area and below it."""
        return queryset.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")

    def of_life(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep the organizations that exist on the day, or that were ended by it."""
        return queryset.active_on(self._on()) if value else queryset.ended_by(self._on())

    def of_term(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the organizations whose term stands so on the day."""
        return queryset.active_on(self._on()).in_term_status(TermStatus(value), on=self._on())

    def of_stars(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the organizations with so many stars on the day."""
        return queryset.with_stars(int(value), on=self._on())
