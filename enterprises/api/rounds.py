"""Survey rounds (摸底轮次) and their work lists over REST: read, open, deal out, close; a task is closed by a visit."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.api.serializers import ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.api.viewsets import ReadViewSet
from access.models import Area, Body
from enterprises import services
from enterprises.api.serializers import VisitInput
from enterprises.choices import RoundStatus, SurveyPart, VisitOutcome
from enterprises.models import Question, RoundTask, SurveyRound, Unit
from enterprises.queries import rounds

VIEW, RUN, VISIT = rounds.VIEW, rounds.RUN, rounds.VISIT
MOST_DEALT = 5000


class RoundSerializer(StrictModelSerializer):
    """A round: where, when, which units, what is asked."""

    filter = serializers.DictField(read_only=True)
    parts = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = SurveyRound
        fields = (
            "id", "name", "area", "lead", "starts_on", "ends_on", "state", "filter", "parts", "questions", "units", "revisit_days",
            "most_attempts", "closed_on",
        )  # fmt: skip


class LineSerializer(StrictSerializer):
    """How far units have come: all, those that remain, of these to be revisited, of these on nobody's list."""

    label = serializers.CharField()
    units = serializers.IntegerField()
    rest = serializers.IntegerField()
    again = serializers.IntegerField()
    holes = serializers.IntegerField()


class StreetLineSerializer(LineSerializer):
    """A street with its communities."""

    area = serializers.IntegerField(source="area.pk")
    inside = LineSerializer(many=True)


class OutcomeSerializer(StrictSerializer):
    """How many units were met with an outcome."""

    outcome = serializers.CharField()
    units = serializers.IntegerField()


class ProgressSerializer(StrictSerializer):
    """How far a round has come in what the caller sees."""

    whole = LineSerializer()
    streets = StreetLineSerializer(many=True)
    officers = LineSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)


class OpenRoundInput(StrictSerializer):
    """A new round; ``filter`` in the words of the list of units (kinds, sections, statuses, sizes, base …)."""

    area = ScopedRelatedField(model=Area, permission="access.view_area")
    name = serializers.CharField(max_length=80)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    filter = serializers.DictField(required=False, source="wanted")
    parts = serializers.ListField(child=serializers.ChoiceField(SurveyPart.choices), required=False, max_length=20)
    questions = ScopedRelatedField(model=Question, permission=VIEW, many=True, required=False)
    lead = ScopedRelatedField(
        model=Body, permission="access.view_body", required=False, allow_null=True,
        help_text="who answers for it; left out: the caller's body",
    )  # fmt: skip


class DealInput(StrictSerializer):
    """Whose tasks, or which, go to whom: one officer takes them over, several share them. Tasks out of sight are left alone."""

    officers = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=200)
    tasks = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, min_length=1, max_length=MOST_DEALT
    )
    source = serializers.IntegerField(required=False, min_value=1, help_text="tasks of this officer's list")
    unassigned = serializers.BooleanField(required=False, help_text="tasks on nobody's list")
    area = ScopedRelatedField(model=Area, permission="access.view_area", required=False)


class DealtSerializer(StrictSerializer):
    """How many tasks changed hands."""

    tasks = serializers.IntegerField()


class CloseRoundInput(StrictSerializer):
    """On which day a round is closed."""

    on = serializers.DateField()


class RoundFilters(StrictFilterSet):
    """Filters of rounds."""

    state = django_filters.ChoiceFilter(choices=RoundStatus.choices)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area")

    class Meta:
        model = SurveyRound
        fields = ("state", "area")


class RoundViewSet(ReadViewSet):
    """Survey rounds (摸底轮次): read with progress; open, deal out, close."""

    model = SurveyRound
    serializer_class = RoundSerializer
    filterset_class = RoundFilters
    doors = {"list": VIEW, "retrieve": VIEW, "progress": VIEW, "create": RUN, "deal": RUN, "close": RUN}
    inputs = {"create": OpenRoundInput, "deal": DealInput, "close": CloseRoundInput}
    ordering_fields = ("id", "starts_on", "ends_on")

    def get_queryset(self) -> QuerySet:
        """Return the rounds that concern the caller's areas."""
        return SurveyRound.objects.concerning(self.principal, VIEW).prefetch_related("questions")

    @extend_schema(responses={201: RoundSerializer})
    def create(self, request: Request) -> Response:
        """Open a round (建立摸底轮次); every unit is put on one officer's list."""
        row = services.open_survey_round(on=self.today, by=self.principal, **self.validated())
        return self.respond(row, status=201)

    @extend_schema(responses=ProgressSerializer)
    @action(detail=True)
    def progress(self, request: Request, pk: str) -> Response:
        """Return how far a round has come (进度): as a whole, by street and community, by officer, by outcome."""
        row = self.get_object()
        found = rounds.progress(row, self.principal)
        by_label = {str(code.label): code.value for code in VisitOutcome}
        told = {
            "whole": found.whole,
            "streets": found.streets,
            "officers": found.officers,
            "outcomes": [{"outcome": by_label[label], "units": units} for label, units in found.outcomes],
        }
        return Response(ProgressSerializer(told).data)

    @extend_schema(responses=DealtSerializer)
    @action(detail=True, methods=["post"])
    def deal(self, request: Request, pk: str) -> Response:
        """Give tasks to one officer, or share them among several (分派)."""
        row, data = self.get_object(), self.validated()
        tasks = RoundTask.objects.filter(round=row)
        if "tasks" in data:
            tasks = tasks.filter(pk__in=data["tasks"])
        if data.get("unassigned"):
            tasks = tasks.filter(officer__isnull=True)
        if "source" in data:
            tasks = tasks.filter(officer_id=data["source"])
        if "area" in data:
            tasks = tasks.filter(area_path__gte=data["area"].path, area_path__lt=data["area"].path[:-1] + "/")
        changed = services.deal(
            survey_round=row, tasks=tasks, officers=data["officers"], on=self.today, by=self.principal
        )
        return Response({"tasks": changed})

    @extend_schema(responses=RoundSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close a round with its report (结束轮次)."""
        return self.respond(
            services.close_survey_round(survey_round=self.get_object(), by=self.principal, **self.validated())
        )


class TaskSerializer(StrictModelSerializer):
    """A unit on a work list: on whose, what was met there, when it is to be visited again."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = RoundTask
        fields = (
            "id", "round", "unit", "unit_name", "officer", "closed_code", "coded_on", "revisit_on", "attempts",
        )  # fmt: skip


class ReassignInput(StrictSerializer):
    """On whose list a task goes."""

    officer = serializers.IntegerField(min_value=1)


class TaskFilters(StrictFilterSet):
    """Filters of tasks; ``open`` keeps what remains to be done, ``mine`` one's own list."""

    round = ScopedChoiceFilter(model=SurveyRound, permission=VIEW)
    unit = ScopedChoiceFilter(model=Unit, permission=VIEW)
    area = ScopedChoiceFilter(model=Area, permission="access.view_area", method="inside", label="in the area or below")
    outcome = django_filters.ChoiceFilter(choices=VisitOutcome.choices, field_name="closed_code")
    open = django_filters.BooleanFilter(method="of_open", label="not visited yet, or to be visited again")
    mine = django_filters.BooleanFilter(method="of_mine", label="on one's own list")
    revisit_before = django_filters.DateFilter(field_name="revisit_on", lookup_expr="lt")

    class Meta:
        model = RoundTask
        fields = ("round", "unit", "area", "outcome", "open", "mine", "revisit_before")

    def inside(self, queryset: QuerySet, name: str, area: Area) -> QuerySet:
        """Keep the tasks of units in an area and below it."""
        return queryset.filter(area_path__gte=area.path, area_path__lt=area.path[:-1] + "/")

    def of_open(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep what remains to be done, or what is settled."""
        return queryset.unsettled() if value else queryset.settled()

    def of_mine(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """Keep one's own list, or the others'."""
        own = {"officer_id": self.request.principal.user_id}
        return queryset.filter(**own) if value else queryset.exclude(**own)


class TaskViewSet(ReadViewSet):
    """Tasks of survey rounds (走访任务): read; closed by a visit or its code; put on another list."""

    model = RoundTask
    serializer_class = TaskSerializer
    filterset_class = TaskFilters
    doors = {"list": VIEW, "retrieve": VIEW, "close": VISIT, "reassign": RUN}
    inputs = {"close": VisitInput, "reassign": ReassignInput}
    ordering_fields = ("id", "revisit_on", "coded_on")

    def get_queryset(self) -> QuerySet:
        """Return the visible tasks with the names of their units."""
        return super().get_queryset().select_related("unit", "round__area")

    @extend_schema(responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close a task by the visit's outcome (走访结果): visited, or a code with or without a day of another visit."""
        task: Any = (
            self.get_queryset().filter(pk=pk).order_by("pk").first()
        )  # the visit locks the unit before its tasks
        if task is None:
            raise Http404
        services.visit(unit=task.unit, by=self.principal, **self.validated())
        return self.respond(self.get_queryset().get(pk=pk))

    @extend_schema(responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, request: Request, pk: str) -> Response:
        """Put a task on another officer's list (改派)."""
        task: Any = self.get_object()
        officer = self.validated()["officer"]
        services.deal(
            survey_round=task.round, tasks=RoundTask.objects.filter(pk=task.pk), officers=[officer], on=self.today,
            by=self.principal,
        )  # fmt: skip
        return self.respond(self.get_queryset().get(pk=pk))
