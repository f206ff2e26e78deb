"""Endpoints of neighbouring areas (相邻辖区): read those of one's own area, add a pair, end it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.viewsets import ReadViewSet
from access.forms.areas import areas_of
from access.models import Area
from orgs.api import plan_shapes as shapes
from orgs.models import AreaAdjacency
from orgs.services.planner import neighbours
from orgs.services.planner.facts import PLAN

VIEW = "orgs.view_formation"


class NeighbourFilters(StrictFilterSet):
    """Filters of pairs."""

    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="both lie in the area")

    class Meta:
        model = AreaAdjacency
        fields = ("area",)

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the pairs of which both lie in an area."""
        return queryset.within(area.path)


class NeighbourViewSet(ReadViewSet):
    """Neighbouring areas: those in force on the day, as far as one of the two lies where the principal answers."""

    model = AreaAdjacency
    serializer_class = shapes.NeighbourSerializer
    filterset_class = NeighbourFilters
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), **dict.fromkeys(("create", "end"), PLAN)}
    inputs = {"create": shapes.NeighbourInput, "end": shapes.NeighbourEndInput}
    dated = True
    knows = False

    def get_queryset(self) -> QuerySet:
        """Keep the pairs that touch the principal's areas; a list shows those of the day."""
        rows = AreaAdjacency.objects.touching(areas_of(self.principal, VIEW).order_by().values("pk"))
        return rows.as_of(self.as_of) if self.action == "list" else rows

    @extend_schema(responses={201: shapes.NeighbourSerializer})
    def create(self, request: Any) -> Response:
        """Record that two areas are neighbours."""
        return self.respond(neighbours.add(by=self.principal, **self.validated()), status=201)

    @extend_schema(responses=shapes.NeighbourSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Any, pk: str) -> Response:
        """Record that they no longer are; the past keeps the pair."""
        row = self.get_queryset().select_related("area", "other").filter(pk=pk).first()
        if row is None:
            raise Http404
        return self.respond(neighbours.end(pair=row, by=self.principal, **self.validated()))
