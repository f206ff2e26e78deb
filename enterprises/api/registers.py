"""Differences of outside registers (名册比对) over REST: read and settled."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from enterprises import services
from enterprises.choices import OutsideRegister, RegisterDifference, RegisterTaskState
from enterprises.models import RegisterTask, Unit
from enterprises.queries.registers import SETTLE, VIEW


class RegisterTaskSerializer(StrictModelSerializer):
    """A difference with what the register says of the entry."""

    register = serializers.CharField(source="row.register", read_only=True)
    name = serializers.CharField(source="row.name", read_only=True)
    uscc = serializers.CharField(source="row.uscc", read_only=True)
    contents = serializers.JSONField(source="row.contents", read_only=True)

    class Meta:
        model = RegisterTask
        fields = (
            "id", "register", "name", "uscc", "contents", "kind", "changes", "unit", "opened_on", "state", "reason",
            "settled_on",
        )  # fmt: skip


class SettleInput(StrictSerializer):
    """What came of it; the unit is named where a new one was registered without a code."""

    outcome = serializers.ChoiceField([(v, w) for v, w in RegisterTaskState.choices if v not in {"open", "replaced"}])
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    on = serializers.DateField(required=False)
    unit = ScopedRelatedField(model=Unit, permission="enterprises.view_unit", required=False)


class RegisterTaskFilters(StrictFilterSet):
    """Filters of differences."""

    register = django_filters.ChoiceFilter(field_name="row__register", choices=OutsideRegister.choices)
    kind = django_filters.ChoiceFilter(choices=RegisterDifference.choices)
    state = django_filters.ChoiceFilter(choices=RegisterTaskState.choices)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")

    class Meta:
        model = RegisterTask
        fields = ("register", "kind", "state", "area")

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the differences in an area and below it."""
        return queryset.filter(area_path__startswith=area.path)


class RegisterTaskViewSet(ReadViewSet):
    """Differences of outside registers (名册比对): read and settle."""

    model = RegisterTask
    serializer_class = RegisterTaskSerializer
    filterset_class = RegisterTaskFilters
    doors = {"list": VIEW, "retrieve": VIEW, "settle": SETTLE}
    inputs = {"settle": SettleInput}
    ordering_fields = ("id", "opened_on")

    def get_queryset(self) -> QuerySet:
        """Return the visible differences with their entries."""
        return super().get_queryset().select_related("row")

    @extend_schema(responses=RegisterTaskSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Say what came of looking into it (办结)."""
        task = self.get_object()
        given: dict[str, Any] = {"on": self.today} | self.validated()
        return self.respond(services.settle_register_task(task=task, by=self.principal, **given))
