"""Declared filters of units."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.models import Area
from enterprises.choices import IndustrySection, OperatingStatus, SizeClass, UnitKind
from enterprises.models import Unit
from enterprises.queries import answers

VIEW = "enterprises.view_unit"


class UnitFilters(StrictFilterSet):
    """Filters of units; ``status``, ``size`` and ``in_base`` ask about the day ``as_of``."""

    q = django_filters.CharFilter(method="containing", max_length=60, label="name, initials or code contain")
    uscc = django_filters.CharFilter(max_length=18)
    kind = django_filters.ChoiceFilter(choices=UnitKind.choices)
    section = django_filters.ChoiceFilter(choices=IndustrySection.choices, field_name="industry_section")
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")
    status = django_filters.ChoiceFilter(choices=OperatingStatus.choices, method="of_status")
    size = django_filters.ChoiceFilter(choices=SizeClass.choices, method="of_size")
    in_base = django_filters.BooleanFilter(method="of_base")
    answer = django_filters.CharFilter(
        method="of_answer", max_length=240, label="answer to an extra question, as code:value"
    )

    class Meta:
        model = Unit
        fields = ("q", "uscc", "kind", "section", "area", "status", "size", "in_base", "answer")

    @property
    def view(self) -> Any:
        """The running view, which knows the day asked about."""
        return self.request.parser_context["view"]

    def containing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the units that contain a term."""
        return queryset.matching(value, self.request.principal, VIEW)

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the units in an area and below it."""
        return queryset.under(area.path)

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the units that had a status on the day."""
        return queryset.with_status(self.view.as_of, value, known_at=self.view.known_at)

    def of_size(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the units that were of a size on the day."""
        return queryset.with_size(self.view.as_of, value)

    def of_answer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the units that gave an answer to an extra question as of the day."""
        code, _colon, said = value.partition(":")
        return answers.answered(queryset, code, said, self.view.as_of)

    def of_base(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep the units inside or outside the base on the day."""
        inside = queryset.in_base(self.view.as_of, known_at=self.view.known_at)
        return inside if value else queryset.exclude(pk__in=inside.values("pk"))
