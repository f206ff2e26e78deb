"""Difficulties (实际困难) over REST: read by whoever sees the unit, or is in charge."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import StrictModelSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises.choices import DifficultyKind, DifficultyOrigin, DifficultyState
from enterprises.models import Difficulty, Unit

VIEW = "enterprises.view_unit"


class DifficultySerializer(StrictModelSerializer):
    """A difficulty as it stands; what was done is its log, oldest first, on the page."""

    class Meta:
        model = Difficulty
        fields = (
            "id", "unit", "unit_name", "kind", "text", "origin", "visit", "raised_on", "raiser", "state", "body", "due_on",
            "solved_on", "result", "effect_yuan", "effect_persons", "closed_on",
        )  # fmt: skip


class DifficultyFilters(StrictFilterSet):
    """Filters of difficulties; ``overdue`` asks about today."""

    kind = django_filters.ChoiceFilter(choices=DifficultyKind.choices)
    origin = django_filters.ChoiceFilter(choices=DifficultyOrigin.choices)
    state = django_filters.ChoiceFilter(choices=DifficultyState.choices)
    unit = ScopedChoiceFilter(model=Unit, permission=VIEW)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")
    overdue = django_filters.BooleanFilter(method="of_overdue", label="past its deadline today")

    class Meta:
        model = Difficulty
        fields = ("kind", "origin", "state", "unit", "area", "overdue")

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the difficulties of units in an area and below it."""
        return queryset.filter(area_path__startswith=area.path)

    def of_overdue(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep what is late, or what is not."""
        view: Any = self.request.parser_context["view"]
        late = queryset.overdue(view.today)
        return late if value else queryset.exclude(pk__in=late.values("pk"))


class DifficultyViewSet(ReadViewSet):
    """Difficulties (实际困难): read."""

    model = Difficulty
    serializer_class = DifficultySerializer
    filterset_class = DifficultyFilters
    doors = {"list": VIEW, "retrieve": VIEW}
    ordering_fields = ("id", "raised_on", "due_on")
