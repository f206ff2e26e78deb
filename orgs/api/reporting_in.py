"""Endpoints of members in service who reported in (在职党员到社区报到): names with feedback, and numbers."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area
from orgs.api.formation_shapes import DayInput
from orgs.models import ReportIn, ReportInCount
from orgs.queries import reporting_in as reads
from orgs.services import reporting_in as acts

VIEW, KEEP = reads.VIEW, reads.KEEP


class ReportInSerializer(StrictModelSerializer):
    """Somebody who reported in."""

    class Meta:
        model = ReportIn
        fields = (
            "id", "area", "name", "work_unit", "is_local", "reported_on", "post", "feedback", "feedback_on", "version"
        )  # fmt: skip


class ReportInCountSerializer(StrictModelSerializer):
    """How many reported in by number only, over a period; persons."""

    valid = PeriodField(read_only=True)

    class Meta:
        model = ReportInCount
        fields = ("id", "area", "reported", "own_members", "own_reported", "note", "valid")


class ReportInInput(DayInput):
    """Somebody who reports in at a community."""

    area = ScopedRelatedField(model=Area, permission=KEEP)
    name = serializers.CharField(max_length=60)
    work_unit = serializers.CharField(max_length=120)
    is_local = serializers.BooleanField(required=False, default=True)
    post = serializers.CharField(max_length=120, required=False, default="")


class ReportInFeedbackInput(DayInput):
    """How it went."""

    feedback = serializers.CharField(max_length=200)
    post = serializers.CharField(max_length=120, required=False, default="")


class ReportInCountInput(DayInput):
    """How many reported in by number only; persons."""

    area = ScopedRelatedField(model=Area, permission=KEEP)
    reported = serializers.IntegerField(min_value=0, max_value=999_999)
    own_members = serializers.IntegerField(min_value=0, max_value=999_999, required=False, allow_null=True, default=None)
    own_reported = serializers.IntegerField(min_value=0, max_value=999_999, required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=200)


class ReportInFilters(StrictFilterSet):
    """Filters of those who reported in."""

    area = ScopedChoiceFilter(model=Area, permission=VIEW)

    class Meta:
        model = ReportIn
        fields = ("area",)


class ReportInCountFilters(StrictFilterSet):
    """Filters of numbers."""

    area = ScopedChoiceFilter(model=Area, permission=VIEW)

    class Meta:
        model = ReportInCount
        fields = ("area",)


class ReportInViewSet(ReadViewSet):
    """Who reported in by name (报到党员): read, register, feedback."""

    model = ReportIn
    serializer_class = ReportInSerializer
    filterset_class = ReportInFilters
    inputs = {"create": ReportInInput, "feedback": ReportInFeedbackInput}
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), **dict.fromkeys(inputs, KEEP)}

    @extend_schema(responses={201: ReportInSerializer})
    def create(self, request: Any) -> Response:
        """Register somebody."""
        given = self.validated()
        area, on = given.pop("area"), given.pop("on")
        return self.respond(acts.report_in(area=area, reporting=acts.Reporting(**given), on=on, by=self.principal), status=201)

    @extend_schema(responses=ReportInSerializer)
    @action(detail=True, methods=["post"])
    def feedback(self, request: Any, pk: str) -> Response:
        """Record how it went."""
        row, given = self.get_object(), self.validated()
        return self.respond(acts.give_feedback(report=row, by=self.principal, **given))


class ReportInCountViewSet(ReadViewSet):
    """How many reported in by number only (报到人数), as known now: read, record."""

    model = ReportInCount
    serializer_class = ReportInCountSerializer
    filterset_class = ReportInCountFilters
    doors = {**dict.fromkeys(("list", "retrieve"), VIEW), "create": KEEP}
    inputs = {"create": ReportInCountInput}

    def get_queryset(self) -> Any:
        """Keep what nothing has superseded."""
        return super().get_queryset().live()

    @extend_schema(responses={201: ReportInCountSerializer})
    def create(self, request: Any) -> Response:
        """Record a number."""
        given = self.validated()
        area, on = given.pop("area"), given.pop("on")
        return self.respond(acts.count_reported(area=area, counted=acts.Counted(**given), on=on, by=self.principal), status=201)
